//! The tables that options take, with the fields that WezTerm documents for them.
//!
//! Plain data. Kinds that are longer than a line of the table of
//! options are put together here.

use super::kind::Kind::{
    Bool, Color, Either, Flags, Font, Integer, Length, ListOf, MapOf, Number, OneOf, Record,
    Several, Tagged, Text, TextMap, Texts,
};
use super::kind::{Field, Kind, Shape};
use crate::font;

/// A number that is only counted up from nothing.
const COUNT: Kind = Integer(0, 1_000_000_000);
/// A share of a whole.
pub(super) const PART: Kind = Number(0.0, 1.0);
const ANY_NUMBER: Kind = Number(-1e9, 1e9);

const fn field(name: &'static str, kind: Kind, meaning: &'static str) -> Field {
    Field {
        name,
        kind,
        needed: false,
        meaning,
    }
}

/// A field without which the table is wrong.
const fn needed(name: &'static str, kind: Kind, meaning: &'static str) -> Field {
    Field {
        needed: true,
        ..field(name, kind, meaning)
    }
}

const fn shape(name: &'static str, fields: &'static [Field]) -> Shape {
    Shape { name, fields }
}

/// A factor of a colour's parts.
pub(super) const FACTOR: Kind = Number(0.0, 10.0);

pub(super) const HSB: Kind = Record(&shape(
    "HsbTransform",
    &[
        field("hue", FACTOR, "factor for the hue"),
        field("saturation", FACTOR, "factor for the saturation"),
        field("brightness", FACTOR, "factor for the brightness"),
    ],
));

pub(super) const PADDING: Kind = Record(&shape(
    "WindowPadding",
    &[
        field("left", Length, "on the left"),
        field("right", Length, "on the right"),
        field("top", Length, "above"),
        field("bottom", Length, "below"),
    ],
));

pub(super) const EASING: Kind = Either(&[
    OneOf(&[
        "Linear",
        "Ease",
        "EaseIn",
        "EaseInOut",
        "EaseOut",
        "Constant",
    ]),
    Tagged(&shape(
        "CubicBezier",
        &[field(
            "CubicBezier",
            Several(4, &ANY_NUMBER),
            "the two inner points of the curve: x, y, x, y",
        )],
    )),
]);

pub(super) const VISUAL_BELL: Kind = Record(&shape(
    "VisualBell",
    &[
        field("fade_in_duration_ms", COUNT, "how long it comes"),
        field("fade_in_function", EASING, "how it comes"),
        field("fade_out_duration_ms", COUNT, "how long it goes"),
        field("fade_out_function", EASING, "how it goes"),
        field(
            "target",
            OneOf(&["BackgroundColor", "CursorColor"]),
            "what flashes",
        ),
    ],
));

const GRADIENT: Shape = shape(
    "Gradient",
    &[
        field("orientation", ORIENTATION, "which way it goes"),
        field("colors", ListOf(&Color), "its colours in order"),
        field("preset", OneOf(PRESETS), "colours by the name of a preset"),
        field(
            "interpolation",
            OneOf(&["Linear", "Basis", "CatmullRom"]),
            "how one colour becomes the next",
        ),
        field(
            "blend",
            OneOf(&["Rgb", "LinearRgb", "Hsv", "Oklab"]),
            "the colour space in which it does",
        ),
        field("segment_size", COUNT, "cells of one colour"),
        field("segment_smoothness", PART, "how soft their edges are"),
        field("noise", COUNT, "how much dither hides the steps"),
    ],
);

const ORIENTATION: Kind = Either(&[
    OneOf(&["Horizontal", "Vertical"]),
    Tagged(&shape(
        "GradientOrientation",
        &[
            field("Linear", Record(&LINEAR), "along a line"),
            field("Radial", Record(&RADIAL), "outwards from a point"),
        ],
    )),
]);

const LINEAR: Shape = shape(
    "LinearGradient",
    &[field("angle", ANY_NUMBER, "degrees, against the clock")],
);

