//! Files: what can be read, written and looked at.

use std::fs;

use crate::world::{BOTH, Kernel, World};

#[tokio::test]
async fn what_was_granted_is_read_and_written_and_the_system_runs() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let done = world
            .run("cat a.txt && echo new > b.txt && mkdir c && mv b.txt c/ && ls /usr/bin | wc -l")
            .await;
        assert_eq!(done.ended.code, Some(0), "{kernel:?}: {done:?}");
        assert!(done.out.starts_with("text\n"), "{done:?}");
        let written = fs::read_to_string(world.project.join("c/b.txt")).unwrap();
        assert_eq!(written, "new\n");
    }
}

#[tokio::test]
async fn temporary_files_are_ones_own_and_gone_afterwards() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let done = world
            .run("f=$(mktemp) && echo x > $f && cat $f && echo $TMPDIR && ls $TMPDIR | wc -l")
            .await;
        assert_eq!(done.ended.code, Some(0), "{kernel:?}: {done:?}");
        let mut lines = done.out.lines();
        assert_eq!(lines.next(), Some("x"));
        let folder = lines.next().unwrap();
        assert_eq!(lines.next(), Some("1"), "{done:?}");
        if kernel == Kernel::Whole {
            assert_eq!(folder, "/tmp");
        } else {
            assert!(!fs::exists(folder).unwrap(), "{folder}");
        }
    }
}

#[tokio::test]
async fn c38_nothing_outside_is_read() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let secret = world.secret();
        for script in [
            format!("cat {secret}"),
            format!("cd {} && cat .ssh/id_rsa", world.home.display()),
            "cat /proc/self/root/etc/shadow".to_owned(),
            format!(
                "cat /proc/self/cwd/../.ssh/id_rsa; cat ../.ssh/id_rsa; ls {}",
                world.home.display()
            ),
            "cat /etc/shadow; ls /srv".to_owned(),
        ] {
            let done = world.run(&script).await;
            assert!(
                !done.out.contains("secret"),
                "{kernel:?}: {script}: {done:?}"
            );
            assert!(
                !done.out.contains("root:"),
                "{kernel:?}: {script}: {done:?}"
            );
        }
    }
}

#[tokio::test]
async fn c39_nothing_outside_is_written() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let home = world.home.display();
        for script in [
            format!("echo x >> {home}/.bashrc"),
            format!("echo x > {home}/new"),
            format!("mv a.txt {home}/moved"),
            format!("rm {home}/.bashrc; rmdir {home}/.ssh; mv {home}/.bashrc x"),
            "touch /usr/x; touch /etc/x; echo x > /var/tmp/x".to_owned(),
        ] {
            let done = world.run(&script).await;
            assert_ne!(done.err, "", "{kernel:?}: {script}: {done:?}");
        }
        assert_eq!(
            fs::read_to_string(world.home.join(".bashrc")).unwrap(),
            "# mine"
        );
        assert!(!world.home.join("new").exists() && !world.home.join("moved").exists());
        assert!(world.home.join(".ssh/id_rsa").exists() && world.project.join("a.txt").exists());
    }
}

#[tokio::test]
async fn c40_links_do_not_lead_out() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        std::os::unix::fs::symlink(world.secret(), world.project.join("before")).unwrap();
        let secret = world.secret();
        let done = world
            .run(&format!(
                "cat before; ln -s {secret} soft && cat soft; ln {secret} hard && cat hard; \
                 ln -s {} up && cat up/.ssh/id_rsa",
                world.home.display()
            ))
            .await;
        assert_eq!(done.out, "", "{kernel:?}: {done:?}");
    }
}

#[tokio::test]
async fn c46_facts_of_files_outside_are_neither_seen_nor_changed_where_names_can_be_hidden() {
    let world = World::new(Kernel::Whole).await;
    let secret = world.secret();
    let before = fs::metadata(&secret).unwrap();
    let done = world
        .run(&format!(
            "stat {secret}; chmod 777 {secret}; touch {secret}; ls -la {0}; chmod 777 {0}; \
             chmod 777 /usr/bin/env; setfattr -n user.x -v y {secret}",
            world.home.display()
        ))
        .await;
    assert!(!done.out.contains("id_rsa"), "{done:?}");
    let after = fs::metadata(&secret).unwrap();
    use std::os::unix::fs::MetadataExt;
    assert_eq!(
        (before.mode(), before.mtime_nsec(), before.ctime_nsec()),
        (after.mode(), after.mtime_nsec(), after.ctime_nsec())
    );
    // Without namespaces it is one of the things that are said to be open.
    let world = World::new(Kernel::WithoutNamespaces).await;
    let done = world.run("true").await;
    assert!(
        done.walls
            .missing
            .iter()
            .any(|one| one.contains("names and processes outside are seen")),
        "{}",
        done.walls
    );
}

