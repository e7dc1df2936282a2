//! bash, zsh and fish as Debian has them, brought to mark their commands: what blocks come of it.
//!
//! Each test does the same in every shell that is there; `./test` installs all three.

mod support;

use mux::{CommandBlock, MuxEvent, Pane, PaneId, ShellIntegration, Spawn};
use std::path::Path;
use std::sync::Arc;
use support::{Fixture, SIZE};

const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

struct Session {
    fixture: Fixture,
    pane: Arc<Pane>,
    shell: &'static str,
    _scripts: tempfile::TempDir,
}

/// Two lines of prompt, as many people have them.
fn user_files(home: &Path) {
    let write = |name: &str, text: &str| {
        let path = home.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        ".bashrc",
        "PS1='[top]\\nready> '\nPROMPT_COMMAND='seen=1'\nmine=yes\n",
    );
    write(".bash_profile", ". ~/.bashrc\n");
    write(
        ".zshrc",
        "PS1=$'[top]\\nready> '\nprecmd() { seen=1 }\nmine=yes\n",
    );
    write(
        ".config/fish/config.fish",
        "function fish_prompt; echo '[top]'; echo -n 'ready> '; end\nset -U fish_greeting\nset -g mine yes\n",
    );
}

impl Session {
    fn start(shell: &'static str, argv: &[&str]) -> Self {
        Self::start_with(shell, argv, |_| {})
    }

    fn start_with(shell: &'static str, argv: &[&str], more: impl FnOnce(&Path)) -> Self {
        let scripts = tempfile::tempdir().unwrap();
        let integration = ShellIntegration::new(scripts.path().to_owned(), true);
        let mut fixture = Fixture::with_options(|options| {
            options.shell_integration = Some(integration);
            options
                .env
                .retain(|(name, _)| name != "PS1" && name != "ENV");
            options
                .env
                .push(("SHELL".into(), format!("/usr/bin/{shell}")));
        });
        user_files(fixture.home.path());
        more(fixture.home.path());
        let spawn = match argv {
            [] => Spawn::default(),
            argv => support::command(argv),
        };
        let (_, pane) = fixture.mux.spawn_tab(fixture.window, spawn, SIZE).unwrap();
        let pane = fixture.mux.pane(pane).unwrap();
        let mut session = Self {
            fixture,
            pane,
            shell,
            _scripts: scripts,
        };
        session.wait_prompts(1);
        session
    }

    /// Waits until this many prompts of two lines are on the screen and the last one is empty.
    fn wait_prompts(&mut self, count: usize) {
        let what = format!("{} to show prompt {count}", self.shell);
        self.fixture.wait_until(&self.pane, &what, |text| {
            text.matches("\nready>").count() >= count
                && text
                    .lines()
                    .last()
                    .is_some_and(|line| line.trim_end() == "ready>")
        });
    }

    fn type_(&self, text: &str) {
        self.pane.text_input(text).unwrap();
    }

    fn next(
        &mut self,
        what: &str,
        take: impl Fn(&MuxEvent) -> Option<(PaneId, &CommandBlock)>,
    ) -> CommandBlock {
        let id = self.pane.id();
        let what = format!("{} to {what} a command", self.shell);
        self.fixture.wait_for(&self.pane, &what, |event| {
            let (pane, block) = take(event)?;
            (pane == id).then(|| block.clone())
        })
    }

    /// Waits for the end of the next command that ends.
    fn next_end(&mut self) -> CommandBlock {
        self.next("end", |event| match event {
            MuxEvent::CommandFinished { pane, block } => Some((*pane, block)),
            _ => None,
        })
    }

    fn next_start(&mut self) -> CommandBlock {
        self.next("start", |event| match event {
            MuxEvent::CommandStarted { pane, block } => Some((*pane, block)),
            _ => None,
        })
    }

    fn run(&mut self, line: &str) -> CommandBlock {
        self.type_(&format!("{line}\r"));
        self.next_end()
    }

    fn text_of(&self, block: &CommandBlock) -> String {
        self.pane.block_text(block)
    }
}

/// Returns the shells that are installed; `./test` names those that it could not install.
fn installed() -> Vec<&'static str> {
    let missing = std::env::var("WEZTERM_TEST_MISSING").unwrap_or_default();
    let mut shells = SHELLS.to_vec();
    shells.retain(|shell| !missing.split_whitespace().any(|name| name == *shell));
    shells
}

