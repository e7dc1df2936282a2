//! The program in a window: the built binary on an X server of its own, with a keyboard, a clipboard
//! and a camera.
//!
//! Text is read through `wezterm cli get-text`, as a script would; the pictures show that the text
//! is also drawn. How a frame is painted in detail is tested in `wezterm-gui`.

use tests::{SOON, Window, wait_for};

const QUESTION: &str = "How do I list all files recursively?";
const COMMAND: &str = "find . -type f";

#[test]
fn the_window_has_a_shell_and_draws_it() {
    let test = "the_window_has_a_shell_and_draws_it";
    let Some(window) = Window::ready(test) else {
        return;
    };
    window.run("echo $((6 * 7)) from $TERM_PROGRAM");
    window.wait_for_text("42 from WezTerm");
    window.wait_for_picture("text of several shades", |picture| picture.colours() > 8);
}

#[test]
fn the_assistant_answers_in_the_window_and_is_seen() {
    let test = "the_assistant_answers_in_the_window_and_is_seen";
    let Some(window) = Window::ready(test) else {
        return;
    };
    let before = window.wait_for_picture("a drawn window", |picture| picture.colours() > 8);
    window.key("ctrl+shift+a");
    window.wait_for_text("starter");
    window.type_text(QUESTION);
    window.wait_for_text(QUESTION);
    window.key("ctrl+Return");
    window.wait_for_text(COMMAND);
    // The overlay lies over a screen that had one prompt on it.
    let least = before.bright() + 300;
    window.wait_for_picture("the answer's text", |picture| {
        picture.colours() > 8 && picture.bright() > least
    });
    window.key("Escape");
    window.wait_until("the assistant is closed", |screen| {
        !screen.contains(COMMAND) && screen.contains("ready>")
    });
}

#[test]
fn text_is_pasted_from_the_clipboard_and_copied_to_it() {
    let test = "text_is_pasted_from_the_clipboard_and_copied_to_it";
    let Some(window) = Window::ready(test) else {
        return;
    };
    window.desktop.copy(&window.home, "echo pasted $((40 + 2))");
    window.key("ctrl+shift+v");
    window.wait_for_text("echo pasted");
    window.key("Return");
    window.wait_for_text("pasted 42");
    window.run("clear; printf '\\033]52;c;Y29waWVkIHRleHQ=\\007'");
    wait_for(
        "the program's text is on the clipboard",
        SOON,
        || {
            window
                .desktop
                .clipboard(&window.home)
                .filter(|text| text == "copied text")
        },
        || window.home.log(),
    );
}

#[test]
fn a_selection_by_mouse_is_copied() {
    let test = "a_selection_by_mouse_is_copied";
    let Some(window) = Window::ready(test) else {
        return;
    };
    // Every line of the window is the word, so that the pointer hits one wherever it is.
    window.run("clear; yes alphabet | head -60");
    window.wait_until("the words and the prompt below them", |screen| {
        let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
        lines.first() == Some(&"alphabet") && lines.last() == Some(&"ready>")
    });
    let shown = window.desktop.wait_for_window(&window.home);
    let drag = [
        "mousemove",
        "--window",
        &shown,
        "60",
        "200",
        "click",
        "--repeat",
        "2",
        "--delay",
        "60",
        "1",
    ];
    let answer = window.desktop.tool(&window.home, "xdotool", &drag, "");
    assert_eq!(answer.status, Some(0), "{answer:?}");
    window.key("ctrl+shift+c");
    wait_for(
        "the word is on the clipboard",
        SOON,
        || {
            window
                .desktop
                .clipboard(&window.home)
                .filter(|text| text == "alphabet")
        },
        || window.home.log(),
    );
}

