//! Models on this machine through the whole program: that they answer with no network, and that one
//! which cannot be loaded is named and leaves the terminal running.
//!
//! What the readers of files and the engine do in detail is tested in `ai-assistant`.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::{Home, HostTerminal, MODEL, SOON};

// The two files hide how a GGUF file is written.
#[expect(dead_code, reason = "the tests of `ai-assistant` use more of it")]
#[path = "../../wezterm-builtin-modules/ai-assistant/src/testing/gguf.rs"]
mod gguf;
#[path = "../../wezterm-builtin-modules/ai-assistant/src/testing/starter_gguf.rs"]
mod starter_gguf;

const QUESTION: &str = "How do I list all files recursively?";
const COMMAND: &str = "find . -type f";

/// The starter's files, which are a model like any other.
fn weights() -> PathBuf {
    tests::repository().join("wezterm-builtin-modules/ai-assistant/starter/weights")
}

/// Copies the starter's small files into a folder of the home and returns it.
fn folder_of(home: &Home, name: &str) -> PathBuf {
    for file in [
        "config.json",
        "generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
    ] {
        let text = std::fs::read_to_string(weights().join(file)).expect("a file of the starter");
        home.write(&format!("{name}/{file}"), &text);
    }
    home.path(name)
}

fn configure(home: &Home, model: &Path) {
    home.configure(&format!(
        "return {{ default_prog = {{ '/bin/sh' }}, modules = {{ ai_assistant = {{ \
         model = {{ model_id = '{}', fallback = false }} }} }} }}",
        model.display()
    ));
}

/// Returns what runs a program where there is no network device that is up.
///
/// # Panics
/// Where the system gives nobody a network of their own: nothing can be proven then.
fn alone() -> Vec<&'static str> {
    let ways = [
        vec!["--user", "--map-root-user", "--net", "--"],
        vec!["--net", "--"],
    ];
    for way in &ways {
        let tried = Command::new("unshare").args(way).arg("true").output();
        if tried.is_ok_and(|output| output.status.success()) {
            return way.clone();
        }
    }
    panic!(
        "it cannot be proven here that no network is used: `unshare --net` works neither with user \
         namespaces (see kernel.unprivileged_userns_clone and \
         kernel.apparmor_restrict_unprivileged_userns) nor as root"
    );
}

/// What the kernel counts of one network: packets sent, and those that had nowhere to go.
const COUNTED: &[&str] = &[
    "Ip: OutRequests",
    "Ip: OutNoRoutes",
    "Tcp: ActiveOpens",
    "Udp: OutDatagrams",
    "Ip6OutRequests",
    "Ip6OutNoRoutes",
];

/// Adds up the counters in `/proc/net/snmp` and `/proc/net/snmp6`.
///
/// # Panics
/// Where one of them is missing.
fn attempts(text: &str) -> u64 {
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let value = |wanted: &str| -> Option<u64> {
        let Some((table, column)) = wanted.split_once(' ') else {
            let line = lines.iter().find(|line| line.first() == Some(&wanted))?;
            return line.get(1)?.parse().ok();
        };
        let mut rows = lines.iter().filter(|line| line.first() == Some(&table));
        let (names, values) = (rows.next()?, rows.next()?);
        let at = names.iter().position(|name| *name == column)?;
        values.get(at)?.parse().ok()
    };
    let each = COUNTED.iter().map(|wanted| {
        value(wanted).unwrap_or_else(|| panic!("the kernel does not count {wanted}:\n{text}"))
    });
    each.sum()
}

/// Runs a command where there is no network, then prints the counters.
fn run_alone(home: &Home, command: &[&str]) -> tests::Answer {
    let script = "\"$@\"; status=$?; cat /proc/net/snmp /proc/net/snmp6; exit $status";
    let mut arguments = alone();
    arguments.extend(["bash", "-c", script, "bash"]);
    arguments.extend(command);
    home.answer(home.command("unshare", &arguments), "", MODEL)
}

#[test]
fn models_of_both_formats_answer_where_there_is_no_network_and_try_none() {
    let home = Home::new();
    // The counters tell of an attempt that comes to nothing.
    let tried = run_alone(&home, &["bash", "-c", "echo > /dev/udp/192.0.2.1/9"]);
    assert!(attempts(&tried.stdout) > 0, "{tried:?}");

    let folder = folder_of(&home, "gguf");
    let file = folder.join("starter.gguf");
    std::fs::write(&file, starter_gguf::of(&weights()).bytes()).expect("a file is written");
    let program = tests::binary().display().to_string();
    for model in [weights(), file] {
        configure(&home, &model);
        let answer = run_alone(&home, &[&program, "ai", "query", QUESTION]);
        assert_eq!(answer.status, Some(0), "{answer:?}");
        assert!(answer.stdout.contains(COMMAND), "{answer:?}");
        assert_eq!(
            attempts(&answer.stdout),
            0,
            "{}: {answer:?}",
            model.display()
        );
    }
}

/// Makes a model that cannot be loaded, and says what its message holds.
fn broken(home: &Home, fault: &str) -> (PathBuf, &'static str) {
    let folder = folder_of(home, "model");
    let weights_file = folder.join("model.safetensors");
    match fault {
        "missing" => (home.path("no-such-model"), "there is no model at"),
        "truncated" => {
            let whole = std::fs::read(weights().join("model.safetensors")).expect("the weights");
            std::fs::write(&weights_file, &whole[..whole.len() / 2]).expect("half of them");
            (folder, "it is truncated")
        }
        _ => {
            let header =
                r#"{"a":{"dtype":"F32","shape":[4294967296,64],"data_offsets":[0,1099511627776]}}"#;
            let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
            bytes.extend_from_slice(header.as_bytes());
            let size = bytes.len() as u64 + (1 << 40);
            std::fs::write(&weights_file, bytes).expect("a header");
            // A sparse file takes no space.
            let file = OpenOptions::new().write(true).open(&weights_file);
            file.and_then(|file| file.set_len(size))
                .expect("a sparse file");
            (folder, "of memory and")
        }
    }
}

#[test]
fn a_model_that_cannot_be_loaded_is_named_and_the_terminal_runs_on() {
    for fault in ["missing", "truncated", "too large"] {
        let home = Home::new();
        let (model, message) = broken(&home, fault);
        configure(&home, &model);

        let answer = home.answer(home.wezterm(&["ai", "query", QUESTION]), "", MODEL);
        assert!(
            !matches!(answer.status, Some(0) | None),
            "{fault}: {answer:?}"
        );
        assert!(answer.stderr.contains(message), "{fault}: {answer:?}");
        let name = model.display().to_string();
        assert!(answer.stderr.contains(&name), "{fault}: {answer:?}");

        let host = HostTerminal::wezterm(&home, &[]);
        host.wait_for_text("ready>");
        host.key("Ctrl+Shift+A");
        host.wait_for_text("Ask about the shell");
        host.type_text(QUESTION);
        host.wait_for_text(QUESTION);
        host.key("Ctrl+Enter");
        host.wait_until("what is wrong with the model", MODEL, |screen| {
            // Narrow screens break it into lines.
            let flat: Vec<&str> = screen.split_whitespace().collect();
            flat.join(" ").contains(message)
        });
        host.key("Escape");
        host.wait_until("the pane again", SOON, |screen| {
            !screen.contains("Ask about the shell")
        });
        host.type_text("echo $((6 * 7)) still here");
        host.key("Enter");
        host.wait_for_text("42 still here");
    }
}
