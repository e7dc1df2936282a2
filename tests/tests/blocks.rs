//! Command blocks of the running program, asked for over its socket: bash, zsh and fish as Debian
//! has them, with two lines of prompt.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Answer, Home, HostTerminal};

/// How long anything may take on a busy machine.
const SOON: Duration = Duration::from_secs(30);

struct Session {
    shell: &'static str,
    home: Home,
    host: HostTerminal,
}

/// Starts the program with this shell in it.
fn session(shell: &'static str) -> Session {
    let home = Home::new();
    home.configure(&format!(
        "return {{ default_prog = {{ '/usr/bin/{shell}' }}, enable_tab_bar = false }}"
    ));
    // The last lines are for a shell that takes another's place; docs/shell-integration.md has them.
    home.write(
        ".bashrc",
        "PS1='[top]\\nready> '\n. \"$WEZTERM_SHELL_INTEGRATION/wezterm.bash\"\n",
    );
    home.write(
        ".zshrc",
        "PS1=$'[top]\\nready> '\nsource $WEZTERM_SHELL_INTEGRATION/wezterm.zsh\n",
    );
    home.write(
        "config/fish/config.fish",
        "function fish_prompt; echo '[top]'; echo -n 'ready> '; end\nset -U fish_greeting\n\
         source $WEZTERM_SHELL_INTEGRATION/fish-data/fish/vendor_conf.d/wezterm.fish\n",
    );
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_for_text("ready>");
    Session { shell, home, host }
}

impl Session {
    fn cli(&self, arguments: &[&str]) -> Answer {
        let arguments = [&["cli"], arguments].concat();
        let answer = self.home.answer(self.home.wezterm(&arguments), "", SOON);
        assert!(answer.stderr.is_empty(), "{}: {answer:?}", self.shell);
        answer
    }

    fn type_(&self, text: &str) {
        self.cli(&["send-text", "--no-paste", text]);
    }

    /// Returns the last block, with the text of its output.
    fn last(&self) -> Value {
        let list = self.cli(&["blocks", "--last", "1", "--output", "--format", "json"]);
        let list: Value = serde_json::from_str(&list.stdout).expect("JSON");
        list[0].clone()
    }

    /// Types a command and returns its block when it has ended.
    fn run(&self, line: &str) -> Value {
        self.run_by(|| self.type_(&format!("{line}\r")))
    }

    /// Does what ends the next command, and returns its block.
    fn run_by(&self, work: impl FnOnce()) -> Value {
        let after = self.last()["id"].as_u64().unwrap_or(0).to_string();
        work();
        let waited = self.cli(&["wait-for-command", "--after", &after]);
        let block: Value = serde_json::from_str(&waited.stdout).expect("JSON");
        assert_eq!(
            block["exit_status"].as_i64(),
            waited.status.map(i64::from),
            "{}: the status is told twice",
            self.shell
        );
        let last = self.last();
        assert_eq!(last["id"], block["id"], "{}: {last}", self.shell);
        assert_eq!(last["trusted"], true, "{}: {last}", self.shell);
        last
    }

    /// Asserts command, output and status of a block.
    fn expect(&self, block: &Value, command: &str, output: &str, status: i64) {
        let told = |name: &str| {
            block[name]
                .as_str()
                .unwrap_or_default()
                .trim_end()
                .to_owned()
        };
        assert_eq!(
            (told("command"), told("output"), &block["exit_status"]),
            (command.to_owned(), output.to_owned(), &json!(status)),
            "{}: {block}",
            self.shell
        );
    }
}

/// Does the same in every shell, when all of them are there.
fn in_every_shell(test: &str, work: impl Fn(&Session)) {
    if tests::can_use(test, &["zsh", "fish", "tmux"]) {
        for shell in ["bash", "zsh", "fish"] {
            work(&session(shell));
        }
    }
}

