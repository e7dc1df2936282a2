//! `docs/reference.md` is made from the tables of options and actions; this fails when it is not current.
//! `WEZTERM_BLESS=1` writes it anew. It checks no behaviour: the other tests do.

use std::fmt::Write as _;
use std::path::Path;

use config::{Argument, Kind};

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Bool => "true or false".into(),
        Kind::BoolOr(words) => format!("true, false or {}", quoted(words)),
        Kind::Integer(low, high) => format!("whole number, {low} to {high}"),
        Kind::Number(low, high) => format!("number, {low} to {high}"),
        Kind::Text => "string".into(),
        Kind::OneOf(words) => quoted(words),
        Kind::Texts => "list of strings".into(),
        Kind::Integers => "list of whole numbers".into(),
        Kind::TextMap => "table of strings by name".into(),
        Kind::Color => "colour".into(),
        Kind::Colors => "table of colours".into(),
        Kind::Length => "length: 3, \"2px\", \"1pt\", \"0.5cell\", \"10%\"".into(),
        Kind::Font => "wezterm.font(…)".into(),
        Kind::Keys => "list of key bindings".into(),
        Kind::Table => "table".into(),
        Kind::List => "list".into(),
        Kind::Any => "any".into(),
    }
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    words.join(", ")
}

fn reference() -> String {
    let mut text = String::from(
        "# Options and actions\n\n\
         Made from the program's tables by `config/tests/reference.rs`; do not edit.\n\n\
         ## Options\n\n| option | takes | what it does |\n|---|---|---|\n",
    );
    for option in config::options()
        .iter()
        .filter(|option| option.has_effect())
    {
        writeln!(
            text,
            "| `{}` | {} | {} |",
            option.name,
            kind(option.kind),
            option.meaning
        )
        .expect("a string can be written to");
    }
    let later: Vec<String> = config::options()
        .iter()
        .filter(|option| !option.has_effect())
        .map(|option| format!("`{}`", option.name))
        .collect();
    writeln!(
        text,
        "\nKnown and checked, without an effect yet: {}.\n\n\
         ## Actions\n\n| `wezterm.action.…` | argument | what it does |\n|---|---|---|",
        later.join(", ")
    )
    .expect("a string can be written to");
    for action in config::actions().iter().filter(|action| action.supported()) {
        let argument = match action.argument {
            Argument::None => String::new(),
            Argument::Optional(what) => format!("{what} (may be left out)"),
            Argument::Required(what) => what.into(),
        };
        writeln!(
            text,
            "| `{}` | {} | {} |",
            action.name,
            argument.replace('|', "\\|"),
            action.doc
        )
        .expect("a string can be written to");
    }
    let later: Vec<String> = config::actions()
        .iter()
        .filter(|action| !action.supported())
        .map(|action| format!("`{}`", action.name))
        .collect();
    writeln!(
        text,
        "\nKnown, and said to be missing when used: {}.",
        later.join(", ")
    )
    .expect("a string can be written to");
    text
}

#[test]
fn the_reference_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference.md");
    let wanted = reference();
    if std::env::var_os("WEZTERM_BLESS").is_some() {
        std::fs::write(&path, &wanted).expect("docs/reference.md can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        found, wanted,
        "write it anew: WEZTERM_BLESS=1 cargo test -p config --test reference"
    );
}
