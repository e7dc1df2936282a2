//! The order in which modules start: each after those it depends on, by name where that leaves a
//! choice. Pure; it knows nothing of modules but names.

use std::collections::{BTreeMap, BTreeSet};

/// What is to be started, and what cannot be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Every module, those it depends on first.
    pub(crate) order: Vec<String>,
    /// The modules that cannot start whatever happens, with the reason.
    pub(crate) refused: BTreeMap<String, String>,
}

/// Orders `modules`, a map from each name to the names it depends on.
pub(crate) fn plan(modules: &BTreeMap<String, Vec<String>>) -> Plan {
    let mut plan = Plan::default();
    let mut waiting: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, needs) in modules {
        let known = needs.iter().filter(|need| modules.contains_key(*need));
        waiting.insert(name, known.map(String::as_str).collect());
        if let Some(missing) = needs.iter().find(|need| !modules.contains_key(*need)) {
            plan.refused.insert(
                name.clone(),
                format!("it depends on `{missing}`, which is not there"),
            );
        }
    }
    while !waiting.is_empty() {
        let free = waiting.iter().find(|(_, needs)| needs.is_empty());
        let next = match free {
            Some((name, _)) => *name,
            None => {
                let cycle = find_cycle(&waiting);
                let text = format!("its dependencies form a circle: {}", cycle.join(" -> "));
                for name in &cycle {
                    plan.refused.insert((*name).to_owned(), text.clone());
                }
                cycle[0]
            }
        };
        waiting.remove(next);
        for needs in waiting.values_mut() {
            needs.remove(next);
        }
        plan.order.push(next.to_owned());
    }
    plan
}

/// Returns a circle, its first name again at the end. Everybody waits for somebody, so following the
/// first dependency must come back.
fn find_cycle<'a>(waiting: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<&'a str> {
    let mut path: Vec<&str> = Vec::new();
    let mut at = waiting.keys().next().copied().unwrap_or_default();
    loop {
        if let Some(start) = path.iter().position(|name| *name == at) {
            path.push(at);
            return path.split_off(start);
        }
        path.push(at);
        at = waiting
            .get(at)
            .and_then(|needs| needs.first().copied())
            .unwrap_or(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(list: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        list.iter()
            .map(|(name, needs)| {
                let needs = needs.iter().map(ToString::to_string).collect();
                ((*name).to_owned(), needs)
            })
            .collect()
    }

    #[test]
    fn dependencies_come_first_and_names_settle_the_rest() {
        let plan = plan(&modules(&[
            ("a", &["z", "m"]),
            ("m", &["z"]),
            ("z", &[]),
            ("b", &[]),
        ]));
        assert_eq!(plan.order, ["b", "z", "m", "a"]);
        assert_eq!(plan.refused, BTreeMap::new());
    }

    #[test]
    fn a_missing_dependency_is_named() {
        let plan = plan(&modules(&[("a", &["ghost"]), ("b", &["a"])]));
        assert_eq!(plan.order, ["a", "b"]);
        assert_eq!(
            plan.refused,
            BTreeMap::from([(
                "a".into(),
                "it depends on `ghost`, which is not there".into()
            )])
        );
    }

    #[test]
    fn a_circle_is_spelled_out_and_refuses_only_its_members() {
        let plan = plan(&modules(&[
            ("a", &["b"]),
            ("b", &["c"]),
            ("c", &["b"]),
            ("d", &[]),
        ]));
        let text = "its dependencies form a circle: b -> c -> b";
        assert_eq!(
            plan.refused,
            BTreeMap::from([("b".into(), text.into()), ("c".into(), text.into())])
        );
        assert_eq!(plan.order, ["d", "b", "a", "c"]);
    }

    #[test]
    fn a_module_that_depends_on_itself_is_a_circle() {
        let plan = plan(&modules(&[("a", &["a"])]));
        assert_eq!(plan.refused["a"], "its dependencies form a circle: a -> a");
    }
}
