//! `wezterm.glob`, `wezterm.read_dir` and the hosts of ssh.

use futures::executor::block_on;
use mlua::MultiValue;

use super::{Home, one_problem};

fn tree() -> Home {
    let home = Home::new();
    for name in [
        "a/one.lua",
        "a/two.lua",
        "a/b/three.lua",
        "a/b/four.txt",
        "a/.hidden",
    ] {
        home.write(name, "");
    }
    home
}

#[test]
fn a_pattern_names_files() {
    tree().good(
        "local function found(pattern, to)
            return table.concat(wezterm.glob(pattern, to), ' ')
        end
        local function is(got, wanted) assert(got == wanted, got) end
        is(found('a/*.lua', home), 'a/one.lua a/two.lua')
        is(found('**/*.lua', home .. '/a'), 'b/three.lua one.lua two.lua')
        is(found('a/b/{three,four}.*', home), 'a/b/four.txt a/b/three.lua')
        is(found('a/[nop]ne.lua', home), 'a/one.lua')
        is(found('*/b', home), 'a/b')
        is(found('a/nothing*', home), '')
        is(found(home .. '/a/t*'), home .. '/a/two.lua')
        is(found(home .. '/a/t*', home .. '/a'), 'two.lua')
        is(found('a/one.lua/*', home), '')
        is(found('**', home .. '/a/b'), 'four.txt three.lua')",
    );
}

#[test]
fn links_in_a_circle_come_to_an_end() {
    let home = tree();
    std::os::unix::fs::symlink(home.path(), home.path().join("a/round")).expect("a link");
    home.good("assert(#wezterm.glob('**/one.lua', home) == 1)");
}

#[test]
fn files_are_found_in_handlers_too() {
    let home = tree();
    let loaded = home.good(
        "wezterm.on('look', function()
            found = #wezterm.glob('a/*.lua', home)
            first = wezterm.read_dir(home .. '/a/b')[1]
        end)",
    );
    assert!(block_on(loaded.lua.emit("look", MultiValue::new())).expect("no error"));
    let globals = loaded.lua.lua().globals();
    assert_eq!(globals.get::<i64>("found").expect("a number"), 2);
    let first: String = globals.get("first").expect("a path");
    assert!(first.ends_with("/a/b/four.txt"), "{first}");
}

#[test]
fn a_handler_that_is_given_up_leaves_no_walk_behind() {
    let home = tree();
    let loaded = home.good("wezterm.on('look', function() wezterm.glob '/**/nothing' end)");
    let mut look = Box::pin(loaded.lua.emit("look", MultiValue::new()));
    let waker = futures::task::noop_waker();
    let mut cx = std::task::Context::from_waker(&waker);
    // A walk of the whole disk: it is under way, or came to its limit.
    let _ = look.as_mut().poll(&mut cx);
    drop(look);
    let named = || {
        let tasks = std::fs::read_dir("/proc/self/task").expect("threads");
        let names = tasks
            .flatten()
            .filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
        names.filter(|name| name.trim() == "wezterm.glob").count()
    };
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while named() > 0 {
        assert!(std::time::Instant::now() < end, "the walk goes on");
        std::thread::yield_now();
    }
}

#[test]
fn what_cannot_be_looked_at_is_named() {
    let problem = one_problem("wezterm.read_dir '/nowhere'");
    assert!(
        problem.message.starts_with("wezterm.read_dir: /nowhere: "),
        "{problem}"
    );
    let problem = one_problem("wezterm.glob '/[a'");
    assert!(
        problem.message.starts_with("wezterm.glob: the pattern"),
        "{problem}"
    );
}

#[test]
fn the_hosts_of_ssh_are_listed_with_their_options() {
    let home = Home::new();
    let main = home.write(
        ".ssh/config",
        "Include more/*.conf\nHost web\n  HostName web.example.org\n  User me\n  Port 2222\n  IdentityFile ~/.ssh/%h\nHost *\n  User other\n",
    );
    let more = home.write(".ssh/more/work.conf", "Host = build\n  hostname=10.0.0.7\n");
    // A file that includes itself comes to an end.
    home.write(".ssh/more/round.conf", "Include more/round.conf\n");
    let loaded = home.good(
        "local hosts = wezterm.enumerate_ssh_hosts()
        assert(hosts.web.hostname == 'web.example.org' and hosts.web.port == '2222')
        assert(hosts.web.identityfile == home .. '/.ssh/web.example.org')
        assert(hosts.web.user == 'me' and hosts.build.user == 'other')
        assert(hosts.build.hostname == '10.0.0.7' and hosts.build.port == '22')
        assert(hosts['*'] == nil)
        local only = wezterm.enumerate_ssh_hosts(home .. '/.ssh/more/work.conf')
        assert(only.build and not only.web)
        local names = {}
        for _, domain in ipairs(wezterm.default_ssh_domains()) do
            names[domain.name] = domain.remote_address .. ' ' .. domain.multiplexing
        end
        assert(names['SSH:web'] == 'web None' and names['SSHMUX:build'] == 'build WezTerm')",
    );
    assert!(loaded.watched.contains(&main) && loaded.watched.contains(&more));
}
