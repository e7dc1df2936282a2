//! Programs that people use all day, from Debian's packages, in the program's window and in its terminal
//! front end: driven by keys, their screens read and seen.
//!
//! Each story is told once, to whoever can press keys and read a screen; what a program does with a key
//! is its own business, that the key reaches it and its screen comes back is what is tested.

use tests::{Home, HostTerminal, KNOWN_PROMPT, Picture, SOON, Window, can_use};

/// Somebody in front of the terminal.
trait Person {
    fn home(&self) -> &Home;

    /// Types text.
    fn types(&self, text: &str);

    /// Presses a key, written as `Ctrl+X` or `F10`.
    fn presses(&self, key: &str);

    /// Waits until the screen is as `condition` says.
    fn sees(&self, what: &str, condition: &dyn Fn(&str) -> bool);

    /// Waits until the screen shows a text.
    fn reads(&self, text: &str) {
        self.sees(&format!("{text:?} is shown"), &|screen| {
            screen.contains(text)
        });
    }

    /// Runs a command in the shell.
    fn runs(&self, command: &str) {
        self.types(command);
        self.presses("Enter");
    }

    /// Waits until the shell's prompt is there again and nothing of the program is.
    fn is_back(&self, without: &str) {
        self.sees("the shell's screen is back", &|screen| {
            let prompt = screen.lines().any(|line| line.trim_end() == "ready>");
            prompt && !screen.contains(without)
        });
    }

    /// Waits until a file of the home says something.
    fn finds(&self, file: &str, text: &str) {
        let path = self.home().path(file);
        tests::wait_for(
            &format!("{file} says {text:?}"),
            SOON,
            || {
                let found = std::fs::read_to_string(&path).ok()?;
                found.contains(text).then_some(())
            },
            || format!("{:?}", std::fs::read_to_string(&path)),
        );
    }
}

impl Person for Window {
    fn home(&self) -> &Home {
        &self.home
    }

    fn types(&self, text: &str) {
        self.type_text(text);
    }

    fn presses(&self, key: &str) {
        // xdotool's names of the keys that these stories press.
        let key = key.replace("Ctrl+", "ctrl+").replace("Alt+", "alt+");
        self.key(&key.replace("Enter", "Return"));
    }

    fn sees(&self, what: &str, condition: &dyn Fn(&str) -> bool) {
        self.wait_until(what, condition);
    }
}

/// The terminal front end with its home.
struct InTerminal {
    host: HostTerminal,
    home: Home,
}

impl Person for InTerminal {
    fn home(&self) -> &Home {
        &self.home
    }

    fn types(&self, text: &str) {
        self.host.type_text(text);
    }

    fn presses(&self, key: &str) {
        self.host.key(key);
    }

    fn sees(&self, what: &str, condition: &dyn Fn(&str) -> bool) {
        self.host.wait_until(what, SOON, condition);
    }
}

/// Tells a story in a window and looks whether what `shown` shows is drawn in colours.
fn in_a_window(test: &str, package: &str, story: impl FnOnce(&dyn Person, &dyn Fn())) {
    if !can_use(test, &[package]) {
        return;
    }
    let Some(window) = Window::ready(test) else {
        return;
    };
    let seen = || {
        window.wait_for_picture("the program is drawn", |picture: &Picture| {
            picture.colours() > 8 && picture.bright() > 400
        });
    };
    story(&window, &seen);
    window.run("exit");
}

/// Tells a story in the terminal front end.
fn in_a_terminal(test: &str, package: &str, story: impl FnOnce(&dyn Person, &dyn Fn())) {
    if !can_use(test, &[package]) {
        return;
    }
    let home = Home::new();
    home.configure(KNOWN_PROMPT);
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_for_text("ready>");
    let person = InTerminal { host, home };
    story(&person, &|| {});
    person.runs("exit");
    assert_eq!(person.host.wait_for_exit(), 0);
}

fn less(person: &dyn Person, seen: &dyn Fn()) {
    person.runs("seq -f 'line %g' 500 > lines; clear; less lines");
    person.sees("the first page", &|screen| {
        screen
            .lines()
            .next()
            .is_some_and(|line| line.trim_end() == "line 1")
    });
    person.types("G");
    person.reads("line 500");
    person.types("?^line 25");
    person.presses("Enter");
    person.sees(
        "the line that was searched for is the first one",
        &|screen| {
            screen
                .lines()
                .next()
                .is_some_and(|line| line.trim_end() == "line 259")
        },
    );
    seen();
    person.types("q");
    person.is_back("line 259");
}

fn vim(person: &dyn Person, seen: &dyn Fn()) {
    person.runs("clear; vim -N -u NONE -i NONE --cmd 'set showmode ruler' notes");
    person.reads("[New]");
    person.types("i");
    person.reads("-- INSERT --");
    person.types("written in vim");
    person.presses("Enter");
    person.types("and a second line");
    person.presses("Escape");
    person.sees("the mode has gone", &|screen| !screen.contains("INSERT"));
    person.types("ggdwp");
    seen();
    person.types(":wq");
    person.presses("Enter");
    person.is_back("second line");
    person.finds("notes", "iwritten n vim\nand a second line\n");
}

