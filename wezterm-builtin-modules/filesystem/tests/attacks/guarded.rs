//! What needs a person's word: names that other programs obey, secrets, everything where nothing may be
//! changed, and what was allowed and became something else.

use std::fs;

use filesystem::job::Asker;
use filesystem::{Asked, TABLE};
use serde_json::json;
use wezterm_module_framework::Effect;

use crate::world::{World, asked, each_world, layers, text};
use crate::writes::{all_below, writes};

#[test]
fn f59_what_other_programs_obey_is_not_written_without_a_persons_word() {
    each_world(|world| {
        fs::create_dir_all(world.a(".git/hooks")).unwrap();
        fs::write(world.a(".git/config"), "[core]\n").unwrap();
        world.link(".git/hooks", "innocent");
        world.link("../.git", "sub/g");
        world.link(world.a(".git/config"), "conf");
        let before = all_below(&world.a(""));
        for path in [
            ".git/hooks/pre-commit",
            ".git/config",
            ".GIT/hooks/pre-commit",
            ".bashrc",
            "sub/.envrc",
            ".vscode/tasks.json",
            ".VSCode/tasks.json",
            "wezterm.lua",
            ".cargo/config.toml",
            ".mcp.json",
            "innocent/pre-commit",
            "sub/g/config",
            "sub/g/hooks/deep/er",
            "conf",
        ] {
            let path = text(world.a(path));
            for make_parents in [false, true] {
                let args = json!({"path": path, "content": "x", "make_parents": make_parents});
                let code = world.code("write_file", args);
                // Where its folder is missing that is said first.
                let fine = code == "protected" || !make_parents && code == "not_found";
                assert!(fine, "{path}: {code}");
            }
            if !path.ends_with("conf") {
                for tool in ["move_file", "copy_path"] {
                    let args = json!({"source": text(world.a("a.txt")), "destination": path, "overwrite": true});
                    let code = world.code(tool, args);
                    assert!(
                        ["protected", "not_found"].contains(&code.as_str()),
                        "{tool} {path}: {code}"
                    );
                }
            }
            if path.ends_with("config") || path.ends_with("conf") {
                let edits = json!([{"oldText": "[core]", "newText": "x"}]);
                assert_eq!(
                    world.code("edit_file", json!({"path": path, "edits": edits})),
                    "protected"
                );
            }
        }
        let hooks = json!({"path": text(world.a(".git/hooks/made"))});
        assert_eq!(world.code("create_directory", hooks), "protected");
        let delete = json!({"path": text(world.a(".git/config")), "permanently": true});
        assert_eq!(world.code("delete_path", delete), "protected");
        // A folder that brings such a name with it.
        fs::create_dir_all(world.a("evil/hooks")).unwrap();
        fs::write(world.a("evil/hooks/pre-commit"), "x").unwrap();
        fs::rename(world.a(".git"), world.a("was.git")).unwrap();
        for tool in ["move_file", "copy_path"] {
            let args =
                json!({"source": text(world.a("evil")), "destination": text(world.a(".git"))});
            match world.call(tool, args) {
                Err(error) => assert_eq!(error.code.to_string(), "protected", "{tool}"),
                Ok(done) => assert!(
                    done["skipped"].to_string().contains("protected"),
                    "{tool} {done}"
                ),
            }
            assert!(!world.a(".git/hooks/pre-commit").exists(), "{tool}");
            let _ = fs::remove_dir_all(world.a(".git"));
        }
        // A link that brings it with it, by itself or in a folder.
        fs::create_dir(world.a("project")).unwrap();
        world.link("evil", "l");
        world.link("../evil", "project/l");
        for tool in ["copy_path", "move_file"] {
            let args = json!({"source": text(world.a("l")), "destination": text(world.a(".git"))});
            assert_eq!(world.code(tool, args), "protected", "{tool}");
        }
        fs::rename(world.a("project/l"), world.a("project/.git")).unwrap();
        let args =
            json!({"source": text(world.a("project")), "destination": text(world.a("sub/p"))});
        assert_eq!(world.code("move_file", args.clone()), "protected");
        let done = world.ok("copy_path", args);
        assert!(done["skipped"].to_string().contains("protected"), "{done}");
        fs::remove_dir_all(world.a("sub/p")).unwrap();
        fs::remove_dir_all(world.a("project")).unwrap();
        fs::remove_file(world.a("l")).unwrap();
        fs::rename(world.a("was.git"), world.a(".git")).unwrap();
        fs::remove_dir_all(world.a("evil")).unwrap();
        assert_eq!(all_below(&world.a("")), before);
        // With a person's word it is done.
        let approved = Asked {
            approved: true,
            ..asked(Asker::Assistant)
        };
        let args = json!({"path": text(world.a(".envrc")), "content": "x"});
        world
            .settings(|_| {})
            .call_as(approved, "write_file", args)
            .unwrap();
        assert_eq!(fs::read(world.a(".envrc")).unwrap(), b"x");
    });
}

