//! A folder that may be touched with a neighbourhood that may not, and calls of the tools in it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use filesystem::beneath::{Beneath, Kernel, Portable};
use filesystem::error::FsError;
use filesystem::job::Asker;
use filesystem::{Asked, FileSystemService, Rules, ServiceOptions, find};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use wezterm_module_framework::{Capabilities, ModuleCapability};

use crate::by_hand;

/// What stands in files that may not be read.
pub const CONTENT: &str = "content-7Hd2";
/// Part of names that may not be listed.
pub const NAME: &str = "name-7Hd2";

/// Returns the layers that this process tests.
pub fn layers() -> Vec<Arc<dyn Beneath>> {
    if by_hand::is_here() {
        return vec![Arc::new(Portable)];
    }
    vec![Arc::new(Kernel), Arc::new(Portable)]
}

/// Does a test over each layer, in a world of its own.
pub fn each_world(test: impl Fn(&World)) {
    for layer in layers() {
        // Shown where the test fails.
        println!("layer: {layer:?}");
        test(&World::new(layer));
    }
}

/// Waits for a condition, for at most a minute.
pub fn wait_until(what: &str, met: impl Fn() -> bool) {
    let started = Instant::now();
    while !met() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "waited for {what}"
        );
        std::thread::yield_now();
    }
}

/// `t/A` may be touched; `t/outside` and all else may not.
pub struct World {
    t: PathBuf,
    /// Removes it; a world in another process has none.
    _folder: Option<TempDir>,
    service: Arc<FileSystemService>,
    layer: Arc<dyn Beneath>,
    runtime: Runtime,
}

impl World {
    /// Makes a world whose paths are resolved by `layer`.
    pub fn new(layer: Arc<dyn Beneath>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (a, outside) = (folder.path().join("A"), folder.path().join("outside"));
        fs::create_dir_all(a.join("sub/deep")).unwrap();
        fs::create_dir_all(outside.join("folder")).unwrap();
        fs::write(a.join("a.txt"), "inside\n").unwrap();
        fs::write(a.join("sub/b.txt"), "inside too\n").unwrap();
        fs::write(folder.path().join("outside.txt"), CONTENT).unwrap();
        fs::write(outside.join("plain.txt"), CONTENT).unwrap();
        fs::write(outside.join("folder/plain.txt"), CONTENT).unwrap();
        fs::write(outside.join(NAME), CONTENT).unwrap();
        Self {
            service: service(options(folder.path(), Arc::clone(&layer))),
            layer,
            t: folder.path().to_owned(),
            _folder: Some(folder),
            runtime: runtime(),
        }
    }

    /// Returns the world around a folder `A` that another process made.
    pub fn at(a: &Path, layer: Arc<dyn Beneath>) -> Self {
        let t = a.parent().unwrap().to_owned();
        Self {
            service: service(options(&t, Arc::clone(&layer))),
            layer,
            t,
            _folder: None,
            runtime: runtime(),
        }
    }

    /// Returns calls with other settings, over the same folders.
    pub fn settings(&self, change: impl FnOnce(&mut ServiceOptions)) -> Calls<'_> {
        let mut options = options(self.t(), Arc::clone(&self.layer));
        change(&mut options);
        Calls {
            service: service(options),
            runtime: &self.runtime,
        }
    }

    /// Returns the folder around everything.
    pub fn t(&self) -> &Path {
        &self.t
    }

    /// Returns the path of something in the folder that may be touched.
    pub fn a(&self, name: impl AsRef<Path>) -> PathBuf {
        let a = self.t.join("A");
        if name.as_ref().as_os_str().is_empty() {
            return a;
        }
        a.join(name)
    }

    /// Returns the path of something that may not be touched.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.t.join("outside").join(name)
    }

    /// Makes a link in the folder that may be touched.
    pub fn link(&self, target: impl AsRef<Path>, name: &str) -> PathBuf {
        symlink(target, self.a(name)).unwrap();
        self.a(name)
    }

    /// Returns the layer.
    pub fn layer(&self) -> Arc<dyn Beneath> {
        Arc::clone(&self.layer)
    }

    /// Returns the service.
    pub fn service(&self) -> Arc<FileSystemService> {
        Arc::clone(&self.service)
    }

    /// Returns where calls run.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    fn calls(&self) -> Calls<'_> {
        Calls {
            service: self.service(),
            runtime: &self.runtime,
        }
    }

    /// Calls a tool for a program. Nothing that it says may hold what lies outside.
    pub fn call(&self, tool: &str, args: Value) -> Result<Value, FsError> {
        self.calls().call(tool, args)
    }

    /// Calls a tool that must do it.
    pub fn ok(&self, tool: &str, args: Value) -> Value {
        self.calls().ok(tool, args)
    }

    /// Calls a tool that must refuse, and returns the code.
    pub fn code(&self, tool: &str, args: Value) -> String {
        self.calls().code(tool, args)
    }

    /// Reads a file's text.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<String, String> {
        self.calls().read(path)
    }

    /// Returns every name below `t` but for those below `A`, with what they hold: what no call changes.
    pub fn neighbourhood(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.t().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let (path, kind) = entry.map(|e| (e.path(), e.file_type().unwrap())).unwrap();
                if path == self.a("") {
                    continue;
                }
                let content = if kind.is_file() {
                    fs::read(&path).unwrap_or_default()
                } else {
                    Vec::new()
                };
                if kind.is_dir() {
                    folders.push(path.clone());
                }
                found.push((path, content));
            }
        }
        found.sort();
        found
    }
}

