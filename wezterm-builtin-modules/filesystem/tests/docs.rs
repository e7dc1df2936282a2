//! docs/filesystem.md says what the program does: the tools and the lists of names in it are made from the
//! program's own tables, each example runs, and no code of an error is missing.
//!
//! `WEZTERM_BLESS=1` writes the made parts anew. What the tools do is checked elsewhere.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use filesystem::{NOT_SECRET, PROTECTED, Row, SECRETS, TABLE};
use mlua::Lua;
use serde_json::{Value, json};
use tempfile::TempDir;
use wezterm_module_framework::testing::ModuleTester;
use wezterm_module_framework::{Decision, Effect, Host, Lifetime, ToolCall};

/// What each tool is shown by: an expression of Lua and what it comes to, as JSON. They run in this order.
const EXAMPLES: &[(&str, &str, &str)] = &[
    (
        "read_text_file",
        "wezterm.fs.read_text_file('~/project/notes.txt', { line_start = 2, line_count = 1 }).content",
        r#""two\n""#,
    ),
    (
        "read_multiple_files",
        "#wezterm.fs.read_multiple_files({ '~/project/notes.txt', '~/project/README.md' }).files",
        "2",
    ),
    (
        "head_file",
        "wezterm.fs.head_file('~/project/notes.txt', 1).content",
        r#""one\n""#,
    ),
    (
        "tail_file",
        "wezterm.fs.tail_file('~/project/notes.txt', 1).content",
        r#""three\n""#,
    ),
    (
        "read_file_lines",
        "wezterm.fs.read_file_lines({ path = '~/project/notes.txt', line_start = 3 }).content",
        r#""three\n""#,
    ),
    (
        "read_media_file",
        "wezterm.fs.read_media_file('~/project/logo.png').mime_type",
        r#""image/png""#,
    ),
    (
        "read_multiple_media_files",
        "#wezterm.fs.read_multiple_media_files({ '~/project/logo.png' }).media[1].data",
        "8",
    ),
    (
        "get_file_info",
        "wezterm.fs.get_file_info('~/project/notes.txt').size",
        "14",
    ),
    (
        "hash_file",
        "wezterm.fs.hash_file('~/project/notes.txt').hash:sub(1, 8)",
        r#""b6285c57""#,
    ),
    (
        "list_directory",
        "wezterm.fs.list_directory('~/project')[1].name",
        r#""README.md""#,
    ),
    (
        "list_directory_with_sizes",
        "wezterm.fs.list_directory_with_sizes('~/project').files",
        "4",
    ),
    (
        "directory_tree",
        "wezterm.fs.directory_tree({ path = '~/project', exclude = { '*.rs' } }).entries",
        "6",
    ),
    (
        "list_allowed_directories",
        "wezterm.fs.list_allowed_directories().read_only",
        "false",
    ),
    (
        "search_files",
        "#wezterm.fs.search_files('~/project', '*.rs')",
        "2",
    ),
    (
        "search_files_content",
        "wezterm.fs.search_files_content('~/project', '*.rs', 'NOTE').matches[1].text",
        r#""// NOTE: faster""#,
    ),
    (
        "write_file",
        "wezterm.fs.tool('write_file', { path = '~/project/new.txt', content = 'new' }).created",
        "true",
    ),
    (
        "edit_file",
        "wezterm.fs.edit_file('~/project/notes.txt', { { old_text = 'two', new_text = '2' } }).replacements",
        "[1]",
    ),
    (
        "create_directory",
        "wezterm.fs.create_directory('~/project/a/b').created",
        "2",
    ),
    (
        "move_file",
        "wezterm.fs.move_file('~/project/new.txt', '~/project/a/new.txt').entries",
        "1",
    ),
    (
        "copy_path",
        "wezterm.fs.copy_path('~/project/src', '~/project/a/src').entries",
        "3",
    ),
    (
        "delete_path",
        "wezterm.fs.delete_path({ path = '~/project/a/src', recursive = true, permanently = true }).entries",
        "3",
    ),
    (
        "zip_files",
        "wezterm.fs.zip_files({ '~/project/notes.txt', '~/project/README.md' }, '~/project/two.zip').files",
        "2",
    ),
    (
        "zip_directory",
        "wezterm.fs.zip_directory('~/project/src', '~/project/src.zip').files",
        "2",
    ),
    (
        "unzip_file",
        "wezterm.fs.unzip_file('~/project/src.zip', '~/project/unpacked').files",
        "2",
    ),
    (
        "list_archive",
        "wezterm.fs.list_archive('~/project/src.zip').entries[1].name",
        r#""count.rs""#,
    ),
    (
        "find_duplicate_files",
        "#wezterm.fs.find_duplicate_files('~/project').groups",
        "2",
    ),
    (
        "find_empty_directories",
        "#wezterm.fs.find_empty_directories('~/project').directories",
        "2",
    ),
    (
        "calculate_directory_size",
        "wezterm.fs.calculate_directory_size('~/project/src').files",
        "2",
    ),
    (
        "diff_files",
        "wezterm.fs.diff_files('~/project/old.txt', '~/project/notes.txt').added",
        "2",
    ),
];

