//! The configuration: immutable settings with WezTerm's names and defaults.
//!
//! Hides how the key table is put together from the defaults, the assistant's own key and the
//! user's bindings. Plain data, shared between threads. It is not a set of options for any one
//! subsystem: the roof turns it into those.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::choices::{
    Alignment, Decorations, ExitMessage, KeyCaps, NotificationHandling, PastedNewlines,
    PowerPreference, TitleButtons,
};
use crate::color::{Colors, Rgba};
use crate::font::FontAttributes;
use crate::keys::{self, KeyBinding, KeyCode, KeyMods, Leader};
use crate::links::HyperlinkRule;
use crate::look::Look;
use crate::mouse::{self, DroppedFileQuoting, MouseBinding};
use crate::regexp::Regexp;
use crate::spawn::{ExecDomain, SpawnCommand};

/// Who draws the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrontEnd {
    /// The GPU, and the CPU where that fails.
    #[default]
    Auto,
    /// The GPU (`"WebGpu"`, `"OpenGL"`).
    Gpu,
    /// The CPU (`"Software"`).
    Cpu,
}

/// What becomes of a pane whose program has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExitBehavior {
    /// It closes.
    #[default]
    Close,
    /// It closes when the program ended well, and stays otherwise.
    CloseOnCleanExit,
    /// It stays.
    Hold,
}

/// Whether closing a window asks first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WindowCloseConfirmation {
    /// It asks.
    #[default]
    AlwaysPrompt,
    /// It does not.
    NeverPrompt,
}

/// What BEL sounds like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AudibleBell {
    /// As the system beeps.
    #[default]
    SystemBeep,
    /// Silence.
    Disabled,
}

/// The cursor's shape until a program asks for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CursorStyle {
    /// A block.
    #[default]
    SteadyBlock,
    /// A block that blinks.
    BlinkingBlock,
    /// A line below.
    SteadyUnderline,
    /// A line below that blinks.
    BlinkingUnderline,
    /// A line before.
    SteadyBar,
    /// A line before that blinks.
    BlinkingBar,
}

/// Whether bold text in colours 0 to 7 is drawn in 8 to 15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BoldBrightening {
    /// It keeps its colour.
    No,
    /// It is bright, and bold too.
    #[default]
    BrightAndBold,
    /// It is bright, and not bold.
    BrightOnly,
}

/// Factors for hue, saturation and brightness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hsb {
    /// Hue.
    pub hue: f64,
    /// Saturation.
    pub saturation: f64,
    /// Brightness.
    pub brightness: f64,
}

/// A length in one of WezTerm's units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Length {
    /// Pixels (`12` or `"12px"`).
    Pixels(f64),
    /// Points (`"9pt"`).
    Points(f64),
    /// Cells (`"1cell"`): columns across, rows down.
    Cells(f64),
    /// Percent of the window (`"2%"`).
    Percent(f64),
}

impl Default for Hsb {
    /// Leaves colours as they are.
    fn default() -> Self {
        Self {
            hue: 1.0,
            saturation: 1.0,
            brightness: 1.0,
        }
    }
}

impl Length {
    /// Returns it in pixels, given a cell's and the window's extent in the same direction.
    pub fn pixels(self, dpi: f64, cell: f64, window: f64) -> f64 {
        match self {
            Length::Pixels(n) => n,
            Length::Points(n) => n * dpi / 72.0,
            Length::Cells(n) => n * cell,
            Length::Percent(n) => n / 100.0 * window,
        }
    }
}

/// The space between the window's edge and the cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Padding {
    /// On the left.
    pub left: Length,
    /// On the right.
    pub right: Length,
    /// Above.
    pub top: Length,
    /// Below.
    pub bottom: Length,
}

