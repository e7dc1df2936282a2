//! `wezterm mcp serve filesystem` through the whole program: a client that is not ours, confinement, and
//! what the command line says.
//!
//! What the tools do is tested in `filesystem`, the protocol in the framework.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tests::{Home, SOON, can_use, wait_for};

/// A server and its two streams.
struct Server {
    child: Child,
    answers: BufReader<ChildStdout>,
    id: u64,
}

impl Server {
    fn start(home: &Home, arguments: &[&str]) -> Self {
        let program = tests::binary().display().to_string();
        let mut all = vec!["mcp", "serve", "filesystem"];
        all.extend(arguments);
        let mut child = home
            .command(&program, &all)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let id = 0;
        Self { child, answers, id }
    }

    fn say(&mut self, message: &Value) {
        let input = self.child.stdin.as_mut().unwrap();
        writeln!(input, "{message}").unwrap();
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.id += 1;
        let id = self.id;
        self.say(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let mut line = String::new();
            assert_ne!(self.answers.read_line(&mut line).unwrap(), 0, "it ended");
            let answer: Value = serde_json::from_str(&line).unwrap();
            if answer["id"] == id {
                return answer["result"].clone();
            }
        }
    }

    fn greet(&mut self) {
        let client = json!({"name": "a test", "version": "1"});
        let params =
            json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
        let hello = self.ask("initialize", params);
        assert_eq!(hello["serverInfo"]["name"], "wezterm-filesystem");
        self.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    }

    fn call(&mut self, tool: &str, args: Value) -> Value {
        self.ask("tools/call", json!({"name": tool, "arguments": args}))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder(home: &Home) -> PathBuf {
    let file = home.write("served/a.txt", "one\ntwo\n");
    home.write("secret.txt", "secret");
    file.parent().unwrap().to_owned()
}

#[test]
fn the_official_python_client_calls_every_tool() {
    let test = "the_official_python_client_calls_every_tool";
    if !can_use(test, &["python-mcp", "python3-venv"]) {
        return;
    }
    let binary = tests::binary();
    let target = binary.ancestors().nth(2).unwrap();
    let python = target.join("mcp-venv/bin/python");
    assert!(
        python.is_file(),
        "{} is missing: ./test makes it",
        python.display()
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/mcp_client_check.py");
    let home = Home::new();
    let program = binary.display().to_string();
    let (python, script) = (python.display().to_string(), script.display().to_string());
    let server = ["mcp", "serve", "filesystem", "--root", "{root}"];
    let mut arguments = vec![script.as_str(), "--", program.as_str()];
    arguments.extend(server);
    let answer = home.answer(home.command(&python, &arguments), "", SOON);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    let last = answer
        .stdout
        .trim_end()
        .lines()
        .next_back()
        .unwrap_or_default();
    assert!(last.ends_with(" passed, 0 failed"), "{}", answer.stdout);
    let tools = answer.stdout.contains("tools/list (29 tools)");
    assert!(tools, "{}", answer.stdout);
}

#[test]
fn the_server_is_confined_before_it_has_read_anything() {
    let home = Home::new();
    let served = folder(&home);
    let server = Server::start(&home, &["--root", served.to_str().unwrap()]);
    let threads = format!("/proc/{}/task", server.child.id());
    let confined = || {
        let threads = std::fs::read_dir(&threads).ok()?;
        let mut count = 0;
        for thread in threads.flatten() {
            let status = std::fs::read_to_string(thread.path().join("status")).ok()?;
            // Taking its rights away goes along with this, for the thread and all that it starts.
            count += 1;
            if !status.contains("NoNewPrivs:\t1") {
                return None;
            }
        }
        (count > 1).then_some(count)
    };
    wait_for(
        "every thread is confined, and nothing was sent",
        SOON,
        confined,
        String::new,
    );
}

#[test]
fn nothing_outside_is_read_and_with_read_only_nothing_is_changed() {
    let home = Home::new();
    let served = folder(&home);
    let root = served.to_str().unwrap();
    let secret = served.parent().unwrap().join("secret.txt");
    let mut server = Server::start(&home, &["--root", root, "--read-only"]);
    server.greet();
    let listed = server.ask("tools/list", json!({}));
    let names: Vec<&str> = listed["tools"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .collect();
    assert!(
        names.contains(&"read_text_file") && !names.contains(&"write_file"),
        "{names:?}"
    );
    let read = server.call("read_text_file", json!({"path": served.join("a.txt")}));
    assert_eq!(read["structuredContent"]["content"], "one\ntwo\n");
    let outside = server.call("read_text_file", json!({"path": secret}));
    assert_eq!(outside["isError"], true);
    assert_eq!(
        outside["structuredContent"]["error"]["code"],
        "outside_roots"
    );
    // It is refused even to who calls it without having been offered it.
    let written = server.call(
        "write_file",
        json!({"path": served.join("b.txt"), "content": ""}),
    );
    assert_ne!(written["isError"], false);
    assert!(!served.join("b.txt").exists());
}

#[test]
fn what_the_command_line_cannot_mean_is_said() {
    let home = Home::new();
    let served = folder(&home);
    let missing = served.join("missing");
    let file = served.join("a.txt");
    for (root, said) in [
        (missing.to_str().unwrap(), "does not exist"),
        (file.to_str().unwrap(), "is not a directory"),
        ("/", "is the whole disk"),
    ] {
        let program = tests::binary().display().to_string();
        let command: Command =
            home.command(&program, &["mcp", "serve", "filesystem", "--root", root]);
        let answer = home.answer(command, "", SOON);
        assert_eq!(answer.status, Some(1), "{answer:?}");
        assert!(
            answer.stderr.contains(said) && answer.stdout.is_empty(),
            "{answer:?}"
        );
    }
}

#[test]
fn changes_and_undo_say_that_there_is_nothing_yet() {
    let home = Home::new();
    let program = tests::binary().display().to_string();
    let answer = home.answer(home.command(&program, &["ai", "changes"]), "", SOON);
    assert_eq!(
        answer.stdout, "the assistant has changed nothing\n",
        "{answer:?}"
    );
    let answer = home.answer(home.command(&program, &["ai", "undo"]), "", SOON);
    assert_eq!(answer.status, Some(1), "{answer:?}");
    assert!(
        answer
            .stderr
            .contains("changed nothing that could be undone"),
        "{answer:?}"
    );
}
