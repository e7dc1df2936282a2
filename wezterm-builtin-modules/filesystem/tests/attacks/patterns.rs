//! Arguments that no sensible caller sends: wrong types, absurd numbers, patterns that explode.

use std::fs;
use std::time::{Duration, Instant};

use filesystem::TABLE;
use serde_json::{Value, json};

use crate::child::{self, Place};
use crate::kinds::peak;
use crate::world::{World, layers, text};

fn world() -> World {
    World::new(layers().remove(0))
}

#[test]
fn f23_absurd_counts_are_cut_or_refused_and_nothing_is_allocated_by_them() {
    let here = "patterns::f23_absurd_counts_are_cut_or_refused_and_nothing_is_allocated_by_them";
    if child::alone(here) == Place::DoneElsewhere {
        return;
    }
    let world = world();
    let (top, file) = (text(world.a("")), text(world.a("a.txt")));
    let huge = [
        json!(10_000_000_000_u64),
        json!(1_u64 << 63),
        json!(u64::MAX),
        json!(1e18),
        json!(1e300),
    ];
    let wrong = [
        json!(-1),
        json!(0.5),
        json!(i64::MIN),
        json!(-1e300),
        json!("5"),
        json!([5]),
    ];
    let counted = [
        ("list_directory", json!({"path": top}), vec!["limit"]),
        (
            "list_directory_with_sizes",
            json!({"path": top}),
            vec!["limit"],
        ),
        (
            "directory_tree",
            json!({"path": top}),
            vec!["max_depth", "max_entries"],
        ),
        (
            "search_files",
            json!({"path": top, "pattern": "*"}),
            vec!["limit", "max_depth"],
        ),
        (
            "search_files_content",
            json!({"path": top, "query": "inside"}),
            vec!["max_matches", "context"],
        ),
        ("find_duplicate_files", json!({"path": top}), vec!["limit"]),
        (
            "find_empty_directories",
            json!({"path": top}),
            vec!["limit"],
        ),
        ("head_file", json!({"path": file}), vec!["lines"]),
        ("tail_file", json!({"path": file}), vec!["lines"]),
        ("read_file_lines", json!({"path": file}), vec!["line_count"]),
        ("read_text_file", json!({"path": file}), vec!["max_bytes"]),
    ];
    let before = peak();
    for (tool, args, counts) in &counted {
        let usual = world.ok(tool, args.clone());
        for count in counts {
            let with = |number: &Value| {
                let mut args = args.clone();
                args[*count] = number.clone();
                args
            };
            for number in &huge {
                let reply = world.ok(tool, with(number));
                if *count != "context" {
                    assert_eq!(reply, usual, "{tool} {count}={number}");
                }
            }
            for number in &wrong {
                assert_eq!(
                    world.code(tool, with(number)),
                    "bad_argument",
                    "{tool} {count}={number}"
                );
            }
            // Nothing at all may be asked for.
            world.ok(tool, with(&json!(0)));
        }
    }
    for (tool, beyond) in [
        (
            "read_file_lines",
            json!({"path": file, "line_start": u64::MAX}),
        ),
        (
            "read_file_lines",
            json!({"path": file, "offset": u64::MAX, "limit": u64::MAX}),
        ),
        (
            "read_text_file",
            json!({"path": file, "byte_range": [1_u64 << 63, u64::MAX]}),
        ),
        (
            "read_text_file",
            json!({"path": file, "byte_range": [0, u64::MAX]}),
        ),
    ] {
        world.ok(tool, beyond);
    }
    for range in [
        json!([5, 2]),
        json!([-1, 2]),
        json!([0.5, 2]),
        json!([1]),
        json!([1, 2, 3]),
    ] {
        let args = json!({"path": file, "byte_range": range});
        assert_eq!(
            world.code("read_text_file", args),
            "bad_argument",
            "{range}"
        );
    }
    let risen = peak() - before;
    assert!(risen < 32 << 10, "{risen} KiB");
}

#[test]
fn f48_a_hostile_expression_is_linear_or_refused_at_once() {
    let world = world();
    fs::write(world.a("as"), "a".repeat(1 << 20) + "!\n").unwrap();
    fs::write(world.a("lines"), ("a".repeat(200) + "!\n").repeat(5_000)).unwrap();
    let query = |query: &str| json!({"path": text(world.a("")), "query": query, "is_regex": true});
    for linear in [
        "(a+)+$",
        "(a|a)*$",
        "(a|aa)+$",
        "(.*a){20}$",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
    ] {
        let started = Instant::now();
        world.ok("search_files_content", query(linear));
        assert!(started.elapsed() < Duration::from_secs(20), "{linear}");
    }
    let nested = "(".repeat(5_000) + "a" + &")".repeat(5_000);
    let long = "a".repeat(1 << 20);
    for bad in [
        "(((x{100}){100}){100}){10}",
        "((a{1000}){1000}){1000}",
        r"\pL{100000}",
        &nested,
        &long,
        "(",
        "[",
        r"\",
        "(?<n",
        "a{2,1}",
        "",
    ] {
        let started = Instant::now();
        assert_eq!(
            world.code("search_files_content", query(bad)),
            "bad_pattern",
            "{bad:.40}"
        );
        assert!(started.elapsed() < Duration::from_secs(5), "{bad:.40}");
    }
}

