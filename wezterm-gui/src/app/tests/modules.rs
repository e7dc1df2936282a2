//! Overlays and Lua functions of modules, seen from the keyboard.

use std::sync::{Arc, Mutex, OnceLock};
use std::thread::ThreadId;

use mux::PaneSize;
use mux::grid::Size;
use wezterm_module_framework::{
    EventHandler, Host, ModuleContext, ModuleDescriptor, ModuleMetadata, ModuleState,
    WezTermModule, async_trait,
};

use super::assistant;
use super::harness::{Running, Start};
use crate::frame::{KeySupport, WindowRequest};

fn with_assistant() -> Running {
    Start::lua("return { enable_tab_bar = false }")
        .with_modules(assistant::over)
        .run()
        .at_prompt()
}

#[test]
fn ctrl_shift_a_opens_the_assistant_over_the_pane_and_escape_closes_it() {
    let mut running = with_assistant();
    running.type_("echo shell-$((0+1))\n");
    running.wait_for("shell-1");
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT 60x16");
    assert!(!running.screen().contains("shell-1"));
    running.type_("grüße");
    let cursor = running
        .app
        .frame()
        .grid
        .cursor
        .expect("the view has a cursor");
    assert_eq!((cursor.x, cursor.y), (7, 1));
    running.key("Ctrl+Enter");
    running.wait_for("says grüße");
    running
        .app
        .resize(PaneSize::of_cells(Size { cols: 50, rows: 12 }));
    running.wait_for("ASSISTANT 50x12");
    assert!(running.screen().contains("says grüße"));
    running.key("Escape");
    running.wait_for("shell-1");
    running.type_("echo back-$((1+1))\n");
    running.wait_for("back-2");
}

#[test]
fn the_same_key_closes_an_assistant_that_has_the_keyboard() {
    let mut running = with_assistant();
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    running.key("Ctrl+Shift+A");
    running.wait_gone("ASSISTANT");
}

#[test]
fn pasted_text_and_composed_text_go_to_the_view_that_has_the_keyboard() {
    let mut running = with_assistant();
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    running.app.paste("pasted ");
    running.app.text("日本");
    running.wait_for("? pasted 日本");
}

#[test]
fn an_assistant_at_the_bottom_leaves_the_shell_its_room() {
    let start = Start::lua("return { enable_tab_bar = false }");
    let mut running = start.with_modules(assistant::bottom).run().at_prompt();
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT 60x8");
    assert!(running.row(8).starts_with("ASSISTANT"));
    running.click(2, 1);
    running.wait_for("assistant 60x8");
    running.type_("stty size\n");
    running.wait_for("8 60");
    running.click(2, 9);
    running.wait_for("ASSISTANT 60x8");
    running
        .app
        .resize(PaneSize::of_cells(Size { cols: 40, rows: 20 }));
    running.wait_for("ASSISTANT 40x10");
    running.key("Escape");
    running.wait_gone("ASSISTANT");
    running.type_("clear; stty size\n");
    running.wait_for("20 40");
}

#[test]
fn an_assistant_at_the_right_has_a_line_beside_it() {
    let start = Start::lua("return { enable_tab_bar = false }");
    let mut running = start.with_modules(assistant::right).run().at_prompt();
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT 30x16");
    assert_eq!(running.app.frame().grid.cell(29, 0).text, "│");
    assert_eq!(running.app.frame().grid.cell(30, 0).text, "A");
}

#[test]
fn the_first_start_names_the_key_until_the_line_is_dismissed() {
    let start = Start {
        first_start: true,
        ..Start::new()
    }
    .with_modules(assistant::over);
    let mut running = start.run().at_prompt();
    running.wait_for("Ctrl+Shift+A opens the assistant");
    running.key("Escape");
    running.wait_gone("opens the assistant");
    let state = running.folder.path().join("f/state/state.toml");
    running.wait("the choice on disk", |_| {
        std::fs::read_to_string(&state).is_ok_and(|text| text.contains("line_read = true"))
    });
}

#[test]
fn opening_the_assistant_dismisses_the_first_start_line() {
    let start = Start {
        first_start: true,
        ..Start::new()
    }
    .with_modules(assistant::over);
    let mut running = start.run().at_prompt();
    running.wait_for("opens the assistant");
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    running.wait_gone("opens the assistant");
}

