//! Paths and links that lead out, or seem to.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use filesystem::error::Code;
use filesystem::find;
use filesystem::job::Asker;
use filesystem::roots::{Root, Roots};
use serde_json::{Value, json};

use crate::world::{Calls, World, asked, each_world, names, options, text, try_service};

/// Returns a call of every tool that reads `path`, following links.
fn reads(path: &str) -> Vec<(&'static str, Value)> {
    let by_path = |tool| (tool, json!({"path": path}));
    let all = vec![
        by_path("read_text_file"),
        ("read_multiple_files", json!({"paths": [path]})),
        ("head_file", json!({"path": path, "lines": 1})),
        ("tail_file", json!({"path": path, "lines": 1})),
        (
            "read_file_lines",
            json!({"path": path, "line_start": 1, "line_count": 1}),
        ),
        by_path("read_media_file"),
        ("read_multiple_media_files", json!({"paths": [path]})),
        by_path("hash_file"),
        by_path("list_directory"),
        by_path("list_directory_with_sizes"),
        by_path("directory_tree"),
        ("search_files", json!({"path": path, "pattern": "*"})),
        (
            "search_files_content",
            json!({"path": path, "pattern": "*", "query": "c"}),
        ),
        by_path("find_duplicate_files"),
        by_path("find_empty_directories"),
        by_path("calculate_directory_size"),
        ("diff_files", json!({"path1": path, "path2": path})),
        ("list_archive", json!({"zip_file": path})),
    ];
    let known = |(tool, _): &(&str, Value)| find(tool).is_some();
    all.into_iter().filter(known).collect()
}

fn all_refuse(world: &World, path: &str, code: &str) {
    for (tool, args) in reads(path) {
        assert_eq!(world.code(tool, args), code, "{tool} {path}");
    }
}

#[test]
fn f01_dot_dot_is_refused_where_it_leads_out() {
    each_world(|world| {
        for path in [
            "../outside.txt",
            "../outside",
            "..",
            "sub/../../outside.txt",
            "sub/../../outside/plain.txt",
            "sub/deep/../../../outside",
            "./../outside.txt",
            "sub/./.././../outside.txt",
        ] {
            all_refuse(
                world,
                &format!("{}/{path}", text(world.a(""))),
                "outside_roots",
            );
        }
        // A relative path begins in the directory of whoever asks.
        let calls = world.settings(|_| {});
        let mut from_a = asked(Asker::Program);
        from_a.cwd = Some(world.a(""));
        for path in ["../outside.txt", "../outside", "sub/../../outside.txt"] {
            for (tool, args) in reads(path) {
                match calls.call_as(from_a.clone(), tool, args) {
                    Err(error) => assert_eq!(error.code, Code::OutsideRoots, "{tool} {path}"),
                    Ok(data) => assert!(data.to_string().contains("outside_roots"), "{data}"),
                }
            }
        }
        // One that stays inside is none of these.
        assert_eq!(world.read(world.a("sub/../a.txt")).unwrap(), "inside\n");
        assert_eq!(
            world.read(world.a("../A/a.txt")),
            Err("outside_roots".into())
        );
    });
}

#[test]
fn f02_an_absolute_path_outside_is_refused() {
    each_world(|world| {
        for path in [
            "/etc/passwd",
            "/etc",
            "/",
            "/proc/self/environ",
            "//etc/passwd",
        ] {
            all_refuse(world, path, "outside_roots");
        }
        all_refuse(world, &text(world.outside("plain.txt")), "outside_roots");
    });
}

#[test]
fn f03_a_sibling_that_begins_with_the_same_letters_is_refused() {
    each_world(|world| {
        for name in ["A_sibling", "A2", "AA", "A.bak"] {
            let sibling = world.t().join(name);
            fs::create_dir(&sibling).unwrap();
            fs::write(sibling.join("s.txt"), crate::world::CONTENT).unwrap();
            all_refuse(world, &text(&sibling), "outside_roots");
            all_refuse(world, &text(sibling.join("s.txt")), "outside_roots");
        }
    });
}

