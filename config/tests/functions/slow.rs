//! Functions whose work is done on a thread: within the time that loading may take, and seen when nobody
//! waits for them any longer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use config::{Asker, LoadOptions, load, slow_function};
use mlua::{Lua, Table};

use super::Home;

#[test]
fn a_function_that_takes_longer_than_loading_may_is_given_up_with_its_line() {
    let home = Home::new();
    home.write(".wezterm.lua", "\nlocal _ = wezterm.dawdle 'x'\nreturn {}");
    let given_up = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&given_up);
    let setup = move |lua: &Lua| {
        let seen = Arc::clone(&seen);
        let work = move |_: String, asker: &Asker| {
            while !asker.is_gone() {
                std::thread::yield_now();
            }
            seen.store(true, Ordering::Relaxed);
            Ok(())
        };
        let dawdle = slow_function(lua, "wezterm.dawdle", work)?;
        lua.globals().get::<Table>("wezterm")?.set("dawdle", dawdle)
    };
    let options = LoadOptions {
        time_limit: Duration::from_millis(50),
        ..home.options()
    };
    let loaded = load(&options, &[&setup]);
    let text = "wezterm.dawdle: longer than loading the configuration may take";
    assert_eq!(loaded.problems[0].message, text);
    assert_eq!(loaded.problems[0].line, Some(2));
    let end = Instant::now() + Duration::from_secs(60);
    while !given_up.load(Ordering::Relaxed) {
        assert!(Instant::now() < end, "the work goes on");
        std::thread::yield_now();
    }
}

#[test]
fn work_that_panics_is_an_error() {
    let home = Home::new();
    home.write(
        ".wezterm.lua",
        "local ok, why = pcall(wezterm.broken)
        assert(not ok and tostring(why):find 'wezterm.broken: it panicked')
        return {}",
    );
    let setup = |lua: &Lua| {
        let work = |(): (), _: &Asker| -> Result<(), String> { panic!("on purpose") };
        let broken = slow_function(lua, "wezterm.broken", work)?;
        lua.globals().get::<Table>("wezterm")?.set("broken", broken)
    };
    assert_eq!(load(&home.options(), &[&setup]).problems, []);
}
