//! The configuration on its way into the program: loaded at start, again on change or on request.
//!
//! Hides which part of it goes where. Main thread only: the Lua state lives here. A file that fails
//! to load leaves what was there before in force and shows why.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime};

use config::{Config, CursorStyle, KeyAssignment, LoadOptions, Loaded, Problem, Severity};
use mlua::LuaSerdeExt;
use mux::grid::CursorShape;
use mux::{MuxOptions, Palette, PastedNewlines, ShellIntegration, TerminalSettings};
use wezterm_module_framework::StateFile;

use super::desktop::Look;
use super::events::RELOADED;
use super::watch::Watcher;
use super::window_state::WindowState;
use super::{App, AppOptions};
use crate::folders::Folders;
use crate::frame::{HostColors, KeySupport, Paint, WindowRequest};
use crate::host::Modules;
use crate::lua::Picture;
use crate::socket;
use crate::tasks::{AppMessage, Mailbox};

/// What `wezterm.lua` finds where modules have their functions.
#[derive(Clone, Copy)]
pub(crate) enum Reach<'a> {
    /// The functions.
    Modules(&'a Modules),
    /// Stand-ins that say why there are none, so that a file which names them loads.
    Nothing(&'static str),
}

/// The running terminal that `wezterm.lua` is read for.
#[derive(Clone, Copy)]
pub(crate) struct Program<'a> {
    /// The way to it.
    pub(crate) mailbox: &'a Mailbox,
    /// How the desktop looks.
    pub(crate) look: &'a Look,
    /// What its objects tell Lua without waiting.
    pub(crate) picture: &'a Picture,
}

/// Loads the configuration with the modules' Lua functions in reach; outside a terminal without a program.
pub(crate) fn load(
    options: &LoadOptions,
    reach: Reach<'_>,
    program: Option<Program<'_>>,
) -> Loaded {
    let register = |lua: &mlua::Lua| {
        let mailbox = program.map(|program| program.mailbox);
        crate::lua::register_mux(lua, mailbox)?;
        crate::lua::register_processes(lua, mailbox)?;
        if let Some(program) = program {
            let Program {
                mailbox,
                look,
                picture,
            } = program;
            crate::lua::register_gui(lua, mailbox, look, picture)?;
        }
        match reach {
            Reach::Modules(modules) => module_framework_lua::register(lua, modules.manager()),
            Reach::Nothing(why) => module_framework_lua::register_absent(lua, why),
        }
    };
    let began = Instant::now();
    if let Reach::Modules(modules) = reach {
        // The file may name what modules in the modules folder offer.
        modules.manager().discover();
    }
    let loaded = config::load(options, &[&register]);
    log::info!("the configuration took {:?} to load", began.elapsed());
    loaded
}

/// Returns a configuration as it holds for a program: one that has no modules has no framework either,
/// whatever the file says.
pub(super) fn config_of(mut config: Arc<Config>, options: &AppOptions) -> Arc<Config> {
    if options.builtins.is_none() {
        Arc::make_mut(&mut config).enable_module_framework = false;
    }
    config
}

fn log_problems(problems: &[Problem]) {
    for problem in problems {
        match problem.severity {
            Severity::Error => log::error!("configuration: {problem}"),
            Severity::Warning => log::warn!("configuration: {problem}"),
        }
    }
}

/// Returns the colours that a configuration settles.
pub(super) fn palette(config: &Config) -> Palette {
    let mut palette = Palette::default();
    let colors = &config.colors;
    let set = |slot: &mut mux::Rgb, color: Option<config::Rgba>| {
        *slot = color.map_or(*slot, config::Rgba::parts);
    };
    set(&mut palette.foreground, colors.foreground);
    set(&mut palette.background, colors.background);
    set(&mut palette.cursor_bg, colors.cursor_bg);
    set(&mut palette.cursor_fg, colors.cursor_fg);
    set(&mut palette.selection_bg, colors.selection_bg);
    for (index, slot) in (0..=u8::MAX).zip(palette.colors.iter_mut()) {
        set(slot, colors.entry(index));
    }
    // A selection whose text is transparent leaves the text its own colour.
    let selection_fg = colors.selection_fg.filter(|color| color.a > 0);
    palette.selection_fg = selection_fg.map(config::Rgba::parts);
    palette
}