/// How the window's own frame and the fancy tab bar look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WindowFrame {
    /// The fonts of words on a fancy bar in order of preference; empty means those of text.
    pub font: Vec<FontAttributes>,
    /// Their size in points; none means that of text, or 12 where there is a font.
    pub font_size: Option<f64>,
    /// The bar while the window has the keyboard.
    pub active_titlebar_bg: Option<Rgba>,
    /// The bar while it has not.
    pub inactive_titlebar_bg: Option<Rgba>,
    /// Words on the bar while the window has the keyboard.
    pub active_titlebar_fg: Option<Rgba>,
    /// Words on the bar while it has not.
    pub inactive_titlebar_fg: Option<Rgba>,
    /// Widths of the border: left, right, above, below.
    pub borders: [Option<Length>; 4],
    /// Colours of the border: left, right, above, below.
    pub border_colors: [Option<Rgba>; 4],
}

/// The words of buttons on a tab bar in cells, as `wezterm.format` makes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabBarStyle {
    /// The button for a new tab.
    pub new_tab: String,
    /// The same under the pointer.
    pub new_tab_hover: String,
    /// The button that hides the window, where the bar has the window's buttons.
    pub window_hide: String,
    /// The same under the pointer.
    pub window_hide_hover: String,
    /// The button that makes the window large.
    pub window_maximize: String,
    /// The same under the pointer.
    pub window_maximize_hover: String,
    /// The button that closes the window.
    pub window_close: String,
    /// The same under the pointer.
    pub window_close_hover: String,
}

impl Default for TabBarStyle {
    fn default() -> Self {
        Self {
            new_tab: " + ".to_owned(),
            new_tab_hover: " + ".to_owned(),
            window_hide: " − ".to_owned(),
            window_hide_hover: " − ".to_owned(),
            window_maximize: " □ ".to_owned(),
            window_maximize_hover: " □ ".to_owned(),
            window_close: " × ".to_owned(),
            window_close_hover: " × ".to_owned(),
        }
    }
}