#[test]
fn commands_have_text_output_status_duration_and_directory() {
    for shell in installed() {
        let mut session = Session::start(shell, &[]);
        let home = session.fixture.home.path().to_owned();
        let block = session.run("echo one; echo two");
        assert_eq!(
            block.command.as_deref(),
            Some("echo one; echo two"),
            "{shell}"
        );
        assert_eq!(session.text_of(&block), "one\ntwo", "{shell}");
        assert_eq!(block.exit_status, Some(0), "{shell}");
        assert_eq!(block.cwd.as_deref(), Some(home.as_path()), "{shell}");
        assert_eq!(block.host, None, "{shell}");
        assert!(block.user.is_some(), "{shell}");
        assert!(block.trusted && block.duration.is_some(), "{shell}");
        // Output without a line feed at its end is whole, and the prompt does not hide it.
        let block = session.run("printf abc; sh -c 'exit 7'");
        assert_eq!(block.exit_status, Some(7), "{shell}");
        assert!(session.text_of(&block).starts_with("abc"), "{shell}");
        session.run("mkdir 'a b é'; cd 'a b é'");
        let block = session.run("true");
        let expected = home.join("a b é");
        assert_eq!(block.cwd.as_deref(), Some(expected.as_path()), "{shell}");
        // The user's own files were read, and their hooks still run.
        let block = session.run("echo $mine");
        assert_eq!(session.text_of(&block), "yes", "{shell}");
        if shell != "fish" {
            let block = session.run("echo $seen");
            assert_eq!(session.text_of(&block), "1", "{shell}");
        }
        let block = session.run("echo {$ENV,$ZDOTDIR,$XDG_DATA_DIRS}");
        assert!(
            !session.text_of(&block).contains(".tmp"),
            "{shell}: the shell's start leaks"
        );
    }
}

#[test]
fn a_line_that_is_interrupted_and_an_empty_one_make_no_block() {
    for shell in installed() {
        let mut session = Session::start(shell, &[]);
        session.type_("\r");
        session.wait_prompts(2);
        session.type_("never run");
        session
            .fixture
            .wait_until(&session.pane, "the line", |text| {
                text.ends_with("never run")
            });
        session.type_("\x03");
        // A signal that comes just before a shell waits is missed until the next key; fish may take
        // that key first, so it is one that leaves the line empty too.
        session.type_(if shell == "bash" { "\r" } else { "\x15" });
        session.fixture.wait_until(
            &session.pane,
            &format!("an empty prompt of {shell}"),
            |text| {
                text.lines()
                    .last()
                    .is_some_and(|line| line.trim_end() == "ready>")
            },
        );
        // These do not run either, and bash has them in its history.
        let lines: &[&str] = match shell {
            "bash" => &["# a comment\r", "echo )\r", "for i in 1 2\r\x03\r"],
            _ => &[],
        };
        for line in lines {
            session.type_(line);
        }
        let block = session.run("echo x");
        assert_eq!(session.pane.blocks(), [block], "{shell}");
    }
}

#[test]
fn a_command_that_is_interrupted_has_the_status_of_the_signal() {
    for shell in installed() {
        let mut session = Session::start(shell, &[]);
        session.type_("sleep 1000\r");
        let started = session.next_start();
        assert_eq!(started.command.as_deref(), Some("sleep 1000"), "{shell}");
        assert_eq!(started.finished, None, "{shell}");
        let pane = Arc::clone(&session.pane);
        support::eventually("sleep to be in the foreground", || {
            pane.facts().program == "sleep"
        });
        session.type_("\x03");
        let ended = session.next_end();
        assert_eq!(
            (ended.id, ended.exit_status),
            (started.id, Some(130)),
            "{shell}"
        );
    }
}

#[test]
fn a_command_of_several_lines_is_one_block() {
    for shell in installed() {
        let mut session = Session::start(shell, &[]);
        let (lines, expected) = match shell {
            "bash" => (
                "for i in 1 2\rdo echo $i\rdone\r",
                "for i in 1 2; do echo $i; done",
            ),
            "zsh" => (
                "for i in 1 2\rdo echo $i\rdone\r",
                "for i in 1 2\ndo echo $i\ndone",
            ),
            _ => ("for i in 1 2\recho $i\rend\r", "for i in 1 2\necho $i\nend"),
        };
        session.type_(lines);
        let block = session.next_end();
        assert_eq!(block.command.as_deref(), Some(expected), "{shell}");
        assert_eq!(session.text_of(&block), "1\n2", "{shell}");
        assert_eq!(session.pane.blocks(), [block], "{shell}");
    }
}

