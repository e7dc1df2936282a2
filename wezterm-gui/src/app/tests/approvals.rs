//! A tool that asks first: the card as it stands on the screen, what its answers do, and what is
//! left of them after a restart.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mux::PaneSize;
use mux::grid::{Grid, Size, Style};
use mux::input::Key;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wezterm_module_framework::{
    AnyTool, AuditFile, Cx, Effect, Event, ModuleCapability, ModuleContext, ModuleDescriptor,
    ModuleMetadata, Overlay, OverlayContext, PaneId, Placement, Scope, Task, Tool, ToolCall,
    ToolContext, ToolError, TurnId, View, WezTermModule, async_trait, erase,
};

use super::harness::{Running, Start};

fn modules() -> Vec<ModuleDescriptor> {
    let module = |_| Ok(Arc::new(Writer) as Arc<dyn WezTermModule>);
    vec![ModuleDescriptor::built_in(metadata(), Value::Null, module)]
}

fn metadata() -> ModuleMetadata {
    ModuleMetadata {
        name: "ai-assistant".to_owned(),
        version: "1.0.0".to_owned(),
        author: "tests".to_owned(),
        description: "Writes the file that is named, by a tool".to_owned(),
        capabilities: vec![
            ModuleCapability::UIOverlay,
            ModuleCapability::ToolExecution,
            ModuleCapability::FileSystemWrite,
        ],
        dependencies: Vec::new(),
        lua_namespace: None,
    }
}

/// In the assistant's place: what is typed is a file's path, Enter calls the tool with it.
struct Writer;

#[async_trait]
impl WezTermModule for Writer {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, _: ModuleContext) -> anyhow::Result<()> {
        Ok(())
    }

    fn create_overlay(&self, context: OverlayContext) -> Option<Overlay> {
        let view = Form {
            pane: context.pane?,
            path: String::new(),
            results: Vec::new(),
            tasks: Vec::new(),
        };
        Some(Overlay {
            view: erase(view, context.view, context.host),
            placement: Placement::Over,
        })
    }

    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        vec![Arc::new(Note)]
    }
}

/// Writes a file.
#[derive(Deserialize, JsonSchema)]
struct NoteInput {
    /// The file.
    path: PathBuf,
}

struct Note;

impl Tool for Note {
    type Input = NoteInput;
    const NAME: &'static str = "write_note";
    const EFFECT: Effect = Effect::Write;

    fn summary(&self, input: &NoteInput) -> String {
        let name = input.path.file_name().unwrap_or_default();
        format!("write a note to {}", name.to_string_lossy())
    }

    fn scope(&self, input: &NoteInput, _: &ToolContext) -> Result<Scope, ToolError> {
        Ok(Scope::path(&input.path))
    }

    async fn run(&self, input: NoteInput, _: ToolContext) -> Result<String, ToolError> {
        std::fs::write(&input.path, "noted")
            .map_err(|error| ToolError::Model(error.to_string()))?;
        Ok("written".to_owned())
    }
}

struct Form {
    pane: PaneId,
    path: String,
    results: Vec<String>,
    tasks: Vec<Task>,
}

impl View for Form {
    type Message = String;

    fn update(&mut self, event: Event<String>, cx: &Cx<'_, String>) {
        match event {
            Event::Key(key) if key.key == Key::Escape && !self.tasks.is_empty() => {
                self.tasks.clear();
                self.results.push("stopped".to_owned());
            }
            Event::Key(key) if key.key == Key::Escape => cx.close(),
            Event::Key(key) if key.key == Key::Enter => {
                let path = std::mem::take(&mut self.path);
                let gate = cx.host().gate().in_pane(self.pane).in_turn(TurnId(1));
                self.tasks.push(cx.spawn(|sender| async move {
                    let folder = Path::new(&path).parent().map(Path::to_owned);
                    let gate = gate.in_directory(folder.unwrap_or_default());
                    let call = ToolCall {
                        name: "write_note".to_owned(),
                        args: json!({ "path": path }),
                    };
                    let outcome = gate.run(call).await;
                    sender.send(outcome.unwrap_or_else(|error| error.to_string()));
                }));
            }
            Event::Key(key) => {
                if let Key::Char(typed) = key.key {
                    self.path.push(typed);
                }
            }
            Event::Text(text) => self.path.push_str(&text),
            Event::Message(result) => self.results.push(result),
            _ => {}
        }
    }

    fn draw(&self, grid: &mut Grid) {
        grid.put(
            0,
            0,
            &format!("FORM {}", self.results.len()),
            Style::default(),
        );
        let last = self.results.last().map_or("", String::as_str);
        grid.put(0, 1, &format!("result: {last}"), Style::default());
    }
}

