//! Tool names on the wire: providers allow letters, digits, `_` and `-`, and at most 64 of them.
//!
//! It hides how other names are written in between. Plain data.

use wezterm_module_framework::ToolSpec;

/// The longest name.
const LONGEST: usize = 64;

/// The names of a request's tools, there and here.
#[derive(Clone, Debug, Default)]
pub(crate) struct ToolNames(Vec<(String, String)>);

impl ToolNames {
    /// Finds a name for each tool that no other one has.
    pub(crate) fn of(tools: &[ToolSpec]) -> Self {
        let mut names: Vec<(String, String)> = Vec::new();
        for tool in tools {
            let wanted = legal(&tool.name);
            let mut wire = wanted.clone();
            let mut number = 2;
            while names.iter().any(|(taken, _)| *taken == wire) {
                let suffix = format!("_{number}");
                let room = wanted.len().min(LONGEST - suffix.len());
                wire = format!("{}{suffix}", &wanted[..room]);
                number += 1;
            }
            names.push((wire, tool.name.clone()));
        }
        Self(names)
    }

    /// Returns the name there of a tool here, which may be one of an earlier question.
    pub(crate) fn there(&self, name: &str) -> String {
        let known = self.0.iter().find(|(_, here)| here == name);
        known.map_or_else(|| legal(name), |(wire, _)| wire.clone())
    }

    /// Returns the name here of a tool there; what is unknown stays as the model wrote it.
    pub(crate) fn here(&self, wire: &str) -> String {
        let known = self.0.iter().find(|(there, _)| there == wire);
        known.map_or(wire, |(_, here)| here).to_owned()
    }
}

fn legal(name: &str) -> String {
    let keep = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name: String = name
        .chars()
        .take(LONGEST)
        .map(|c| if keep(c) { c } else { '_' })
        .collect();
    if name.is_empty() { "_".into() } else { name }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wezterm_module_framework::Effect;

    use super::*;

    fn tool(name: &str) -> ToolSpec {
        ToolSpec {
            name: name.into(),
            description: String::new(),
            schema: json!({}),
            effect: Effect::Read,
        }
    }

    #[test]
    fn every_tool_has_a_legal_name_of_its_own_and_is_found_by_it() {
        let long = "x".repeat(100);
        let here = [
            "read",
            "fs.read",
            "fs/read",
            "fs_read_2",
            "",
            &long,
            &format!("{long}y"),
        ];
        let names = ToolNames::of(&here.map(tool));
        let there: Vec<String> = here.iter().map(|name| names.there(name)).collect();
        assert_eq!(
            there[..5],
            ["read", "fs_read", "fs_read_2", "fs_read_2_2", "_"]
        );
        for (here, there) in here.iter().zip(&there) {
            assert!(there.len() <= LONGEST && !there.is_empty());
            assert_eq!(names.here(there), *here);
        }
        assert_eq!(names.there("gone.now"), "gone_now");
        assert_eq!(names.here("invented"), "invented");
    }
}
