//! Any Lua value as the value of any option, any action and any argument: the configuration always comes out,
//! and what cannot be meant is a problem with words.

use std::path::PathBuf;
use std::time::Duration;

use config::{Config, LoadOptions, Loaded, load};
use proptest::prelude::*;
use proptest::sample::select;
use tempfile::TempDir;

fn load_file(home: &TempDir, text: &str) -> Loaded {
    let file: PathBuf = home.path().join("wezterm.lua");
    std::fs::write(&file, text).expect("a file");
    let options = LoadOptions {
        config_file: Some(file),
        time_limit: Duration::from_secs(30),
        ..LoadOptions::below(home.path())
    };
    load(&options, &[])
}

/// A Lua expression: what people write, and what nobody means.
fn expression() -> impl Strategy<Value = String> {
    let text = "[a-zA-Z0-9#|_. -]{0,12}".prop_map(|text| format!("'{text}'"));
    let odd = select(vec![
        "nil",
        "true",
        "false",
        "0/0",
        "1/0",
        "-1/0",
        "2^63",
        "-0.0",
        "math.mininteger",
        "function() end",
        "coroutine.create(function() end)",
        "io.stdout",
        "'\\255\\0\\n'",
        "('x'):rep(100000)",
        "wezterm.action.Nop",
        "wezterm.action",
        "wezterm.action_callback(function() end)",
        "wezterm.color.parse('red')",
        "wezterm.font('Mono')",
        "wezterm.config_builder()",
        "setmetatable({}, { __index = function() error('no') end })",
        "(function() local t = {} t.t = t return t end)()",
        "'10%'",
        "'2cell'",
        "'#12345678'",
        "'CTRL|SHIFT'",
    ])
    .prop_map(str::to_owned);
    let number = any::<i32>().prop_map(|number| number.to_string());
    let leaf = prop_oneof![text, odd, number];
    let names = select(vec![
        "key", "mods", "action", "name", "family", "weight", "left", "hue", "fg_color", "regex",
        "args", "domain", "ansi", "tab_bar", "font", "x y",
    ]);
    leaf.prop_recursive(4, 24, 5, move |inner| {
        let list = prop::collection::vec(inner.clone(), 0..5)
            .prop_map(|items| format!("{{ {} }}", items.join(", ")));
        let fields = prop::collection::vec((names.clone(), inner), 0..5).prop_map(|fields| {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("['{name}'] = {value}"))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        });
        prop_oneof![list, fields]
    })
}

fn option() -> impl Strategy<Value = &'static str> {
    select(
        config::options()
            .iter()
            .map(|option| option.name)
            .collect::<Vec<_>>(),
    )
}

fn action() -> impl Strategy<Value = &'static str> {
    select(
        config::actions()
            .iter()
            .map(|action| action.name)
            .collect::<Vec<_>>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_value_of_any_option_leaves_a_configuration(
        settings in prop::collection::vec((option(), expression()), 1..6),
        builder: bool,
    ) {
        let home = TempDir::new().expect("a folder");
        let made = if builder { "wezterm.config_builder()" } else { "{}" };
        let lines: String = settings
            .iter()
            .map(|(name, value)| format!("config.{name} = {value}\n"))
            .collect();
        let text = format!("local wezterm = require 'wezterm'\nlocal config = {made}\n{lines}return config");
        let loaded = load_file(&home, &text);
        // What was not set is as it was.
        if !settings.iter().any(|(name, _)| *name == "initial_cols") {
            prop_assert_eq!(loaded.config.initial_cols, Config::default().initial_cols);
        }
        for problem in &loaded.problems {
            prop_assert!(!problem.message.is_empty());
            prop_assert!(problem.to_string().len() < 20_000, "{}", problem);
        }
    }

    #[test]
    fn any_argument_of_any_action_is_taken_or_named(name in action(), argument in expression()) {
        let home = TempDir::new().expect("a folder");
        let text = format!(
            "local wezterm = require 'wezterm'
            local value = {argument}
            local ok, made = pcall(function() return wezterm.action['{name}'](value) end)
            local keys = {{ {{ key = 'x', mods = 'ALT', action = ok and made or {{ ['{name}'] = value }} }} }}
            return {{ keys = keys, font_size = 13 }}"
        );
        let loaded = load_file(&home, &text);
        let bound = loaded.config.keys.len();
        prop_assert!(bound == 1 || !loaded.problems.is_empty(), "{}", text);
        prop_assert_eq!(loaded.config.font_size, 13.0);
    }
}
