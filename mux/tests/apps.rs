//! Full-screen programs as Debian has them, driven by keys in a pane: what they show and leave behind.
//!
//! One that is not installed is left out; `./test` installs them, and names those that it could not.

mod support;

use mux::grid::{Grid, Size};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use mux::{Pane, PaneSize};
use std::path::Path;
use std::sync::Arc;
use support::Fixture;

/// A program in a pane of 80 columns and 24 rows, below a shell.
struct Session {
    fixture: Fixture,
    pane: Arc<Pane>,
}

impl Session {
    /// Starts the program that `line` runs; `None` where it is not installed.
    fn start(program: &str, line: &str) -> Option<Self> {
        if !Path::new("/usr/bin").join(program).exists() {
            eprintln!("skipped: {program} is not installed");
            return None;
        }
        let mut fixture = Fixture::with_options(|options| {
            options
                .env
                .push(("TERM".to_owned(), "xterm-256color".to_owned()));
        });
        for (name, text) in [("poem", POEM), ("three words", "one\ntwo\nthree\n")] {
            std::fs::write(fixture.home.path().join(name), text).unwrap();
        }
        let pane = fixture.start(&["/bin/bash", "--norc", "--noprofile", "-i"]);
        fixture
            .mux
            .resize_window(fixture.window, PaneSize::of_cells(Size::new(80, 24)));
        fixture.wait_until(&pane, "the prompt", |text| text.ends_with('$'));
        let mut session = Self { fixture, pane };
        session.type_(&format!("clear; {line}; echo back-$((40 + 2))\r"));
        Some(session)
    }

    fn type_(&mut self, text: &str) {
        self.pane.text_input(text).unwrap();
    }

    fn key(&mut self, key: &str) {
        let event: KeyEvent = key.parse().unwrap();
        self.pane.key(&event).unwrap();
    }

    fn wait(&mut self, what: &str, is_so: impl Fn(&str) -> bool) {
        self.fixture.wait_until(&self.pane, what, is_so);
    }

    /// Waits until the shell is there again, on the screen that it left.
    fn wait_end(&mut self) {
        self.wait("the shell", |text| text.contains("back-42\n"));
        assert!(!self.pane.facts().alt_screen);
        assert!(!self.pane.facts().mouse_grabbed);
        let mut grid = Grid::new(Size::new(80, 24));
        self.pane.draw(0, &mut grid);
        assert!(grid.cursor.is_some(), "the cursor is shown");
    }
}

const POEM: &str =
    "The first line\nThe second line\nThe third line\nÄ, 한국 and 👩\u{200d}💻\nThe last line\n";

fn starts(line: &str) -> impl Fn(&str) -> bool + '_ {
    move |text| text.lines().any(|shown| shown.starts_with(line))
}

#[test]
fn less_pages_searches_and_leaves_the_screen_as_it_was() {
    let Some(mut session) = Session::start("less", "seq 1000 | less") else {
        return;
    };
    session.wait("the first page", |text| {
        text.starts_with("1\n2\n") && text.ends_with(':')
    });
    assert!(session.pane.facts().alt_screen);
    session.key("PageDown");
    session.wait("the second page", |text| text.starts_with("24\n25\n"));
    session.type_("/777\r");
    session.wait("what is searched", |text| text.starts_with("777\n"));
    session.type_("G");
    session.wait("the end", |text| text.contains("\n1000\n(END)"));
    session.key("Home");
    session.wait("the begin", |text| text.starts_with("1\n2\n"));
    session.type_("q");
    session.wait_end();
}

#[test]
fn vim_edits_splits_and_writes() {
    let Some(mut session) = Session::start("vim", "vim -u NONE -N -c 'set mouse=a' poem") else {
        return;
    };
    session.wait("the text", |text| text.starts_with("The first line\n"));
    session.wait("the rest of the screen", |text| text.contains("\n~\n"));
    session.type_("jddp:2\r");
    session.wait("the lines in their new order", |text| {
        text.starts_with("The first line\nThe third line\nThe second line\n")
    });
    session.type_("A, longer\u{1b}:vsplit\r");
    session.wait("two windows", |text| {
        let second = text.lines().nth(1).unwrap_or_default();
        second.matches("The third line, longer").count() == 2
    });
    // A click moves the cursor to the other window and place.
    let click = |kind| MouseEvent {
        kind,
        x: 45,
        y: 0,
        mods: Mods::empty(),
        clicks: 1,
    };
    session
        .pane
        .mouse(click(MouseKind::Press(MouseButton::Left)))
        .unwrap();
    session
        .pane
        .mouse(click(MouseKind::Release(MouseButton::Left)))
        .unwrap();
    session.type_("x:only\r:wq\r");
    session.wait_end();
    let written = std::fs::read_to_string(session.fixture.home.path().join("poem")).unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines[1..3], ["The third line, longer", "The second line"]);
    assert_eq!(
        lines[0].chars().count(),
        "The first line".len() - 1,
        "{}",
        lines[0]
    );
}