/// Calls with some settings.
pub struct Calls<'a> {
    service: Arc<FileSystemService>,
    runtime: &'a Runtime,
}

impl Calls<'_> {
    /// Calls a tool for a program.
    pub fn call(&self, tool: &str, args: Value) -> Result<Value, FsError> {
        self.call_as(asked(Asker::Program), tool, args)
    }

    /// Puts back what a step of the assistant changed.
    pub fn undo(&self, step: &str) {
        let undone = Arc::clone(&self.service).undo_step(Some(step.to_owned()));
        self.runtime.block_on(undone).unwrap();
    }

    /// Calls a tool for somebody.
    pub fn call_as(&self, asked: Asked, tool: &str, args: Value) -> Result<Value, FsError> {
        let outcome = self.call_unseen(asked, tool, args.clone());
        let said = match &outcome {
            Ok((data, text)) => format!("{data}\n{text}"),
            Err(error) => error.to_string(),
        };
        assert!(!said.contains(CONTENT), "{tool} {args} read: {said}");
        if outcome.is_ok() {
            assert!(!said.contains(NAME), "{tool} {args} listed: {said}");
        }
        outcome.map(|(data, _)| data)
    }

    /// The same, where the reply may hold anything.
    pub fn call_unseen(
        &self,
        asked: Asked,
        tool: &str,
        args: Value,
    ) -> Result<(Value, String), FsError> {
        let row = find(tool).unwrap_or_else(|| panic!("there is no tool {tool}"));
        let call = row.understand(args)?;
        let reply = Arc::clone(&self.service).call(row, call, asked);
        let reply = self.runtime.block_on(reply)?;
        Ok((reply.data, reply.text))
    }

    /// Calls a tool that must do it.
    pub fn ok(&self, tool: &str, args: Value) -> Value {
        match self.call(tool, args.clone()) {
            Ok(data) => data,
            Err(error) => panic!("{tool} {args}: {error}"),
        }
    }

    /// Calls a tool that must refuse, and returns the code.
    pub fn code(&self, tool: &str, args: Value) -> String {
        match self.call(tool, args.clone()) {
            Err(error) => error.code.to_string(),
            Ok(data) => {
                refused_within(&data).unwrap_or_else(|| panic!("{tool} {args} was done: {data}"))
            }
        }
    }

    /// Reads a file's text.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<String, String> {
        let data = self.call("read_text_file", json!({"path": text(path)}));
        let data = data.map_err(|error| error.code.to_string())?;
        Ok(data["content"].as_str().unwrap().to_owned())
    }
}

/// Returns the code of a refusal that stands in the reply about several files.
fn refused_within(data: &Value) -> Option<String> {
    let listed = |list: &str, why: &str| {
        let list = data[list].as_array()?;
        list.iter().find_map(|one| one[why].as_str())
    };
    let error = listed("files", "error").or_else(|| listed("skipped", "why"))?;
    Some(error.split(": ").next()?.to_owned())
}

/// A call of somebody.
pub fn asked(asker: Asker) -> Asked {
    Asked {
        asker,
        ..Asked::by_person()
    }
}

/// Returns the settings of a world.
pub fn options(t: &Path, layer: Arc<dyn Beneath>) -> ServiceOptions {
    ServiceOptions {
        home: t.join("home"),
        allowed: Some(vec![t.join("A")]),
        whole_disk: false,
        rules: Rules::new(None).unwrap(),
        layer,
        undo: None,
        trash: None,
    }
}

/// Makes a service that may do everything below its folders.
pub fn service(options: ServiceOptions) -> Arc<FileSystemService> {
    Arc::new(try_service(options).unwrap())
}

/// The same, which may fail.
pub fn try_service(options: ServiceOptions) -> Result<FileSystemService, FsError> {
    let both = [
        ModuleCapability::FileSystemRead,
        ModuleCapability::FileSystemWrite,
    ];
    FileSystemService::new(options, Capabilities::new("filesystem", both))
}

/// Makes a runtime of one thread.
pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// Returns a path as it stands in arguments.
pub fn text(path: impl AsRef<Path>) -> String {
    path.as_ref().to_str().unwrap().to_owned()
}

/// Returns the names in a listing, in its order.
pub fn names(listing: &Value) -> Vec<&str> {
    let entries = listing["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|e| e["name"].as_str().unwrap())
        .collect()
}