#[test]
fn commands_have_their_output_status_time_and_directory() {
    in_every_shell(
        "commands_have_their_output_status_time_and_directory",
        |session| {
            let block = session.run("echo one; echo two");
            session.expect(&block, "echo one; echo two", "one\ntwo", 0);
            let block = session.run("sh -c 'echo wrong >&2; exit 7'");
            session.expect(&block, "sh -c 'echo wrong >&2; exit 7'", "wrong", 7);
            let block = session.run("sleep 0.3");
            let took = block["duration"].as_f64().unwrap_or_default();
            // The terminal's clock: on a busy machine it sees the start a little late.
            assert!((0.2..20.0).contains(&took), "{}: {block}", session.shell);
            let finished = block["finished"].as_f64().unwrap_or_default();
            let started = block["started"].as_f64().unwrap_or_default();
            assert!(
                (finished - started - took).abs() < 0.5,
                "{}: {block}",
                session.shell
            );
            session.run("cd /usr/lib");
            let block = session.run("true");
            assert_eq!(block["cwd"], "/usr/lib", "{}: {block}", session.shell);
            assert_eq!(block["user"], user_name(), "{}: {block}", session.shell);
        },
    );
}

/// Returns the name of the user who runs the tests, as `id` says it.
fn user_name() -> String {
    let id = std::process::Command::new("id")
        .arg("-un")
        .output()
        .expect("id runs");
    String::from_utf8_lossy(&id.stdout).trim().to_owned()
}

#[test]
fn a_command_of_several_lines_is_one_block() {
    in_every_shell("a_command_of_several_lines_is_one_block", |session| {
        let lines = match session.shell {
            "fish" => "for i in 1 2\recho n$i\rend\r",
            _ => "for i in 1 2; do\recho n$i\rdone\r",
        };
        let block = session.run_by(|| session.type_(lines));
        assert_eq!(
            block["output"].as_str().map(str::trim_end),
            Some("n1\nn2"),
            "{}: {block}",
            session.shell
        );
        let command = block["command"].as_str().unwrap_or_default();
        assert!(command.contains("echo n$i"), "{}: {block}", session.shell);
    });
}

#[test]
fn jobs_interrupts_and_shells_that_replace_themselves() {
    in_every_shell(
        "jobs_interrupts_and_shells_that_replace_themselves",
        |session| {
            // A job in the background ends its line at once, and no later one.
            let block = session.run("sleep 300 &");
            assert_eq!(block["exit_status"], 0, "{}: {block}", session.shell);
            let took = block["duration"].as_f64().unwrap_or_default();
            assert!(took < 60.0, "{}: {block}", session.shell);
            let block = session.run("echo after");
            session.expect(&block, "echo after", "after", 0);
            session.run("kill %1");
            let block = session.run_by(|| {
                // It says so once the shell has handed the terminal over to it: before, Ctrl+C is the shell's.
                session.type_(
                    "sh -c 'until read -r a b c d g s y t rest < /proc/$$/stat && [ $g = $t ]; \
                     do :; done; echo beg''un; sleep 300'\r",
                );
                session.host.wait_for_text("begun");
                session.type_("\u{3}");
            });
            assert_eq!(block["exit_status"], 130, "{}: {block}", session.shell);
            // The same shell again in the same process, and one below it that ends.
            let replaced = format!("exec sh -c 'echo repla''ced; exec {}'\r", session.shell);
            session.type_(&replaced);
            session
                .host
                .wait_until("the shell that took its place", SOON, |screen| {
                    screen
                        .rsplit_once("replaced")
                        .is_some_and(|(_, below)| below.contains("ready>"))
                });
            let block = session.run("echo again");
            session.expect(&block, "echo again", "again", 0);
            if session.shell != "fish" {
                let block = session.run("(cd /; echo below; exit 3)");
                session.expect(&block, "(cd /; echo below; exit 3)", "below", 3);
            }
        },
    );
}

#[test]
fn tmux_inside_is_one_command() {
    in_every_shell("tmux_inside_is_one_command", |session| {
        let name = format!("blocks-{}-{}", session.shell, std::process::id());
        let line = format!("tmux -f /dev/null -L {name} new-session 'echo inside-tm''ux; cat'");
        let block = session.run_by(|| {
            session.type_(&format!("{line}\r"));
            session.host.wait_for_text("inside-tmux");
            session.type_("\u{4}");
        });
        assert_eq!(block["exit_status"], 0, "{}: {block}", session.shell);
        assert_eq!(block["command"], line, "{}", session.shell);
        let block = session.run("echo outside");
        session.expect(&block, "echo outside", "outside", 0);
    });
}