#[test]
fn a_host_with_a_poor_keyboard_is_told_of_f12() {
    let start = Start {
        keys: KeySupport::Legacy,
        ..Start::new()
    };
    let mut running = start.with_modules(assistant::over).run().at_prompt();
    running.wait_for("F12 opens the assistant · Ctrl-] sends · Shift+F12");
    running.key("F12");
    running.wait_for("ASSISTANT");
    running.app.keys_supported(KeySupport::Full);
    running.wait_gone("Ctrl-] sends");
}

#[test]
fn the_keys_of_a_host_with_a_poor_keyboard_are_named_until_the_line_is_dismissed() {
    let mut start = Start::new();
    start.keys = KeySupport::Legacy;
    start.size = Size { cols: 80, rows: 16 };
    let mut running = start.with_modules(assistant::over).run().at_prompt();
    running.wait_for(
        " F12 opens the assistant · Ctrl-] sends · Shift+F12 commands · Escape hides this",
    );
    running.key("Shift+F12");
    running.wait_for("Commands");
    running.key("Escape");
    running.wait_gone("Commands");
    assert!(running.screen().contains("Escape hides this"));
    running.key("Escape");
    running.wait_gone("Escape hides this");
    assert!(!running.screen().contains("F12"), "{}", running.screen());
    let state = running.folder.path().join("f/state/state.toml");
    running.wait("the choice on disk", |_| {
        std::fs::read_to_string(&state).is_ok_and(|text| text.contains("old_keys_line_read = true"))
    });
}

#[test]
fn the_assistants_own_settings_choose_its_key() {
    let lua = r#"return { modules = { ai_assistant = { ui = { keybinding = { key = "i", mods = "ALT" } } } } }"#;
    let mut running = Start::lua(lua)
        .with_modules(assistant::over)
        .run()
        .at_prompt();
    running.key("Alt+i");
    running.wait_for("ASSISTANT");
}

/// §10.3 of the design document.
const SEED_EXAMPLE: &str = include_str!("../../../../docs/examples/explain-selection.lua");

#[test]
fn the_seeds_quick_query_explains_the_selection_and_its_handler_writes_a_log() {
    let mut running = Start::lua(SEED_EXAMPLE)
        .with_modules(assistant::over)
        .run()
        .at_prompt();
    running.app.focus(false);
    running.type_("echo tar:xzf | tr : ' '\n");
    running.wait_for("tar xzf");
    let (x, y) = running.place_of("tar xzf");
    running.drag((x, y), (x + 6, y));
    running.key("Ctrl+Shift+Q");
    running.wait_for("an answer to Explain: tar xzf");
    let toast = WindowRequest::Toast {
        title: "AI Assistant".to_owned(),
        body: "an answer to Explain: tar xzf".to_owned(),
    };
    running.wait_request(&toast);
    let log = running.folder.path().join(".wezterm-ai.log");
    running.wait("the log file", |_| {
        std::fs::read_to_string(&log).is_ok_and(|text| text.contains("Explain: tar xzf"))
    });
}

#[test]
fn a_module_that_panics_is_named_and_the_shell_goes_on() {
    let mut running = Start::new()
        .with_modules(assistant::panicking)
        .run()
        .at_prompt();
    running.key("Ctrl+Shift+A");
    running.wait_for("made to panic");
    running.type_("echo alive-$((1+1))\n");
    running.wait_for("alive-2");
}

#[test]
fn without_the_framework_there_is_no_module_no_runtime_and_no_folder() {
    let lua = "return { enable_module_framework = false }";
    let start = Start {
        first_start: true,
        ..Start::lua(lua)
    }
    .with_modules(assistant::panicking);
    let mut running = start.run().at_prompt();
    assert!(running.app.modules().is_none());
    running.type_("echo plain-$((1+1))\n");
    running.wait_for("plain-2");
    assert!(!running.screen().contains("assistant"));
    let made = |below: &str| -> Vec<_> {
        let folder = running.folder.path().join("f").join(below);
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name()).collect()
    };
    // What shells read is no module's.
    assert_eq!(
        (made("."), made("cache")),
        (vec!["cache".into()], vec!["shell".into()])
    );
}

/// A start of the program as a build without modules starts.
fn not_built(lua: &str) -> Start {
    Start {
        builtins: None,
        socket: true,
        size: Size {
            cols: 120,
            rows: 24,
        },
        ..Start::lua(lua)
    }
}

