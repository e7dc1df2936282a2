//! Settings held against the JSON schema that a module states for them.
//!
//! It hides JSON schema: of its words those are understood that describe settings (types, properties,
//! items, enumerations, bounds, references, alternatives), and what is not understood allows
//! everything. It is lenient where Lua is: an empty table is an empty list, 3.0 is a whole number.
//! Pure; it changes no settings.

use serde_json::{Map, Value};

/// Deeper than any honest schema; a schema may refer to itself.
const DEEPEST: usize = 24;

/// Says what is wrong with `given`, which stands at `place` (`config.modules.filesystem`).
pub(super) fn check(schema: &Value, given: &Value, place: &str) -> Vec<String> {
    let mut checker = Checker {
        root: schema,
        problems: Vec::new(),
    };
    checker.value(schema, given, place, 0);
    checker.problems
}

/// Returns `given` without the values that `schema` forbids; what it does not name stays.
pub(super) fn without_wrong(schema: &Value, given: &Value) -> Value {
    let mut checker = Checker {
        root: schema,
        problems: Vec::new(),
    };
    checker.kept(schema, given, 0).unwrap_or_default()
}

/// Returns the hint "did you mean `x`?" when one of the names is plainly meant.
pub fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = word.to_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 4);
    names
        .into_iter()
        .map(|name| {
            let known = name.to_lowercase();
            // Half a name is meant as the whole.
            let part = wanted.len() >= 3 && known.starts_with(&wanted);
            let distance = if part {
                1
            } else {
                strsim::osa_distance(&wanted, &known)
            };
            (distance, name)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

struct Checker<'a> {
    root: &'a Value,
    problems: Vec<String>,
}

impl<'a> Checker<'a> {
    fn value(&mut self, schema: &'a Value, given: &Value, place: &str, depth: usize) {
        let Some(schema) = self.resolve(schema) else {
            return;
        };
        // Null is no value: the setting is as if it were not there.
        if depth > DEEPEST || given.is_null() {
            return;
        }
        if let Some(choices) = alternatives(schema) {
            self.one_of(choices, given, place, depth);
            return;
        }
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
            self.listed(&allowed.iter().collect::<Vec<_>>(), given, place);
            return;
        }
        if let Some(allowed) = schema.get("const") {
            self.listed(&[allowed], given, place);
            return;
        }
        let types = types(schema);
        if !types.is_empty() && !types.iter().any(|kind| is_a(kind, given)) {
            let words: Vec<&str> = types.iter().filter_map(|kind| word(kind)).collect();
            self.problems.push(format!(
                "{place} must be {}, not {}",
                words.join(" or "),
                shown(given)
            ));
            return;
        }
        match given {
            Value::Object(table) => self.table(schema, table, place, depth),
            Value::Array(list) => {
                if let Some(items) = schema.get("items") {
                    for (index, item) in list.iter().enumerate() {
                        self.value(items, item, &format!("{place}[{}]", index + 1), depth + 1);
                    }
                }
            }
            Value::Number(_) => self.bounds(schema, given, place),
            _ => {}
        }
    }

    /// Returns what of a value can be used. A table loses what is wrong in it, anything else is whole.
    fn kept(&mut self, schema: &'a Value, given: &Value, depth: usize) -> Option<Value> {
        self.problems.clear();
        self.value(schema, given, "", depth);
        if self.problems.is_empty() {
            return Some(given.clone());
        }
        let (schema, table) = (self.resolve(schema)?, given.as_object()?);
        let known = schema.get("properties")?.as_object()?;
        let types = types(schema);
        if !types.is_empty() && !types.iter().any(|kind| is_a(kind, given)) {
            return None;
        }
        let others = schema.get("additionalProperties").filter(|v| v.is_object());
        let kept = table.iter().filter_map(|(key, value)| {
            let kept = match known.get(key).or(others) {
                Some(own) => self.kept(own, value, depth + 1)?,
                None => value.clone(),
            };
            Some((key.clone(), kept))
        });
        Some(Value::Object(kept.collect()))
    }

    fn resolve(&self, schema: &'a Value) -> Option<&'a Map<String, Value>> {
        let mut schema = schema;
        for _ in 0..DEEPEST {
            let map = schema.as_object()?;
            match map.get("$ref").and_then(Value::as_str) {
                Some(name) => schema = self.root.pointer(name.strip_prefix('#')?)?,
                None => return Some(map),
            }
        }
        None
    }

    fn table(
        &mut self,
        schema: &'a Map<String, Value>,
        table: &Map<String, Value>,
        place: &str,
        depth: usize,
    ) {
        let Some(known) = schema.get("properties").and_then(Value::as_object) else {
            if let Some(any) = schema.get("additionalProperties") {
                for (key, value) in table {
                    self.value(any, value, &format!("{place}.{key}"), depth + 1);
                }
            }
            return;
        };
        let others = schema.get("additionalProperties").filter(|v| v.is_object());
        let open = schema.get("additionalProperties") == Some(&Value::Bool(true));
        for (key, value) in table {
            let here = format!("{place}.{key}");
            match (known.get(key), others) {
                (Some(own), _) | (None, Some(own)) => self.value(own, value, &here, depth + 1),
                (None, None) if open => {}
                (None, None) => {
                    let names = known.keys().map(String::as_str);
                    let hint = did_you_mean(key, names.clone()).unwrap_or_else(|| {
                        format!("there are {}", names.collect::<Vec<_>>().join(", "))
                    });
                    self.problems
                        .push(format!("{here} is not a setting; {hint}"));
                }
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if table.get(key).is_none_or(Value::is_null) {
                self.problems.push(format!("{place}.{key} is missing"));
            }
        }
    }

    /// Takes the first alternative that fits; where none does, the nearest one says why.
    fn one_of(&mut self, choices: &'a [Value], given: &Value, place: &str, depth: usize) {
        let names: Vec<&Value> = choices.iter().filter_map(|c| c.get("const")).collect();
        if names.len() == choices.len() {
            self.listed(&names, given, place);
            return;
        }
        let before = self.problems.len();
        let mut nearest: Option<Vec<String>> = None;
        for choice in choices {
            self.value(choice, given, place, depth + 1);
            let found = self.problems.split_off(before);
            if found.is_empty() {
                return;
            }
            let fits = self
                .resolve(choice)
                .is_some_and(|own| types(own).iter().any(|kind| is_a(kind, given)));
            if nearest.is_none() || fits {
                nearest = Some(found);
            }
        }
        self.problems.extend(nearest.into_iter().flatten());
    }

    fn listed(&mut self, allowed: &[&Value], given: &Value, place: &str) {
        if allowed.contains(&given) {
            return;
        }
        let names: Vec<&str> = allowed.iter().filter_map(|v| v.as_str()).collect();
        let hint = given
            .as_str()
            .and_then(|word| did_you_mean(word, names.iter().copied()))
            .map(|hint| format!("; {hint}"))
            .unwrap_or_default();
        let all: Vec<String> = allowed.iter().map(|value| value.to_string()).collect();
        self.problems.push(format!(
            "{place} must be one of {}, not {}{hint}",
            all.join(", "),
            shown(given)
        ));
    }

    fn bounds(&mut self, schema: &Map<String, Value>, given: &Value, place: &str) {
        let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
        let Some(number) = given.as_f64() else { return };
        let (low, high) = (bound("minimum"), bound("maximum"));
        let wrong = low.is_some_and(|low| number < low) || high.is_some_and(|high| number > high);
        if wrong {
            let range = match (low, high) {
                (Some(low), Some(high)) => format!("from {low} to {high}"),
                (Some(low), None) => format!("at least {low}"),
                (None, Some(high)) => format!("at most {high}"),
                (None, None) => return,
            };
            self.problems
                .push(format!("{place} must be {range}, not {number}"));
        }
    }
}

fn alternatives(schema: &Map<String, Value>) -> Option<&[Value]> {
    let choices = schema.get("anyOf").or_else(|| schema.get("oneOf"))?;
    choices.as_array().map(Vec::as_slice)
}

fn types(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_a(kind: &str, given: &Value) -> bool {
    match kind {
        "string" => given.is_string(),
        "boolean" => given.is_boolean(),
        "number" => given.is_number(),
        "integer" => given.as_f64().is_some_and(|number| number.fract() == 0.0),
        "array" => given.is_array() || given.as_object().is_some_and(Map::is_empty),
        "object" => given.is_object() || given.as_array().is_some_and(Vec::is_empty),
        "null" => given.is_null(),
        _ => true,
    }
}

fn word(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "string" => "a text",
        "boolean" => "true or false",
        "number" => "a number",
        "integer" => "a whole number",
        "array" => "a list",
        "object" => "a table",
        _ => return None,
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a table".to_owned(),
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::JsonSchema;
    use serde_json::json;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Settings {
        depth: u8,
        ratio: Option<f64>,
        folders: Vec<String>,
        mode: Mode,
        inner: Option<Inner>,
        rules: std::collections::BTreeMap<String, bool>,
    }

    #[derive(JsonSchema)]
    #[serde(rename_all = "lowercase")]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Mode {
        Fast,
        Careful,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Inner {
        name: String,
    }

    fn problems(given: Value) -> Vec<String> {
        let mut schema = schemars::schema_for!(Settings).to_value();
        schema.as_object_mut().unwrap().remove("required");
        check(&schema, &given, "config.modules.x")
    }

    #[test]
    fn what_fits_is_no_problem() {
        let fits = json!({
            "depth": 3.0, "ratio": 1, "folders": {}, "mode": "fast", "inner": { "name": "a" },
            "rules": { "one": true },
        });
        assert_eq!(problems(fits), Vec::<String>::new());
        assert_eq!(
            problems(json!({ "ratio": null, "inner": null, "folders": ["a"] })),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_does_not_fit_is_named_with_what_would() {
        let wrong = json!({
            "dept": 3,
            "depth": 300,
            "ratio": "half",
            "folders": ["a", 7],
            "mode": "fats",
            "inner": { "nam": "a" },
            "rules": { "one": 1 },
            "zzzzzzzz": 1,
        });
        assert_eq!(
            problems(wrong),
            [
                "config.modules.x.dept is not a setting; did you mean `depth`?",
                "config.modules.x.depth must be from 0 to 255, not 300",
                "config.modules.x.ratio must be a number, not \"half\"",
                "config.modules.x.folders[2] must be a text, not 7",
                "config.modules.x.mode must be one of \"fast\", \"careful\", not \"fats\"; did you \
                 mean `fast`?",
                "config.modules.x.inner.nam is not a setting; did you mean `name`?",
                "config.modules.x.inner.name is missing",
                "config.modules.x.rules.one must be true or false, not 1",
                "config.modules.x.zzzzzzzz is not a setting; there are depth, ratio, folders, \
                 mode, inner, rules",
            ]
        );
        assert_eq!(
            problems(json!("fast")),
            ["config.modules.x must be a table, not \"fast\""]
        );
    }

    #[test]
    fn a_schema_that_refers_to_itself_or_to_nothing_allows_everything() {
        let endless = json!({ "$ref": "#" });
        assert_eq!(check(&endless, &json!(1), "x"), Vec::<String>::new());
        let nowhere = json!({ "$ref": "#/$defs/none" });
        assert_eq!(check(&nowhere, &json!(1), "x"), Vec::<String>::new());
        let nested = json!({ "properties": { "a": { "$ref": "#" } } });
        let mut given = json!(1);
        for _ in 0..200 {
            given = json!({ "a": given });
        }
        assert_eq!(check(&nested, &given, "x"), Vec::<String>::new());
        assert_eq!(check(&json!(7), &json!(1), "x"), Vec::<String>::new());
    }
}