const SIZE: Size = Size { cols: 90, rows: 30 };

fn start() -> Start {
    start_with("return { enable_tab_bar = false }")
}

fn start_with(lua: &str) -> Start {
    let start = Start {
        size: SIZE,
        ..Start::lua(lua)
    };
    std::fs::create_dir_all(start.folder.path().join("project/.git")).expect("made");
    start.with_modules(modules)
}

/// A program whose cards have a clock of the test's own.
struct Asked {
    running: Running,
    now: Rc<Cell<Instant>>,
}

impl Deref for Asked {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

impl DerefMut for Asked {
    fn deref_mut(&mut self) -> &mut Running {
        &mut self.running
    }
}

fn open(start: Start) -> Asked {
    let mut running = start.run().at_prompt();
    let now = Rc::new(Cell::new(Instant::now()));
    let clock = Rc::clone(&now);
    running.app.clock = Rc::new(move || clock.get());
    running.key("Ctrl+Shift+A");
    running.wait_for("FORM 0");
    Asked { running, now }
}

impl Asked {
    /// Returns a path in the test's folder, without links.
    fn file(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().canonicalize().expect("there");
        folder.join(name)
    }

    /// Has the module call its tool on a file.
    fn call(&mut self, name: &str) {
        let path = self.file(name);
        self.app.text(&path.display().to_string());
        self.key("Enter");
    }

    /// Presses keys at the card as a person does who has read it.
    fn answer(&mut self, keys: &[&str]) {
        self.wait_for("Enter or Esc denies");
        for key in keys {
            self.now.set(self.now.get() + Duration::from_millis(500));
            self.running.key(key);
            self.screen();
        }
    }

