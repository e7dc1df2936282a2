//! Reading files and folders: what is found, what is refused, and how Lua and the assistant see it.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use filesystem::{Asked, FileSystemService, Rules, ServiceOptions, TABLE, beneath, find};
use serde_json::{Value, json};
use tempfile::TempDir;
use wezterm_module_framework::lua::LOADING;
use wezterm_module_framework::testing::{FakeHost, ModuleTester, asked_by_lua};
use wezterm_module_framework::{
    Capabilities, Decision, Host, IpcHandle, Lifetime, ManagerOptions, ModuleCapability,
    ModuleContext, ModuleDescriptor, ModuleManager, ModuleMessage, ModuleMetadata, ModuleState,
    ToolCall, ToolError, WezTermModule, async_trait,
};

/// A home folder with a project in it, and a secret beside it.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = Self { folder };
        fs::create_dir_all(world.home().join("project/src")).unwrap();
        fs::create_dir(world.home().join("project/.git")).unwrap();
        fs::write(world.home().join("project/src/main.rs"), "fn main() {}\n").unwrap();
        fs::write(world.home().join("notes.txt"), "one\ntwo\nthree\n").unwrap();
        fs::write(world.secret(), "secret").unwrap();
        world
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn service(&self) -> FileSystemService {
        let options = ServiceOptions {
            home: self.home(),
            allowed: None,
            whole_disk: false,
            rules: Rules::new(None).unwrap(),
            layer: beneath::layer(),
            undo: None,
            trash: None,
        };
        let capabilities = Capabilities::new("filesystem", [ModuleCapability::FileSystemRead]);
        FileSystemService::new(options, capabilities).unwrap()
    }

    fn secret(&self) -> PathBuf {
        self.folder.path().join("secret.txt")
    }
}

/// Reads `notes.txt` at home when it is asked anything.
struct Reader(Arc<FileSystemService>, PathBuf);

fn stated(name: &str, capabilities: Vec<ModuleCapability>) -> ModuleMetadata {
    ModuleMetadata {
        name: name.into(),
        version: "1.0.0".into(),
        author: "a test".into(),
        description: "reads or asks".into(),
        capabilities,
        dependencies: vec![],
        lua_namespace: None,
    }
}

#[async_trait]
impl WezTermModule for Reader {
    fn metadata(&self) -> ModuleMetadata {
        stated("reader", vec![ModuleCapability::FileSystemRead])
    }

    async fn initialize(&self, _: ModuleContext) -> anyhow::Result<()> {
        Ok(())
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let row = find("read_text_file").unwrap();
        let call = row.understand(json!({ "path": self.1 })).unwrap();
        let read = Arc::clone(&self.0).call(row, call, Asked::by_person());
        Ok(match read.await {
            Ok(reply) => message.answer(reply.data["size"].clone()),
            Err(error) => message.refuse(error),
        })
    }
}

/// Has no rights, and keeps its end of the bus.
struct Poor(Arc<Mutex<Option<IpcHandle>>>);

#[async_trait]
impl WezTermModule for Poor {
    fn metadata(&self) -> ModuleMetadata {
        stated("poor", vec![])
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        *self.0.lock().unwrap() = Some(context.ipc);
        Ok(())
    }
}

#[tokio::test]
async fn a_module_that_may_not_read_files_has_no_other_read_them_for_it() {
    let world = World::new();
    let nowhere = world.folder.path().join("nowhere");
    let host = FakeHost::new() as Arc<dyn Host>;
    let options = ManagerOptions::new(host, nowhere.clone(), nowhere.clone(), nowhere);
    let manager = ModuleManager::new(options);
    let notes = world.home().join("notes.txt");
    let (files, handle) = (Arc::new(world.service()), Arc::default());
    let reader = Reader(Arc::clone(&files), notes.clone()).metadata();
    let poor = Poor(Arc::clone(&handle)).metadata();
    let kept = Arc::clone(&handle);
    manager.register_builtin(ModuleDescriptor::built_in(reader, Value::Null, move |_| {
        Ok(Arc::new(Reader(Arc::clone(&files), notes.clone())))
    }));
    manager.register_builtin(ModuleDescriptor::built_in(poor, Value::Null, move |_| {
        Ok(Arc::new(Poor(Arc::clone(&kept))))
    }));
    manager.start_all().await;
    let poor = handle.lock().unwrap().take().unwrap();
    let error = poor.request("reader", "read", Value::Null).await;
    let said = error.unwrap_err().to_string();
    assert!(
        said.contains("module `poor` does not have the capability FileSystemRead"),
        "{said}"
    );
    let system = manager.ipc().system();
    let answer = system.request("reader", "read", Value::Null).await;
    assert_eq!(answer, Ok(json!(14)));
}