/// Tells whether a configuration names colours of text or of the ground behind it.
fn names_colors(config: &Config) -> bool {
    let colors = &config.colors;
    let entries = (0..=u8::MAX).map(|index| colors.entry(index));
    let mut all = [colors.foreground, colors.background]
        .into_iter()
        .chain(entries);
    all.any(|color| color.is_some())
}

/// Tells whether the colours of a configuration hold in a terminal that the program is drawn in, and not
/// that terminal's own.
fn is_painted(config: &Config, host: HostColors) -> bool {
    host.exact && names_colors(config)
}

/// Returns how terminals behave.
fn terminal_settings(config: &Config) -> TerminalSettings {
    TerminalSettings {
        cursor: match config.default_cursor_style {
            CursorStyle::SteadyBlock => (CursorShape::Block, false),
            CursorStyle::BlinkingBlock => (CursorShape::Block, true),
            CursorStyle::SteadyUnderline => (CursorShape::Underline, false),
            CursorStyle::BlinkingUnderline => (CursorShape::Underline, true),
            CursorStyle::SteadyBar => (CursorShape::Bar, false),
            CursorStyle::BlinkingBar => (CursorShape::Bar, true),
        },
        kitty_keyboard: config.enable_kitty_keyboard,
        kitty_graphics: config.enable_kitty_graphics,
        csi_u_keys: config.enable_csi_u_key_encoding,
        swap_backspace_and_delete: config.swap_backspace_and_delete,
        title_reports: config.enable_title_reporting,
        answerback: config.enq_answerback.clone(),
        log_unknown: config.log_unknown_escape_sequences,
        compose_text: config.normalize_output_to_unicode_nfc,
        wide_ambiguous: config.treat_east_asian_ambiguous_width_as_wide,
        unicode_version: config.unicode_version,
        pasted_newlines: match config.canonicalize_pasted_newlines {
            config::PastedNewlines::None => PastedNewlines::Kept,
            config::PastedNewlines::LineFeed => PastedNewlines::LineFeed,
            config::PastedNewlines::CarriageReturn => PastedNewlines::CarriageReturn,
            config::PastedNewlines::CarriageReturnAndLineFeed => {
                PastedNewlines::CarriageReturnAndLineFeed
            }
        },
        keys_per_wheel_step: config.alternate_buffer_wheel_scroll_speed,
    }
}

/// Returns the variables that tell programs which terminal this is and what it was configured by.
fn variables_of_this_program(source: Option<&Path>) -> Vec<(String, String)> {
    let executable = std::env::current_exe().ok();
    let named = [
        (
            "WEZTERM_EXECUTABLE",
            "WEZTERM_EXECUTABLE_DIR",
            executable.as_deref(),
        ),
        ("WEZTERM_CONFIG_FILE", "WEZTERM_CONFIG_DIR", source),
    ];
    let mut variables = Vec::new();
    for (file_name, folder_name, file) in named {
        let Some(file) = file else { continue };
        for (name, path) in [(file_name, Some(file)), (folder_name, file.parent())] {
            // A name that is no text is no use to a shell's script.
            if let Some(path) = path.and_then(Path::to_str) {
                variables.push((name.to_owned(), path.to_owned()));
            }
        }
    }
    variables
}

/// Returns what shells need of a configuration, which was read from `source`.
pub(super) fn mux_options(
    config: &Config,
    source: Option<&Path>,
    palette: &Palette,
    socket: Option<&socket::Server>,
    folders: &Folders,
) -> MuxOptions {
    let mut env = variables_of_this_program(source);
    let set = config.set_environment_variables.iter();
    env.extend(set.map(|(name, value)| (name.clone(), value.clone())));
    if let Some(socket) = socket {
        let path = socket.path().to_string_lossy().into_owned();
        env.push(("WEZTERM_UNIX_SOCKET".to_owned(), path));
    }
    MuxOptions {
        scrollback_lines: config.scrollback_lines,
        term: config.term.clone(),
        default_program: config.default_prog.clone(),
        default_cwd: config.default_cwd.clone(),
        env,
        palette: palette.clone(),
        terminal: terminal_settings(config),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        shell_integration: Some(ShellIntegration::new(
            folders.cache.join("shell"),
            config.shell_integration,
        )),
    }
}

impl App {
    pub(super) fn show_problems(&mut self, problems: &[Problem]) {
        log_problems(problems);
        self.in_each_window(|app| app.shown.notices.set_problems(problems));
    }