#[tokio::test]
async fn c48_what_other_programs_obey_stays_as_it_is() {
    let world = World::new(Kernel::Whole).await;
    fs::write(world.project.join(".envrc"), "# mine").unwrap();
    for script in [
        "echo x > .envrc",
        "echo x >> .git/hooks/pre-commit",
        "echo x > .git/hooks/post-checkout",
        "echo x >> .git/config",
        "rm .envrc; rm -r .git/hooks; rm .git/config",
        "mv .git .old; mkdir -p .git/hooks && echo x > .git/hooks/new",
        "echo x > y; mv -f y .envrc; ln -sf y .envrc",
        "mv .git/hooks .git/old; mkdir .git/hooks",
        "rm -rf .git",
        "chmod 777 .envrc .git/hooks/pre-commit",
    ] {
        let done = world.run(script).await;
        assert_ne!(done.err, "", "{script}: {done:?}");
        let read = |name: &str| fs::read_to_string(world.project.join(name)).unwrap();
        assert_eq!(read(".envrc"), "# mine", "{script}");
        assert_eq!(read(".git/config"), "[core]\n", "{script}");
        assert_eq!(read(".git/hooks/pre-commit"), "#!/bin/sh\n", "{script}");
        let hooks = fs::read_dir(world.project.join(".git/hooks")).unwrap();
        assert_eq!(hooks.count(), 1, "{script}");
    }
    // The rest of the same folder can be written.
    let done = world.run("echo x > .git/index && cat .git/config").await;
    assert_eq!(
        (done.out.as_str(), done.ended.code),
        ("[core]\n", Some(0)),
        "{done:?}"
    );
}

#[tokio::test]
async fn c48_a_file_that_names_a_repositorys_folder_stays_too() {
    let world = World::new(Kernel::Whole).await;
    let git = world.project.join(".git");
    fs::remove_dir_all(&git).unwrap();
    fs::write(&git, "gitdir: /elsewhere").unwrap();
    let done = world
        .run("echo 'gitdir: ./x' > .git; rm .git; mv .git y")
        .await;
    assert_ne!(done.err, "", "{done:?}");
    assert_eq!(fs::read_to_string(&git).unwrap(), "gitdir: /elsewhere");
    // Where nothing can be laid over a name, that is one of the things that are said.
    let world = World::new(Kernel::WithoutNamespaces).await;
    let done = world.run("true").await;
    assert!(
        done.walls
            .missing
            .iter()
            .any(|one| one.contains("what other programs obey")),
        "{}",
        done.walls
    );
}

#[tokio::test]
async fn c29_a_file_and_the_temporary_folder_are_limited() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let mut policy = world.policy();
        policy.limits.file = 1 << 20;
        policy.limits.scratch = 4 << 20;
        let done = world
            .run_with("head -c 100M /dev/zero > big; echo $?", policy.clone())
            .await;
        assert!(!done.out.contains("0\n"), "{kernel:?}: {done:?}");
        assert_eq!(
            fs::metadata(world.project.join("big")).unwrap().len(),
            1 << 20
        );
        if kernel == Kernel::Whole {
            let script =
                "for n in 1 2 3 4 5 6 7 8; do head -c 1M /dev/zero > /tmp/$n; done; du -s /tmp";
            let done = world.run_with(script, policy).await;
            assert!(done.err.contains("No space left"), "{done:?}");
        }
    }
}

#[tokio::test]
async fn a_folder_below_a_hidden_one_is_there_when_it_was_granted_and_its_neighbours_are_not() {
    let world = World::new(Kernel::Whole).await;
    fs::create_dir(world.home.join("tools")).unwrap();
    fs::write(world.home.join("tools/x"), "a tool").unwrap();
    let mut policy = world.policy();
    policy.read.push(world.home.join("tools"));
    policy.read.push(world.home.join("not-there"));
    let home = world.home.display();
    let script = format!(
        "cat {home}/tools/x; stat {home}/.bashrc; ls -d {home}/project; echo y > {home}/tools/x"
    );
    let done = world.run_with(&script, policy).await;
    assert_eq!(done.out, format!("a tool{home}/project\n"), "{done:?}");
    assert_eq!(
        fs::read_to_string(world.home.join("tools/x")).unwrap(),
        "a tool"
    );
}