    fn wait_result(&mut self, number: usize, result: &str) {
        let (count, line) = (format!("FORM {number}"), format!("result: {result}"));
        self.wait(&line.clone(), move |running| {
            let screen = running.screen();
            screen.contains(&count) && screen.contains(&line)
        });
    }
}

#[test]
fn a_tool_asks_on_a_card_that_says_all_and_runs_once_allowed() {
    let mut running = open(start());
    running.call("project/a.txt");
    running.wait_for("ai-assistant wants to change something");
    let screen = running.screen();
    let path = running.file("project/a.txt").display().to_string();
    for words in [
        "write a note to a.txt",
        "write_note",
        &format!("touches    {path}"),
        "y  allow once",
        "t  allow this turn",
        "p  allow in this pane",
        "r  allow in this project",
        "a  allow always",
        "▸ n  deny",
        &format!("paths = [\"{path}\"]"),
        "principal = \"ai-assistant\"",
        "tool = \"write_note\"",
    ] {
        assert!(screen.contains(words), "{words} is not on:\n{screen}");
    }
    // What the card stands over is seen above it.
    assert!(screen.contains("FORM 0"), "{screen}");
    running.answer(&["y", "Enter"]);
    running.wait_result(1, "written");
    assert!(!running.screen().contains("allow once"));
    assert!(running.file("project/a.txt").exists());
    // The form has the keyboard again, and once was once.
    running.call("project/a.txt");
    running.answer(&["Escape"]);
    running.wait_result(2, "the user denied this call");
}

#[test]
fn always_outlives_a_restart_and_holds_for_nothing_else() {
    let mut running = open(start());
    running.call("project/a.txt");
    running.wait_for("keeps this in state.toml");
    let screen = running.screen();
    let shown = screen
        .lines()
        .skip_while(|line| !line.contains("keeps this in state.toml"));
    let shown = shown.skip(1).take_while(|line| !line.contains("├"));
    let shown: Vec<String> = shown
        .map(|line| line.trim_matches(['│', ' ']).to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    running.answer(&["a", "Enter"]);
    running.wait_result(1, "written");
    let state = running.file("f/state/state.toml");
    let text = std::fs::read_to_string(state).expect("kept");
    let kept = text.split("[[grants]]").nth(1).expect("a grant");
    let kept: Vec<&str> = kept.trim().lines().collect();
    assert_eq!(kept, shown);

    // The same folders, another process's worth of everything else.
    running.app.shutdown();
    let folder = running.running.folder;
    let mut running = open(Start { folder, ..start() });
    std::fs::remove_file(running.file("project/a.txt")).expect("removed");
    running.call("project/a.txt");
    running.wait_result(1, "written");
    assert!(running.file("project/a.txt").exists());
    running.call("project/b.txt");
    running.wait_for("write a note to b.txt");
    running.answer(&["Enter"]);
    running.wait_result(2, "the user denied this call");
    assert!(!running.file("project/b.txt").exists());

    let record = AuditFile::in_folder(&running.file("f/state"));
    let (rows, unreadable) = record.read().expect("read");
    let words = rows.iter().map(|row| {
        (
            row.source.split(' ').next().unwrap_or(""),
            row.outcome.as_str(),
        )
    });
    let words: Vec<_> = words.collect();
    assert_eq!(
        words,
        [("allowed", "ok"), ("grant", "ok"), ("the", "denied")]
    );
    assert_eq!(unreadable, 0);
}

#[test]
fn what_is_typed_when_a_card_comes_allows_nothing() {
    let mut running = open(start());
    running.call("project/a.txt");
    running.wait_for("▸ n  deny");
    for _ in 0..50 {
        // At a typist's pace.
        running
            .now
            .set(running.now.get() + Duration::from_millis(120));
        running.key("y");
        running
            .now
            .set(running.now.get() + Duration::from_millis(120));
        running.key("Enter");
        running.app.paste("y\n");
        running.turn();
        running.screen();
    }
    assert!(running.screen().contains("FORM 0"));
    assert!(!running.file("project/a.txt").exists());
}

#[test]
fn a_question_that_is_given_up_leaves_the_screen() {
    let mut running = open(start());
    running.call("project/a.txt");
    running.wait_for("▸ n  deny");
    // A click on what is above the card gives that the keyboard for the press.
    let view = running
        .app
        .shown
        .overlays
        .over(running.app.active_pane().expect("a pane"));
    let view = view.map(|view| view.id);
    running.app.shown.overlays.set_focus(view);
    running.key("Escape");
    running.wait_gone("allow once");
    running.wait_for("result: stopped");
    // The form goes on.
    running.call("project/a.txt");
    running.answer(&["y", "Enter"]);
    running.wait_for("result: written");
}

#[test]
fn questions_wait_their_turn_and_a_closed_pane_answers_no() {
    let mut running = open(start());
    running.call("project/a.txt");
    running.wait_for("write a note to a.txt");
    let form = running
        .app
        .shown
        .overlays
        .over(running.app.active_pane().expect("a pane"));
    let form = form.map(|view| view.id);
    running.app.shown.overlays.set_focus(form);
    running.call("project/b.txt");
    running.wait("both questions", |running| running.app.questions.len() == 1);
    assert!(!running.screen().contains("b.txt"));
    running.answer(&["Escape"]);
    running.wait_for("write a note to b.txt");
    running.wait_result(1, "the user denied this call");
    running.answer(&["y", "Enter"]);
    running.wait_result(2, "written");

    running.call("project/c.txt");
    running.wait_for("write a note to c.txt");
    running.key("Ctrl+Shift+T");
    running.wait_gone("write a note to c.txt");
    let pane = running.app.mux.list()[0].pane;
    running.app.close_pane(pane);
    let record = AuditFile::in_folder(&running.file("f/state"));
    running.wait("the denial on record", |_| {
        let rows = record.read().map(|(rows, _)| rows).unwrap_or_default();
        rows.len() == 3 && rows[2].outcome != "started"
    });
    assert!(!running.file("project/c.txt").exists());
}

#[test]
fn rules_in_the_configuration_and_in_a_project_decide_without_a_card() {
    let lua = r#"return {
        enable_tab_bar = false,
        tool_policy = { rules = {
            { decision = 'allow', principal = 'ai-assistant', tool = 'write_note' },
        } },
    }"#;
    let mut running = open(start_with(lua));
    running.call("project/a.txt");
    running.wait_result(1, "written");
    let file = running.file("project/.wezterm/policy.toml");
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    std::fs::write(
        file,
        "[[rules]]\ndecision = \"deny\"\ntool = \"write_note\"\n",
    )
    .expect("written");
    running.call("project/a.txt");
    running.wait_result(
        2,
        "the policy does not allow `write_note` here (rule 1 of .wezterm/",
    );
}

#[test]
fn a_rule_that_cannot_be_read_is_shown() {
    let lua = "return { tool_policy = { rules = { { decision = 'alow' } } } }";
    let mut running = open(start_with(lua));
    running.wait_for("config.tool_policy.rules[1] cannot be used");
}

#[test]
fn the_card_follows_the_size_of_the_window() {
    let mut running = open(start());
    running.call("project/a.txt");
    running.wait_for("▸ n  deny");
    for (cols, rows) in [(40, 10), (20, 4), (120, 50), (90, 30)] {
        let size = PaneSize::of_cells(Size { cols, rows });
        running.app.resize(size);
        let words = if cols == 20 { "Esc denies." } else { "n deny" };
        let words = if rows >= 30 { "▸ n  deny" } else { words };
        running.wait_for(words);
    }
    running.answer(&["y", "Enter"]);
    running.wait_result(1, "written");
}