#[test]
fn what_the_history_leaves_out_is_read_from_the_screen() {
    let mut session = Session::start("bash", &[]);
    session.run("HISTCONTROL=ignoreboth");
    let block = session.run(" echo hidden");
    assert_eq!(block.command.as_deref(), Some("echo hidden"));
    session.type_(" for i in 1 2\rdo echo $i\rdone\r");
    let block = session.next_end();
    assert_eq!(
        block.command.as_deref(),
        Some("for i in 1 2\ndo echo $i\ndone")
    );
}

/// tmux empties the terminal's queue when it starts, and with it what a busy terminal has not read.
#[test]
fn a_command_whose_start_was_lost_is_told_when_it_ends() {
    for shell in installed() {
        let mut session = Session::start(shell, &[]);
        // From here on what is told at a start comes nowhere.
        session.run(match shell {
            "bash" => "__wezterm_command() { :; }",
            "zsh" => {
                "functions[kept]=$functions[__wezterm_command]; \
                 __wezterm_command() { print() { unfunction print }; kept $1 }"
            }
            _ => "function __wezterm_command; end",
        });
        let block = session.run("cd /usr/lib");
        assert_eq!(block.command.as_deref(), Some("cd /usr/lib"), "{shell}");
        let told = (block.exit_status, block.trusted, block.duration);
        assert_eq!(told, (Some(0), true, None), "{shell}");
        let block = session.run("false");
        assert_eq!(block.exit_status, Some(1), "{shell}");
        assert_eq!(session.pane.blocks().len(), 3, "{shell}");
    }
}

#[test]
fn a_job_in_the_background_ends_no_later_command() {
    for shell in installed() {
        let mut session = Session::start(shell, &[]);
        let block = session.run("sh -c 'sleep 0.05; echo late' &");
        assert_eq!(block.exit_status, Some(0), "{shell}");
        session
            .fixture
            .wait_until(&session.pane, "the job's output", |text| {
                text.lines().any(|line| line.ends_with("late"))
            });
        let block = session.run("sh -c 'exit 3'");
        assert_eq!(block.exit_status, Some(3), "{shell}");
        assert_eq!(session.pane.blocks().len(), 2, "{shell}");
    }
}

#[test]
fn a_shell_below_that_reads_the_script_has_its_own_blocks() {
    let mut session = Session::start("bash", &[]);
    let rc = session.fixture.home.path().join(".bashrc");
    let mut text = std::fs::read_to_string(&rc).unwrap();
    text.push_str(". \"$WEZTERM_SHELL_INTEGRATION/wezterm.bash\"\n");
    std::fs::write(rc, text).unwrap();
    session.type_("bash\r");
    let outer = session.next_start();
    session.wait_prompts(2);
    let inner = session.run("sh -c 'exit 4'");
    assert_eq!((inner.id, inner.exit_status), (outer.id + 1, Some(4)));
    session.type_("exit 5\r");
    let last = session.next_end();
    assert_eq!(
        (last.command.as_deref(), last.exit_status),
        (Some("exit 5"), None)
    );
    let ended = session.next_end();
    assert_eq!((ended.id, ended.exit_status), (outer.id, Some(5)));
    assert!(session.pane.blocks().iter().all(|block| block.trusted));
}

#[test]
fn a_shell_that_replaces_itself_goes_on() {
    let mut session = Session::start("bash", &[]);
    let rc = session.fixture.home.path().join(".bashrc");
    let mut text = std::fs::read_to_string(&rc).unwrap();
    text.push_str(". \"$WEZTERM_SHELL_INTEGRATION/wezterm.bash\"\n");
    std::fs::write(rc, text).unwrap();
    let block = session.run("exec bash");
    assert_eq!(
        (block.command.as_deref(), block.exit_status),
        (Some("exec bash"), None)
    );
    let block = session.run("sh -c 'exit 6'");
    assert_eq!(block.exit_status, Some(6));
    assert_eq!(session.pane.blocks().len(), 2);
}