const RADIAL: Shape = shape(
    "RadialGradient",
    &[
        field("radius", ANY_NUMBER, "share of the window"),
        field("cx", ANY_NUMBER, "where its middle is, across"),
        field("cy", ANY_NUMBER, "where its middle is, down"),
    ],
);

/// The colour scales of D3.
const PRESETS: &[&str] = &[
    "Blues",
    "BrBg",
    "BuGn",
    "BuPu",
    "Cividis",
    "Cool",
    "CubeHelixDefault",
    "GnBu",
    "Greens",
    "Greys",
    "Inferno",
    "Magma",
    "OrRd",
    "Oranges",
    "PiYg",
    "Plasma",
    "PrGn",
    "PuBu",
    "PuBuGn",
    "PuOr",
    "PuRd",
    "Purples",
    "Rainbow",
    "RdBu",
    "RdGy",
    "RdPu",
    "RdYlBu",
    "RdYlGn",
    "Reds",
    "Sinebow",
    "Spectral",
    "Turbo",
    "Viridis",
    "Warm",
    "YlGn",
    "YlGnBu",
    "YlOrBr",
    "YlOrRd",
];

pub(super) const WINDOW_GRADIENT: Kind = Record(&GRADIENT);

const SOURCE: Kind = Tagged(&shape(
    "BackgroundSource",
    &[
        field(
            "File",
            Either(&[
                Text,
                Record(&shape(
                    "AnimatedFile",
                    &[
                        needed("path", Text, "the picture"),
                        field("speed", Number(0.0, 1e6), "how fast it moves"),
                    ],
                )),
            ]),
            "a picture",
        ),
        field("Gradient", Record(&GRADIENT), "a gradient"),
        field("Color", Color, "one colour"),
    ],
));

const REPEAT: Kind = OneOf(&["Repeat", "Mirror", "NoRepeat"]);
const LAYER_SIZE: Kind = Either(&[OneOf(&["Cover", "Contain"]), Length]);

pub(super) const BACKGROUND: Kind = ListOf(&LAYER);

pub(super) const LAYER: Kind = Record(&shape(
    "BackgroundLayer",
    &[
        needed("source", SOURCE, "what is drawn"),
        field(
            "origin",
            OneOf(&["BorderBox", "PaddingBox"]),
            "whether it begins at the window's edge or within the padding",
        ),
        field(
            "attachment",
            Either(&[
                OneOf(&["Fixed", "Scroll"]),
                Tagged(&shape(
                    "Parallax",
                    &[field("Parallax", ANY_NUMBER, "share of the scrolling")],
                )),
            ]),
            "whether it moves with the text",
        ),
        field("repeat_x", REPEAT, "what is beside it"),
        field("repeat_x_size", Length, "after how much it repeats"),
        field("repeat_y", REPEAT, "what is below it"),
        field("repeat_y_size", Length, "after how much it repeats"),
        field(
            "vertical_align",
            OneOf(&["Top", "Middle", "Bottom"]),
            "where it stands, down",
        ),
        field(
            "horizontal_align",
            OneOf(&["Left", "Center", "Right"]),
            "where it stands, across",
        ),
        field("vertical_offset", Length, "how far from there, down"),
        field("horizontal_offset", Length, "how far from there, across"),
        field("opacity", PART, "how much it hides"),
        field("hsb", HSB, "factors for its colours"),
        field("width", LAYER_SIZE, "how wide it is"),
        field("height", LAYER_SIZE, "how high it is"),
    ],
));

pub(super) const WINDOW_FRAME: Kind = Record(&shape(
    "WindowFrame",
    &[
        field("font", Font, "font of titles and tabs"),
        field("font_size", Number(1.0, 256.0), "its size in points"),
        field("inactive_titlebar_bg", Color, "bar without the focus"),
        field("active_titlebar_bg", Color, "bar with the focus"),
        field("inactive_titlebar_fg", Color, "text without the focus"),
        field("active_titlebar_fg", Color, "text with the focus"),
        field(
            "inactive_titlebar_border_bottom",
            Color,
            "line below the bar without the focus",
        ),
        field(
            "active_titlebar_border_bottom",
            Color,
            "line below the bar with the focus",
        ),
        field("button_fg", Color, "buttons"),
        field("button_bg", Color, "behind them"),
        field("button_hover_fg", Color, "buttons under the pointer"),
        field("button_hover_bg", Color, "behind them"),
        field("border_left_width", Length, "border on the left"),
        field("border_right_width", Length, "border on the right"),
        field("border_top_height", Length, "border above"),
        field("border_bottom_height", Length, "border below"),
        field("border_left_color", Color, "its colour on the left"),
        field("border_right_color", Color, "its colour on the right"),
        field("border_top_color", Color, "its colour above"),
        field("border_bottom_color", Color, "its colour below"),
    ],
));

