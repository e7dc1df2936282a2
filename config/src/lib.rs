//! Configuration: wezterm.lua in, an immutable [`Config`] and a Lua state out.
//!
//! Hides Lua's corners, the table of options, the table of key assignments, and every way in
//! which a file can be wrong: [`load`] always gives a configuration that can be used, with the
//! problems beside it. The Lua state belongs to the main thread; [`Config`] is plain data for
//! any. It knows nothing of windows, panes or modules, and carries out no key assignment.

mod actions;
mod builder;
mod choices;
mod color;
mod config;
mod effective;
mod font;
mod keys;
mod launcher;
mod links;
mod load;
mod look;
mod lua;
mod lua_api;
mod mouse;
mod options;
mod plugin;
mod problem;
mod regexp;
mod schemes;
mod spawn;
mod suggest;
mod tame;
mod timer;
mod value;
mod waiting;
mod wezterm_text;

pub use crate::actions::{
    ActionSpec, ActionState, Argument, CharGroup, CharSelectArgs, ClearMode, ConfirmationArgs,
    CopyDestination, CopyModeAction, KeyAssignment, PaneDirection, PaneSelectArgs, PaneSelectMode,
    PasteSource, PromptArgs, QuickSelectArgs, SearchPattern, SelectionMode, SelectorArgs,
    SelectorChoice, WindowLevel, ZoneKind, actions, copy_mode_actions, read_action,
};
pub use crate::choices::{
    Alignment, Decorations, ExitMessage, KeyCaps, NotificationHandling, PastedNewlines,
    PowerPreference, TitleButton, TitleButtonStyle, TitleButtons,
};
pub use crate::color::{Colors, MarkColor, Rgba, TabBarColors, TabColors};
pub use crate::config::{
    AudibleBell, BoldBrightening, Config, CursorStyle, ExitBehavior, FrontEnd, Hsb, Length,
    Padding, TabBarStyle, WindowCloseConfirmation, WindowFrame,
};
pub use crate::effective::effective;
pub use crate::font::{
    FontAttributes, FontRule, FontStretch, FontStyle, TextBlink, TextIntensity, TextUnderline,
};
pub use crate::keys::{
    KeyBinding, KeyCode, KeyMods, KeyTableUse, Leader, keys_as_lua, keys_as_text, normalize,
};
pub use crate::launcher::{LauncherArgs, LauncherFlags};
pub use crate::links::{HyperlinkRule, URL, default_rules as default_hyperlink_rules};
pub use crate::load::{
    AsSet, Environment, LoadOptions, Loaded, Origin, Setting, Setup, load, overridden,
};
pub use crate::look::{
    BackgroundGradient, BackgroundLayer, BellTarget, BidiDirection, Blinking, Easing,
    GlyphOverflow, LayerAlign, LayerAxis, LayerRepeat, LayerSize, LayerSource, Look, Orientation,
    VisualBell,
};
pub use crate::lua::{LuaState, is_loading};
pub use crate::lua_api::{
    GlobalStore, LuaEvent, LuaFunction, LuaMember, LuaUrl, Standing, VERSION, callback_number,
    events, functions, members, nerd_font_glyphs, shown_value,
};
pub use crate::mouse::{DroppedFileQuoting, MouseBinding, MouseButton, MousePhase, MouseTrigger};
pub use crate::options::{Effect, Field, Kind, OptionSpec, Shape, options};
pub use crate::plugin::{FOLDER as PLUGIN_FOLDER, Fetched, fetched, folder_name};
pub use crate::problem::{Problem, Severity};
pub use crate::regexp::{Groups, Regexp};
pub use crate::schemes::{
    BuiltinScheme, SchemeOrigin, builtin_schemes, default_colors, find_scheme,
};
pub use crate::spawn::{
    ExecDomain, LOCAL_DOMAIN, PaneShare, SpawnCommand, SpawnDomain, read_spawn, spawn_table,
};
pub use crate::suggest::{did_you_mean, suggest};
pub use crate::value::settings_as_json;
pub use crate::waiting::{Asker, slow_function};
pub use crate::wezterm_text::format_text;