/// Everything that a configuration settles.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// How long a request between modules may take.
    pub module_request_timeout: Duration,
    /// Whether modules exist at all.
    pub enable_module_framework: bool,
    /// Settings of the modules by name; each is a JSON object, or only whether the module runs.
    pub modules: serde_json::Map<String, serde_json::Value>,
    /// The rules for tools, as they are written; null where there are none.
    pub tool_policy: serde_json::Value,

    /// The user's key bindings; [`Config::key_bindings`] has the whole table.
    pub keys: Vec<KeyBinding>,
    /// Whether the default bindings are left out.
    pub disable_default_key_bindings: bool,
    /// Bindings that hold only while their table is used, by the table's name.
    pub key_tables: BTreeMap<String, Vec<KeyBinding>>,
    /// The leader key; [`Config::leader`] has it as it is matched.
    pub leader: Option<Leader>,
    /// Whether a key whose name does not say how it is matched is the one at a place of the keyboard,
    /// rather than the one that types a character.
    pub keys_by_place: bool,

    /// The user's mouse bindings; [`Config::mouse_table`] has the whole table.
    pub mouse_bindings: Vec<MouseBinding>,
    /// Whether the default mouse bindings are left out.
    pub disable_default_mouse_bindings: bool,
    /// Cursor keys that a step of the wheel types on the alternate screen.
    pub alternate_buffer_wheel_scroll_speed: u8,
    /// What is held to keep the mouse from a program that reads it; empty where nothing does.
    pub bypass_mouse_reporting_modifiers: KeyMods,
    /// Whether the pane under the pointer gets the keyboard.
    pub pane_focus_follows_mouse: bool,
    /// Whether a click that gives a pane the keyboard does nothing else.
    pub swallow_mouse_click_on_pane_focus: bool,
    /// Whether a click that gives the window the keyboard does nothing else.
    pub swallow_mouse_click_on_window_focus: bool,
    /// Whether the wheel over the tab bar shows other tabs.
    pub mouse_wheel_scrolls_tabs: bool,
    /// Whether the pointer is hidden while keys are typed.
    pub hide_mouse_cursor_when_typing: bool,
    /// How the paths of dropped files are written.
    pub quote_dropped_files: DroppedFileQuoting,

    /// The font's size in points.
    pub font_size: f64,
    /// Fonts in order of preference; empty means the built-in font.
    pub font: Vec<FontAttributes>,
    /// Folders searched first for fonts.
    pub font_dirs: Vec<PathBuf>,
    /// Whether fonts in `font_dirs` also serve for characters that the configured fonts lack.
    pub search_font_dirs_for_fallback: bool,
    /// Whether, of fonts for characters that the configured ones lack, those come first that have most of what is lacking.
    pub sort_fallback_fonts_by_coverage: bool,
    /// Factor for a row's height.
    pub line_height: f64,
    /// Factor for a column's width.
    pub cell_width: f64,

    /// The palette: the colour scheme with `config.colors` laid over it.
    pub colors: Colors,
    /// The name of the colour scheme.
    pub color_scheme: Option<String>,
    /// The user's own colour schemes by name; `find_scheme` has those that come with the program.
    pub color_schemes: BTreeMap<String, Colors>,
    /// The folders with files of colour schemes, beside `colors` in that of the configuration.
    pub color_scheme_dirs: Vec<PathBuf>,
    /// Whether bold text is brightened.
    pub bold_brightens_ansi_colors: BoldBrightening,
    /// How the window is painted.
    pub look: Look,

    /// Rows kept above the screen.
    pub scrollback_lines: usize,
    /// Whether bash, zsh and fish are made to mark their prompts and commands.
    pub shell_integration: bool,
    /// The domain of first panes and of `DefaultDomain`.
    pub default_domain: String,
    /// Domains that a Lua function starts programs in.
    pub exec_domains: Vec<ExecDomain>,
    /// The workspace of the first window.
    pub default_workspace: String,
    /// What the launcher offers to start.
    pub launch_menu: Vec<SpawnCommand>,
    /// Whether another pane is shown when the keyboard goes to it while one is zoomed; otherwise
    /// the keyboard stays.
    pub unzoom_on_switch_pane: bool,
    /// The characters of which labels are made.
    pub quick_select_alphabet: String,
    /// The shade over panes that are chosen from.
    pub pane_select_bg_color: Rgba,
    /// The labels of panes that are chosen from.
    pub pane_select_fg_color: Rgba,
    /// The size of those labels, as a font's.
    pub pane_select_font_size: f64,
    /// The background of the character picker.
    pub char_select_bg_color: Rgba,
    /// The text of the character picker.
    pub char_select_fg_color: Rgba,
    /// What a start without a command stands for, as on a command line.
    pub default_gui_startup_args: Vec<String>,
    /// Whether another start opens a tab in the window that is there.
    pub prefer_to_spawn_tabs: bool,
    /// The program of a new pane; none means the login shell.
    pub default_prog: Option<Vec<String>>,
    /// The directory of a first pane.
    pub default_cwd: Option<PathBuf>,
    /// Variables added to the environment of programs.
    pub set_environment_variables: BTreeMap<String, String>,
    /// The value of TERM.
    pub term: String,
    /// What becomes of a pane whose program has ended.
    pub exit_behavior: ExitBehavior,
    /// Exit codes, beside 0, that count as a good end.
    pub clean_exit_codes: Vec<i64>,
    /// Names of programs that lose nothing when their pane is closed.
    pub skip_close_confirmation_for_processes_named: Vec<String>,

    /// Columns of a first window.
    pub initial_cols: usize,
    /// Rows of a first window.
    pub initial_rows: usize,
    /// The space around the cells.
    pub window_padding: Padding,
    /// Where the cells stand in a window that is no whole number of them large: across, and down.
    pub window_content_alignment: (Alignment, Alignment),
    /// Whether closing a window asks first.
    pub window_close_confirmation: WindowCloseConfirmation,
    /// Who draws the window.
    pub front_end: FrontEnd,
    /// The most frames drawn in a second.
    pub max_fps: u32,

    /// Whether there is a tab bar.
    pub enable_tab_bar: bool,
    /// Whether it hides while there is one tab.
    pub hide_tab_bar_if_only_one_tab: bool,
    /// Whether it is below.
    pub tab_bar_at_bottom: bool,
    /// The widest a tab's title gets, in cells.
    pub tab_max_width: usize,
    /// Whether tabs show their number.
    pub show_tab_index_in_tab_bar: bool,
    /// Whether that number starts at 0.
    pub tab_and_split_indices_are_zero_based: bool,
    /// Whether the bar has tabs, and not only the statuses.
    pub show_tabs_in_tab_bar: bool,
    /// Whether the bar has a button for a new tab.
    pub show_new_tab_button_in_tab_bar: bool,
    /// The words of that button and of the window's own, where the bar is made of cells.
    pub tab_bar_style: TabBarStyle,
    /// How often `update-status` is told, in milliseconds.
    pub status_update_interval: u64,
    /// Whether the bar is drawn with shapes where the front end has pixels.
    pub use_fancy_tab_bar: bool,
    /// Whether a fancy bar's tabs have a button that closes them.
    pub show_close_tab_button_in_tabs: bool,
    /// How the window's frame and the fancy bar look.
    pub window_frame: WindowFrame,
    /// Whether there is a scroll bar.
    pub enable_scroll_bar: bool,
    /// The least height of its thumb.
    pub min_scroll_bar_height: Length,

    /// What BEL sounds like.
    pub audible_bell: AudibleBell,
    /// Whether the cursor is a padlock while what is typed is not shown.
    pub detect_password_input: bool,
    /// The cursor's shape.
    pub default_cursor_style: CursorStyle,
    /// Whether keys that look alike are sent as `CSI u`.
    pub enable_csi_u_key_encoding: bool,
    /// Whether programs may show images by kitty's protocol.
    pub enable_kitty_graphics: bool,
    /// Whether programs may turn on kitty's keyboard protocol.
    pub enable_kitty_keyboard: bool,
    /// Whether programs may ask for the title.
    pub enable_title_reporting: bool,
    /// Whether unknown escape sequences are logged.
    pub log_unknown_escape_sequences: bool,
    /// Whether text is composed before it is kept.
    pub normalize_output_to_unicode_nfc: bool,
    /// Whether characters of ambiguous width take two cells.
    pub treat_east_asian_ambiguous_width_as_wide: bool,
    /// The version of Unicode whose widths hold in new panes.
    pub unicode_version: u8,
    /// The answer to ENQ.
    pub enq_answerback: String,
    /// Whether Backspace and Delete send each other's bytes.
    pub swap_backspace_and_delete: bool,
    /// How line breaks in pasted text are sent.
    pub canonicalize_pasted_newlines: PastedNewlines,
    /// What is written into a pane whose program has ended.
    pub exit_behavior_messaging: ExitMessage,
    /// Which notifications of programs are shown.
    pub notification_handling: NotificationHandling,
    /// Whether closing a tab goes back to the one before it in time.
    pub switch_to_last_active_tab_when_closing_tab: bool,
    /// Whether every key is logged.
    pub debug_key_events: bool,
    /// Whether input methods are used.
    pub use_ime: bool,
    /// Whether the window grows by whole cells.
    pub use_resize_increments: bool,
    /// What the window manager draws around the window.
    pub window_decorations: Decorations,
    /// The window's buttons, where the tab bar has them.
    pub title_buttons: TitleButtons,
    /// Dots per inch in place of what the screen says.
    pub dpi: Option<f64>,
    /// The same by the name of a screen, which counts first.
    pub dpi_by_screen: BTreeMap<String, f64>,
    /// Whether the window follows the size of the font; `None` for unless a tiling window manager decides.
    pub adjust_window_size_when_changing_font_size: Option<bool>,
    /// The desktops, as "X11 name" or "Wayland name", on which a tiling window manager decides.
    pub tiling_desktop_environments: Vec<String>,
    /// Which GPU is taken where there are several.
    pub webgpu_power_preference: PowerPreference,
    /// Whether the GPU is emulated.
    pub webgpu_force_fallback_adapter: bool,
    /// How many open files programs may have, at least.
    pub ulimit_nofile: u64,
    /// How many processes a user may have, at least.
    pub ulimit_nproc: u64,
    /// The rules by which text is a link; none means those that hold by default.
    pub hyperlink_rules: Option<Vec<HyperlinkRule>>,
    /// What quick select labels, beside what it does by itself.
    pub quick_select_patterns: Vec<Regexp>,
    /// Whether quick select does not label what it would by itself.
    pub disable_default_quick_select_patterns: bool,
    /// Whether text loses its colours while quick select labels it.
    pub quick_select_remove_styling: bool,
    /// Characters that end a word on double click.
    pub selection_word_boundary: String,
    /// Whether typing returns to the live screen.
    pub scroll_to_bottom_on_input: bool,

    /// The background of the palette and of other boxes over a tab.
    pub command_palette_bg_color: Rgba,
    /// The text of those.
    pub command_palette_fg_color: Rgba,
    /// How many commands the palette shows at a time; `None` for what suits the window.
    pub command_palette_rows: Option<usize>,
    /// How many keys of a command the palette names.
    pub palette_max_key_assigments_for_action: usize,
    /// How keys are written for people.
    pub ui_key_cap_rendering: KeyCaps,

    /// Whether a changed file is read again by itself.
    pub automatically_reload_config: bool,
}