/// The attributes of one font.
pub(crate) const FONT: Shape = shape(
    "FontAttributes",
    &[
        needed("family", Text, "the family's name"),
        field(
            "weight",
            Either(&[OneOf(&font::WEIGHT_WORDS), Integer(1, 1000)]),
            "how heavy it is",
        ),
        field("stretch", OneOf(&font::STRETCH_WORDS), "how wide it is"),
        field("style", OneOf(&font::STYLE_WORDS), "whether it leans"),
        field("harfbuzz_features", Texts, "features of OpenType"),
        field("freetype_load_target", LOAD_TARGET, "hinting"),
        field("freetype_render_target", LOAD_TARGET, "rendering"),
        field("freetype_load_flags", LOAD_FLAGS, "flags of FreeType"),
        field("scale", Number(0.01, 100.0), "factor for its size"),
        field(
            "assume_emoji_presentation",
            Bool,
            "whether its glyphs are coloured pictures",
        ),
        field("bold", Bool, "the older way to say that it is heavy"),
        field("italic", Bool, "the older way to say that it leans"),
        field("foreground", Color, "the older way to colour the text"),
        field(
            "is_fallback",
            Bool,
            "whether it is only for what others lack",
        ),
        field("is_synthetic", Bool, "whether it was put together"),
    ],
);

pub(super) const LOAD_TARGET: Kind =
    OneOf(&["Normal", "Light", "Mono", "HorizontalLcd", "VerticalLcd"]);
pub(super) const LOAD_FLAGS: Kind = Flags(&[
    "DEFAULT",
    "NO_HINTING",
    "NO_BITMAP",
    "FORCE_AUTOHINT",
    "MONOCHROME",
    "NO_AUTOHINT",
    "NO_SVG",
    "SVG_ONLY",
]);

pub(super) const FONT_RULES: Kind = ListOf(&FONT_RULE);

pub(super) const FONT_RULE: Kind = Record(&shape(
    "FontRule",
    &[
        field(
            "intensity",
            OneOf(&["Normal", "Bold", "Half"]),
            "cells of this intensity",
        ),
        field("italic", Bool, "cells that lean, or do not"),
        field(
            "underline",
            OneOf(&["None", "Single", "Double", "Curly", "Dotted", "Dashed"]),
            "cells underlined so",
        ),
        field(
            "blink",
            OneOf(&["None", "Slow", "Rapid"]),
            "cells that blink so",
        ),
        field("reverse", Bool, "cells in reverse, or not"),
        field("strikethrough", Bool, "cells struck through, or not"),
        field("invisible", Bool, "cells that are hidden, or not"),
        field("font", Font, "the font for them"),
    ],
));

pub(super) const HYPERLINK_RULES: Kind = ListOf(&Record(&shape(
    "HyperlinkRule",
    &[
        needed("regex", Text, "what is a link"),
        needed("format", Text, "its address; $1 is the first group"),
        field("highlight", COUNT, "the group that is underlined"),
    ],
)));

/// Seconds, or a text such as "60s".
const DURATION: Kind = Either(&[Number(0.0, 1e9), Text]);

