//! Reading files and folders: what is found, what is refused, and how Lua and the assistant see it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use filesystem::{FileSystemService, FsError, Kind, LineRange};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::{Value, json};
use tempfile::TempDir;
use wezterm_module_framework::lua::LOADING;
use wezterm_module_framework::testing::{FakeHost, ModuleTester, asked_by_lua};
use wezterm_module_framework::{
    Capabilities, Decision, Host, IpcHandle, Lifetime, ManagerOptions, ModuleCapability,
    ModuleContext, ModuleDescriptor, ModuleManager, ModuleMessage, ModuleMetadata, ModuleState,
    ScopedCapability, ToolCall, ToolError, WezTermModule, async_trait,
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

    fn secret(&self) -> PathBuf {
        self.folder.path().join("secret.txt")
    }

    fn service(&self) -> FileSystemService {
        let capabilities = Capabilities::new("filesystem", [ModuleCapability::FileSystemRead]);
        FileSystemService::new(self.home(), None, capabilities).unwrap()
    }

    fn read(&self, path: impl AsRef<Path>) -> Result<Vec<u8>, FsError> {
        let files = self.service();
        files.read(&files.roots(), path.as_ref())
    }

    fn code(&self, path: impl AsRef<Path>) -> String {
        match self.read(path) {
            Ok(content) => panic!("it was read: {}", String::from_utf8_lossy(&content)),
            Err(error) => error.to_string().split(':').next().unwrap().to_owned(),
        }
    }
}

#[test]
fn a_file_below_home_is_read_by_either_spelling() {
    let world = World::new();
    let content = b"one\ntwo\nthree\n".to_vec();
    assert_eq!(world.read(world.home().join("notes.txt")).unwrap(), content);
    assert_eq!(world.read("~/notes.txt").unwrap(), content);
    assert_eq!(world.read("~/project/../notes.txt").unwrap(), content);
    assert_eq!(world.code("notes.txt"), "bad_argument");
    assert_eq!(world.code(""), "bad_argument");
    assert_eq!(world.code("~/missing.txt"), "not_found");
    assert_eq!(world.code("~/project"), "not_regular");
    assert_eq!(world.code("~/notes.txt/x"), "not_directory");
}

#[test]
fn nothing_outside_is_read_whatever_the_path_looks_like() {
    let world = World::new();
    let home = world.home();
    symlink(world.secret(), home.join("absolute-link")).unwrap();
    symlink("../secret.txt", home.join("relative-link")).unwrap();
    symlink("..", home.join("up")).unwrap();
    symlink("/proc/self/root", home.join("magic")).unwrap();
    let secret = world.secret();
    for path in [
        secret.clone(),
        PathBuf::from("~/../secret.txt"),
        home.join("../secret.txt"),
        home.join("project/../../secret.txt"),
        PathBuf::from("~/absolute-link"),
        PathBuf::from("~/relative-link"),
        PathBuf::from("~/up/secret.txt"),
        PathBuf::from(format!("~/magic{}", secret.display())),
        PathBuf::from("/etc/passwd"),
        PathBuf::from(format!("{}x/secret.txt", home.display())),
    ] {
        assert_eq!(world.code(&path), "outside_roots", "{}", path.display());
    }
    let files = world.service();
    for path in ["~/..", "~/up", "/"] {
        let listing = files.list(&files.roots(), None, Path::new(path), 10);
        assert!(
            matches!(listing, Err(FsError::Outside(_))),
            "{path}: {listing:?}"
        );
    }
}

#[test]
fn a_link_that_stays_inside_is_followed() {
    let world = World::new();
    symlink("project/src", world.home().join("sources")).unwrap();
    assert_eq!(world.read("~/sources/main.rs").unwrap(), b"fn main() {}\n");
}

#[test]
fn a_folder_that_is_swapped_for_a_link_never_leads_outside() {
    let world = World::new();
    let home = world.home();
    fs::create_dir(home.join("inside")).unwrap();
    fs::write(home.join("inside/secret.txt"), "public").unwrap();
    fs::rename(home.join("inside"), home.join("door")).unwrap();
    symlink("..", home.join("link")).unwrap();
    let done = AtomicBool::new(false);
    let reads = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                // Each of the two stands at `door` in turn.
                fs::rename(home.join("door"), home.join("inside")).unwrap();
                fs::rename(home.join("link"), home.join("door")).unwrap();
                fs::rename(home.join("door"), home.join("link")).unwrap();
                fs::rename(home.join("inside"), home.join("door")).unwrap();
            }
        });
        let mut reads = 0;
        for _ in 0..20_000 {
            if let Ok(content) = world.read("~/door/secret.txt") {
                if content != b"public" {
                    done.store(true, Ordering::Relaxed);
                    panic!("the secret was read");
                }
                reads += 1;
            }
        }
        done.store(true, Ordering::Relaxed);
        reads
    });
    assert!(reads > 0, "the door was never open");
}

#[test]
fn what_is_no_file_or_too_large_is_refused_without_waiting() {
    let world = World::new();
    let fifo = world.home().join("fifo");
    mknodat(CWD, &fifo, FileType::Fifo, Mode::from_bits_retain(0o600), 0).unwrap();
    assert_eq!(world.code(&fifo), "not_regular");
    let large = fs::File::create(world.home().join("large")).unwrap();
    large.set_len(16 * 1024 * 1024 + 1).unwrap();
    assert_eq!(world.code("~/large"), "too_large");
}

