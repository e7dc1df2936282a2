//! `wezterm.time`, `wezterm.strftime` and what is called later.

use std::cell::RefCell;
use std::rc::Rc;

use futures::executor::LocalPool;
use futures::task::LocalSpawnExt as _;

use super::{good, one_problem};

#[test]
fn a_moment_is_read_and_written() {
    good(
        "local t = wezterm.time.parse_rfc3339 '2026-11-26T20:14:05.25+01:00'
        assert(t:format_utc '%Y-%m-%d %H:%M:%S' == '2026-11-26 19:14:05')
        assert(t:format_utc '%a %b %e %y %j %p %I %% %.3f' == 'Thu Nov 26 26 330 PM 07 % .250')
        assert(tostring(t) == '2026-11-26T19:14:05.25Z', tostring(t))
        local u = wezterm.time.parse('1983 Apr 13 12:09:14.274 +0000', '%Y %b %d %H:%M:%S%.3f %z')
        assert(u:format_utc '%+' == '1983-04-13T12:09:14.274+00:00', u:format_utc '%+')
        assert(u < t and t == wezterm.time.parse_rfc3339(tostring(t)))
        local day = wezterm.time.parse('2026-11-26', '%Y-%m-%d')
        assert(day:format '%F %T' == '2026-11-26 00:00:00')
        assert(wezterm.time.now() > t or wezterm.time.now() < t)
        assert(wezterm.strftime '%Y' == wezterm.time.now():format '%Y')
        assert(wezterm.strftime_utc('%H:%M'):match '^%d%d:%d%d$')",
    );
}

#[test]
fn every_directive_that_status_lines_use_is_known() {
    let directives = "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%";
    for directive in directives.chars() {
        good(&format!("assert(#wezterm.strftime '%{directive}' > 0)"));
    }
    good("assert(wezterm.strftime '%-d.%_m.%k %:z' ~= '')");
}

#[test]
fn the_sun_is_told_of_a_place() {
    good(
        "local t = wezterm.time.parse_rfc3339 '2026-06-21T10:00:00Z'
        local sun = t:sun_times(52.52, 13.405)
        assert(sun.up and sun.rise:format_utc '%F' == '2026-06-21' and sun.rise < t and t < sun.set)
        assert(sun.progression > 0.4 and sun.progression < 0.5, sun.progression)",
    );
}

#[test]
fn what_is_no_time_is_named() {
    for (code, wanted) in [
        (
            "wezterm.time.parse_rfc3339 'noon'",
            "wezterm.time.parse_rfc3339: \"noon\" is no such time",
        ),
        (
            "wezterm.time.parse('x', '%Y')",
            "wezterm.time.parse: \"x\" is no such time",
        ),
        (
            "wezterm.time.parse('12:00', '%H:%M')",
            "wezterm.time.parse: \"12:00\" is no such time",
        ),
        (
            "wezterm.strftime '%!'",
            "wezterm.strftime: the format \"%!\"",
        ),
        ("wezterm.time.now():format '%!'", "the format \"%!\""),
        (
            "wezterm.time.now():sun_times(200, 0)",
            "Time:sun_times: expected a latitude",
        ),
        (
            "wezterm.time.call_after(-1, print)",
            "wezterm.time.call_after: expected a number of seconds",
        ),
        (
            "wezterm.time.call_after(0/0, print)",
            "wezterm.time.call_after: expected a number of seconds",
        ),
        (
            "for _ = 1, 10001 do wezterm.time.call_after(60, print) end",
            "wezterm.time.call_after: 10000 functions wait already",
        ),
    ] {
        let problem = one_problem(code);
        assert!(problem.message.contains(wanted), "{code}: {problem}");
    }
}

#[test]
fn what_is_called_later_comes_in_its_order_and_may_wait_itself() {
    let loaded = good(
        "log = ''
        local function note(text) log = log .. text end
        wezterm.time.call_after(0.02, function() note 'b' end)
        wezterm.time.call_after(0, function() note 'a'; wezterm.sleep_ms(40); note 'c' end)
        wezterm.time.call_after(0.01, function() error 'no' end)
        wezterm.time.call_after(0, function()
            wezterm.time.call_after(0.08, function() note 'd'; told() end)
        end)",
    );
    let (done, mut ended) = futures::channel::oneshot::channel::<()>();
    let done = RefCell::new(Some(done));
    let lua = loaded.lua.lua();
    let told = lua.create_function(move |_, ()| {
        let _ = done.take().map(|done| done.send(()));
        Ok(())
    });
    lua.globals()
        .set("told", told.expect("a function"))
        .expect("a global");
    let failed = Rc::new(RefCell::new(Vec::new()));
    let (into, state) = (Rc::clone(&failed), loaded.lua.clone());
    let timers = loaded
        .lua
        .timers(move |error| into.borrow_mut().push(state.problem(error)));
    let mut pool = LocalPool::new();
    pool.spawner().spawn_local(timers).expect("a task");
    pool.run_until(async { (&mut ended).await.expect("it is told") });
    assert_eq!(lua.globals().get::<String>("log").expect("a log"), "abcd");
    let failed = failed.borrow();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].message, "no");
    assert_eq!(failed[0].line, Some(5));
}
