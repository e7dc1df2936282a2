//! `wezterm config` and `wezterm plugin` as a person or a script runs them, with real files and a real git.

use std::path::Path;
use std::process::Command;

use tests::{Answer, Home, SOON};

fn wezterm(home: &Home, arguments: &[&str]) -> Answer {
    home.answer(home.wezterm(arguments), "", SOON)
}

/// Runs it where it must do what it is asked, and returns what it wrote.
fn done(home: &Home, arguments: &[&str]) -> String {
    let answer = wezterm(home, arguments);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    answer.stdout
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    let who = [
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
    ];
    let said = command
        .envs(who.map(|name| (name, "somebody")))
        .output()
        .expect("git is installed");
    assert!(said.status.success(), "{said:?}");
}

#[test]
fn a_file_that_loads_is_checked_with_what_has_no_effect() {
    let home = Home::new();
    home.configure(
        "return {\n  font_size = 11,\n  check_for_updates = false,\n  font_siez = 3,\n  keys = {},\n}",
    );
    let answer = wezterm(&home, &["config", "check"]);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    assert!(
        answer
            .stdout
            .contains(":3: check_for_updates has no effect: nothing is ever polled"),
        "{answer:?}"
    );
    assert!(
        answer.stdout.contains("loads: 3 settings, 1 warning"),
        "{answer:?}"
    );
    assert!(
        answer.stderr.contains("font_siez") && answer.stderr.contains("font_size"),
        "{answer:?}"
    );
}

#[test]
fn a_file_that_does_not_load_is_status_1_with_its_line() {
    let home = Home::new();
    for (lua, said) in [
        ("local x = 1\nreturn { font_size = }", ":2:"),
        (
            "return { font_size = 'large' }",
            "font_size: expected a number",
        ),
        ("while true do end", ":1:"),
        ("return 7", "must return a table"),
    ] {
        home.configure(lua);
        let answer = wezterm(&home, &["config", "check"]);
        assert_eq!(answer.status, Some(1), "{answer:?}");
        assert!(answer.stderr.contains(said), "{said:?}: {answer:?}");
        assert!(
            answer.stderr.contains("does not load as it is"),
            "{answer:?}"
        );
    }
}

#[test]
fn without_a_file_the_defaults_hold_and_that_is_no_error() {
    let home = Home::new();
    assert_eq!(
        done(&home, &["config", "check"]),
        "there is no wezterm.lua; the defaults hold\n"
    );
    assert_eq!(done(&home, &["config", "show"]), "");
    assert_eq!(
        done(&home, &["config", "show", "initial_rows"]),
        "initial_rows = 24  -- default\n"
    );
}

#[test]
fn what_is_set_is_shown_with_its_place() {
    let home = Home::new();
    home.configure("return {\n  font_size = 11,\n}");
    let shown = done(&home, &["--config", "initial_rows=30", "config", "show"]);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 2, "{shown}");
    assert!(
        lines[0].starts_with("font_size = 11  -- ") && lines[0].ends_with("wezterm.lua:2"),
        "{shown}"
    );
    assert_eq!(lines[1], "initial_rows = 30  -- --config");
    let all = done(&home, &["config", "show", "--all"]);
    assert!(all.lines().count() > 200, "{all}");
    let json = done(&home, &["config", "show", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(rows[0]["name"], "font_size");
    let answer = wezterm(&home, &["config", "show", "font_siez"]);
    assert_eq!(answer.status, Some(1));
    assert!(answer.stderr.contains("font_size"), "{answer:?}");
}

#[test]
fn the_schema_lists_every_option_with_its_reason() {
    let home = Home::new();
    let json = done(&home, &["config", "schema"]);
    let schema: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let options = schema["options"].as_array().expect("a list");
    assert!(options.len() >= 210);
    for option in options {
        let idle = option["has_effect"] == false;
        assert_eq!(idle, option["why_not"].is_string(), "{option}");
        assert!(
            option["takes"].is_string() && option["meaning"].is_string(),
            "{option}"
        );
    }
}

#[test]
fn a_plugin_is_fetched_used_brought_up_to_date_and_taken_away() {
    let home = Home::new();
    let source = home.path("source");
    std::fs::create_dir_all(source.join("plugin")).expect("made");
    let write = |size: u32| {
        let lua = format!("return {{ apply_to_config = function(c) c.font_size = {size} end }}");
        std::fs::write(source.join("plugin/init.lua"), lua).expect("written");
    };
    write(13);
    git(&source, &["init", "--quiet"]);
    git(&source, &["add", "."]);
    git(&source, &["commit", "--quiet", "-m", "one"]);
    let bare = home.path("bar.git");
    git(
        &source,
        &[
            "clone",
            "--quiet",
            "--bare",
            ".",
            bare.to_str().expect("text"),
        ],
    );
    let address = format!("file://{}", bare.display());
    home.configure(&format!(
        "local wezterm = require 'wezterm'
        local config = wezterm.config_builder()
        wezterm.plugin.require('{address}').apply_to_config(config)
        return config"
    ));
    let answer = wezterm(&home, &["config", "check"]);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    let hint = format!("wezterm plugin fetch {address}");
    assert!(answer.stderr.contains(&hint), "{answer:?}");

    let said = done(&home, &["plugin", "fetch"]);
    assert!(said.contains("is here"), "{said}");
    let size = || done(&home, &["config", "show", "font_size"]);
    assert!(size().starts_with("font_size = 13 "), "{}", size());
    assert!(done(&home, &["plugin", "list"]).contains(&address));
    assert!(done(&home, &["plugin", "fetch"]).contains("asks for no plugin"));

    write(15);
    git(&source, &["commit", "--quiet", "-am", "two"]);
    git(
        &source,
        &["push", "--quiet", bare.to_str().expect("text"), "HEAD"],
    );
    assert!(done(&home, &["plugin", "update"]).contains("is up to date"));
    assert!(size().starts_with("font_size = 15 "), "{}", size());
    assert!(done(&home, &["plugin", "update", &address]).contains("has nothing new"));

    done(&home, &["plugin", "remove", &address]);
    assert_eq!(done(&home, &["plugin", "list"]), "");
    assert_eq!(
        wezterm(&home, &["plugin", "update", &address]).status,
        Some(1)
    );
}

#[test]
fn what_cannot_be_fetched_or_is_no_plugin_leaves_nothing_behind() {
    let home = Home::new();
    let empty = home.path("empty");
    std::fs::create_dir_all(&empty).expect("made");
    std::fs::write(empty.join("readme"), "x").expect("written");
    git(&empty, &["init", "--quiet"]);
    git(&empty, &["add", "."]);
    git(&empty, &["commit", "--quiet", "-m", "one"]);
    let addresses = [
        (
            format!("file://{}", empty.display()),
            "it has no plugin/init.lua",
        ),
        ("file:///nowhere/at/all".to_owned(), "cannot be fetched"),
        ("--upload-pack=touch x".to_owned(), "unexpected argument"),
    ];
    for (address, said) in &addresses {
        let answer = wezterm(&home, &["plugin", "fetch", address]);
        assert!(!matches!(answer.status, Some(0) | None), "{answer:?}");
        assert!(answer.stderr.contains(said), "{said}: {answer:?}");
    }
    let place = home.path("data/wezterm-ai/plugins");
    let left: Vec<_> = std::fs::read_dir(place).into_iter().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}
