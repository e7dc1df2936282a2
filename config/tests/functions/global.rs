//! `wezterm.GLOBAL`.

use super::{Home, one_problem};

#[test]
fn a_field_of_a_table_in_it_can_be_set() {
    let home = Home::new();
    home.good(
        "local g = wezterm.GLOBAL
        g.a = { list = { 'x', 'y' } }
        g.a.b = 3
        g.a.deep = {}
        g.a.deep.er = true
        g.a.list[3] = 'z'
        table.insert(g.a.list, 'w')
        assert(g.a.b == 3 and g.a.deep.er == true and #g.a.list == 4)",
    );
    // It is the same after a reload.
    home.good(
        "local a = wezterm.GLOBAL.a
        assert(a.b == 3 and a.deep.er and table.concat(a.list, '') == 'xyzw')
        local seen = {}
        for i, value in ipairs(a.list) do seen[i] = value end
        assert(#seen == 4 and seen[4] == 'w')
        local names = {}
        for name in pairs(a) do names[#names + 1] = name end
        assert(table.concat(names, ' ') == 'b deep list')
        assert(wezterm.json_encode(a) == '{\"b\":3,\"deep\":{\"er\":true},\"list\":[\"x\",\"y\",\"z\",\"w\"]}')
        assert(wezterm.to_string(a.list) == '{\"x\", \"y\", \"z\", \"w\"}', wezterm.to_string(a.list))
        a.b = nil
        assert(a.b == nil and a == wezterm.GLOBAL.a)",
    );
}

#[test]
fn what_is_put_in_is_copied() {
    Home::new().good(
        "local g = wezterm.GLOBAL
        local mine = { n = 1 }
        g.a = mine
        mine.n = 2
        assert(g.a.n == 1)
        g.b = g.a
        g.b.n = 5
        assert(g.a.n == 1)
        g.a.me = g.a
        assert(g.a.me.n == 1 and g.a.me.me == nil)
        g.all = g
        assert(g.all.a.n == 1)
        assert(g[{}] == nil and g.nothing == nil)",
    );
}

#[test]
fn what_does_not_last_is_refused_by_name() {
    for (code, wanted) in [
        (
            "g.f = print",
            "GLOBAL.f: expected plain data, got a function",
        ),
        (
            "g.a = { b = { print } }",
            "GLOBAL.a.b[1]: expected plain data, got a function",
        ),
        (
            "g[{}] = 1",
            "expected a name or a whole number as key, got a table",
        ),
        (
            "local t = {} t.t = t g.t = t",
            "GLOBAL.t: the table contains itself",
        ),
        (
            "g.c = wezterm.color.parse 'red'",
            "GLOBAL.c: expected plain data",
        ),
    ] {
        let problem = one_problem(&format!("local g = wezterm.GLOBAL; {code}"));
        assert!(problem.message.contains(wanted), "{code}: {problem}");
    }
}
