//! What loading costs: an empty configuration, one of a thousand lines, and the memory of the Lua state.
//!
//! `cargo bench --profile dev -p config`. The peer in the same run is the bare Lua of `mlua`, which evaluates
//! the same text without `wezterm` in it.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use config::{LoadOptions, load};
use criterion::{Criterion, criterion_group, criterion_main};
use tempfile::TempDir;

/// A configuration of a thousand lines: keys, settings on a builder, handlers.
fn thousand_lines() -> String {
    let mut text = String::from(
        "local wezterm = require 'wezterm'\nlocal config = wezterm.config_builder()\n",
    );
    text.push_str("config.keys = {\n");
    for n in 0..400 {
        let letter = char::from(b'a' + (n % 26) as u8);
        writeln!(
            text,
            "{{ key = '{letter}', mods = 'CTRL|ALT', action = wezterm.action.SendString 'number {n}' }},"
        )
        .expect("a string can be written to");
    }
    text.push_str("}\n");
    for n in 0..400 {
        writeln!(text, "config.initial_rows = {}", 20 + n % 30)
            .expect("a string can be written to");
    }
    for n in 0..195 {
        writeln!(
            text,
            "wezterm.on('event-{n}', function(window, pane) return {n} end)"
        )
        .expect("a string can be written to");
    }
    text.push_str("return config\n");
    text
}

fn options(home: &TempDir, text: &str) -> LoadOptions {
    let file: PathBuf = home.path().join("wezterm.lua");
    std::fs::write(&file, text).expect("a file");
    LoadOptions {
        config_file: Some(file),
        time_limit: Duration::from_secs(30),
        ..LoadOptions::below(home.path())
    }
}

fn loading(c: &mut Criterion) {
    let home = TempDir::new().expect("a folder");
    for (name, text) in [
        ("an empty configuration", "return {}".to_owned()),
        ("a thousand lines", thousand_lines()),
    ] {
        let options = options(&home, &text);
        let loaded = load(&options, &[]);
        assert_eq!(loaded.problems, []);
        let lua = loaded.lua.lua();
        lua.gc_collect().expect("collected");
        println!(
            "{name}: {} lines, {} KiB of Lua",
            text.lines().count(),
            lua.used_memory() / 1024
        );
        c.bench_function(name, |bench| bench.iter(|| load(&options, &[])));
    }
    c.bench_function("bare Lua", |bench| {
        bench.iter(|| {
            let lua = mlua::Lua::new();
            lua.load("return {}")
                .eval::<mlua::Table>()
                .expect("a table")
        });
    });
}

criterion_group!(benches, loading);
criterion_main!(benches);