/// Shells, and what keeps running when its terminal is closed: WezTerm's list and a few shells more.
const IDLE_PROGRAMS: [&str; 15] = [
    "bash",
    "sh",
    "zsh",
    "fish",
    "tmux",
    "nu",
    "nu.exe",
    "cmd.exe",
    "pwsh.exe",
    "powershell.exe",
    "dash",
    "elvish",
    "ksh",
    "mksh",
    "xonsh",
];

/// Window managers that give windows their sizes.
const TILING: [&str; 7] = [
    "X11 LG3D",
    "X11 Qtile",
    "X11 awesome",
    "X11 bspwm",
    "X11 dwm",
    "X11 i3",
    "X11 xmonad",
];

impl Default for Config {
    fn default() -> Self {
        Self {
            module_request_timeout: Duration::from_secs(30),
            enable_module_framework: true,
            modules: serde_json::Map::new(),
            tool_policy: serde_json::Value::Null,
            keys: Vec::new(),
            key_tables: BTreeMap::new(),
            disable_default_key_bindings: false,
            leader: None,
            keys_by_place: false,
            mouse_bindings: Vec::new(),
            disable_default_mouse_bindings: false,
            alternate_buffer_wheel_scroll_speed: 3,
            bypass_mouse_reporting_modifiers: KeyMods::SHIFT,
            pane_focus_follows_mouse: false,
            swallow_mouse_click_on_pane_focus: false,
            swallow_mouse_click_on_window_focus: cfg!(target_os = "macos"),
            mouse_wheel_scrolls_tabs: true,
            hide_mouse_cursor_when_typing: true,
            quote_dropped_files: DroppedFileQuoting::Posix,
            font_size: 12.0,
            font: Vec::new(),
            font_dirs: Vec::new(),
            search_font_dirs_for_fallback: false,
            sort_fallback_fonts_by_coverage: false,
            line_height: 1.0,
            cell_width: 1.0,
            colors: Colors::default(),
            color_scheme: None,
            color_schemes: BTreeMap::new(),
            color_scheme_dirs: Vec::new(),
            bold_brightens_ansi_colors: BoldBrightening::BrightAndBold,
            look: Look::default(),
            scrollback_lines: 3500,
            shell_integration: true,
            default_domain: crate::spawn::LOCAL_DOMAIN.to_owned(),
            exec_domains: Vec::new(),
            default_workspace: "default".to_owned(),
            launch_menu: Vec::new(),
            unzoom_on_switch_pane: true,
            quick_select_alphabet: "asdfqwerzxcvjklmiuopghtybn".to_owned(),
            pane_select_bg_color: Rgba {
                a: 128,
                ..Rgba::rgb(0, 0, 0)
            },
            pane_select_fg_color: Rgba::rgb(0xbf, 0xbf, 0xbf),
            pane_select_font_size: 36.0,
            char_select_bg_color: Rgba::rgb(0x33, 0x33, 0x33),
            char_select_fg_color: Rgba::rgb(0xbf, 0xbf, 0xbf),
            default_gui_startup_args: vec!["start".to_owned()],
            prefer_to_spawn_tabs: false,
            default_prog: None,
            default_cwd: None,
            set_environment_variables: BTreeMap::new(),
            term: "xterm-256color".to_owned(),
            exit_behavior: ExitBehavior::Close,
            clean_exit_codes: Vec::new(),
            skip_close_confirmation_for_processes_named: IDLE_PROGRAMS.map(str::to_owned).into(),
            initial_cols: 80,
            initial_rows: 24,
            window_padding: Padding {
                left: Length::Cells(1.0),
                right: Length::Cells(1.0),
                top: Length::Cells(0.5),
                bottom: Length::Cells(0.5),
            },
            window_content_alignment: Default::default(),
            window_close_confirmation: WindowCloseConfirmation::AlwaysPrompt,
            front_end: FrontEnd::Auto,
            max_fps: 60,
            enable_tab_bar: true,
            hide_tab_bar_if_only_one_tab: false,
            tab_bar_at_bottom: false,
            tab_max_width: 16,
            show_tab_index_in_tab_bar: true,
            tab_and_split_indices_are_zero_based: false,
            show_tabs_in_tab_bar: true,
            show_new_tab_button_in_tab_bar: true,
            tab_bar_style: TabBarStyle::default(),
            status_update_interval: 1000,
            use_fancy_tab_bar: true,
            show_close_tab_button_in_tabs: true,
            window_frame: WindowFrame::default(),
            enable_scroll_bar: false,
            min_scroll_bar_height: Length::Cells(0.5),
            audible_bell: AudibleBell::SystemBeep,
            detect_password_input: true,
            default_cursor_style: CursorStyle::SteadyBlock,
            enable_csi_u_key_encoding: false,
            enable_kitty_graphics: true,
            enable_kitty_keyboard: true,
            enable_title_reporting: false,
            log_unknown_escape_sequences: false,
            normalize_output_to_unicode_nfc: false,
            treat_east_asian_ambiguous_width_as_wide: false,
            unicode_version: 14,
            enq_answerback: String::new(),
            swap_backspace_and_delete: false,
            canonicalize_pasted_newlines: PastedNewlines::default(),
            exit_behavior_messaging: ExitMessage::default(),
            notification_handling: NotificationHandling::default(),
            switch_to_last_active_tab_when_closing_tab: false,
            debug_key_events: false,
            use_ime: true,
            use_resize_increments: false,
            window_decorations: Decorations::default(),
            title_buttons: TitleButtons::default(),
            dpi: None,
            dpi_by_screen: BTreeMap::new(),
            adjust_window_size_when_changing_font_size: None,
            tiling_desktop_environments: TILING.map(str::to_owned).to_vec(),
            webgpu_power_preference: PowerPreference::default(),
            webgpu_force_fallback_adapter: false,
            ulimit_nofile: 2048,
            ulimit_nproc: 2048,
            hyperlink_rules: None,
            quick_select_patterns: Vec::new(),
            disable_default_quick_select_patterns: false,
            quick_select_remove_styling: false,
            selection_word_boundary: " \t\n{[}]()\"'`".to_owned(),
            scroll_to_bottom_on_input: true,
            command_palette_bg_color: Rgba::rgb(0x33, 0x33, 0x33),
            command_palette_fg_color: Rgba::rgb(0xbf, 0xbf, 0xbf),
            command_palette_rows: None,
            palette_max_key_assigments_for_action: 1,
            ui_key_cap_rendering: KeyCaps::System,
            automatically_reload_config: true,
        }
    }
}