#[test]
fn the_shell_follows_the_size_of_the_window() {
    let test = "the_shell_follows_the_size_of_the_window";
    let Some(window) = Window::ready(test) else {
        return;
    };
    window.run("clear; stty size");
    let first = window.wait_until("a size", |screen| sizes(screen).len() == 1);
    let shown = window.desktop.wait_for_window(&window.home);
    let larger = ["windowsize", "--sync", &shown, "960", "640"];
    let answer = window.desktop.tool(&window.home, "xdotool", &larger, "");
    assert_eq!(answer.status, Some(0), "{answer:?}");
    wait_for(
        "another size",
        SOON,
        || {
            window.run("clear; stty size");
            let screen = window.wait_until("a size", |screen| !sizes(screen).is_empty());
            (sizes(&screen).last() != sizes(&first).last()).then_some(())
        },
        || window.screen(),
    );
}

/// Returns the lines that `stty size` printed.
fn sizes(screen: &str) -> Vec<String> {
    let number = |word: &str| word.parse::<usize>().is_ok();
    let lines = screen.lines().map(str::trim);
    let lines = lines.filter(|line| line.split(' ').count() == 2 && line.split(' ').all(number));
    lines.map(str::to_owned).collect()
}

#[test]
fn keys_go_to_the_window_with_the_focus_and_closing_one_leaves_the_other() {
    let test = "keys_go_to_the_window_with_the_focus_and_closing_one_leaves_the_other";
    let Some(mut window) = Window::ready(test) else {
        return;
    };
    let first = window.desktop.wait_for_window(&window.home);
    window.key("ctrl+shift+n");
    let mut shown = window.desktop.wait_for_windows(&window.home, 2);
    shown.retain(|name| *name != first);
    let second = shown.swap_remove(0);
    window.desktop.focus(&window.home, &second);
    window.wait_for_text("ready>");
    // Without a number the pane is meant that has the keyboard.
    window.run("echo second $((20 + 2))");
    window.wait_for_text("second 22");
    window.desktop.focus(&window.home, &first);
    window.run("echo first $((10 + 1))");
    let screen = window.wait_for_text("first 11");
    assert!(!screen.contains("second"), "{screen}");
    window.desktop.focus(&window.home, &second);
    let screen = window.wait_for_text("second 22");
    assert!(!screen.contains("first"), "{screen}");
    // Ended by its shell, and by somebody from outside, it leaves the other alone.
    window.run("exit");
    wait_for(
        "one window is left",
        SOON,
        || {
            let windows = window.desktop.windows(&window.home);
            (windows == [first.clone()]).then_some(())
        },
        || window.home.log(),
    );
    window.desktop.focus(&window.home, &first);
    window.key("ctrl+shift+n");
    let mut shown = window.desktop.wait_for_windows(&window.home, 2);
    shown.retain(|name| *name != first);
    let close = ["windowclose", &shown[0]];
    window.desktop.tool(&window.home, "xdotool", &close, "");
    window.desktop.focus(&window.home, &first);
    window.run("echo still $((30 + 3))");
    window.wait_for_text("still 33");
    window.run("exit");
    wait_for(
        "the program ends with its last window",
        SOON,
        || window.program.child.try_wait().expect("a child"),
        || window.home.log(),
    );
}

#[test]
fn closing_the_window_in_mid_answer_leaves_no_process() {
    let test = "closing_the_window_in_mid_answer_leaves_no_process";
    let Some(mut window) = Window::ready(test) else {
        return;
    };
    window.key("ctrl+shift+a");
    window.wait_for_text("starter");
    window.type_text(QUESTION);
    window.wait_for_text(QUESTION);
    window.key("Return");
    window.destroy();
    window.program.wait_for_end(&window.home);
    window.wait_until_alone();
}

#[test]
fn without_any_configuration_the_first_start_names_the_key() {
    let test = "without_any_configuration_the_first_start_names_the_key";
    let Some(window) = Window::open(test, None) else {
        return;
    };
    window.wait_for_picture("a drawn window", |picture| picture.colours() > 8);
    let whole = || {
        let command = window.home.wezterm(&["cli", "get-text", "--screen"]);
        window.home.answer(command, "", SOON).stdout
    };
    wait_for(
        "the line that names the key",
        SOON,
        || {
            whole()
                .contains("Ctrl+Shift+A opens the assistant")
                .then_some(())
        },
        whole,
    );
    window.run("echo $((50 + 5)) works");
    window.wait_for_text("55 works");
}