pub(super) const UNIX_DOMAINS: Kind = ListOf(&Record(&shape(
    "UnixDomain",
    &[
        needed("name", Text, "its name"),
        field("socket_path", Text, "the socket"),
        field("connect_automatically", Bool, "at the start"),
        field("no_serve_automatically", Bool, "never start a server"),
        field("serve_command", Texts, "what starts the server"),
        field("proxy_command", Texts, "what stands between"),
        field("skip_permissions_check", Bool, "of the socket's folder"),
        field("read_timeout", DURATION, "how long to wait for an answer"),
        field("write_timeout", DURATION, "how long to wait to be heard"),
        field(
            "local_echo_threshold_ms",
            COUNT,
            "the delay from which keys are echoed here",
        ),
        field("overlay_lag_indicator", Bool, "show the delay"),
    ],
)));

pub(super) const SSH_DOMAINS: Kind = ListOf(&Record(&shape(
    "SshDomain",
    &[
        needed("name", Text, "its name"),
        needed("remote_address", Text, "host or host:port"),
        field("no_agent_auth", Bool, "do without the agent"),
        field("username", Text, "who logs in"),
        field("connect_automatically", Bool, "at the start"),
        field("timeout", DURATION, "how long to wait"),
        field(
            "local_echo_threshold_ms",
            COUNT,
            "the delay from which keys are echoed here",
        ),
        field("remote_wezterm_path", Text, "the program over there"),
        field("override_proxy_command", Text, "what is run over there"),
        field("ssh_backend", OneOf(&["LibSsh", "Ssh2"]), "the library"),
        field(
            "multiplexing",
            OneOf(&["WezTerm", "None"]),
            "whether a server over there keeps the panes",
        ),
        field("ssh_option", TextMap, "options of ssh"),
        field("default_prog", Texts, "what runs over there"),
        field(
            "assume_shell",
            OneOf(&["Unknown", "Posix"]),
            "the shell over there",
        ),
        field("overlay_lag_indicator", Bool, "show the delay"),
    ],
)));

pub(super) const TLS_CLIENTS: Kind = ListOf(&Record(&shape(
    "TlsDomainClient",
    &[
        needed("name", Text, "its name"),
        field(
            "bootstrap_via_ssh",
            Text,
            "user@host that is asked for keys",
        ),
        needed("remote_address", Text, "host:port"),
        field("pem_private_key", Text, "a file"),
        field("pem_cert", Text, "a file"),
        field("pem_ca", Text, "a file"),
        field("pem_root_certs", Texts, "files or folders"),
        field("accept_invalid_hostnames", Bool, "of the certificate"),
        field("expected_cn", Text, "the name in the certificate"),
        field("connect_automatically", Bool, "at the start"),
        field("read_timeout", DURATION, "how long to wait for an answer"),
        field("write_timeout", DURATION, "how long to wait to be heard"),
        field(
            "local_echo_threshold_ms",
            COUNT,
            "the delay from which keys are echoed here",
        ),
        field("remote_wezterm_path", Text, "the program over there"),
    ],
)));

pub(super) const TLS_SERVERS: Kind = ListOf(&Record(&shape(
    "TlsDomainServer",
    &[
        needed("bind_address", Text, "host:port"),
        field("pem_private_key", Text, "a file"),
        field("pem_cert", Text, "a file"),
        field("pem_ca", Text, "a file"),
        field("pem_root_certs", Texts, "files or folders"),
    ],
)));

pub(super) const WSL_DOMAINS: Kind = ListOf(&Record(&shape(
    "WslDomain",
    &[
        needed("name", Text, "its name"),
        field("distribution", Text, "the distribution"),
        field("username", Text, "who logs in"),
        field("default_cwd", Text, "the directory there"),
        field("default_prog", Texts, "what runs there"),
    ],
)));

pub(super) const SERIAL_PORTS: Kind = ListOf(&Record(&shape(
    "SerialDomain",
    &[
        needed("name", Text, "its name"),
        field("port", Text, "the device"),
        field("baud", COUNT, "its speed"),
    ],
)));

/// What `wezterm.exec_domain` returns.
pub(super) const EXEC_DOMAINS: Kind = ListOf(&Record(&shape(
    "ExecDomain",
    &[
        needed("name", Text, "its name"),
        needed("event", Text, "the event that changes commands"),
        field(
            "label",
            Text,
            "its name for people, or the event that makes it",
        ),
    ],
)));