/// What many results have, which the page tells of once.
const EVERYWHERE: &[&str] = &["truncated", "next_cursor", "skipped", "undo"];

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/filesystem.md")
}

/// Returns the parts of the page that are made, by the names in their marks.
fn parts() -> [(&'static str, String); 4] {
    let tools: Vec<String> = TABLE.iter().map(section).collect();
    let names = |list: &[&str]| format!("{}\n", in_code(list));
    [
        ("tools", tools.join("\n")),
        ("protected", names(PROTECTED)),
        ("secrets", names(SECRETS)),
        ("not secret", names(NOT_SECRET)),
    ]
}

/// Describes a tool: what it does, its arguments, its result, an example.
fn section(row: &Row) -> String {
    let (arguments, result) = ((row.schema)(), (row.output_schema)());
    let effect = match (row.effect, row.destructive) {
        (Effect::Read, _) => "It changes nothing.",
        (_, false) => "It writes.",
        (_, true) => "It writes, and may take the place of what is there.",
    };
    let mut text = format!("### `{}`\n\n{} {effect}", row.name, doc(&arguments));
    if !row.aliases.is_empty() {
        write!(text, " Also called {}.", in_code(row.aliases)).unwrap();
    }
    text.push('\n');
    let mut lines = Vec::new();
    described(&arguments, "", true, &mut lines);
    table(&mut text, "argument", &lines);
    let mut lines = Vec::new();
    described(&result, "", false, &mut lines);
    table(&mut text, "result", &lines);
    let properties = result["properties"].as_object();
    let has = |name: &&&str| properties.is_some_and(|properties| properties.contains_key(**name));
    let also: Vec<&str> = EVERYWHERE.iter().filter(has).copied().collect();
    if !also.is_empty() {
        write!(text, "\nThe result has {} too.\n", in_code(&also)).unwrap();
    }
    let (_, code, comes_to) = example(row.name);
    write!(text, "\nExample: `{code}` is `{comes_to}`.\n").unwrap();
    text
}

fn example(name: &str) -> &'static (&'static str, &'static str, &'static str) {
    let found = EXAMPLES.iter().find(|(tool, ..)| *tool == name);
    found.unwrap_or_else(|| panic!("EXAMPLES has none for {name}"))
}

fn in_code(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn table(text: &mut String, what: &str, lines: &[[String; 3]]) {
    if lines.is_empty() {
        return;
    }
    write!(text, "\n| {what} | is | |\n|---|---|---|\n").unwrap();
    for line in lines {
        writeln!(text, "| {} |", line.join(" | ")).unwrap();
    }
}

/// Describes the fields of an object, and those of the objects in it.
fn described(schema: &Value, within: &str, optional: bool, lines: &mut Vec<[String; 3]>) {
    let required = schema["required"].as_array();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if within.is_empty() && !optional && EVERYWHERE.contains(&name.as_str()) {
            continue;
        }
        let needed = required.is_some_and(|names| names.contains(&json!(name)));
        let mut kind = kind(field);
        if optional && !needed {
            kind.push_str(" (may be left out)");
        }
        let path = format!("{within}{name}");
        lines.push([format!("`{path}`"), kind, doc(field)]);
        let field = solid(field);
        match field["items"].is_object() {
            true => described(
                solid(&field["items"]),
                &format!("{path}[]."),
                optional,
                lines,
            ),
            false => described(field, &format!("{path}."), optional, lines),
        }
    }
}

