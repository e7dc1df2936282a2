//! What can go wrong around the program's window: sizes nobody would choose, fonts that are not there,
//! a GPU that cannot be had or is lost, programs that end at once, never or leave others behind, and a display
//! that goes away.

use std::cell::RefCell;
use std::process::Stdio;

use rustix::process::Signal;
use tests::{Desktop, Home, KNOWN_PROMPT, Loss, LostGpu, Picture, Running, SOON, Window, wait_for};

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

/// What the log says once when a window goes on without the GPU.
const GIVEN_UP: &str = "the GPU cannot draw any more";

/// Opens a window that draws with a GPU which can be lost, and writes some rows into it.
fn on_a_gpu(test: &str, loss: Loss) -> Option<(Window, LostGpu)> {
    let home = Home::new();
    home.configure("return { default_prog = { '/bin/sh' }, front_end = 'WebGpu' }");
    let gpu = LostGpu::new(test, &home, loss)?;
    let window = Window::open_in(test, home, &gpu.variables())?;
    window.wait_for_text("ready>");
    wait_for_log(&window, "drawing with the GPU");
    write_rows(&window);
    Some((window, gpu))
}

fn wait_for_log(window: &Window, words: &str) {
    wait_for(
        &format!("the log says {words:?}"),
        SOON,
        || window.home.log().contains(words).then_some(()),
        || window.home.log(),
    );
}

/// Fills the empty screen with some rows.
fn write_rows(window: &Window) {
    window.run("clear; seq 5 16");
    window.wait_until("only the rows", |screen| {
        screen.starts_with("5\n6\n") && screen.trim_end().ends_with("16\nready>")
    });
}

/// Takes pictures until there are two that are the same.
fn picture_at_rest(window: &Window) -> Picture {
    let last = RefCell::new(None);
    window.wait_for_picture("two pictures that are the same", |picture| {
        last.replace(Some(picture.clone())).as_ref() == Some(picture)
    })
}

/// Loses the GPU of a window and looks whether the CPU goes on with the same pictures.
fn goes_on_without_its_gpu(test: &str, loss: Loss) {
    let Some((window, gpu)) = on_a_gpu(test, loss) else {
        return;
    };
    let before = picture_at_rest(&window);
    gpu.lose();
    window.run("echo $((6 * 7)) without a GPU");
    window.wait_for_text("42 without a GPU");
    wait_for_log(&window, GIVEN_UP);
    window.wait_for_picture("more text than before", |picture| {
        picture.bright() > before.bright()
    });
    write_rows(&window);
    // What tells of the loss goes away after a moment.
    window.wait_for_picture("what the GPU has drawn, by the CPU", |picture| {
        picture.differences(&before) < 100
    });
    let log = window.home.log();
    assert_eq!(log.matches(GIVEN_UP).count(), 1, "{log}");
    // A driver that says what it must not makes wgpu panic, and is left all the same.
    let is_usual = loss.result == Loss::DEVICE_LOST;
    assert!(!is_usual || !log.contains("panicked"), "{log}");
}

#[test]
fn a_gpu_that_is_lost_leaves_its_window_to_the_cpu() {
    let test = "a_gpu_that_is_lost_leaves_its_window_to_the_cpu";
    goes_on_without_its_gpu(test, Loss::WHOLE);
}

#[test]
fn a_gpu_that_is_lost_in_the_middle_of_a_picture_leaves_its_window_to_the_cpu() {
    let test = "a_gpu_that_is_lost_in_the_middle_of_a_picture_leaves_its_window_to_the_cpu";
    let loss = Loss {
        calls: "vkQueueSubmit",
        ..Loss::WHOLE
    };
    goes_on_without_its_gpu(test, loss);
}

#[test]
fn a_driver_that_breaks_down_while_it_is_closed_leaves_its_window_to_the_cpu() {
    let test = "a_driver_that_breaks_down_while_it_is_closed_leaves_its_window_to_the_cpu";
    let loss = Loss {
        result: Loss::NO_MEMORY,
        ..Loss::WHOLE
    };
    goes_on_without_its_gpu(test, loss);
}

#[test]
fn a_gpu_whose_picture_does_not_fit_the_window_for_a_moment_is_kept() {
    let test = "a_gpu_whose_picture_does_not_fit_the_window_for_a_moment_is_kept";
    let loss = Loss {
        calls: "vkAcquireNextImageKHR",
        result: Loss::OUT_OF_DATE,
        times: Some(6),
    };
    let Some((window, gpu)) = on_a_gpu(test, loss) else {
        return;
    };
    let before = picture_at_rest(&window);
    gpu.lose();
    window.run("echo $((6 * 7)) a moment later");
    window.wait_for_text("42 a moment later");
    window.wait_for_picture("more text than before", |picture| {
        picture.bright() > before.bright()
    });
    let log = window.home.log();
    assert!(!log.contains(GIVEN_UP), "{log}");
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
    home.wait_for_file("trapped", "the program in the pane waits");
    desktop.kill();
    let status = program.wait_for_end(&home);
    let mut said = String::new();
    let mut stderr = program.child.stderr.take().expect("piped");
    std::io::Read::read_to_string(&mut stderr, &mut said).expect("text");
    assert_eq!(status.code(), Some(1), "{status:?} {said}\n{}", home.log());
    assert!(said.contains("display"), "{said:?}\n{}", home.log());
    home.wait_for_file("hung-up", "the program in the pane is hung up");
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
    window.home.wait_for_file("deaf", "it runs");
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
    home.wait_for_file("trapped", "the program in the pane waits");
    home.signal(window.program.child.id(), Signal::TERM);
    window.program.wait_for_end(&window.home);
    home.wait_for_file("hung-up", "the program in the pane is hung up");
}