fn neovim(person: &dyn Person, seen: &dyn Fn()) {
    person.runs("clear; nvim -i NONE -u NONE notes");
    person.reads("0,0-1");
    person.types(":set number termguicolors | syntax on");
    person.presses("Enter");
    person.sees("a number before the line", &|screen| {
        screen
            .lines()
            .next()
            .is_some_and(|line| line.trim_start().starts_with('1'))
    });
    person.types("i");
    person.types("written in neovim");
    person.presses("Escape");
    person.types("yyp");
    person.sees("the line twice", &|screen| {
        screen.matches("written in neovim").count() == 2
    });
    person.presses("Ctrl+w");
    person.types("s");
    person.sees("two windows", &|screen| {
        screen.matches("written in neovim").count() == 4
    });
    seen();
    person.types(":wqa");
    person.presses("Enter");
    person.is_back("neovim");
    person.finds("notes", "written in neovim\nwritten in neovim\n");
}

fn emacs(person: &dyn Person, seen: &dyn Fn()) {
    person.runs("clear; emacs -nw -Q notes");
    person.reads("(New file)");
    person.types("written in emacs");
    // Back a word, which is made capital.
    person.presses("Alt+b");
    person.presses("Alt+u");
    person.reads("written in EMACS");
    seen();
    person.presses("Ctrl+x");
    person.presses("Ctrl+s");
    person.reads("Wrote ");
    person.presses("Ctrl+x");
    person.presses("Ctrl+c");
    person.is_back("emacs");
    person.finds("notes", "written in EMACS");
}

fn htop(person: &dyn Person, seen: &dyn Fn()) {
    person.runs("clear; htop");
    person.reads("F5Tree");
    person.presses("F5");
    person.reads("F5List");
    seen();
    person.presses("F10");
    person.is_back("F5List");
}

fn fzf(person: &dyn Person, seen: &dyn Fn()) {
    person.runs("clear; seq 1000 | fzf > chosen");
    person.reads("1000/1000");
    person.types("77");
    person.reads("28/1000");
    person.presses("Up");
    person.sees("the second is chosen", &|screen| {
        screen.lines().any(|line| line.starts_with("> 770"))
    });
    seen();
    person.presses("Enter");
    person.is_back("1000");
    person.finds("chosen", "770\n");
}

fn midnight_commander(person: &dyn Person, seen: &dyn Fn()) {
    person.runs("clear; mc --nosubshell");
    person.sees("the two panels and the keys", &|screen| {
        screen.contains("10Quit") && screen.matches("Name").count() == 2
    });
    person.presses("F7");
    person.reads("Create a new Directory");
    person.types("made by a key");
    seen();
    person.presses("Enter");
    person.reads("/made by a key");
    person.presses("F10");
    person.is_back("10Quit");
    assert!(person.home().path("made by a key").is_dir());
}

fn tmux(person: &dyn Person, seen: &dyn Fn()) {
    // Shells that tmux starts forget the prompt that they were given.
    let shell = "set -g default-command \"PS1='ready> ' exec sh\"";
    person.home().write("tmux.conf", shell);
    person.runs("clear; tmux -S socket -f tmux.conf");
    person.reads("[0] 0:sh*");
    person.presses("Ctrl+b");
    person.types("%");
    person.sees("two panes side by side", &|screen| {
        screen.matches("ready>").count() == 2 && screen.contains("│ready>")
    });
    person.runs("echo $((21 * 2)) in tmux");
    person.reads("42 in tmux");
    person.presses("Ctrl+b");
    person.types("c");
    person.sees("another window", &|screen| {
        screen.contains("1:sh*") && !screen.contains("42 in tmux")
    });
    person.presses("Ctrl+b");
    person.types("l");
    person.reads("42 in tmux");
    seen();
    person.runs("tmux kill-server");
    person.is_back("42 in tmux");
}

#[test]
fn less_pages_and_searches_in_a_window() {
    in_a_window("less_pages_and_searches_in_a_window", "less", less);
}

#[test]
fn vim_edits_a_file_in_a_window() {
    in_a_window("vim_edits_a_file_in_a_window", "vim", vim);
}

#[test]
fn neovim_splits_its_screen_in_a_window() {
    in_a_window("neovim_splits_its_screen_in_a_window", "neovim", neovim);
}

#[test]
fn emacs_takes_keys_with_alt_in_a_window() {
    in_a_window("emacs_takes_keys_with_alt_in_a_window", "emacs-nox", emacs);
}

#[test]
fn htop_takes_function_keys_in_a_window() {
    in_a_window("htop_takes_function_keys_in_a_window", "htop", htop);
}

#[test]
fn fzf_finds_and_chooses_in_a_window() {
    in_a_window("fzf_finds_and_chooses_in_a_window", "fzf", fzf);
}

#[test]
fn midnight_commander_opens_a_dialog_in_a_window() {
    in_a_window(
        "midnight_commander_opens_a_dialog_in_a_window",
        "mc",
        midnight_commander,
    );
}

#[test]
fn tmux_splits_and_switches_in_a_window() {
    in_a_window("tmux_splits_and_switches_in_a_window", "tmux", tmux);
}

#[test]
fn vim_edits_a_file_in_a_terminal() {
    in_a_terminal("vim_edits_a_file_in_a_terminal", "vim", vim);
}

#[test]
fn midnight_commander_opens_a_dialog_in_a_terminal() {
    in_a_terminal(
        "midnight_commander_opens_a_dialog_in_a_terminal",
        "mc",
        midnight_commander,
    );
}

#[test]
fn emacs_takes_keys_with_alt_in_a_terminal() {
    in_a_terminal(
        "emacs_takes_keys_with_alt_in_a_terminal",
        "emacs-nox",
        emacs,
    );
}

#[test]
fn tmux_splits_and_switches_in_a_terminal() {
    in_a_terminal("tmux_splits_and_switches_in_a_terminal", "tmux", tmux);
}