    /// Shows problems that were found later, behind those that are shown; what is shown already is not
    /// told again.
    pub(super) fn add_problems(&mut self, mut problems: Vec<Problem>) {
        let mut told = HashSet::new();
        problems.retain(|problem| {
            !self.shown.notices.shows(problem) && told.insert(problem.to_string())
        });
        if !problems.is_empty() {
            log_problems(&problems);
            self.in_each_window(|app| {
                app.shown.notices.add_problems(&problems);
                app.relayout();
            });
        }
    }

    /// Begins to watch the files that the configuration came from, in place of those before.
    pub(super) fn watch_config(&mut self, files: &[PathBuf]) {
        self.watcher = None;
        if !self.file_config.automatically_reload_config || files.is_empty() {
            return;
        }
        let mailbox = self.mailbox.clone();
        let changed = move || {
            mailbox.send(AppMessage::ConfigTouched);
        };
        match Watcher::start(files, changed) {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(error) => {
                let text = format!("changes of the configuration go unnoticed: {error:#}");
                self.add_problems(vec![Problem::warning(text)]);
            }
        }
    }

    pub(super) fn config_touched(&mut self) {
        if self.file_config.automatically_reload_config {
            self.reload_config();
        }
    }

    /// Reads the configuration again; on an error the one before stays in force.
    pub(crate) fn reload_config(&mut self) {
        let began = Instant::now();
        let reach = match self.modules_or_why() {
            Ok(modules) => Reach::Modules(modules),
            Err(why) => Reach::Nothing(why),
        };
        let program = Program {
            mailbox: &self.mailbox,
            look: &self.look,
            picture: &self.picture,
        };
        let loaded = load(&self.options.load, reach, Some(program));
        let mut problems = loaded.problems;
        let gone = match (&loaded.source, &self.config_file) {
            (None, Some(file)) => {
                let file = file.display();
                let text = format!("{file} is gone; what it said holds until the terminal ends");
                problems.insert(0, Problem::warning(text));
                true
            }
            _ => false,
        };
        let wrong = loaded.source.is_some()
            && problems
                .iter()
                .any(|problem| problem.severity == Severity::Error);
        let failed = gone || wrong;
        if !failed {
            self.config_file = loaded.source;
            self.as_set = loaded.as_set;
            self.file_config = config_of(loaded.config, &self.options);
            self.lua = loaded.lua;
            self.run_timers();
            self.apply_config(&mut problems);
            self.in_each_window(|app| {
                app.shown.told.begin_anew();
                problems.extend(app.lay_overrides());
                app.apply_to_window();
            });
        }
        self.show_problems(&problems);
        self.watch_config(&loaded.watched);
        self.in_each_window(App::relayout);
        let took = began.elapsed().as_secs_f64() * 1000.0;
        log::info!("the configuration was read again in {took:.1} ms");
        if !failed {
            self.in_each_window(|app| app.tell_window(RELOADED));
        }
    }

    /// Returns the overrides that a handler made of a window's settings; null where there are none.
    pub(crate) fn overrides(&self) -> &serde_json::Value {
        &self.shown.overrides
    }

    /// Lays other settings over those of the file in the window that is worked on, in place of those before,
    /// without running it again.
    pub(crate) fn set_overrides(&mut self, overrides: serde_json::Value) {
        if self.shown.overrides == overrides {
            // A handler of `window-config-reloaded` that sets them would never rest.
            return;
        }
        self.shown.overrides = overrides;
        let problems = self.lay_overrides();
        self.apply_to_window();
        self.add_problems(problems);
        self.relayout();
        self.tell_window(RELOADED);
    }

    /// Makes the configuration that holds out of what the file set and the overrides.
    fn lay_overrides(&mut self) -> Vec<Problem> {
        if self.shown.overrides.is_null() {
            self.shown.config = Arc::clone(&self.file_config);
            return Vec::new();
        }
        let overrides = match self.lua.lua().to_value(&self.shown.overrides) {
            Ok(overrides) => overrides,
            Err(error) => return vec![Problem::warning(format!("overrides: {error}"))],
        };
        let (config, problems) = config::overridden(&self.lua, &self.as_set, &overrides);
        self.shown.config = config_of(Arc::new(config), &self.options);
        problems
    }

    fn options_of(&self, config: &Config) -> MuxOptions {
        let (socket, folders) = (self.socket.as_ref(), &self.options.folders);
        let source = self.config_file.as_deref();
        mux_options(config, source, &self.palette_of(config), socket, folders)
    }