#[test]
fn f04_a_sibling_with_a_quote_or_a_blank_is_refused() {
    each_world(|world| {
        for name in [
            "A\"",
            "A ",
            "A'",
            "\"A\"",
            " A",
            "A\t",
            "A\n",
            "A\u{a0}",
            "A\u{200b}",
        ] {
            let sibling = world.t().join(name);
            fs::write(&sibling, crate::world::CONTENT).unwrap();
            all_refuse(world, &text(&sibling), "outside_roots");
        }
    });
}

#[test]
fn f06_a_link_to_a_file_outside_is_refused() {
    each_world(|world| {
        for (index, target) in [
            PathBuf::from("/etc/hostname"),
            world.outside("plain.txt"),
            PathBuf::from("../outside.txt"),
            PathBuf::from("sub/../../outside.txt"),
            PathBuf::from("sub/deep/../../../outside/plain.txt"),
        ]
        .iter()
        .enumerate()
        {
            let link = world.link(target, &format!("l{index}"));
            assert_eq!(world.read(&link), Err("outside_roots".into()), "{target:?}");
            all_refuse(world, &text(&link), "outside_roots");
            // Through a second link, which stays inside.
            let second = world.link(format!("l{index}"), &format!("m{index}"));
            all_refuse(world, &text(&second), "outside_roots");
        }
    });
}

#[test]
fn f07_a_link_to_a_folder_outside_is_refused() {
    each_world(|world| {
        world.link(world.outside(""), "ld");
        world.link("../outside", "rd");
        world.link("sub/../../outside", "sd");
        for link in ["ld", "rd", "sd"] {
            for path in [
                link.to_owned(),
                format!("{link}/plain.txt"),
                format!("{link}/folder"),
            ] {
                all_refuse(world, &text(world.a(path)), "outside_roots");
            }
            let within = world.a(format!("{link}/../A/a.txt"));
            assert_eq!(world.read(within), Err("outside_roots".into()));
        }
    });
}

#[test]
fn f09_a_link_that_stays_inside_is_followed() {
    each_world(|world| {
        let content = |path| world.read(world.a(path)).unwrap();
        world.link("a.txt", "ok");
        world.link("sub", "folder");
        world.link("../a.txt", "sub/up");
        world.link("deep/../../sub/b.txt", "sub/round");
        world.link("ok", "ok2");
        assert_eq!(content("ok"), "inside\n");
        assert_eq!(content("ok2"), "inside\n");
        assert_eq!(content("folder/b.txt"), "inside too\n");
        assert_eq!(content("sub/up"), "inside\n");
        assert_eq!(content("folder/up"), "inside\n");
        assert_eq!(content("sub/round"), "inside too\n");
        let listing = world.ok("list_directory", json!({"path": text(world.a("folder"))}));
        assert_eq!(names(&listing), ["b.txt", "deep", "round", "up"]);
        // `..` behind a link leaves the folder that the link leads to, as everywhere.
        world.link("sub/deep", "deeper");
        assert_eq!(content("deeper/../b.txt"), "inside too\n");
    });
}

