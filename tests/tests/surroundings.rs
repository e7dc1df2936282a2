//! What can go wrong around the program's window: sizes nobody would choose, fonts that are not there,
//! a GPU that cannot be had, programs that end at once, never or leave others behind, and a display
//! that goes away.

use std::process::Stdio;

use rustix::process::Signal;
use tests::{Desktop, Home, Running, SOON, Window, wait_for};

const KNOWN_PROMPT: &str = "return { default_prog = { '/bin/sh' } }";

/// A program that says when it is there and when it is hung up.
const LISTENER: &str =
    "sh -c \"trap 'touch hung-up; exit' HUP; touch trapped; while :; do sleep 900; done\"";

/// Gives the window a size in pixels, and does not wait for what comes of it.
fn resize(window: &Window, shown: &str, width: u32, height: u32) {
    let (width, height) = (width.to_string(), height.to_string());
    let arguments = ["windowsize", shown, &width, &height];
    let answer = window.desktop.tool(&window.home, "xdotool", &arguments, "");
    assert_eq!(answer.status, Some(0), "{answer:?}");
}

/// Has the shell write its size into a file until it is as `condition` says.
fn wait_for_size(window: &Window, what: &str, condition: impl Fn(usize, usize) -> bool) {
    let file = window.home.path("size");
    wait_for(
        what,
        SOON,
        || {
            window.run("stty size > size.new; mv size.new size");
            let text = std::fs::read_to_string(&file).ok()?;
            let mut numbers = text
                .split_whitespace()
                .map(|word| word.parse().unwrap_or(0));
            let (rows, cols) = (numbers.next()?, numbers.next()?);
            condition(rows, cols).then_some(())
        },
        || {
            format!(
                "{:?}\n{}",
                std::fs::read_to_string(&file),
                window.home.log()
            )
        },
    );
}

#[test]
fn a_window_may_be_as_small_as_a_pixel_and_larger_than_any_screen() {
    let test = "a_window_may_be_as_small_as_a_pixel_and_larger_than_any_screen";
    let Some(window) = Window::ready(test) else {
        return;
    };
    let shown = window.desktop.wait_for_window(&window.home);
    resize(&window, &shown, 1, 1);
    wait_for_size(&window, "hardly a cell", |rows, cols| {
        rows <= 1 && cols <= 1
    });
    resize(&window, &shown, 10_000, 10_000);
    wait_for_size(&window, "hundreds of cells", |rows, cols| {
        rows > 300 && cols > 700
    });
    resize(&window, &shown, 800, 600);
    wait_for_size(&window, "an ordinary size", |rows, cols| {
        (20..80).contains(&rows) && (60..200).contains(&cols)
    });
    window.run("clear; echo $((6 * 7)) in an ordinary window");
    window.wait_for_text("42 in an ordinary window");
    window.wait_for_picture("the text", |picture| picture.colours() > 8);
}

#[test]
fn a_storm_of_sizes_ends_with_the_last_one() {
    let test = "a_storm_of_sizes_ends_with_the_last_one";
    let Some(window) = Window::ready(test) else {
        return;
    };
    window.run("seq 2000; echo filled");
    window.wait_for_text("filled");
    let shown = window.desktop.wait_for_window(&window.home);
    let mut storm = Vec::new();
    for step in 0..300 {
        let side = |first: usize| (first + step * 37 % 500).to_string();
        storm.extend(["windowsize".to_owned(), shown.clone(), side(300), side(200)]);
    }
    storm.extend(["windowsize", &shown, "640", "480"].map(str::to_owned));
    let storm: Vec<&str> = storm.iter().map(String::as_str).collect();
    let answer = window.desktop.tool(&window.home, "xdotool", &storm, "");
    assert_eq!(answer.status, Some(0), "{answer:?}");
    wait_for_size(&window, "the last size", |rows, cols| {
        (15..40).contains(&rows) && (50..110).contains(&cols)
    });
}

#[test]
fn fonts_that_are_missing_or_no_fonts_leave_a_window_that_can_be_read() {
    let test = "fonts_that_are_missing_or_no_fonts_leave_a_window_that_can_be_read";
    let home = Home::new();
    let folder = home.path("fonts").display().to_string();
    home.write("fonts/broken.ttf", "this is no font");
    home.write("fonts/empty.otf", "");
    home.configure(&format!(
        "local wezterm = require 'wezterm'
        return {{
            default_prog = {{ '/bin/sh' }},
            font_dirs = {{ '{folder}', '/nowhere' }},
            font = wezterm.font_with_fallback {{ 'No Such Family', 'Broken' }},
        }}"
    ));
    let Some(window) = Window::open_in(test, home, &[]) else {
        return;
    };
    window.wait_until("the missing family is named", |screen| {
        screen.contains("ready>")
    });
    window.wait_for_picture("text", |picture| {
        picture.colours() > 8 && picture.bright() > 50
    });
    assert!(
        window.home.log().contains("No Such Family"),
        "{}",
        window.home.log()
    );
}