#[test]
fn a_shell_that_dies_ends_its_command() {
    for shell in installed() {
        let mut session = Session::start(shell, &[]);
        session.type_(
            "kill -9 %self\r"
                .replace("%self", if shell == "fish" { "$fish_pid" } else { "$$" })
                .as_str(),
        );
        let block = session.next_end();
        assert_eq!(block.exit_status, None, "{shell}");
        assert!(block.finished.is_some(), "{shell}");
    }
}

#[test]
fn what_a_program_prints_is_not_trusted_and_ends_nothing() {
    for shell in installed() {
        let mut session = Session::start(shell, &[]);
        let block = session.run(
            r"printf '\033]133;D;0\007\033]133;A\007\033]133;B\007\033]633;E;rm -r /\007\033]133;C\007'; sh -c 'exit 9'",
        );
        // The lie ends first.
        let (lie, block) = (block, session.next_end());
        assert_eq!((lie.trusted, lie.exit_status), (false, None), "{shell}");
        assert_eq!(
            (block.trusted, block.exit_status),
            (true, Some(9)),
            "{shell}"
        );
    }
}

#[test]
fn an_interactive_bash_that_is_no_login_shell_reads_its_own_file() {
    let mut session = Session::start("bash", &["bash"]);
    let block = session.run("shopt -q login_shell; echo $? $mine $HISTFILE $SHELLOPTS");
    let text = session.text_of(&block).replace('\n', "");
    assert!(text.starts_with("1 yes "), "{text}");
    assert!(text.contains("/.bash_history "), "{text}");
    assert!(!text.contains("posix"), "{text}");
    assert_eq!(block.exit_status, Some(0));
}

#[test]
fn the_users_own_start_files_and_settings_hold() {
    let mut session = Session::start_with("zsh", &[], |home| {
        let zshenv =
            "typeset -U path PATH; path=(/opt/mine/bin $path); typeset seen=1; setopt KSH_ARRAYS\n";
        std::fs::write(home.join(".zshenv"), zshenv).unwrap();
    });
    let block = session.run("echo $PATH $seen");
    let text = session.text_of(&block).replace('\n', "");
    assert_eq!(text, "/opt/mine/bin:/usr/bin:/bin 1");
    // The hooks are there at the second prompt too.
    for _ in 0..2 {
        let block = session.run("echo $seen");
        assert_eq!(session.text_of(&block), "1");
    }
    let mut session = Session::start_with("fish", &[], |home| {
        let config = "function fish_prompt; echo \"[top] $pipestatus\"; echo -n 'ready> '; end\nset -U fish_greeting\n";
        std::fs::write(home.join(".config/fish/config.fish"), config).unwrap();
    });
    session.type_("true | false\r");
    session.next_end();
    let pane = Arc::clone(&session.pane);
    session
        .fixture
        .wait_until(&pane, "both statuses", |text| text.contains("[top] 0 1"));
}

#[test]
fn hooks_that_others_replace_come_back() {
    let mut session = Session::start("bash", &[]);
    session.run("PROMPT_COMMAND='mine=1'");
    let block = session.run("sh -c 'exit 3'");
    assert_eq!(block.exit_status, Some(3));
    session.run("PROMPT_COMMAND=\"true; $PROMPT_COMMAND\"");
    let block = session.run("sh -c 'exit 4'");
    assert_eq!(block.exit_status, Some(4));
    let block = session.run("echo $mine");
    assert_eq!(session.text_of(&block), "1");
}

#[test]
fn a_multiplexer_is_one_command() {
    let missing = std::env::var("WEZTERM_TEST_MISSING").unwrap_or_default();
    if missing.split_whitespace().any(|name| name == "tmux") {
        return;
    }
    let mut session = Session::start("bash", &[]);
    session.type_("tmux -f /dev/null -L $PPID-$$ new -s one 'bash --norc'\r");
    session
        .fixture
        .wait_until(&session.pane, "the status line", |text| {
            text.contains("[one]")
        });
    session.type_("echo in-$((40+2)); exit\r");
    let block = session.next_end();
    assert_eq!(block.exit_status, Some(0));
    assert!(
        block
            .command
            .as_deref()
            .is_some_and(|text| text.starts_with("tmux"))
    );
    assert_eq!(session.pane.blocks().len(), 1);
}