#[test]
fn f10_an_absolute_link_that_leads_back_inside_is_followed() {
    each_world(|world| {
        let content = |path: &str| world.read(world.a(path));
        world.link(world.a("a.txt"), "l2");
        world.link(world.a("sub"), "d2");
        world.link(world.a("d2/up2"), "l3");
        world.link(world.a("a.txt"), "sub/up2");
        assert_eq!(content("l2").unwrap(), "inside\n");
        assert_eq!(content("d2/b.txt").unwrap(), "inside too\n");
        assert_eq!(content("l3").unwrap(), "inside\n");
        let listing = world.ok("list_directory", json!({"path": text(world.a("d2"))}));
        assert_eq!(names(&listing), ["b.txt", "deep", "up2"]);
        // Forty hops at most, and no more.
        world.link(world.a("a.txt"), "hop0");
        for hop in 1..60 {
            world.link(world.a(format!("hop{}", hop - 1)), &format!("hop{hop}"));
        }
        assert_eq!(content("hop39").unwrap(), "inside\n");
        assert_eq!(content("hop59"), Err("outside_roots".into()));
        // Absolute links in a circle.
        world.link(world.a("y"), "x");
        world.link(world.a("x"), "y");
        assert_eq!(content("x"), Err("outside_roots".into()));
        // Back in and out again.
        world.link(world.outside("plain.txt"), "out");
        world.link(world.a("out"), "to-out");
        assert_eq!(content("to-out"), Err("outside_roots".into()));
        world.link(world.a("../outside/plain.txt"), "dots");
        assert_eq!(content("dots"), Err("outside_roots".into()));
    });
}

#[test]
fn f11_magic_links_are_refused() {
    each_world(|world| {
        let held = fs::File::open(world.outside("plain.txt")).unwrap();
        use std::os::fd::AsRawFd;
        world.link("/proc/self/root", "pr");
        world.link("/proc/self/cwd", "pc");
        world.link(format!("/proc/self/fd/{}", held.as_raw_fd()), "pf");
        world.link(format!("/proc/{}/root", std::process::id()), "pp");
        world.link("/dev/fd", "df");
        for path in [
            "pr".to_owned(),
            "pc".to_owned(),
            "pf".to_owned(),
            "df".to_owned(),
            format!("pr{}", text(world.outside("plain.txt"))),
            format!("pp{}", text(world.outside("plain.txt"))),
            format!("pr{}", text(world.a("a.txt"))),
        ] {
            all_refuse(world, &text(world.a(path)), "outside_roots");
        }
        // The same where the links themselves lie inside.
        let calls = world.settings(|options| options.allowed = Some(vec!["/proc/self".into()]));
        for path in [
            format!("root{}", text(world.outside("plain.txt"))),
            format!("cwd/../../..{}", text(world.outside("plain.txt"))),
            format!("fd/{}", held.as_raw_fd()),
            format!("fd/{}/x", held.as_raw_fd()),
        ] {
            let outcome = calls.read(Path::new("/proc/self").join(&path));
            let refused = ["outside_roots", "not_found", "not_directory", "io:13"];
            let code = outcome.expect_err(&path);
            assert!(refused.contains(&code.as_str()), "{path}: {code}");
        }
    });
}

#[test]
fn f15_a_root_that_was_replaced_is_the_old_folder_still() {
    each_world(|world| {
        fs::rename(world.a(""), world.t().join("A2")).unwrap();
        symlink("/etc", world.a("")).unwrap();
        assert_eq!(world.read(world.a("passwd")), Err("not_found".into()));
        assert_eq!(world.read(world.a("a.txt")).unwrap(), "inside\n");
        let listing = world.ok("list_directory", json!({"path": text(world.a(""))}));
        assert_eq!(names(&listing), ["a.txt", "sub"]);
    });
}

#[test]
fn f36_a_zero_byte_is_refused() {
    each_world(|world| {
        for path in ["a.txt\0.png", "\0", "sub\0/b.txt"] {
            all_refuse(world, &text(world.a(path)), "bad_argument");
        }
        all_refuse(world, "/etc/passwd\0", "bad_argument");
    });
}