async fn start(settings: Value) -> ModuleTester {
    ModuleTester::start(filesystem::descriptor(Value::Null), settings).await
}

#[tokio::test]
async fn lua_reads_and_lists_and_is_told_a_code_when_it_cannot() {
    let world = World::new();
    fs::write(world.home().join("bytes"), b"a\0\xff").unwrap();
    let home = world.home();
    let module = start(json!({ "allowed_directories": [home] })).await;
    let lua = module.lua();
    lua.globals().set("home", home).unwrap();
    let code = "return wezterm.fs.read_file(home .. '/bytes')";
    let bytes: mlua::String = lua.load(code).eval_async().await.unwrap();
    assert_eq!(bytes.as_bytes(), b"a\0\xff");
    let code = "local out = {} \
                for i, e in ipairs(wezterm.fs.list_directory(home)) do \
                  out[i] = e.name .. ' ' .. e.kind .. ' ' .. (e.kind == 'file' and e.size or '') \
                  assert(e.mtime > 1e9) \
                end \
                return table.concat(out, ', ')";
    let listing: String = lua.load(code).eval_async().await.unwrap();
    assert_eq!(
        listing,
        "bytes file 3, notes.txt file 14, project directory "
    );
    let code = "local ok, why = pcall(wezterm.fs.read_file, '/etc/passwd') return tostring(why)";
    let why: String = lua.load(code).eval_async().await.unwrap();
    assert!(why.contains("outside_roots: /etc/passwd"), "{why}");

    lua.set_named_registry_value(LOADING, true).unwrap();
    for code in [
        "wezterm.fs.read_file('/x')",
        "wezterm.fs.list_directory('/x')",
    ] {
        let error = lua.load(code).exec_async().await.unwrap_err().to_string();
        assert!(
            error.contains("not while the configuration loads"),
            "{error}"
        );
    }
}

fn call(name: &str, args: Value) -> ToolCall {
    ToolCall {
        name: name.into(),
        args,
    }
}

#[tokio::test]
async fn the_assistant_reads_below_its_directory_without_asking_and_nothing_else() {
    let world = World::new();
    let module = start(json!({})).await;
    let names: Vec<String> = module
        .host()
        .gate()
        .specs()
        .into_iter()
        .map(|spec| spec.name)
        .collect();
    let mut all: Vec<&str> = TABLE.iter().map(|row| row.name).collect();
    all.sort_unstable();
    assert_eq!(names, all);
    let gate = module
        .host()
        .gate()
        .in_directory(world.home().join("project/src"));
    let run = |call| gate.run(call);

    let text = run(call("read_file", json!({ "path": "main.rs" }))).await;
    assert_eq!(text, Ok("fn main() {}\n".into()));
    // The repository's other files are near enough.
    fs::write(world.home().join("project/README"), "1\n2\n3\n4\n").unwrap();
    let range = json!({ "path": "../README", "start_line": 2, "line_count": 2 });
    let text = run(call("read_file", range)).await;
    assert_eq!(text, Ok("2\n3\n[there is more from line 4 on]".into()));
    // What cannot be shown whole does not lead back to itself.
    fs::write(world.home().join("project/long"), "x".repeat(40_000)).unwrap();
    let text = run(call("read_file", json!({ "path": "../long" }))).await;
    let text = text.unwrap();
    assert!(
        text.ends_with("x\n[line 1 is too long and cut here; line 2 is next]"),
        "{}",
        &text[text.len() - 100..]
    );
    // Elsewhere only what the person says, and nothing beside it.
    let elsewhere = || call("read_file", json!({ "path": "../../notes.txt" }));
    match run(elsewhere()).await {
        Err(ToolError::Model(why)) => assert!(why.contains("unanswered"), "{why}"),
        other => panic!("{other:?}"),
    }
    let notes = world.home().join("notes.txt").canonicalize().unwrap();
    module.host().answer_with(move |approval| {
        assert!(approval.scope[0].starts_with(&notes.display().to_string()));
        let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    });
    let text = fs::read_to_string(world.home().join("notes.txt")).unwrap();
    assert_eq!(run(elsewhere()).await, Ok(text));
    module.host().answer_with(drop);

    fs::write(world.home().join("project/src/a\n\u{1b}[2Jb"), "").unwrap();
    let listing = run(call("list_directory", json!({}))).await.unwrap();
    assert_eq!(
        listing,
        "file                 0  a\\n\\x1b[2Jb\nfile                13  main.rs\n"
    );

    let nowhere = module
        .host()
        .gate()
        .run(call("list_directory", json!({})))
        .await;
    assert!(
        matches!(&nowhere, Err(ToolError::Model(why)) if why.contains("is not known")),
        "{nowhere:?}"
    );
}