pub(super) const DAEMON_OPTIONS: Kind = Record(&shape(
    "DaemonOptions",
    &[
        field("pid_file", Text, "where its process id is kept"),
        field("stdout", Text, "where it writes"),
        field("stderr", Text, "where it writes what is wrong"),
    ],
));

pub(super) const TITLE_BUTTONS: Kind = ListOf(&OneOf(&["Hide", "Maximize", "Close"]));
pub(super) const TITLE_BUTTON_COLOR: Kind = Either(&[OneOf(&["Auto"]), Color]);

pub(super) const TAB_BAR_STYLE: Kind = Record(&shape(
    "TabBarStyle",
    &[
        field("new_tab", Text, "button for a new tab"),
        field("new_tab_hover", Text, "the same under the pointer"),
        field("window_hide", Text, "button that hides the window"),
        field("window_hide_hover", Text, "the same under the pointer"),
        field("window_maximize", Text, "button that enlarges the window"),
        field("window_maximize_hover", Text, "the same under the pointer"),
        field("window_close", Text, "button that closes the window"),
        field("window_close_hover", Text, "the same under the pointer"),
    ],
));

/// What `wezterm.gui.enumerate_gpus` lists.
pub(super) const GPU: Kind = Record(&shape(
    "GpuInfo",
    &[
        field("name", Text, "its name"),
        field("device_type", Text, "what it is"),
        field("backend", Text, "what speaks to it"),
        field("driver", Text, "its driver"),
        field("driver_info", Text, "the driver's version"),
        field("vendor", COUNT_WIDE, "who made it"),
        field("device", COUNT_WIDE, "the number of its model"),
    ],
));

/// A number of 32 bits.
const COUNT_WIDE: Kind = Integer(0, 0xffff_ffff);

pub(super) const DPI_BY_SCREEN: Kind = MapOf(&Number(1.0, 10_000.0));

pub(super) const CONTENT_ALIGNMENT: Kind = Record(&shape(
    "WindowContentAlignment",
    &[
        field("horizontal", OneOf(&["Left", "Center", "Right"]), "across"),
        field("vertical", OneOf(&["Top", "Center", "Bottom"]), "down"),
    ],
));

pub(super) const DECORATIONS: Kind = Flags(&[
    "NONE",
    "TITLE",
    "RESIZE",
    "INTEGRATED_BUTTONS",
    "MACOS_FORCE_DISABLE_SHADOW",
    "MACOS_FORCE_ENABLE_SHADOW",
    "MACOS_FORCE_SQUARE_CORNERS",
    "MACOS_USE_BACKGROUND_COLOR_AS_TITLEBAR_COLOR",
]);

const DOMAIN: Kind = Either(&[
    OneOf(&["CurrentPaneDomain", "DefaultDomain"]),
    Tagged(&shape(
        "DomainChoice",
        &[
            field("DomainName", Text, "a domain by name"),
            field("DomainId", COUNT, "a domain by number"),
        ],
    )),
]);

const POSITION: Kind = Record(&shape(
    "GuiPosition",
    &[
        needed("x", Length, "across"),
        needed("y", Length, "down"),
        field(
            "origin",
            Either(&[
                OneOf(&["ScreenCoordinateSystem", "MainScreen", "ActiveScreen"]),
                Tagged(&shape(
                    "NamedScreen",
                    &[field("Named", Text, "a screen by name")],
                )),
            ]),
            "where it is counted from",
        ),
    ],
));

pub(super) const LAUNCH_MENU: Kind = ListOf(&Record(&shape(
    "SpawnCommand",
    &[
        field("label", Text, "what the launcher calls it"),
        field("args", Texts, "the program and its arguments"),
        field("cwd", Text, "the directory"),
        field(
            "set_environment_variables",
            TextMap,
            "variables beside the usual",
        ),
        field("domain", DOMAIN, "where it runs"),
        field("position", POSITION, "where its window stands"),
    ],
)));

pub(super) const LEADER: Kind = Record(&shape(
    "LeaderKey",
    &[
        needed("key", Text, "the key"),
        field("mods", Kind::Mods, "what is held with it"),
        field("timeout_milliseconds", COUNT, "how long it holds"),
    ],
));