#[test]
fn f43_long_and_deep_paths_are_refused_or_walked() {
    each_world(|world| {
        let long = "n".repeat(5_000);
        all_refuse(world, &text(world.a(&long)), "bad_argument");
        let deep = "x/".repeat(3_000);
        all_refuse(world, &text(world.a(deep)), "not_found");
        all_refuse(
            world,
            &text(world.a("x/".repeat(1_000_000))),
            "bad_argument",
        );
        all_refuse(
            world,
            &format!("/{}", "../".repeat(50_000)),
            "outside_roots",
        );
        // A tree that is too deep for one path is made, read and walked through handles. By itself the
        // portable layer goes down to each folder of it from the top.
        let depth = match format!("{:?}", world.layer()).as_str() {
            "Kernel" => 3_000,
            _ => 1_200,
        };
        let mut folder = fs::File::open(world.a("")).unwrap();
        for _ in 0..depth {
            use rustix::fs::{Mode, OFlags, mkdirat, openat};
            mkdirat(&folder, "dd", Mode::RWXU).unwrap();
            let flags = OFlags::RDONLY | OFlags::DIRECTORY;
            folder = openat(&folder, "dd", flags, Mode::empty()).unwrap().into();
        }
        let end = rustix::fs::openat(
            &folder,
            "end.txt",
            rustix::fs::OFlags::WRONLY | rustix::fs::OFlags::CREATE,
            rustix::fs::Mode::RWXU,
        );
        use std::io::Write as _;
        fs::File::from(end.unwrap())
            .write_all(b"far down\n")
            .unwrap();
        let path = world.a("dd/".repeat(depth) + "end.txt");
        assert_eq!(world.read(&path).unwrap(), "far down\n");
        let search = json!({"path": text(world.a("")), "pattern": "end.txt"});
        let found = world.ok("search_files", search);
        assert_eq!(found["files"], json!([text(&path)]));
        assert_eq!(found.get("skipped"), None);
        let tree = world.ok("directory_tree", json!({"path": text(world.a(""))}));
        assert!(
            tree["skipped"].to_string().contains("limit"),
            "{}",
            tree["skipped"]
        );
        // `tempdir` removes by path, which is too long.
        shorten(&world.a("dd"));
    });
}

/// Removes a tree that is too deep for one path, by taking its lower half out again and again.
fn shorten(top: &Path) {
    let mut tops = vec![top.to_owned()];
    let mut count = 0;
    while let Some(top) = tops.pop() {
        let middle = top.join("dd/".repeat(400));
        if middle.exists() {
            count += 1;
            let aside = top.with_file_name(format!("aside{count}"));
            fs::rename(&middle, &aside).unwrap();
            tops.push(aside);
        }
        fs::remove_dir_all(&top).unwrap();
    }
}

#[test]
fn f44_links_in_a_circle_are_refused_and_a_walk_meets_each_folder_once() {
    each_world(|world| {
        world.link(".", "loop");
        world.link("b", "a");
        world.link("a", "b");
        world.link("self", "self");
        world.link("..", "sub/up");
        assert_eq!(
            world.read(world.a("loop/loop/loop/a.txt")).unwrap(),
            "inside\n"
        );
        assert_eq!(world.read(world.a("a")), Err("outside_roots".into()));
        assert_eq!(world.read(world.a("self")), Err("outside_roots".into()));
        let through = "loop/".repeat(60) + "a.txt";
        assert_eq!(world.read(world.a(through)), Err("outside_roots".into()));
        let found = world.ok(
            "search_files",
            json!({"path": text(world.a("")), "pattern": "*.txt"}),
        );
        assert_eq!(
            found["files"],
            json!([text(world.a("a.txt")), text(world.a("sub/b.txt"))])
        );
        assert_eq!(found.get("skipped"), None, "{found}");
        let tree = world.ok("directory_tree", json!({"path": text(world.a(""))}));
        assert_eq!(tree["entries"], json!(9), "{tree}");
    });
}

