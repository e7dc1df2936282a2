//! When the program opens a model's weights, as the system tells it: by inotify, which misses nothing,
//! and by what the process holds.

use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
use rustix::io::Errno;
use tests::{Home, HostTerminal, KNOWN_PROMPT, MODEL, SOON, wait_for};

const QUESTION: &str = "How do I list all files recursively?";

/// Tells whether anybody opened a file since the last look.
struct Watched(OwnedFd);

impl Watched {
    fn new(file: &Path) -> Watched {
        let watch = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).expect("inotify");
        inotify::add_watch(&watch, file, WatchFlags::OPEN).expect("a watch");
        Watched(watch)
    }

    fn was_opened(&self) -> bool {
        let mut buffer = [MaybeUninit::uninit(); 512];
        match Reader::new(&self.0, &mut buffer).next() {
            Ok(_) => true,
            Err(Errno::AGAIN) => false,
            Err(error) => panic!("inotify: {error}"),
        }
    }
}

/// Returns the files with this in their path that a process has open or mapped.
fn held(pid: u32, part: &str) -> Vec<String> {
    let entries = std::fs::read_dir(format!("/proc/{pid}/fd")).expect("a running process");
    let open = entries
        .flatten()
        .filter_map(|entry| entry.path().read_link().ok());
    let open = open.map(|path| path.display().to_string());
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).expect("a running process");
    let mapped = maps.lines().map(str::to_owned);
    open.chain(mapped)
        .filter(|path| path.contains(part))
        .collect()
}

/// Starts the program and waits until the assistant's module runs.
fn started(home: &Home) -> HostTerminal {
    let host = HostTerminal::wezterm(home, &[]);
    host.wait_for_text("ready>");
    wait_for(
        "the assistant's module",
        SOON,
        || {
            let info = home.wezterm(&["modules", "list"]);
            let listed = home.answer(info, "", SOON).stdout;
            let mut lines = listed.lines();
            let own = lines.find(|line| line.contains("ai-assistant"))?;
            own.contains("loaded").then_some(())
        },
        || home.log(),
    );
    host
}

fn ask(host: &HostTerminal) {
    host.key("Ctrl+Shift+A");
    host.wait_for_text("Ask about the shell");
    host.type_text(QUESTION);
    host.wait_for_text(QUESTION);
    host.key("Ctrl+Enter");
    // The footer names this key once the answer is complete.
    host.wait_until("the answer", MODEL, |screen| screen.contains("Ctrl+R"));
}

#[test]
fn no_weights_are_opened_before_the_assistant_is_opened() {
    let home = Home::new();
    let starter = tests::repository().join("wezterm-builtin-modules/ai-assistant/starter/weights");
    let folder = home.path("models/tiny");
    std::fs::create_dir_all(&folder).expect("a folder");
    for entry in std::fs::read_dir(starter)
        .expect("the starter's files")
        .flatten()
    {
        std::fs::copy(entry.path(), folder.join(entry.file_name())).expect("a copy");
    }
    home.configure(&format!(
        "return {{ default_prog = {{ '/bin/sh' }}, modules = {{ ai_assistant = {{
           model = {{ model_id = '{}', temperature = 0, fallback = false }} }} }} }}",
        folder.display()
    ));
    let watched = Watched::new(&folder.join("model.safetensors"));
    let host = started(&home);
    host.type_text("echo $((6 * 7))");
    host.key("Enter");
    host.wait_for_text("42");
    assert!(!watched.was_opened(), "nobody asked");
    let pid = home.main_process().expect("the program");
    assert_eq!(held(pid, "models/tiny"), [""; 0]);
    ask(&host);
    assert!(watched.was_opened(), "the first question opens them");
}

#[test]
fn the_starter_is_not_unpacked_before_the_assistant_is_opened() {
    let home = Home::new();
    home.configure(KNOWN_PROMPT);
    let host = started(&home);
    let pid = home.main_process().expect("the program");
    let unpacked = || {
        let below = home.command("find", &["cache", "data", "-name", "*.safetensors"]);
        home.answer(below, "", SOON).stdout
    };
    assert_eq!(unpacked(), "");
    assert_eq!(held(pid, "safetensors"), [""; 0]);
    ask(&host);
    assert_eq!(unpacked().lines().count(), 1);
}
