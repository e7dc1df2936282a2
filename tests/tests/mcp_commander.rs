//! `wezterm mcp serve commander` through the whole program: what a client may run, where, and what it is told.
//!
//! What commands can reach is tested in `sandbox`, what the rules mean in `commander`.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use tests::{Home, SOON};

/// A server and its two streams.
struct Server {
    child: Child,
    answers: BufReader<ChildStdout>,
    id: u64,
}

impl Server {
    fn start(home: &Home, arguments: &[&str]) -> Self {
        let program = tests::binary().display().to_string();
        let mut all = vec!["mcp", "serve", "commander"];
        all.extend(arguments);
        let mut child = home
            .command(&program, &all)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self {
            child,
            answers,
            id: 0,
        };
        let client = json!({"name": "a test", "version": "1"});
        let params =
            json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
        let hello = server.ask("initialize", params);
        assert_eq!(hello["serverInfo"]["name"], "wezterm-commander");
        server.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        server
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

    /// Calls a tool; returns its result as data, or why it failed.
    fn call(&mut self, tool: &str, args: Value) -> Result<Value, String> {
        let result = self.ask("tools/call", json!({"name": tool, "arguments": args}));
        match result["isError"] {
            Value::Bool(true) => Err(result["content"][0]["text"].as_str().unwrap().to_owned()),
            _ => Ok(result["structuredContent"].clone()),
        }
    }

    fn execute(&mut self, command: &str, args: &[&str]) -> Result<Value, String> {
        self.call("execute", json!({"command": command, "args": args}))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder(home: &Home) -> PathBuf {
    let file = home.write("project/a.txt", "one\ntwo\n");
    home.write("secret.txt", "the secret");
    file.parent().unwrap().to_owned()
}

#[test]
fn what_is_allowed_runs_in_the_folder_and_what_is_not_is_refused_with_a_reason() {
    let home = Home::new();
    let project = folder(&home);
    let root = project.to_str().unwrap();
    let allow = ["cat", "touch", "env", "git status", "bash", "sleep"];
    let mut arguments = vec!["--root", root, "--deny", "rm"];
    for one in &allow {
        arguments.extend(["--allow", one]);
    }
    let mut server = Server::start(&home, &arguments);
    let tools = server.ask("tools/list", json!({}));
    let names: Vec<_> = tools["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| &tool["name"])
        .collect();
    assert_eq!(names, ["execute", "shell"]);
    let schema = &tools["tools"][0]["inputSchema"];
    assert_eq!(schema["required"], json!(["command"]), "{schema}");

    let done = server.execute("cat", &["a.txt"]).unwrap();
    let expected = json!({
        "stdout": "one\ntwo\n", "stderr": "", "exit_code": 0, "signal": null, "timed_out": false,
        "truncated": false, "duration_ms": done["duration_ms"], "sandbox": done["sandbox"],
        "created": [],
    });
    assert_eq!(done, expected);
    assert!(
        done["sandbox"].as_str().unwrap().starts_with(['f', 'p']),
        "{done}"
    );
    server.execute("touch", &["made"]).unwrap();
    assert!(project.join("made").exists());
    let secret = project
        .parent()
        .unwrap()
        .join("secret.txt")
        .display()
        .to_string();
    let done = server.execute("cat", &[&secret]).unwrap();
    assert_eq!(
        (&done["stdout"], &done["exit_code"]),
        (&json!(""), &json!(1))
    );

    for (command, args) in [
        ("ls", vec![]),
        ("git", vec!["push"]),
        ("rm", vec!["made"]),
        ("env", vec!["rm", "made"]),
        ("bash", vec!["-c", "rm made"]),
        ("python3", vec!["-c", "print(1)"]),
        ("./a.txt", vec![]),
    ] {
        let why = server.execute(command, &args).unwrap_err();
        assert!(!why.is_empty(), "{command}");
    }
    let why = server.execute("ls", &[]).unwrap_err();
    assert!(
        why.contains("the server's command line does not allow it"),
        "{why}"
    );
    assert!(project.join("made").exists());

    let done = server
        .call("shell", json!({"script": "cat a.txt && touch again"}))
        .unwrap();
    assert_eq!(done["stdout"], "one\ntwo\n");
    let why = server
        .call("shell", json!({"script": "cat a.txt > b"}))
        .unwrap_err();
    assert!(why.contains("nobody can be asked here"), "{why}");
    let why = server
        .call("shell", json!({"script": "cat a.txt; rm a.txt"}))
        .unwrap_err();
    assert!(why.contains("rm"), "{why}");

    let args = json!({"command": "cat", "args": ["secret.txt"], "cwd": ".."});
    let why = server.call("execute", args).unwrap_err();
    assert!(why.contains("is in none of the server's folders"), "{why}");
    let args = json!({"command": "sleep", "args": ["60"], "timeout_ms": 100});
    let done = server.call("execute", args).unwrap();
    assert_eq!(done["timed_out"], true, "{done}");
}

#[test]
fn with_the_client_gone_nothing_runs_on() {
    let home = Home::new();
    let project = folder(&home);
    let mut server = Server::start(
        &home,
        &["--root", project.to_str().unwrap(), "--allow", "sleep"],
    );
    let mark = format!("{}.3", 60_000 + std::process::id());
    let params = json!({"name": "execute", "arguments": {"command": "sleep", "args": [mark]}});
    server.say(&json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params}));
    let runs = || {
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        all.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
            .any(|line| {
                line.starts_with(b"sleep") && String::from_utf8_lossy(&line).contains(&mark)
            })
    };
    let begun = Instant::now();
    while !runs() {
        assert!(begun.elapsed() < SOON, "it does not run");
        std::thread::yield_now();
    }
    // As hard as can be: it has no time to end anything itself.
    server.child.kill().unwrap();
    while runs() {
        assert!(begun.elapsed() < SOON, "it still runs");
        std::thread::yield_now();
    }
}

#[test]
fn what_the_command_line_cannot_mean_is_said() {
    let home = Home::new();
    let project = folder(&home).display().to_string();
    let program = tests::binary().display().to_string();
    for (arguments, words) in [
        (
            vec!["--root", "/not/there"],
            "--root /not/there: No such file",
        ),
        (vec!["--root", "/"], "--root / is too wide"),
        (vec!["--root", &project, "--allow", ""], "--allow"),
    ] {
        let mut all = vec!["mcp", "serve", "commander"];
        all.extend(arguments);
        let answer = home.answer(home.command(&program, &all), "", SOON);
        assert_eq!(answer.status, Some(1), "{answer:?}");
        assert!(answer.stderr.contains(words), "{words}: {answer:?}");
    }
}