#[test]
fn without_a_driver_a_window_that_wants_the_gpu_is_drawn_by_the_cpu() {
    let test = "without_a_driver_a_window_that_wants_the_gpu_is_drawn_by_the_cpu";
    let home = Home::new();
    home.configure("return { default_prog = { '/bin/sh' }, front_end = 'WebGpu' }");
    // Neither Vulkan's loader nor EGL's finds anything.
    let nothing = [
        ("VK_DRIVER_FILES", "/nowhere.json"),
        ("VK_ICD_FILENAMES", "/nowhere.json"),
        ("__EGL_VENDOR_LIBRARY_FILENAMES", "/nowhere.json"),
        ("LIBGL_DRIVERS_PATH", "/nowhere"),
    ];
    let Some(window) = Window::open_in(test, home, &nothing) else {
        return;
    };
    window.wait_for_text("ready>");
    window.wait_for_picture("text", |picture| picture.colours() > 8);
    let log = window.home.log();
    assert!(log.contains("drawing with the CPU"), "{log}");
}

#[test]
fn a_display_that_goes_away_ends_the_program_with_a_word_and_hangs_up_what_ran() {
    let test = "a_display_that_goes_away_ends_the_program_with_a_word_and_hangs_up_what_ran";
    let home = Home::new();
    home.configure(KNOWN_PROMPT);
    let Some(mut desktop) = Desktop::start(test, &home) else {
        return;
    };
    let mut command = desktop.wezterm(&home, &[]);
    command.stderr(Stdio::piped());
    let mut program = Running::start(command);
    desktop.wait_for_window(&home);
    desktop.type_text(&home, LISTENER);
    desktop.key(&home, "Return");
    let there = |name: &str| home.path(name).exists().then_some(());
    wait_for(
        "the program in the pane waits",
        SOON,
        || there("trapped"),
        || home.log(),
    );
    desktop.kill();
    let status = program.wait_for_end(&home);
    let mut said = String::new();
    let mut stderr = program.child.stderr.take().expect("piped");
    std::io::Read::read_to_string(&mut stderr, &mut said).expect("text");
    assert_eq!(status.code(), Some(1), "{status:?} {said}\n{}", home.log());
    assert!(said.contains("display"), "{said:?}\n{}", home.log());
    wait_for(
        "the program in the pane is hung up",
        SOON,
        || there("hung-up"),
        || home.log(),
    );
    home.wait_until_alone();
    assert!(!home.log().contains("panicked"), "{}", home.log());
}

#[test]
fn a_program_that_ends_at_once_ends_the_window() {
    let test = "a_program_that_ends_at_once_ends_the_window";
    let home = Home::new();
    let Some(desktop) = Desktop::start(test, &home) else {
        return;
    };
    for program in ["true", "false"] {
        let arguments = ["-n", "start", "--front-end", "window", "--", program];
        let mut running = Running::start(desktop.wezterm(&home, &arguments));
        wait_for(
            &format!("the end of {program}"),
            SOON,
            || running.child.try_wait().expect("a child"),
            || home.log(),
        );
    }
    assert!(!home.log().contains("panicked"), "{}", home.log());
}

#[test]
fn closing_the_window_ends_a_program_that_will_not_and_what_it_started() {
    let test = "closing_the_window_ends_a_program_that_will_not_and_what_it_started";
    let Some(mut window) = Window::ready(test) else {
        return;
    };
    // Three kinds that a hangup does not end: one that ignores it, its child, and a stopped one.
    window.run("sleep 1000 & kill -STOP $!; (trap '' HUP TERM INT; touch deaf; while :; do sleep 900; done)");
    let deaf = window.home.path("deaf");
    wait_for(
        "it runs",
        SOON,
        || deaf.exists().then_some(()),
        || window.home.log(),
    );
    window.destroy();
    window.program.wait_for_end(&window.home);
    window.wait_until_alone();
}

#[test]
fn a_signal_to_end_hangs_up_what_runs_in_the_window() {
    let test = "a_signal_to_end_hangs_up_what_runs_in_the_window";
    let Some(mut window) = Window::ready(test) else {
        return;
    };
    window.run(LISTENER);
    let home = &window.home;
    let there = |name: &str| home.path(name).exists().then_some(());
    wait_for(
        "the program in the pane waits",
        SOON,
        || there("trapped"),
        || home.log(),
    );
    home.signal(window.program.child.id(), Signal::TERM);
    window.program.wait_for_end(&window.home);
    wait_for(
        "the program in the pane is hung up",
        SOON,
        || there("hung-up"),
        || home.log(),
    );
}