#[test]
fn bytes_that_are_no_text_come_back_as_they_are_and_only_whole() {
    let world = World::new();
    let bytes: Vec<u8> = (0..=255).collect();
    fs::write(world.home().join("bytes"), &bytes).unwrap();
    assert_eq!(world.read("~/bytes").unwrap(), bytes);
    let files = world.service();
    let range = LineRange {
        first: 1,
        count: 10,
        bytes: 100,
    };
    let home = world.home();
    let lines = files.read_lines(&files.roots(), Some(&home), Path::new("bytes"), range);
    assert!(
        matches!(lines, Err(FsError::Binary { size: 256, .. })),
        "{lines:?}"
    );
}

#[test]
fn a_folder_is_listed_by_name_with_kinds_and_links_are_not_followed() {
    let world = World::new();
    symlink("/", world.home().join("link")).unwrap();
    let files = world.service();
    let (entries, more) = files
        .list(&files.roots(), None, Path::new("~"), 10)
        .unwrap();
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.name.to_str().unwrap(), entry.kind))
        .collect();
    let expected = [
        ("link", Kind::Symlink),
        ("notes.txt", Kind::File),
        ("project", Kind::Directory),
    ];
    assert_eq!(seen, expected);
    assert_eq!(entries[1].size, 14);
    assert!(!more);
    let (entries, more) = files.list(&files.roots(), None, Path::new("~"), 2).unwrap();
    assert_eq!((entries.len(), more), (2, true));
}

#[test]
fn configured_folders_are_the_only_ones() {
    let world = World::new();
    let capabilities = Capabilities::new("filesystem", [ModuleCapability::FileSystemRead]);
    let allowed = vec![PathBuf::from("~/project"), PathBuf::from("~/not-there-yet")];
    let files = FileSystemService::new(world.home(), Some(allowed), capabilities).unwrap();
    let read = |path: &str| files.read(&files.roots(), Path::new(path));
    assert!(read("~/project/src/main.rs").is_ok());
    assert!(matches!(read("~/notes.txt"), Err(FsError::Outside(_))));
    assert!(matches!(
        read("~/not-there-yet/x"),
        Err(FsError::NotFound(_))
    ));
    // They hold for the assistant too, wherever it stands.
    let around = files.roots_around(&world.home().join("elsewhere"));
    assert_eq!(around, files.roots());
}

#[test]
fn the_assistant_sees_the_repository_around_it_and_never_all_of_home() {
    let world = World::new();
    let home = world.home();
    let files = world.service();
    let root = |cwd: PathBuf| files.roots_around(&cwd)[0].path().to_owned();
    assert_eq!(root(home.join("project/src")), home.join("project"));
    fs::create_dir(home.join("plain")).unwrap();
    fs::create_dir(home.join(".git")).unwrap();
    assert_eq!(root(home.join("plain")), home.join("plain"));
}

#[test]
fn a_scope_is_the_only_place_that_is_read_wherever_links_lead() {
    let world = World::new();
    let home = world.home().canonicalize().unwrap();
    symlink("../notes.txt", home.join("project/way-out")).unwrap();
    let scope = json!({ "FileSystemRead": [home.join("project")] });
    let grants = ScopedCapability::read_all(&scope).unwrap();
    let capabilities = Capabilities::scoped("filesystem", grants);
    let files = FileSystemService::new(home.clone(), None, capabilities).unwrap();
    let read = |path: &str| files.read(&files.roots(), Path::new(path));
    assert!(read("~/project/src/main.rs").is_ok());
    for path in ["~/notes.txt", "~/project/../notes.txt", "~/project/way-out"] {
        let error = read(path).unwrap_err().to_string();
        let only = format!("FileSystemRead for {} only", home.join("project").display());
        assert!(error.contains(&only), "{error}");
    }
}

#[test]
fn without_the_capability_nothing_is_read() {
    let world = World::new();
    let none = Capabilities::new("filesystem", []);
    let files = FileSystemService::new(world.home(), None, none).unwrap();
    let outcome = files.read(&files.roots(), Path::new("~/notes.txt"));
    assert!(
        matches!(outcome, Err(FsError::NotAllowed(_))),
        "{outcome:?}"
    );
    let outcome = files.list(&files.roots(), None, Path::new("~"), 9);
    assert!(
        matches!(outcome, Err(FsError::NotAllowed(_))),
        "{outcome:?}"
    );
}

/// Reads `~/notes.txt` when it is asked anything.
struct Reader(Arc<FileSystemService>);

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
        let files = Arc::clone(&self.0);
        let read = files.off_thread("~/notes.txt".into(), |files, path| {
            files.read(&files.roots(), path)
        });
        Ok(match read.await {
            Ok(content) => message.answer(json!(content.len())),
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
    let (files, handle) = (Arc::new(world.service()), Arc::default());
    let reader = Reader(Arc::clone(&files)).metadata();
    let poor = Poor(Arc::clone(&handle)).metadata();
    let kept = Arc::clone(&handle);
    manager.register_builtin(ModuleDescriptor::built_in(reader, Value::Null, move |_| {
        Ok(Arc::new(Reader(Arc::clone(&files))))
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
    assert_eq!(names, ["list_directory", "read_file"]);
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
    assert_eq!(
        text,
        Ok("2\n3\n[cut here; the rest begins in line 4]".into())
    );
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
        "file               0  a\\n\\u{1b}[2Jb\nfile              13  main.rs\n"
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
        error.contains("`read_file` needs params.path, a text"),
        "{error}"
    );
}
