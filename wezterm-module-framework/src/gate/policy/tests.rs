//! What must hold of every policy, whatever its rules and their order.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::grants::Grant;
use super::super::scope::Item;
use super::*;

/// The folders of the person.
static HOME: LazyLock<Vec<PathBuf>> = LazyLock::new(|| vec![PathBuf::from("/w")]);
/// Folders that begin like each other.
const FOLDERS: [&str; 6] = ["/w", "/w/a", "/w/ab", "/w/a/b", "/w/a/bc", "/other"];
const PRINCIPALS: [&str; 4] = ["m", "n", "user-lua", "mcp:editor"];
const TOOLS: [&str; 2] = ["remove", "look"];
const EFFECTS: [Effect; 4] = [
    Effect::Read,
    Effect::Write,
    Effect::Execute,
    Effect::Network,
];

fn verdict() -> impl Strategy<Value = Verdict> {
    prop::sample::select(vec![Verdict::Allow, Verdict::Ask, Verdict::Deny])
}

fn some<T: Clone + std::fmt::Debug + 'static>(
    of: &[T],
) -> impl Strategy<Value = Option<T>> + use<T> {
    prop::option::of(prop::sample::select(of.to_vec()))
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let patterns = ["m", "n", "*", "mcp:*", "mcp:editor", "user-lua"];
    let scope = prop_oneof![
        Just((None, None, None)),
        prop::sample::select(FOLDERS.to_vec()).prop_map(|f| (Some(PathBuf::from(f)), None, None)),
        prop::sample::select(vec!["git", "rm"]).prop_map(|p| (None, Some(p.to_owned()), None)),
        prop::sample::select(vec!["a.org", "*.a.org"]).prop_map(|host| (
            None,
            None,
            Some(host.to_owned())
        )),
    ];
    (
        verdict(),
        some(&patterns),
        some(&TOOLS),
        some(&EFFECTS),
        scope,
    )
        .prop_map(
            |(decision, principal, tool, effect, (path, program, host))| Rule {
                principal: principal.map(str::to_owned),
                tool: tool.map(str::to_owned),
                effect,
                path,
                program,
                host,
                ..Rule::all(decision)
            },
        )
}

fn any_item() -> impl Strategy<Value = Item> {
    let place = (
        prop::sample::select(FOLDERS.to_vec()),
        "[a-c]{0,2}",
        any::<bool>(),
    );
    prop_oneof![
        place.prop_map(|(folder, name, tree)| {
            let path = Path::new(folder).join(name);
            Item::Place {
                named: path.clone(),
                real: path,
                tree,
            }
        }),
        prop::sample::select(vec!["git", "rm", "/bin/rm"]).prop_map(|p| Item::Program(p.into())),
        prop::sample::select(vec!["git status", "git push"]).prop_map(|prefix| Item::Command {
            program: "git".into(),
            prefix: prefix.into(),
        }),
        prop::sample::select(vec!["a.org", "b.a.org", "ba.org"])
            .prop_map(|host| Item::Host(host.into())),
    ]
}

fn any_reach() -> impl Strategy<Value = Reach> {
    prop_oneof![
        1 => Just(Reach::Everything),
        6 => prop::collection::vec(any_item(), 0..4).prop_map(Reach::Only),
    ]
}

prop_compose! {
    fn any_call()(
        principal in prop::sample::select(PRINCIPALS.to_vec()),
        tool in prop::sample::select(TOOLS.to_vec()),
        effect in prop::sample::select(EFFECTS.to_vec()),
        reach in any_reach(),
    ) -> (&'static str, &'static str, Effect, Reach) {
        (principal, tool, effect, reach)
    }
}

fn facts<'a>(call: &'a (&'static str, &'static str, Effect, Reach)) -> Facts<'a> {
    Facts {
        principal: call.0,
        tool: call.1,
        aliases: &[],
        effect: call.2,
        capability: call.2.capability(),
        reach: &call.3,
        root: Some(Path::new("/w/a")),
        own: &HOME,
        granted: false,
        harmless: None,
    }
}

fn project(rules: Vec<Rule>) -> Policy {
    let mut policy = Policy::with_rules(rules);
    policy
        .rules
        .retain(|held| held.rule.decision != Verdict::Allow);
    policy
}