impl Config {
    /// Returns a module's settings; `-` and `_` in its name are the same.
    pub fn module(&self, name: &str) -> Option<&serde_json::Value> {
        self.modules
            .get(name)
            .or_else(|| self.modules.get(&name.replace('-', "_")))
            .or_else(|| self.modules.get(&name.replace('_', "-")))
    }

    /// Returns the whole key table: the user's bindings, the assistant's key, the defaults.
    ///
    /// Keys are normalised, and each stands once for every way in which a keyboard may report it.
    pub fn key_bindings(&self) -> Vec<KeyBinding> {
        let mut layers = vec![self.keys.clone()];
        if let Some((key, mods)) = self.assistant_key() {
            layers.push(vec![KeyBinding {
                key,
                mods,
                ..keys::assistant_default()
            }]);
        } else if self.assistant_enabled() && !self.disable_default_key_bindings {
            layers.push(vec![keys::assistant_default()]);
        }
        if !self.disable_default_key_bindings {
            layers.push(keys::defaults());
        }
        keys::layered(&self.settled(layers))
    }

    /// Returns the whole mouse table: the user's bindings over the defaults. Of two that count, the first one
    /// does.
    pub fn mouse_table(&self) -> Vec<MouseBinding> {
        let defaults = match self.disable_default_mouse_bindings {
            true => Vec::new(),
            false => mouse::defaults(),
        };
        mouse::layered(&[&self.mouse_bindings, &defaults])
    }

