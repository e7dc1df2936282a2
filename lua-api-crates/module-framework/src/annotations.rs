//! `wezterm.modules` as LuaLS reads it: type annotations made from the table that registers it.
//!
//! It hides LuaLS's way of writing. Pure, any thread. It is no type checker: a signature that cannot
//! be taken apart is left out of the parameters, and a test fails.

use std::fmt::Write;

use crate::functions::FUNCTIONS;

/// The first lines of the file.
const HEADER: &str = "---@meta wezterm

-- Written by `wezterm modules annotations`. For lua-language-server: a folder that holds this file
-- goes into `workspace.library`.

---@class Wezterm
local wezterm = {}

---@class WeztermModules
wezterm.modules = {}
";

/// Returns the annotations of `wezterm.modules`, one file for LuaLS.
pub fn annotations() -> String {
    let mut file = HEADER.to_owned();
    for function in FUNCTIONS {
        let signature = Signature::read(function.signature);
        file.push('\n');
        for line in wrapped(function.doc) {
            // Writing to a string does not fail.
            let _ = writeln!(file, "---{line}");
        }
        for (name, kind) in &signature.parameters {
            let _ = writeln!(file, "---@param {name} {kind}");
        }
        if let Some(kind) = signature.returns {
            let _ = writeln!(file, "---@return {kind}");
        }
        let names: Vec<&str> = signature.parameters.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let _ = writeln!(
            file,
            "function wezterm.modules.{}({names}) end",
            function.name
        );
    }
    file.push_str("\nreturn wezterm\n");
    file
}

/// A type as LuaLS writes it, `fun(name: string): boolean`, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
struct Signature<'a> {
    parameters: Vec<(&'a str, &'a str)>,
    returns: Option<&'a str>,
}

impl<'a> Signature<'a> {
    fn read(text: &'a str) -> Self {
        let Some(inner) = text.strip_prefix("fun(") else {
            return Self::default();
        };
        let Some(end) = top_level(inner, ')').next() else {
            return Self::default();
        };
        let (parameters, rest) = (&inner[..end], &inner[end + 1..]);
        let mut parts = Vec::new();
        let mut from = 0;
        for comma in top_level(parameters, ',').chain([parameters.len()]) {
            parts.push(&parameters[from..comma]);
            from = (comma + 1).min(parameters.len());
        }
        let parameters = parts.into_iter().filter_map(|part| part.split_once(':'));
        Self {
            parameters: parameters
                .map(|(name, kind)| (name.trim(), kind.trim()))
                .collect(),
            returns: rest.strip_prefix(':').map(str::trim),
        }
    }
}

/// Returns the places of a character that stands in no brackets.
fn top_level(text: &str, wanted: char) -> impl Iterator<Item = usize> + '_ {
    let mut depth = 0_usize;
    text.char_indices().filter_map(move |(at, c)| {
        let found = depth == 0 && c == wanted;
        match c {
            '(' | '{' | '<' | '[' => depth += 1,
            ')' | '}' | '>' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        found.then_some(at)
    })
}

/// Returns a text in lines that fit a screen.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        match lines[last].is_empty() {
            true => lines[last].push_str(word),
            false if lines[last].len() + word.len() < 96 => {
                lines[last].push(' ');
                lines[last].push_str(word);
            }
            false => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_taken_apart_whatever_its_types_hold() {
        let text =
            "fun(event: string, handler: fun(a: any, b: { c: d, e: f })): table<string, any>?";
        assert_eq!(
            Signature::read(text),
            Signature {
                parameters: vec![
                    ("event", "string"),
                    ("handler", "fun(a: any, b: { c: d, e: f })"),
                ],
                returns: Some("table<string, any>?"),
            }
        );
        assert_eq!(Signature::read("fun()"), Signature::default());
    }

    #[test]
    fn every_function_has_a_signature_that_is_understood() {
        for function in FUNCTIONS {
            let signature = Signature::read(function.signature);
            let parameters = signature.parameters.iter();
            let parameters = parameters.map(|(name, kind)| format!("{name}: {kind}"));
            let mut again = format!("fun({})", parameters.collect::<Vec<_>>().join(", "));
            if let Some(kind) = signature.returns {
                again.push_str(": ");
                again.push_str(kind);
            }
            assert_eq!(again, function.signature, "{}", function.name);
        }
    }
}