#[test]
fn f61_the_folders_that_a_client_names_only_narrow() {
    each_world(|world| {
        world.link("/etc", "etc");
        world.link(world.outside(""), "out");
        let root = Arc::new(Root::open(&world.a("")).unwrap());
        let roots = Roots::new(vec![root], world.layer());
        let narrowed = |others: &[&Path]| {
            let others: Vec<PathBuf> = others.iter().map(|other| other.to_path_buf()).collect();
            let roots = roots.narrowed(&others);
            let list = roots.list().iter().map(|root| root.path().to_owned());
            list.collect::<Vec<_>>()
        };
        let a = world.a("");
        let (disk, all) = (Path::new("/"), vec![a.clone()]);
        assert_eq!(narrowed(&[disk]), all);
        assert_eq!(narrowed(&[world.t()]), all);
        assert_eq!(narrowed(&[&a]), all);
        assert_eq!(narrowed(&[&a, disk, &a]), all);
        assert_eq!(narrowed(&[&world.a("sub")]), [world.a("sub")]);
        let nothing: [PathBuf; 0] = [];
        for other in [
            PathBuf::from("/etc"),
            world.outside(""),
            world.a("../outside"),
            world.a("etc"),
            world.a("out"),
            world.a("out/folder"),
            world.a("missing"),
            world.a("a.txt"),
            world.t().join("A2"),
            PathBuf::new(),
        ] {
            assert_eq!(narrowed(&[&other]), nothing, "{other:?}");
        }
        assert_eq!(narrowed(&[]), nothing);
        let roots = roots.narrowed(&[world.a("sub")]);
        assert!(roots.locate(&world.a("sub/b.txt")).is_ok());
        let outside = roots.locate(&world.a("a.txt")).unwrap_err();
        assert_eq!(outside.code, Code::OutsideRoots);
        let up = roots.locate(&world.a("sub/../a.txt")).unwrap_err();
        assert_eq!(up.code, Code::OutsideRoots);
    });
}

#[test]
fn f62_folders_that_cannot_be_meant_are_an_error_of_the_configuration() {
    each_world(|world| {
        fs::create_dir(world.t().join("home")).unwrap();
        let with = |folders: &[&str], whole_disk: bool| {
            let mut options = options(world.t(), world.layer());
            options.allowed = Some(folders.iter().map(PathBuf::from).collect());
            options.whole_disk = whole_disk;
            try_service(options)
        };
        let code = |folders: &[&str]| match with(folders, false) {
            Ok(_) => panic!("{folders:?} were taken"),
            Err(error) => error.code.to_string(),
        };
        let a = text(world.a(""));
        assert_eq!(code(&[""]), "bad_argument");
        assert_eq!(code(&["."]), "bad_argument");
        assert_eq!(code(&["A"]), "bad_argument");
        assert_eq!(code(&[".."]), "bad_argument");
        assert_eq!(code(&["/"]), "bad_argument");
        assert_eq!(code(&["//"]), "bad_argument");
        assert_eq!(code(&["/./"]), "bad_argument");
        assert_eq!(code(&[&format!("{a}/../..")]), "bad_argument");
        assert_eq!(code(&[&text(world.a("missing"))]), "not_found");
        assert_eq!(code(&[&text(world.a("a.txt"))]), "not_directory");
        // One that cannot be used takes the others with it: nothing is left out in silence.
        assert_eq!(code(&[&a, ""]), "bad_argument");
        symlink("/", world.t().join("disk")).unwrap();
        assert_eq!(code(&[&text(world.t().join("disk"))]), "bad_argument");
        assert!(with(&["/"], true).is_ok());
        // The home folder is one where it is written out as `~`; `~x` is no home folder.
        assert!(with(&["~"], false).is_ok());
        assert_eq!(code(&["~x"]), "bad_argument");
        // Twice, and one within the other.
        let calls = world.settings(|options| {
            options.allowed = Some(vec![world.a(""), world.a(""), world.a("sub")]);
        });
        let allowed = calls.ok("list_allowed_directories", json!({}));
        assert_eq!(allowed["directories"], json!([a, text(world.a("sub"))]));
        assert_eq!(calls.read(world.a("sub/b.txt")).unwrap(), "inside too\n");
        assert_eq!(nothing_configured(world).len(), 0);
    });
}