    /// Returns the names of the key tables in order: those of the configuration, and those that are there
    /// without.
    pub fn table_names(&self) -> Vec<&str> {
        let own = self.key_tables.keys().map(String::as_str);
        let built_in = keys::TABLES.into_iter();
        let more = built_in.filter(|name| !self.key_tables.contains_key(*name));
        let mut names: Vec<&str> = own.chain(more).collect();
        names.sort_unstable();
        names
    }

    /// Returns a key table's bindings, each once for every way in which a keyboard may report its key. A
    /// table of the configuration's takes the place of the built-in one of that name.
    pub fn table_bindings(&self, name: &str) -> Option<Vec<KeyBinding>> {
        let own = self.key_tables.get(name).cloned();
        let table = own.or_else(|| keys::table(name))?;
        Some(keys::layered(&self.settled(vec![table])))
    }

    /// Returns the leader key as it is matched.
    pub fn leader(&self) -> Option<Leader> {
        let leader = self.leader.clone()?;
        let (key, mods) = keys::settled(leader.key, leader.mods, self.keys_by_place);
        Some(Leader {
            key,
            mods,
            ..leader
        })
    }

    /// Decides how keys are matched whose names say nothing of it.
    fn settled(&self, mut layers: Vec<Vec<KeyBinding>>) -> Vec<Vec<KeyBinding>> {
        for binding in layers.iter_mut().flatten() {
            let key = std::mem::replace(&mut binding.key, KeyCode::Raw(0));
            (binding.key, binding.mods) = keys::settled(key, binding.mods, self.keys_by_place);
        }
        layers
    }

    fn assistant_enabled(&self) -> bool {
        let settings = self.module("ai_assistant");
        let enabled = settings.and_then(|settings| match settings {
            serde_json::Value::Bool(on) => Some(*on),
            own => own.get("enabled").and_then(serde_json::Value::as_bool),
        });
        self.enable_module_framework && enabled.unwrap_or(true)
    }

    /// The key that `modules.ai_assistant.ui.keybinding` asks for, where it is readable.
    fn assistant_key(&self) -> Option<(KeyCode, keys::KeyMods)> {
        if !self.assistant_enabled() {
            return None;
        }
        let chosen = self.module("ai_assistant")?.get("ui")?.get("keybinding")?;
        keys::combination_of_json(chosen).ok()
    }
}