#[test]
fn f49_a_hostile_glob_is_quick_or_refused() {
    let world = world();
    for number in 0..50 {
        fs::write(world.a(format!("{}{number:03}", "a".repeat(250))), "").unwrap();
    }
    let top = text(world.a(""));
    for (pattern, code) in [
        ("///*a*a*a*b".to_owned(), Some("bad_pattern")),
        ("*a".repeat(50) + "b", None),
        ("**/".repeat(100) + "*a*b", None),
        ("{a,b}".repeat(20), None),
        ("[ab]".repeat(200), None),
        (
            "{".repeat(400) + "a" + &"}".repeat(400),
            Some("bad_pattern"),
        ),
        ("a".repeat(100_000), Some("bad_pattern")),
        ("../*".into(), Some("bad_pattern")),
        ("/etc/*".into(), Some("bad_pattern")),
        ("[".into(), Some("bad_pattern")),
        ("a\0b".into(), Some("bad_pattern")),
        (String::new(), Some("bad_pattern")),
    ] {
        let started = Instant::now();
        let outcome = world.call("search_files", json!({"path": top, "pattern": pattern}));
        assert!(started.elapsed() < Duration::from_secs(5), "{pattern:.40}");
        match code {
            Some(code) => assert_eq!(outcome.unwrap_err().code.to_string(), code, "{pattern:.40}"),
            None => assert!(outcome.is_ok(), "{pattern:.40}: {outcome:?}"),
        }
        let excluded = json!({"path": top, "pattern": "*", "exclude": [pattern]});
        let started = Instant::now();
        assert_eq!(world.call("search_files", excluded).is_ok(), code.is_none());
        assert!(started.elapsed() < Duration::from_secs(5), "{pattern:.40}");
    }
    let many: Vec<String> = (0..100_000).map(|number| format!("{number}")).collect();
    let excluded = json!({"path": top, "pattern": "*", "exclude": many});
    assert_eq!(world.code("search_files", excluded), "bad_pattern");
}

#[test]
fn f50_a_very_long_line_is_cut_around_what_was_found() {
    let world = world();
    let line = "é".repeat(1 << 20) + "needle" + &"é".repeat(1 << 20);
    fs::write(world.a("long"), line + "\nshort needle\n").unwrap();
    let query = json!({"path": text(world.a("long")), "query": "needle"});
    let found = world.ok("search_files_content", query);
    let matches = found["matches"].as_array().unwrap();
    assert_eq!(matches.len(), 2);
    let shown = matches[0]["text"].as_str().unwrap();
    assert!(shown.len() < 4_096, "{}", shown.len());
    assert!(shown.contains("needle"), "{shown}");
    assert!(!shown.contains('\u{fffd}'), "{shown}");
    assert_eq!(matches[0]["column"], json!((1 << 20) + 1));
    assert_eq!(matches[1]["text"], json!("short needle"));
    // A line that is longer than the engine holds is said to be left out.
    fs::write(world.a("longer"), vec![b'x'; 40 << 20]).unwrap();
    let query = json!({"path": text(world.a("")), "query": "needle"});
    let found = world.ok("search_files_content", query);
    assert_eq!(found["matches"].as_array().unwrap().len(), 2);
    assert_eq!(found["skipped"][0]["path"], json!(text(world.a("longer"))));
}

#[test]
fn f63_arguments_of_the_wrong_type_are_refused_by_every_tool() {
    let world = world();
    let path = text(world.a(""));
    let long = "x/".repeat(5 << 20);
    for row in TABLE {
        let mut bad = vec![
            json!(5),
            json!("path"),
            json!([]),
            json!([path]),
            json!(true),
            json!({"path": 5, "paths": 5}),
            json!({"path": [path], "paths": {}}),
            json!({"path": {"x": 1}, "paths": [5]}),
            json!({"path": true}),
            json!({"path": long, "paths": [long], "pattern": "*", "query": "x"}),
            json!({"path": path, "no_such_argument": 1}),
            json!({"path": path, "paths": [path], "pattern": "*", "query": "x", "\u{1b}]52;c;": 1}),
        ];
        if row.name != "list_allowed_directories" {
            bad.push(Value::Null);
            bad.push(json!({}));
            bad.push(json!({"path": ""}));
        }
        for args in bad {
            let outcome = world.call(row.name, args.clone());
            let shown: String = args.to_string().chars().take(80).collect();
            let error = outcome.expect_err(&format!("{} {shown}", row.name));
            assert_eq!(
                error.code.to_string(),
                "bad_argument",
                "{} {shown}: {error}",
                row.name
            );
            let said = error.to_string();
            assert!(
                said.len() < 4_096 && !said.contains('\u{1b}'),
                "{said:.200}"
            );
        }
    }
}
