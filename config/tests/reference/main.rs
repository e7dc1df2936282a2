//! `docs/config.md`, `docs/reference.md`, `docs/lua-api.md` and `docs/wezterm.lua` are made from the tables of options,
//! actions, functions, objects and events; this fails when they are not current. `WEZTERM_BLESS=1` writes them anew. It
//! checks no behaviour: the other tests do.

mod annotations;
mod coverage;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use config::{ActionState, Argument, Effect, Kind, OptionSpec, Shape};

/// Text that may stand in a table's cell.
fn cell(text: impl ToString) -> String {
    text.to_string().replace('|', "\\|")
}

fn options() -> String {
    let all = config::options();
    let of = |wanted: &dyn Fn(&Effect) -> bool| -> Vec<&OptionSpec> {
        all.iter().filter(|option| wanted(&option.effect)).collect()
    };
    let here = of(&|effect| *effect == Effect::Here);
    let later = of(&|effect| *effect == Effect::Later);
    let remote = of(&|effect| *effect == Effect::Remote);
    let never = of(&|effect| matches!(effect, Effect::Never(_)));
    let mut text = format!(
        "# Options of wezterm.lua\n\n\
         Made from the program's table by `config/tests/reference.rs`; do not edit. `wezterm config schema` writes the\n\
         same as JSON, `wezterm config show` what holds here, and `wezterm config check` names what a file sets\n\
         without effect.\n\n\
         All {} options are known and checked; {} have their effect, {} not yet, {} wait for panes on other machines,\n\
         and {} never will.\n\n\
         ## With an effect\n\n| option | takes | default | what it does |\n|---|---|---|---|\n",
        all.len(),
        here.len(),
        later.len(),
        remote.len(),
        never.len(),
    );
    let row = |text: &mut String, option: &OptionSpec, more: &str| {
        let default = match option.default {
            "" => String::new(),
            default => format!("`{}`", cell(default)),
        };
        writeln!(
            text,
            "| `{}` | {} | {default} | {}{more} |",
            option.name,
            cell(option.kind),
            cell(option.meaning),
        )
        .expect("a string can be written to");
    };
    for option in here {
        row(&mut text, option, "");
    }
    for (title, options) in [("Not yet", later), ("Panes on other machines", remote)] {
        write!(
            text,
            "\n## {title}\n\n| option | takes | default there | what it does there |\n|---|---|---|---|\n"
        )
        .expect("a string can be written to");
        for option in options {
            row(&mut text, option, "");
        }
    }
    text.push_str(
        "\n## Never\n\n| option | takes | default there | what it does there, and why not here |\n|---|---|---|---|\n",
    );
    for option in never {
        row(&mut text, option, &format!(" ({})", option.effect));
    }
    tables(&mut text);
    text
}

/// The tables that options take somewhere, by name; those too of which one field is written, where that is wanted.
fn shapes(tagged: bool) -> BTreeMap<&'static str, &'static Shape> {
    let mut found = BTreeMap::new();
    let mut open: Vec<Kind> = config::options().iter().map(|option| option.kind).collect();
    while let Some(kind) = open.pop() {
        open.extend(kind.parts());
        match kind {
            Kind::Record(shape) => found.insert(shape.name, shape),
            Kind::Tagged(shape) if tagged => found.insert(shape.name, shape),
            _ => None,
        };
    }
    found
}

/// Writes the tables that options take, each with its fields.
fn tables(text: &mut String) {
    text.push_str(
        "\n## Tables\n\nA field that is not listed is a warning, one that has the wrong type an error.\n",
    );
    for (name, shape) in shapes(false) {
        write!(
            text,
            "\n### {name}\n\n| field | takes | what it is |\n|---|---|---|\n"
        )
        .expect("a string can be written to");
        for field in shape.fields {
            let must = if field.needed { " (needed)" } else { "" };
            writeln!(
                text,
                "| `{}` | {} | {}{must} |",
                field.name,
                cell(field.kind),
                field.meaning,
            )
            .expect("a string can be written to");
        }
    }
}

fn actions() -> String {
    let all = config::actions();
    let count = |wanted: fn(&ActionState) -> bool| {
        all.iter().filter(|action| wanted(&action.state)).count()
    };
    let mut text = format!(
        "# Actions\n\n\
         Made from the program's table by `config/tests/reference.rs`; do not edit. Options are in\n\
         [config.md](config.md).\n\n\
         All {} actions are known and checked; {} work, {} on one system only, {} not yet, and {} never will.\n\n\
         | `wezterm.action.…` | argument | what it does | state |\n|---|---|---|---|\n",
        all.len(),
        count(|state| *state == ActionState::Here),
        count(|state| matches!(state, ActionState::OnlyOn(_))),
        count(|state| *state == ActionState::Later),
        count(|state| matches!(state, ActionState::Never(_))),
    );
    for action in all {
        let argument = match action.argument {
            Argument::None => String::new(),
            Argument::Optional(what) => format!("{what} (may be left out)"),
            Argument::Required(what) => what.into(),
        };
        let state = match action.state {
            ActionState::Here => "works".to_owned(),
            ActionState::OnlyOn(system) => format!("works on {system} only"),
            ActionState::Later => "not yet: it says so when it is used".to_owned(),
            ActionState::Never(why) => format!("never: {why}"),
        };
        writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            action.name,
            cell(argument),
            action.doc,
            cell(state)
        )
        .expect("a string can be written to");
    }
    text
}

fn is_current(name: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(name);
    if std::env::var_os("WEZTERM_BLESS").is_some() {
        std::fs::write(&path, wanted).expect("it can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "write docs/{name} anew: WEZTERM_BLESS=1 cargo test -p config --test reference"
    );
}

#[test]
fn what_is_made_from_the_tables_is_current() {
    is_current("config.md", &options());
    is_current("reference.md", &actions());
    is_current("lua-api.md", &coverage::coverage());
    is_current("wezterm.lua", &annotations::annotations());
}
