//! What a client of the MCP server is told, and what the command line of the server may mean.
//!
//! The protocol and the whole program are tested elsewhere.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;

use commander::{Server, ServerOptions};
use serde_json::{Value, json};
use wezterm_module_framework::ToolCall;
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::serve::{CancellationToken, Served};

fn server(root: &Path, allow: &[&str], deny: &[&str]) -> Result<Server, String> {
    let helper = env!("CARGO_BIN_EXE_commander-helper");
    let options = ServerOptions {
        roots: vec![root.to_owned()],
        allow: allow.iter().map(|one| (*one).to_owned()).collect(),
        deny: deny.iter().map(|one| (*one).to_owned()).collect(),
        ..ServerOptions::default()
    };
    let launcher = Launcher::new(helper.into(), dirs::home_dir());
    let home = dirs::home_dir().unwrap();
    Server::new(options, home, Arc::new(launcher)).map_err(|error| error.to_string())
}

async fn call(server: &Server, name: &str, args: Value) -> Result<Value, String> {
    let call = ToolCall {
        name: name.into(),
        args,
    };
    let reply = server.call(call, CancellationToken::new()).await;
    match reply.failed {
        true => Err(reply.text),
        false => Ok(reply.data.unwrap()),
    }
}

#[tokio::test]
async fn an_argument_that_cannot_be_meant_is_named_with_what_there_is() {
    let root = tempfile::tempdir().unwrap();
    let server = server(root.path(), &["true", "bash"], &[]).unwrap();
    for (tool, args, told) in [
        (
            "execute",
            json!({ "command": "true", "timeout": 5, "env": {} }),
            "`execute` has no argument `env`, `timeout`; it takes command, args, cwd, timeout_ms",
        ),
        (
            "execute",
            json!({ "args": [] }),
            "missing field `command`: `execute` needs it, a text",
        ),
        (
            "execute",
            json!({ "command": "true", "args": "x" }),
            "`args` of `execute` must be a list of texts",
        ),
        (
            "execute",
            json!({ "command": "true", "timeout_ms": 0 }),
            "`timeout_ms` of `execute` must be a whole number of milliseconds from 1 to 600000, not 0",
        ),
        (
            "execute",
            json!({ "command": "true", "timeout_ms": 600_001 }),
            "`timeout_ms` of `execute` must be a whole number of milliseconds from 1 to 600000, not 600001",
        ),
        (
            "shell",
            json!({ "script": "true", "timeout_ms": "5" }),
            "`timeout_ms` of `shell` must be a whole number of milliseconds from 1 to 600000",
        ),
        (
            "shell",
            json!({ "command": "true" }),
            "`shell` has no argument `command`; it takes script, cwd, timeout_ms",
        ),
        (
            "run",
            json!({}),
            "there is no tool `run`; there are execute and shell",
        ),
    ] {
        assert_eq!(call(&server, tool, args).await, Err(told.to_owned()));
    }
    for tool in server.tools() {
        let limit = &tool.input["properties"]["timeout_ms"];
        assert_eq!(
            (&limit["minimum"], &limit["maximum"]),
            (&json!(1), &json!(600_000)),
            "{limit}"
        );
        assert_eq!(tool.input["additionalProperties"], false);
        let cwd = tool.input["properties"]["cwd"]["description"].to_string();
        assert!(cwd.contains("first root where it is left out"), "{cwd}");
    }
}

#[tokio::test]
async fn a_directory_through_a_link_counts_as_where_it_leads() {
    let root = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let real = root.path().canonicalize().unwrap().join("real");
    fs::create_dir(&real).unwrap();
    let (inward, outward) = (elsewhere.path().join("in"), root.path().join("out"));
    symlink(&real, &inward).unwrap();
    symlink(elsewhere.path(), &outward).unwrap();
    let server = server(root.path(), &["pwd"], &[]).unwrap();
    let args = json!({ "command": "pwd", "cwd": inward });
    let done = call(&server, "execute", args).await.unwrap();
    assert_eq!(done["stdout"], format!("{}\n", real.display()));
    let args = json!({ "command": "pwd", "cwd": "out" });
    let why = call(&server, "execute", args).await.unwrap_err();
    assert!(why.contains("in none of the server's folders"), "{why}");
}

#[tokio::test]
async fn a_client_is_told_of_the_command_line_and_of_no_configuration() {
    let root = tempfile::tempdir().unwrap();
    let server = server(root.path(), &["env", "bash", "true"], &["rm"]).unwrap();
    for args in [
        json!({ "command": "env", "args": ["rm", "x"] }),
        json!({ "command": "bash", "args": ["-c", "$X"] }),
        json!({ "command": "ls" }),
    ] {
        let why = call(&server, "execute", args).await.unwrap_err();
        assert!(why.contains("--deny") || why.contains("--allow"), "{why}");
        assert!(!why.contains("config.modules"), "{why}");
    }
    let script = json!({ "script": "true > file" });
    let why = call(&server, "shell", script).await.unwrap_err();
    assert!(why.contains("nobody can be asked here"), "{why}");
}

#[test]
fn a_root_that_is_the_systems_is_refused_with_the_reason() {
    for (root, why) in [
        ("/", "--root / is too wide: it is the whole system"),
        ("/proc", "--root /proc is a folder of the system (in /proc)"),
        ("/sys", "is a folder of the system"),
        ("/dev", "is a folder of the system"),
        ("/etc", "is a folder of the system"),
        ("/usr/bin", "is a folder of the system (in /usr)"),
        ("/bin", "is a folder of the system"),
        ("/tmp", "is too wide: many people's"),
        ("/var", "is too wide: many people's"),
    ] {
        let error = server(Path::new(root), &["true"], &[]).err().unwrap();
        assert!(error.contains(why), "{root}: {error}");
    }
    let home = dirs::home_dir().unwrap();
    let error = server(&home, &["true"], &[]).err().unwrap();
    assert!(error.contains("it holds your home folder"), "{error}");
}

#[test]
fn what_of_the_command_line_does_nothing_is_told_at_the_start() {
    let root = tempfile::tempdir().unwrap();
    let told = |allow: &[&str], deny: &[&str]| {
        let server = server(root.path(), allow, deny);
        server.map(|server| server.warnings())
    };
    assert_eq!(told(&["true"], &["rm"]), Ok(Vec::new()));
    let warnings = told(&["true", "no-such-program", "*"], &["nor-this"]).unwrap();
    let begins = [
        "--deny \"nor-this\" holds by its name alone: there is no program \"nor-this\" in /usr/local/sbin",
        "--allow \"no-such-program\" allows nothing here: there is no program",
        "--allow \"*\" can allow nothing: * is no program's name; patterns are not read",
    ];
    assert_eq!(warnings.len(), begins.len(), "{warnings:#?}");
    for (warning, begin) in warnings.iter().zip(begins) {
        assert!(warning.starts_with(begin), "{warning}");
    }
    let nothing = "nothing is allowed, so that every command is refused";
    assert!(told(&[], &[]).unwrap()[0].starts_with(nothing));
    assert!(told(&["*"], &[]).unwrap()[1].starts_with(nothing));
    // What was to be forbidden, and is not, does not start.
    let error = told(&["true"], &["*", "rm | x"]).unwrap_err();
    let lines: Vec<_> = error.lines().collect();
    assert!(
        lines[0].starts_with("--deny \"*\" can reach nothing: ")
            && lines[1].starts_with("--deny \"rm | x\" can reach nothing: ")
            && lines.len() == 2,
        "{error}"
    );
}