/// An empty list allows nothing.
fn nothing_configured(world: &World) -> Vec<Value> {
    let calls: Calls<'_> = world.settings(|options| options.allowed = Some(Vec::new()));
    assert_eq!(calls.read(world.a("a.txt")), Err("outside_roots".into()));
    let allowed = calls.ok("list_allowed_directories", json!({}));
    allowed["directories"].as_array().unwrap().clone()
}

#[test]
fn f41_the_folder_in_other_letters_is_another_folder_unless_it_is_the_same() {
    each_world(|world| {
        let other = world.t().join("a");
        for path in [other.clone(), other.join("a.txt"), other.join("x")] {
            all_refuse(world, &text(path), "outside_roots");
        }
        // In the folder the file system decides; this one tells letters apart.
        assert_eq!(world.read(world.a("A.TXT")), Err("not_found".into()));
    });
}

#[test]
fn f42_names_of_another_system_are_no_way_out() {
    each_world(|world| {
        let calls = world.settings(|_| {});
        let mut from_a = asked(Asker::Program);
        from_a.cwd = Some(world.a(""));
        for path in [
            r"C:\Windows\win.ini",
            "C:rel",
            r"\\srv\share\x",
            r"\\?\C:\x",
            r"..\outside.txt",
            "CON",
            "COM\u{b9}",
            "outside.txt::$DATA",
            "PROGRA~1",
        ] {
            let args = json!({"path": path});
            // Here they are names, relative ones: of nothing, or in the directory of whoever asks.
            assert_eq!(world.code("read_text_file", args.clone()), "bad_argument");
            let within = calls.call_as(from_a.clone(), "read_text_file", args);
            assert_eq!(within.unwrap_err().code, Code::NotFound, "{path}");
        }
        assert_eq!(world.read(world.a("a.txt.")), Err("not_found".into()));
        assert_eq!(world.read(world.a("a.txt ")), Err("not_found".into()));
    });
}

#[test]
fn f10_a_link_from_one_allowed_folder_to_another_is_followed() {
    each_world(|world| {
        let b = world.t().join("B");
        fs::create_dir_all(b.join("inner")).unwrap();
        fs::write(b.join("f.txt"), "in B\n").unwrap();
        world.link("../B/f.txt", "relative");
        world.link(b.join("f.txt"), "absolute");
        world.link("../../B/inner", "sub/folder");
        world.link("../B/new.txt", "to-new");
        world.link("../B/../outside/plain.txt", "through");
        symlink("../A/sub/folder/../f.txt", b.join("back")).unwrap();
        for name in ["relative", "absolute", "sub/folder"] {
            all_refuse(world, &text(world.a(name)), "outside_roots");
        }
        let calls = world.settings(|options| options.allowed = Some(vec![world.a(""), b.clone()]));
        assert_eq!(calls.read(world.a("relative")).unwrap(), "in B\n");
        assert_eq!(calls.read(world.a("absolute")).unwrap(), "in B\n");
        assert_eq!(calls.read(b.join("back")).unwrap(), "in B\n");
        assert_eq!(calls.read(world.a("through")), Err("outside_roots".into()));
        let folder = json!({"path": text(world.a("sub/folder"))});
        assert_eq!(names(&calls.ok("list_directory", folder)).len(), 0);
        let write = json!({"path": text(world.a("to-new")), "content": "x"});
        calls.ok("write_file", write);
        assert_eq!(fs::read(b.join("new.txt")).unwrap(), b"x");
        let write = json!({"path": text(world.a("sub/folder/y")), "content": "x"});
        calls.ok("write_file", write);
        assert_eq!(fs::read(b.join("inner/y")).unwrap(), b"x");
        let moved = json!({"source": text(world.a("a.txt")), "destination": text(b.join("a.txt"))});
        calls.ok("move_file", moved);
        assert_eq!(fs::read(b.join("a.txt")).unwrap(), b"inside\n");
    });
}