    /// Returns the colours that hold with a configuration: where a terminal around the program keeps its own,
    /// those that it has told.
    pub(super) fn palette_of(&self, config: &Config) -> Palette {
        let mut palette = palette(config);
        if let Some(host) = self.host_colors.filter(|host| !is_painted(config, *host)) {
            palette.foreground = host.foreground.unwrap_or(palette.foreground);
            palette.background = host.background.unwrap_or(palette.background);
        }
        palette
    }

    /// Takes note of the colours of the terminal that the program is drawn in.
    pub fn set_host_colors(&mut self, colors: HostColors) {
        if self.host_colors.replace(colors) == Some(colors) {
            return;
        }
        let options = self.options_of(&self.file_config);
        self.mux.set_options(options);
        self.in_each_window(App::apply_palette);
    }

    /// Returns the colours that are painted with in the terminal that the program is drawn in; none where that
    /// keeps its own.
    pub fn paint(&self) -> Option<Paint> {
        let config = &self.shown.config;
        let painted = self
            .host_colors
            .is_some_and(|host| is_painted(config, host));
        painted.then(|| Paint {
            palette: self.shown.palette.clone(),
            bold: config.bold_brightens_ansi_colors,
        })
    }

    /// Makes the colours of the window that is worked on, and those that its panes tell programs, what holds.
    fn apply_palette(&mut self) {
        self.shown.palette = self.palette_of(&self.shown.config);
        let own = (!self.shown.overrides.is_null()).then(|| self.options_of(&self.shown.config));
        self.mux.set_window_options(self.shown.window, own);
        self.shown.screen.dirty = true;
    }

    /// Makes the window that is worked on, and its panes, what its settings say.
    fn apply_to_window(&mut self) {
        self.forget_worded();
        self.shown.links.borrow_mut().forget();
        self.statuses_begin();
        self.apply_palette();
        self.read_keys();
        self.shown.pointer.table = self.shown.config.mouse_table();
        self.refresh_hints();
        self.request(WindowRequest::ConfigChanged);
    }

    /// Makes what all windows have together what the file says.
    fn apply_config(&mut self, problems: &mut Vec<Problem>) {
        let options = self.options_of(&self.file_config);
        self.mux.set_options(options);
        self.check_default_domain();
        if let Some(modules) = &self.modules {
            problems.extend(modules.configure(&self.file_config));
            let mailbox = self.mailbox.clone();
            modules.apply(move |remarks| {
                mailbox.post(move |app| {
                    app.check_module_keys();
                    if !remarks.is_empty() {
                        app.toast("Modules".to_owned(), remarks.join("\n"), None);
                    }
                });
            });
        }
        if self.file_config.enable_module_framework != self.modules.is_some() {
            problems.push(Problem::warning(
                "config.enable_module_framework takes effect when the terminal is started again",
            ));
        }
    }

    /// Makes the modules go by what a person chose just now; `then` hears, on any thread, what they
    /// should know of it.
    pub(crate) fn apply_choices(&self, then: impl FnOnce(Vec<String>) + Send + 'static) {
        if let Some(modules) = &self.modules {
            // What is wrong with the settings was shown when they were read.
            let _ = modules.configure(&self.file_config);
            modules.apply(then);
        }
    }

    /// Returns where choices are kept.
    pub(crate) fn choices(&self) -> Arc<StateFile> {
        Arc::clone(&self.state)
    }

    /// Shows the line that names keys, as the table stands now.
    pub(super) fn refresh_hints(&mut self) {
        let hint = self.hint(&self.shown);
        self.shown.notices.set_hint(hint);
    }