#[test]
fn f60_what_may_hold_secrets_is_not_read_without_a_persons_word() {
    each_world(|world| {
        for name in [".env", "id_rsa", "cert.pem", "sub/.ENV"] {
            fs::write(world.a(name), "PASSWORD=inside").unwrap();
        }
        world.link(".env", "innocent.txt");
        world.link(world.a("id_rsa"), "key.txt");
        let calls = world.settings(|_| {});
        for name in [
            ".env",
            "id_rsa",
            "cert.pem",
            "sub/.ENV",
            "innocent.txt",
            "key.txt",
        ] {
            let path = text(world.a(name));
            for asker in [Asker::Assistant, Asker::Program] {
                for (tool, args) in [
                    ("read_text_file", json!({"path": path})),
                    (
                        "read_text_file",
                        json!({"path": path, "encoding": "base64"}),
                    ),
                    ("head_file", json!({"path": path})),
                    ("hash_file", json!({"path": path})),
                    ("read_media_file", json!({"path": path})),
                    (
                        "search_files_content",
                        json!({"path": path, "query": "PASS"}),
                    ),
                ] {
                    let error = calls.call_as(asked(asker), tool, args).unwrap_err();
                    assert_eq!(error.code.to_string(), "protected", "{tool} {name}");
                }
            }
            let read = |asked: Asked| {
                calls
                    .call_as(asked, "read_text_file", json!({"path": path}))
                    .map(|_| ())
            };
            read(asked(Asker::Person)).unwrap();
            read(Asked {
                approved: true,
                ..asked(Asker::Assistant)
            })
            .unwrap();
            let strict = world.settings(|options| options.rules.deny_secrets = true);
            let approved = Asked {
                approved: true,
                ..asked(Asker::Assistant)
            };
            let denied = strict.call_as(approved, "read_text_file", json!({"path": path}));
            assert_eq!(denied.unwrap_err().code.to_string(), "protected");
        }
        let found = world.ok(
            "search_files_content",
            json!({"path": text(world.a("")), "query": "PASS"}),
        );
        assert_eq!(found["matches"], json!([]));
        assert_eq!(found["skipped"].as_array().unwrap().len(), 4, "{found}");
        // Nor by a copy with another name.
        let copy =
            json!({"source": text(world.a(".env")), "destination": text(world.a("copy.txt"))});
        assert_eq!(world.code("copy_path", copy), "protected");
        let edit = json!({"path": text(world.a(".env")), "edits": [{"oldText": "PASSWORD", "newText": "x"}]});
        assert_eq!(world.code("edit_file", edit), "protected");
    });
}

#[test]
fn f60_a_secret_that_is_moved_to_another_name_is_a_secret_still() {
    let world = World::new(layers().remove(0));
    fs::write(world.a(".env"), "PASSWORD=inside").unwrap();
    let args = json!({"source": text(world.a(".env")), "destination": text(world.a("x.txt"))});
    assert_eq!(world.code("move_file", args), "protected");
    let args =
        json!({"source": text(world.a(".env")), "destination": text(world.a("sub/.env.local"))});
    world.ok("move_file", args);
    fs::create_dir(world.a(".ssh")).unwrap();
    fs::write(world.a(".ssh/config"), "inside").unwrap();
    let args = json!({"source": text(world.a(".ssh")), "destination": text(world.a("x"))});
    assert_eq!(world.code("move_file", args), "protected");
    assert!(world.a(".ssh/config").exists());
}

#[test]
fn f65_where_nothing_may_be_changed_every_tool_that_changes_is_refused() {
    each_world(|world| {
        let calls = world.settings(|options| options.rules.read_only = true);
        let before = all_below(&world.a(""));
        let all = writes(&text(world.a("sub")), &text(world.a("a.txt")));
        let all = all
            .into_iter()
            .chain(writes(&text(world.a("a.txt")), &text(world.a("sub/b.txt"))));
        let mut met = Vec::new();
        for (tool, args) in all {
            // The superuser of rules is the person, and these hold for the person too.
            for asked in [
                asked(Asker::Person),
                Asked {
                    approved: true,
                    ..asked(Asker::Assistant)
                },
            ] {
                let error = calls.call_as(asked, tool, args.clone()).expect_err(tool);
                assert_eq!(
                    error.code.to_string(),
                    "read_only",
                    "{tool} {args}: {error}"
                );
            }
            met.push(tool);
        }
        for row in TABLE.iter().filter(|row| row.effect != Effect::Read) {
            assert!(met.contains(&row.name), "{} is not tested", row.name);
        }
        assert_eq!(all_below(&world.a("")), before);
        assert_eq!(calls.read(world.a("a.txt")).unwrap(), "inside\n");
    });
}

#[test]
fn what_was_allowed_is_not_another_file_by_the_time_it_is_opened() {
    each_world(|world| {
        // A person allowed one file outside of the project; then it became a link to its neighbour.
        let asked = Asked {
            asker: Asker::Assistant,
            cwd: Some(world.a("")),
            allowed: vec![world.a("sub/b.txt")],
            approved: true,
            narrowed: None,
        };
        fs::write(world.a("sub/other.txt"), "not allowed").unwrap();
        let calls = world.settings(|options| {
            options.allowed = None;
            options.home = world.t().to_owned();
        });
        let here = Asked {
            cwd: Some(world.a("sub/deep")),
            ..asked
        };
        let path = json!({"path": text(world.a("sub/b.txt"))});
        let read = |tool: &str| calls.call_as(here.clone(), tool, path.clone());
        read("read_text_file").unwrap();
        fs::remove_file(world.a("sub/b.txt")).unwrap();
        world.link("other.txt", "sub/b.txt");
        for tool in [
            "read_text_file",
            "hash_file",
            "read_media_file",
            "head_file",
        ] {
            assert_eq!(
                read(tool).unwrap_err().code.to_string(),
                "conflict",
                "{tool}"
            );
        }
        fs::remove_file(world.a("sub/b.txt")).unwrap();
        world.link("..", "sub/b.txt");
        for tool in ["list_directory", "directory_tree"] {
            let code = read(tool).unwrap_err().code.to_string();
            assert!(
                ["conflict", "outside_roots"].contains(&code.as_str()),
                "{tool}: {code}"
            );
        }
    });
}