/// Returns the type of what is there; that it may be missing is said elsewhere. A name that is no text has
/// a second form, which the page tells of once.
fn solid(schema: &Value) -> &Value {
    let choices = schema["anyOf"].as_array().into_iter().flatten();
    let mut there = choices.filter(|choice| choice["type"] != "null");
    there.next().map_or(schema, solid)
}

/// Returns a type in the words of docs/reference.md.
fn kind(schema: &Value) -> String {
    let schema = solid(schema);
    let words = words(schema);
    if !words.is_empty() {
        return in_code(&words);
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null"),
        kind => Some(kind),
    };
    match kind.and_then(Value::as_str) {
        Some("string") => "string".into(),
        Some("boolean") => "true or false".into(),
        Some("integer") => "whole number".into(),
        Some("number") => "number".into(),
        Some("array") => match &schema["prefixItems"] {
            Value::Array(items) => format!("list of {} {}", items.len(), several(&items[0])),
            _ => format!("list of {}", several(&schema["items"])),
        },
        _ => "table".into(),
    }
}

fn several(schema: &Value) -> String {
    match kind(schema).as_str() {
        one @ ("string" | "whole number" | "number" | "table") => format!("{one}s"),
        other => other.into(),
    }
}

/// Returns the words that a value is one of.
fn words(schema: &Value) -> Vec<&str> {
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let choices = choices.filter_map(|choice| choice["const"].as_str());
    let listed = schema["enum"].as_array().into_iter().flatten();
    choices.chain(listed.filter_map(Value::as_str)).collect()
}

fn doc(schema: &Value) -> String {
    let doc = schema["description"].as_str().unwrap_or_default();
    doc.replace('\n', " ").replace('|', "\\|")
}

/// Returns what stands before a made part, the part, and what stands behind it.
fn around<'a>(page: &'a str, name: &str) -> (&'a str, &'a str, &'a str) {
    let begin = format!("<!-- made by tests/docs.rs: {name} -->\n");
    let end = format!("<!-- end of {name} -->\n");
    let at = page.find(&begin).map(|at| at + begin.len());
    let at = at.unwrap_or_else(|| panic!("docs/filesystem.md has no line {begin:?}"));
    let length = page[at..].find(&end);
    let length = length.unwrap_or_else(|| panic!("docs/filesystem.md has no line {end:?}"));
    (&page[..at], &page[at..at + length], &page[at + length..])
}

#[test]
fn the_page_lists_the_tools_and_the_names_that_ask_as_they_are() {
    let written = fs::read_to_string(page()).unwrap();
    let mut current = written.clone();
    for (name, part) in parts() {
        let (before, _, behind) = around(&current, name);
        current = format!("{before}\n{part}\n{behind}");
    }
    if std::env::var_os("WEZTERM_BLESS").is_some() {
        fs::write(page(), &current).unwrap();
        return;
    }
    for (name, part) in parts() {
        let (_, found, _) = around(&written, name);
        assert_eq!(
            found,
            format!("\n{part}\n"),
            "write it anew: WEZTERM_BLESS=1 cargo test -p filesystem --test docs"
        );
    }
}

#[test]
fn every_code_of_an_error_stands_in_the_page() {
    let page = fs::read_to_string(page()).unwrap();
    let source = include_str!("../src/error.rs");
    let codes: Vec<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Self::")?.split_once(" => \""))
        .filter_map(|(_, word)| word.strip_suffix("\","))
        .collect();
    assert!(codes.contains(&"outside_roots"), "{codes:?}");
    for code in codes {
        assert!(page.contains(&format!("| `{code}` |")), "{code}");
    }
}

#[test]
fn the_lua_and_the_json_of_the_page_can_be_read() {
    let page = fs::read_to_string(page()).unwrap();
    let blocks = |language: &str| -> Vec<String> {
        let begin = format!("```{language}\n");
        let blocks = page.split(begin.as_str()).skip(1);
        blocks
            .filter_map(|block| block.split("```").next())
            .map(str::to_owned)
            .collect()
    };
    let (lua, json) = (blocks("lua"), blocks("json"));
    assert!(lua.len() > 3 && !json.is_empty());
    let reader = Lua::new();
    for block in lua {
        let read = reader.load(block.as_str()).into_function();
        assert!(read.is_ok(), "{block}\n{read:?}");
    }
    for block in json {
        let read = serde_json::from_str::<Value>(&block);
        assert!(read.is_ok(), "{block}\n{read:?}");
    }
}