#[tokio::test]
async fn settings_that_cannot_be_meant_are_named() {
    let module = start(json!({ "allowed_directories": 3 })).await;
    match module.state() {
        Some(ModuleState::Failed(why)) => {
            assert!(why.contains("config.modules.filesystem"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    let module = start(json!({ "alowed_directories": [] })).await;
    assert_eq!(module.state(), Some(ModuleState::Loaded));
    assert_eq!(
        module.setting_problems(),
        [
            "config.modules.filesystem.alowed_directories is not a setting; did you mean \
             `allowed_directories`? (module `filesystem`)"
        ]
    );
    // An empty Lua table means: nothing.
    let module = start(json!({ "allowed_directories": {} })).await;
    let lua = module.lua();
    let error = lua
        .load("wezterm.fs.read_file('~/x')")
        .exec_async()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("outside_roots"), "{error}");
}

/// Starts this module and one in Lua that has these capabilities and whose `f` runs this code.
async fn beside_lua(settings: Value, capabilities: &str, code: &str) -> Result<Value, String> {
    let module = filesystem::descriptor(Value::Null);
    asked_by_lua(module, settings, capabilities, code).await
}

#[tokio::test]
async fn a_lua_module_reads_what_its_own_grant_reaches_and_no_more() {
    let world = World::new();
    let home = world.home().canonicalize().unwrap();
    let settings = || json!({ "allowed_directories": [home] });
    let grant = format!("FileSystemRead = [\"{}\"]", home.join("project").display());
    let file = home.join("project/src/main.rs");
    let read = format!("return wezterm.read_file('{}')", file.display());
    let content = beside_lua(settings(), &grant, &read).await;
    assert_eq!(content, Ok(json!("fn main() {}\n")));
    let list = format!(
        "return wezterm.list_directory('{}')[1].name",
        file.parent().unwrap().display()
    );
    assert_eq!(
        beside_lua(settings(), &grant, &list).await,
        Ok(json!("main.rs"))
    );

    let notes = home.join("notes.txt");
    let outside = format!("return wezterm.read_file('{}')", notes.display());
    let error = beside_lua(settings(), &grant, &outside).await.unwrap_err();
    let only = format!(
        "module `asker` has the capability FileSystemRead for {}",
        home.join("project").display()
    );
    assert!(error.contains(&only), "{error}");
    // Nor by asking for it in other words.
    let around = format!(
        "return wezterm.modules.call('filesystem', 'read_file', {{ path = '{}' }})",
        file.display()
    );
    let error = beside_lua(settings(), "", &around).await.unwrap_err();
    assert!(
        error.contains("module `asker` does not have the capability FileSystemRead"),
        "{error}"
    );
    let odd = "return wezterm.read_file(7)";
    let error = beside_lua(settings(), &grant, odd).await.unwrap_err();
    assert!(
        error.contains("bad_argument: `read_text_file`: a text"),
        "{error}"
    );
}

/// Runs Lua with `home` set, and returns what it returns as JSON.
async fn lua(module: &ModuleTester, world: &World, code: &str) -> Value {
    let lua = module.lua();
    lua.globals().set("home", world.home()).unwrap();
    let value: mlua::Value = lua.load(code).eval_async().await.unwrap();
    serde_json::to_value(value).unwrap()
}

#[tokio::test]
async fn fs01_the_five_functions_of_the_design_return_its_shapes() {
    let world = World::new();
    let module = start(json!({ "allowed_directories": [world.home()] })).await;
    let main = world.home().join("project/src/main.rs");
    let written = "return wezterm.fs.write_file(home .. '/new.txt', 'one\\ntwo\\n')";
    assert_eq!(lua(&module, &world, written).await, Value::Null);
    assert_eq!(
        fs::read_to_string(world.home().join("new.txt")).unwrap(),
        "one\ntwo\n"
    );
    let bytes = "wezterm.fs.write_file(home .. '/b', '\\255\\0') return #wezterm.fs.read_file(home .. '/b')";
    assert_eq!(lua(&module, &world, bytes).await, json!(2));
    assert_eq!(fs::read(world.home().join("b")).unwrap(), b"\xff\0");
    let found = "return wezterm.fs.search_files(home, '*.rs')";
    assert_eq!(lua(&module, &world, found).await, json!([main]));
    let lines = "local m = wezterm.fs.search_content(home, '*.rs', 'fn main') \
                 return { m[1].file, m[1].line, m[1].text, #m }";
    assert_eq!(
        lua(&module, &world, lines).await,
        json!([main, 1, "fn main() {}", 1])
    );
    let entries = "local e = wezterm.fs.list_directory(home)[1] return { e.name, e.kind, e.size, e.mtime > 1e9 }";
    assert_eq!(
        lua(&module, &world, entries).await,
        json!(["b", "file", 2, true])
    );
}

#[tokio::test]
async fn every_tool_is_a_lua_function_with_named_arguments_or_in_their_order() {
    let world = World::new();
    let module = start(json!({ "allowed_directories": [world.home()] })).await;
    for row in TABLE {
        let code = format!("return type(wezterm.fs.{})", row.name);
        assert_eq!(
            lua(&module, &world, &code).await,
            json!("function"),
            "{}",
            row.name
        );
    }
    for code in [
        "return wezterm.fs.head_file(home .. '/notes.txt', 1).content",
        "return wezterm.fs.head_file{ path = home .. '/notes.txt', lines = 1 }.content",
        "return wezterm.fs.tool('head_file', { path = home .. '/notes.txt', lines = 1 }).content",
    ] {
        assert_eq!(lua(&module, &world, code).await, json!("one\n"), "{code}");
    }
    let two =
        "return #wezterm.fs.read_multiple_files({ home .. '/notes.txt', home .. '/b' }).files";
    assert_eq!(lua(&module, &world, two).await, json!(2));
    let wrong = "local ok, why = pcall(wezterm.fs.head_file, { path = home, lines = 1, color = 'red' }) \
                 return tostring(why)";
    let why = lua(&module, &world, wrong).await;
    let why = why.as_str().unwrap();
    assert!(
        why.contains("bad_argument: `head_file`") && why.contains("color"),
        "{why}"
    );
    let unknown = "local ok, why = pcall(wezterm.fs.tool, 'rm') return tostring(why)";
    let why = lua(&module, &world, unknown).await;
    assert!(
        why.as_str()
            .unwrap()
            .contains("there is no tool `rm`; there are"),
        "{why}"
    );
}

#[tokio::test]
async fn the_assistants_edit_shows_its_difference_is_kept_and_is_undone() {
    let world = World::new();
    let module = start(json!({})).await;
    let main = world.home().join("project/src/main.rs");
    let seen = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&seen);
    module.host().answer_with(move |approval| {
        *kept.lock().unwrap() = Some((approval.summary.clone(), approval.preview.clone()));
        let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    });
    let gate = module
        .host()
        .gate()
        .in_directory(world.home().join("project"));
    let edits = json!([{ "oldText": "{}", "newText": "{ run() }" }]);
    let args = json!({ "path": "src/main.rs", "edits": edits });
    let said = gate.run(call("edit_file", args)).await.unwrap();
    assert!(said.contains("was edited"), "{said}");
    assert_eq!(fs::read_to_string(&main).unwrap(), "fn main() { run() }\n");
    let (summary, preview) = seen.lock().unwrap().take().unwrap();
    assert_eq!(summary, "edit src/main.rs (1 place)");
    assert_eq!(
        preview.as_deref(),
        Some(
            "--- a/src/main.rs\n+++ b/src/main.rs\n@@ -1 +1 @@\n-fn main() {}\n+fn main() { run() }\n"
        )
    );
    let history = "local s = wezterm.fs.history() return { #s, s[1].tool, s[1].undone }";
    assert_eq!(
        lua(&module, &world, history).await,
        json!([1, "edit_file", false])
    );
    let undone = lua(&module, &world, "return wezterm.fs.undo()").await;
    assert_eq!(undone, json!([main.canonicalize().unwrap()]));
    assert_eq!(fs::read_to_string(&main).unwrap(), "fn main() {}\n");
    let again = "local ok, why = pcall(wezterm.fs.undo) return tostring(why)";
    let why = lua(&module, &world, again).await;
    assert!(why.as_str().unwrap().contains("not_found"), "{why}");
}

#[tokio::test]
async fn f59_a_protected_name_asks_the_person_even_of_their_own_lua() {
    let world = World::new();
    let module = start(json!({ "allowed_directories": [world.home()] })).await;
    let code = "local ok, why = pcall(wezterm.fs.write_file, home .. '/project/.git/hooks/x', '', { make_parents = true }) \
                return tostring(why)";
    let why = lua(&module, &world, code).await;
    assert!(why.as_str().unwrap().contains("unanswered"), "{why}");
    assert!(!world.home().join("project/.git/hooks").exists());
    let reason = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&reason);
    module.host().answer_with(move |approval| {
        *kept.lock().unwrap() = approval.reason.clone();
        let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    });
    assert_eq!(lua(&module, &world, code).await, json!("nil"));
    assert!(
        reason.lock().unwrap().contains("is protected"),
        "{reason:?}"
    );
    assert!(world.home().join("project/.git/hooks/x").exists());
}

#[tokio::test]
async fn a_link_is_moved_and_deleted_itself_by_whoever_goes_through_the_gate() {
    let world = World::new();
    let module = start(json!({ "allowed_directories": [world.home()] })).await;
    std::os::unix::fs::symlink("notes.txt", world.home().join("link")).unwrap();
    let moved = "wezterm.fs.move_file(home .. '/link', home .. '/moved') return 1";
    assert_eq!(lua(&module, &world, moved).await, json!(1));
    assert!(world.home().join("moved").is_symlink() && !world.home().join("link").exists());
    let deleted = "wezterm.fs.delete_path{ path = home .. '/moved', permanently = true } return 1";
    assert_eq!(lua(&module, &world, deleted).await, json!(1));
    assert!(!world.home().join("moved").is_symlink());
    assert!(world.home().join("notes.txt").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_in_a_watched_folder_is_told_to_lua_until_it_is_stopped() {
    let world = World::new();
    let module = start(json!({ "allowed_directories": [world.home()] })).await;
    let code = "local named
                wezterm.on = function(name) named = name end
                local options = { recursive = true, debounce_ms = 20 }
                watching = wezterm.fs.watch(home .. '/project', function() end, options)
                return named";
    // The watch ends with the state that holds it.
    let state = module.lua();
    state.globals().set("home", world.home()).unwrap();
    let event: String = state.load(code).eval_async().await.unwrap();
    let file = world.home().join("project/src/new.rs");
    fs::write(&file, "").unwrap();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    let told = loop {
        let events = module.host().events();
        if let Some((_, args)) = events.iter().find(|(name, _)| *name == event) {
            break args.clone();
        }
        assert!(
            std::time::Instant::now() < end,
            "{event} was not told: {events:?}"
        );
        std::thread::park_timeout(std::time::Duration::from_millis(5));
    };
    let file = file.canonicalize().unwrap();
    assert_eq!(
        told,
        [json!([{ "path": file, "kind": "created" }]), json!(false)]
    );
    state.load("watching:stop()").exec().unwrap();
    let outside = "local ok, why = pcall(wezterm.fs.watch, '/etc', function() end) return why";
    let why = lua(&module, &world, outside).await;
    assert!(
        why.as_str().unwrap().starts_with("outside_roots: /etc"),
        "{why}"
    );
}