    /// Returns the line that names keys, where a window is to have it: until a person has read it, once for
    /// terminals that can send all keys and once for those that cannot.
    pub(super) fn hint(&self, of: &WindowState) -> Option<String> {
        let (keys, caps) = (&of.keys, of.config.ui_key_cap_rendering);
        let mut said = match of.screen.keys {
            KeySupport::Full if self.state.first_start_line_read() => return None,
            KeySupport::Legacy if self.state.old_keys_line_read() => return None,
            KeySupport::Full => {
                let key = keys.key_for(&KeyAssignment::ActivateAiAssistant, caps);
                let key = key.filter(|_| self.modules.is_some())?;
                vec![format!("{key} opens the assistant")]
            }
            KeySupport::Legacy => {
                let key = keys.old_key_for(&KeyAssignment::ActivateAiAssistant, caps);
                let key = key.filter(|_| self.modules.is_some());
                let assistant = key.map(|key| format!("{key} opens the assistant · Ctrl-] sends"));
                let key = keys.old_key_for(&KeyAssignment::ActivateCommandPalette, caps);
                let commands = key.map(|key| format!("{key} commands"));
                assistant.into_iter().chain(commands).collect()
            }
        };
        if said.is_empty() {
            return None;
        }
        // All of the longer line is to be seen in 80 columns.
        said.push(match of.screen.keys {
            KeySupport::Full => "Escape hides this line".to_owned(),
            KeySupport::Legacy => "Escape hides this".to_owned(),
        });
        Some(said.join(" · "))
    }

    /// Takes the problems away, in all windows; false where there are none in this one.
    pub(super) fn dismiss_problems(&mut self) -> bool {
        let dismissed = self.shown.notices.dismiss_problems();
        if dismissed {
            self.in_each_window(|app| {
                if app.shown.notices.dismiss_problems() {
                    app.relayout();
                }
            });
        }
        dismissed
    }

    /// Takes the line that names keys away for good; false when it was not there.
    pub(super) fn dismiss_hint(&mut self) -> bool {
        if !self.shown.notices.dismiss_hint() {
            return false;
        }
        self.in_each_window(|app| {
            if app.shown.notices.dismiss_hint() {
                app.relayout();
            }
        });
        let (mailbox, keys) = (self.mailbox.clone(), self.shown.screen.keys);
        self.keep_in_state(move |state| {
            let outcome = match keys {
                KeySupport::Full => state.set_first_start_line_read(),
                KeySupport::Legacy => state.set_old_keys_line_read(),
            };
            mailbox.post(move |app| {
                if let Err(error) = outcome {
                    let title = "The first-start line will come again".to_owned();
                    app.toast(title, error.to_string(), None);
                }
            });
        });
        true
    }

    /// Remembers that something of a list was chosen.
    pub(super) fn note_used(&self, list: &'static str, name: String) {
        let chosen = name.clone();
        let write = self.keep_in_state(move |state| {
            if let Err(error) = state.note_used(list, &chosen, SystemTime::now()) {
                log::warn!("that {chosen} was chosen is not remembered: {error}");
            }
        });
        let mut unwritten = self.unwritten.borrow_mut();
        unwritten.retain(|(_, _, write)| !write.is_finished());
        unwritten.extend(write.map(|write| (list, name, write)));
    }

    /// Writes what a person chose on a thread: the disk may be slow, and nobody waits for it.
    fn keep_in_state(
        &self,
        write: impl FnOnce(&StateFile) + Send + 'static,
    ) -> Option<JoinHandle<()>> {
        let state = Arc::clone(&self.state);
        let thread = std::thread::Builder::new().name("state".into());
        let started = thread.spawn(move || write(&state));
        started
            .inspect_err(|error| log::warn!("what was chosen is not remembered: {error}"))
            .ok()
    }

    /// Returns what was chosen of a list, in the order in which it is offered: often and lately first.
    pub(super) fn used(&self, list: &str) -> Vec<String> {
        let mut used = self.state.used(list, SystemTime::now());
        // What is still being written is what was chosen last.
        let unwritten = self.unwritten.borrow();
        for (of, name, write) in unwritten.iter() {
            if *of == list && !write.is_finished() {
                used.retain(|other| other != name);
                used.insert(0, name.clone());
            }
        }
        used
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_palette_that_lua_sees_is_the_one_that_panes_have() {
        let config = Config {
            colors: config::default_colors(),
            ..Config::default()
        };
        assert_eq!(palette(&config), Palette::default());
    }

    #[test]
    fn terminals_behave_by_default_as_they_do_without_a_configuration() {
        let settings = terminal_settings(&Config::default());
        assert_eq!(settings, TerminalSettings::default());
    }

    #[test]
    fn a_transparent_text_of_the_selection_leaves_the_text_as_it_is() {
        let mut config = Config::default();
        config.colors.selection_fg = config::Rgba::parse("rgba(0, 0, 0, 0)");
        assert_eq!(palette(&config).selection_fg, None);
        config.colors.selection_fg = config::Rgba::parse("#123456");
        assert_eq!(palette(&config).selection_fg, Some((0x12, 0x34, 0x56)));
    }
}