#[test]
fn neovim_starts_pastes_and_asks_for_no_answer_in_vain() {
    let Some(mut session) = Session::start("nvim", "nvim -u NONE -i NONE poem") else {
        return;
    };
    session.wait("the text", |text| text.starts_with("The first line\n"));
    session.type_("O");
    session.wait("insertion", |text| text.contains("-- INSERT --"));
    session.pane.paste("pasted\n  indented\n").unwrap();
    session.wait("the paste", |text| text.starts_with("pasted\n  indented\n"));
    session.key("Escape");
    session.wait("the end of insertion", |text| !text.contains("INSERT"));
    session.type_(":wq\r");
    session.wait_end();
    let written = std::fs::read_to_string(session.fixture.home.path().join("poem")).unwrap();
    assert!(
        written.starts_with("pasted\n  indented\n\nThe first line\n"),
        "{written}"
    );
}

#[test]
fn emacs_splits_its_frame_and_quits() {
    let Some(mut session) =
        Session::start("emacs", "emacs -nw -Q --eval '(menu-bar-mode -1)' poem")
    else {
        return;
    };
    session.wait("the text", |text| {
        text.starts_with("The first line\n") && text.contains("poem")
    });
    session.type_("\u{18}2");
    session.wait("two windows", |text| {
        text.matches("The first line").count() == 2
    });
    session.key("Ctrl+E");
    session.type_(", longer");
    session.wait("the change in both", |text| {
        text.matches("The first line, longer").count() == 2
    });
    session.type_("\u{18}\u{13}");
    session.wait("that it is written", |text| text.contains("Wrote "));
    session.type_("\u{18}\u{3}");
    session.wait_end();
}

#[test]
fn htop_shows_processes_and_takes_function_keys_and_the_mouse() {
    let Some(mut session) = Session::start("htop", "htop") else {
        return;
    };
    session.wait("the list", |text| {
        text.contains("PID") && text.contains("F10Quit")
    });
    assert!(session.pane.facts().mouse_grabbed);
    session.key("F3");
    session.wait("the search", |text| text.contains("Search:"));
    session.key("Escape");
    session.wait("the list again", |text| text.contains("F10Quit"));
    session.key("F10");
    session.wait_end();
}

#[test]
fn fzf_narrows_a_list_and_prints_what_was_chosen() {
    let Some(mut session) = Session::start("fzf", "fzf < 'three words'") else {
        return;
    };
    session.wait("the list", |text| text.contains("3/3"));
    session.type_("thr");
    session.wait("what matches", |text| {
        text.contains("1/3") && text.contains("> three")
    });
    session.key("Enter");
    session.wait("the choice", starts("three"));
    session.wait_end();
}

#[test]
fn mc_shows_two_panels_a_menu_and_a_file() {
    let Some(mut session) = Session::start("mc", "mc -u -x") else {
        return;
    };
    session.wait("the panels", |text| {
        text.contains("10Quit") && text.matches("three words").count() == 2 && text.contains('│')
    });
    session.key("F9");
    session.wait("the menu", |text| text.contains("Options"));
    session.key("Escape");
    session.key("Escape");
    session.wait("the panels again", |text| text.contains("10Quit"));
    session.key("F10");
    session.wait("the question or the shell", |text| {
        text.contains("Do you really want to quit") || text.ends_with('$')
    });
    if session.pane.text().contains("Do you really want to quit") {
        session.key("Enter");
    }
    session.wait_end();
}

#[test]
fn tmux_splits_its_window_and_keeps_each_half() {
    let Some(mut session) = Session::start(
        "tmux",
        "tmux -f /dev/null -L apps-$$ new -s one 'PS1=\"% \" sh' \\; set -g assume-paste-time 0",
    ) else {
        return;
    };
    session.wait("the status line", |text| text.contains("[one]"));
    session.type_("echo left-$((40 + 2))\r");
    session.wait("what was typed", |text| text.contains("left-42"));
    session.type_("\u{2}%");
    session.wait("the divider", |text| text.matches('│').count() > 20);
    session.type_("echo right-$((40 + 2))\r");
    session.wait("the other half", |text| {
        text.lines().any(|line| {
            line.find('│')
                .is_some_and(|at| line[at..].contains("right-42"))
        })
    });
    // The pane gets smaller and larger again, and its program follows.
    for (cols, rows) in [(60, 15), (1, 1), (80, 24)] {
        session.fixture.mux.resize_window(
            session.fixture.window,
            PaneSize::of_cells(Size::new(cols, rows)),
        );
    }
    session.wait("both halves", |text| {
        text.contains("left-42") && text.contains("right-42")
    });
    // Keys that come all at once are a paste to it.
    session.type_("\u{2}:");
    session.wait("its prompt", |text| text.ends_with("\n:"));
    session.type_("kill-server\r");
    session.wait_end();
}

#[test]
fn ctrl_c_ends_a_flood() {
    for flood in [
        "yes 'a line of the flood'",
        "cat /dev/urandom",
        "seq 1000000000",
    ] {
        let mut session = Session::start("yes", flood).unwrap();
        session.wait("the flood", |text| text.lines().count() > 20);
        let event = KeyEvent::new(Key::Char('c'), Mods::CTRL);
        session.pane.key(&event).unwrap();
        // What random bytes left of the modes and the character set is reset.
        session.type_("\rreset\rclear\recho over-$((40 + 2))\r");
        session.wait("the shell", |text| text.contains("over-42\n"));
    }
}