/// A home folder with the project that the examples are about.
struct World {
    _folder: TempDir,
    home: PathBuf,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().canonicalize().unwrap();
        let project = home.join("project");
        for name in ["src", "empty"] {
            fs::create_dir_all(project.join(name)).unwrap();
        }
        let files: [(&str, &[u8]); 6] = [
            ("README.md", b"# Words\n\nCounts words.\n"),
            ("notes.txt", b"one\ntwo\nthree\n"),
            ("old.txt", b"one\ntwo\n"),
            ("logo.png", b"\x89PNG\r\n\x1a\n"),
            ("src/main.rs", b"fn main() {\n    count();\n}\n"),
            ("src/count.rs", b"// NOTE: faster\nfn count() {}\n"),
        ];
        for (name, content) in files {
            fs::write(project.join(name), content).unwrap();
        }
        Self {
            _folder: folder,
            home,
        }
    }

    async fn start(&self) -> ModuleTester {
        let settings = json!({ "allowed_directories": [self.home] });
        ModuleTester::start(filesystem::descriptor(Value::Null), settings).await
    }

    /// Returns code that is about this home, whatever the home of the test's user is.
    fn at_home(&self, code: &str) -> String {
        code.replace("~/", &format!("{}/", self.home.display()))
    }

    async fn run(&self, lua: &Lua, code: &str) -> Value {
        let code = self.at_home(code);
        let outcome = lua.load(code.as_str()).eval_async::<mlua::Value>().await;
        let value = outcome.unwrap_or_else(|error| panic!("{code}\n{error}"));
        serde_json::to_value(value).unwrap()
    }
}

#[tokio::test]
async fn every_tool_has_an_example_that_comes_to_what_the_page_says() {
    let names: Vec<&str> = TABLE.iter().map(|row| row.name).collect();
    let shown: Vec<&str> = EXAMPLES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, shown);
    let world = World::new();
    let module = world.start().await;
    let lua = module.lua();
    for (name, code, comes_to) in EXAMPLES {
        let value = world.run(&lua, &format!("return {code}")).await;
        let expected: Value = serde_json::from_str(comes_to).unwrap();
        assert_eq!(value, expected, "{name}: {code}");
    }
}

#[tokio::test]
async fn the_example_configuration_keeps_a_selection_and_takes_back_the_assistants_change() {
    let world = World::new();
    let module = world.start().await;
    module.host().answer_with(|approval| {
        let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    });
    let notes = world.home.join("project/notes.txt");
    let gate = module
        .host()
        .gate()
        .in_directory(world.home.join("project"));
    let changed = ToolCall {
        name: "write_file".into(),
        args: json!({ "path": "notes.txt", "content": "gone" }),
    };
    gate.run(changed).await.unwrap();
    assert_eq!(fs::read_to_string(&notes).unwrap(), "gone");

    let lua = module.lua();
    let example = world.at_home(include_str!("../../../docs/examples/files.lua"));
    lua.globals().set("example", example).unwrap();
    let press_each_key = "
        package.loaded.wezterm = wezterm
        wezterm.action_callback = function(run) return run end
        local said = {}
        local window = {
            get_selection_text_for_pane = function() return 'kept' end,
            toast_notification = function(_, _, text) table.insert(said, text) end,
        }
        for _, key in ipairs(load(example)().keys) do key.action(window, {}) end
        return said";
    let said = world.run(&lua, press_each_key).await;
    let expected = [
        format!("kept in {}/notes.md", world.home.display()),
        format!("put back {}", notes.display()),
    ];
    assert_eq!(said, json!(expected));
    let kept = fs::read_to_string(world.home.join("notes.md")).unwrap();
    assert_eq!(kept, "kept\n\n");
    assert_eq!(fs::read_to_string(&notes).unwrap(), "one\ntwo\nthree\n");
}