proptest! {
    #[test]
    fn deny_beats_ask_beats_allow_in_whatever_order(
        rules in prop::collection::vec(any_rule(), 0..8),
        call in any_call(),
        seed in any::<u64>(),
    ) {
        let facts = facts(&call);
        let strictest = rules
            .iter()
            .filter(|rule| Held::new((*rule).clone()).matches(&facts))
            .map(|rule| rule.decision)
            .max();
        let wanted = strictest.unwrap_or(by_default(&facts).verdict);
        let judged = Policy::with_rules(rules.clone()).judge(&facts);
        prop_assert_eq!(judged.verdict, wanted);
        let mut shuffled = rules;
        let by = usize::try_from(seed % 8).unwrap_or(0).min(shuffled.len());
        shuffled.rotate_left(by);
        shuffled.reverse();
        prop_assert_eq!(Policy::with_rules(shuffled).judge(&facts).verdict, wanted);
    }

    #[test]
    fn a_project_never_allows_more(
        rules in prop::collection::vec(any_rule(), 0..6),
        own in prop::collection::vec(any_rule(), 0..6),
        broken in any::<bool>(),
        call in any_call(),
    ) {
        let facts = facts(&call);
        let judged = Policy::with_rules(rules).judge(&facts);
        let mut project = project(own);
        project.broken = broken;
        let tightened = project.tighten(&facts, judged.clone());
        prop_assert!(tightened.verdict >= judged.verdict);
        prop_assert!(tightened.every_time >= judged.every_time || tightened.verdict == Verdict::Deny);
    }

    #[test]
    fn what_is_written_in_a_projects_file_never_allows_more(
        text in "(\\[\\[rules\\]\\]\n(decision = \"(allow|ask|deny|x)\"\n|tool = \"remove\"\n|path = \"(\\.\\.|/|~|a)\"\n){0,3}){0,4}",
        call in any_call(),
    ) {
        let facts = facts(&call);
        let judged = Policy::default().judge(&facts);
        let (project, _) = Policy::from_project(&text, Path::new("/w/a"), None);
        prop_assert!(project.tighten(&facts, judged.clone()).verdict >= judged.verdict);
    }

    #[test]
    fn a_grant_matches_nothing_outside_of_its_scope(
        given in any_call(),
        call in any_call(),
        root in some(&FOLDERS),
        in_project in any::<bool>(),
    ) {
        let own = Path::new("/w/a");
        let mut grant = Grant::of(given.0, given.1, &given.3);
        if in_project {
            grant = grant.in_project(own);
        }
        let root = root.map(Path::new);
        if !grant.allows(call.0, call.1, &call.3, root) {
            return Ok(());
        }
        prop_assert_eq!((call.0, call.1), (given.0, given.1));
        prop_assert!(!in_project || root == Some(own));
        // Each thing lies where the grant says, told without the code that compares paths.
        let folder = |path: &Path| format!("{}/", path.display().to_string().trim_end_matches('/'));
        let inside = |path: &Path| {
            let path = folder(path);
            grant.paths.iter().any(|granted| path.starts_with(&folder(granted)))
        };
        match &call.3 {
            Reach::Everything => prop_assert!(grant.everything),
            Reach::Only(items) => for item in items {
                let granted = grant.everything || match item {
                    Item::Place { real, .. } => inside(real),
                    Item::Program(name) => grant.programs.contains(name),
                    Item::Command { prefix, .. } => grant.commands.contains(prefix),
                    Item::Host(name) => grant.hosts.contains(name),
                };
                prop_assert!(granted, "{item:?} is outside of {grant:?}");
            }
        }
    }

    #[test]
    fn a_grant_is_read_back_as_it_was_written(call in any_call(), in_project in any::<bool>()) {
        let mut grant = Grant::of(call.0, call.1, &call.3);
        if in_project {
            grant = grant.in_project(Path::new("/w/a \"quoted\"\n"));
        }
        let text = grant.text().unwrap();
        prop_assert_eq!(toml::from_str::<Grant>(&text).unwrap(), grant);
    }

    #[test]
    fn settings_of_any_shape_are_read_without_harm(text in "\\PC{0,40}", number in any::<f64>()) {
        let shapes = [
            Value::from(text.clone()),
            serde_json::json!({ "rules": text, "time_limit": number }),
            serde_json::json!({ "rules": [text, { "decision": text }], "approval_timeout": text }),
        ];
        for shape in shapes {
            let (policy, problems) = Policy::from_settings(&shape, None);
            prop_assert!(!problems.is_empty());
            prop_assert!(policy.broken);
        }
    }
}

#[test]
fn default_rights_are_those_of_the_documentation() {
    let below = |path: &str| {
        Reach::Only(vec![Item::Place {
            named: path.into(),
            real: path.into(),
            tree: false,
        }])
    };
    let program = Reach::Only(vec![Item::Program("git".into())]);
    let host = Reach::Only(vec![Item::Host("a.org".into())]);
    let table = [
        ("user-lua", Effect::Execute, program.clone(), Verdict::Allow),
        ("user-lua", Effect::Write, below("/w/x"), Verdict::Allow),
        ("user-lua", Effect::Write, below("/etc/x"), Verdict::Ask),
        ("user-lua", Effect::Read, below("/wx"), Verdict::Ask),
        ("user-lua", Effect::Network, host, Verdict::Ask),
        ("m", Effect::Read, below("/w/a/b"), Verdict::Allow),
        ("m", Effect::Read, below("/w/ab"), Verdict::Ask),
        ("m", Effect::Read, Reach::Everything, Verdict::Ask),
        ("m", Effect::Write, below("/w/a/b"), Verdict::Ask),
        ("m", Effect::Execute, program, Verdict::Ask),
        ("mcp:editor", Effect::Read, below("/w/a/b"), Verdict::Deny),
    ];
    for (principal, effect, reach, wanted) in table {
        let call = (principal, "tool", effect, reach);
        let judged = Policy::default().judge(&facts(&call));
        assert_eq!(judged.verdict, wanted, "{call:?}");
    }
}

#[test]
fn a_rule_about_a_path_that_meets_what_cannot_be_told_says_why() {
    let rule = Rule {
        path: Some("/w/secret".into()),
        ..Rule::all(Verdict::Deny)
    };
    let policy = Policy::with_rules([rule]);
    let reach = Reach::Everything;
    let call = ("m", "x", Effect::Read, reach);
    let judged = policy.judge(&facts(&call));
    let why = "rule 1 of config.tool_policy, as it cannot be told beforehand what the tool touches";
    assert_eq!(
        (judged.verdict, judged.source.as_str()),
        (Verdict::Deny, why)
    );
}