#[test]
fn a_build_without_modules_reads_a_file_that_names_them_and_says_so_when_one_is_wanted() {
    let lua = "
        local wezterm = require 'wezterm'
        local ai = wezterm.ai
        local function told(event, call)
            wezterm.on(event, function(window)
                local _, why = pcall(call)
                window:toast_notification(event, tostring(why):match('wezterm%.[am].*'), nil, 4000)
            end)
        end
        told('ask', function() ai.query('anything') end)
        told('look', function() wezterm.modules.list() end)
        return {
            enable_module_framework = true,
            modules = { ai_assistant = { model = { engin = 'x' } } },
            keys = {
                { key = 'F1', action = wezterm.action.ActivateAiAssistant },
                { key = 'F2', action = wezterm.action.EmitEvent 'ask' },
                { key = 'F3', action = wezterm.action.EmitEvent 'look' },
            },
        }";
    let mut running = not_built(lua).run().at_prompt();
    assert!(running.app.modules().is_none());
    assert!(
        !running.screen().contains("configuration"),
        "{}",
        running.screen()
    );
    running.key("F2");
    running.wait_for("wezterm.ai.query: this build has no modules");
    running.key("F3");
    running.wait_for("wezterm.modules.list: this build has no modules");
    running.key("F1");
    running.wait_for("Modules are switched off");
    running.wait_for("this build has no modules (cargo feature `modules`)");
    running.key("Ctrl+Shift+R");
    running.key("F3");
    running.wait_for("wezterm.modules.list: this build has no modules");
    assert!(!running.screen().contains("takes effect when"));
}

#[test]
fn a_build_without_modules_leaves_the_assistants_own_keys_to_the_shell() {
    let start = Start {
        keys: KeySupport::Legacy,
        first_start: true,
        ..not_built("return {}")
    };
    let mut running = start.run().at_prompt();
    assert!(!running.screen().contains("assistant"));
    running.type_("cat -v\n");
    running.key("F12");
    running.wait_for("^[[24~");
}

/// What [`Listener`] has heard, and where it ran.
static HEARD: Mutex<Vec<(String, ThreadId)>> = Mutex::new(Vec::new());

/// A module that writes down what happens in panes, and wakes the loop so that the test looks again.
#[derive(Default)]
struct Listener(Arc<OnceLock<Arc<dyn Host>>>);

const EVENTS: [&str; 4] = ["bell", "title-changed", "user-var-changed", "pane-removed"];

fn listening() -> Vec<ModuleDescriptor> {
    let metadata = Listener::default().metadata();
    let make = |_| Ok(Arc::new(Listener::default()) as Arc<dyn WezTermModule>);
    vec![ModuleDescriptor::built_in(
        metadata,
        serde_json::Value::Null,
        make,
    )]
}

#[async_trait]
impl WezTermModule for Listener {
    fn metadata(&self) -> ModuleMetadata {
        ModuleMetadata {
            name: "listener".to_owned(),
            version: "1.0.0".to_owned(),
            author: "tests".to_owned(),
            description: "Listens".to_owned(),
            capabilities: Vec::new(),
            dependencies: Vec::new(),
            lua_namespace: None,
        }
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        // A module is initialised once.
        let _ = self.0.set(context.host);
        Ok(())
    }

    fn register_events(&self) -> Vec<EventHandler> {
        let handler = |name: &str| {
            let host = Arc::clone(&self.0);
            EventHandler {
                event_name: name.to_owned(),
                handler: Arc::new(move |event| {
                    let here = std::thread::current().id();
                    HEARD.lock().expect("whole").push((event.name, here));
                    if let Some(host) = host.get() {
                        host.emit_event("heard", Vec::new());
                    }
                    Box::pin(async { true })
                }),
            }
        };
        EVENTS.into_iter().map(handler).collect()
    }
}

#[test]
fn what_happens_in_panes_reaches_modules_and_none_of_their_code_runs_on_the_main_thread() {
    let start = Start::new().with_modules(listening);
    let mut running = start.run().at_prompt();
    let modules = running.app.modules().expect("modules");
    let state = futures::executor::block_on(modules.manager().settled("listener"));
    assert_eq!(state, Some(ModuleState::Loaded));
    running.key("Ctrl+Shift+T");
    let heard = |name: &str| {
        let heard = HEARD.lock().expect("whole");
        heard.iter().any(|(event, _)| event == name)
    };
    running.type_("printf '\\a\\033]0;t\\a\\033]1337;SetUserVar=A=Yg==\\a'; exit\n");
    running.wait("the events", |_| EVENTS.into_iter().all(heard));
    let main = std::thread::current().id();
    let heard = HEARD.lock().expect("whole");
    assert!(heard.iter().all(|(_, there)| *there != main));
}
