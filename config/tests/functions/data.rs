//! `wezterm.serde` and `wezterm.url`.

use super::{good, one_problem};

#[test]
fn toml_is_read_and_written() {
    good(
        r#"local t = wezterm.serde.toml_decode [[
title = "a"
when = 2026-11-26T20:14:00Z
[server]
ports = [80, 443]
ratio = 0.5
on = true
]]
        assert(t.title == 'a' and t.when == '2026-11-26T20:14:00Z')
        assert(t.server.ports[2] == 443 and t.server.ratio == 0.5 and t.server.on)
        local text = wezterm.serde.toml_encode { b = { c = 1 }, a = 'x' }
        assert(text == 'a = "x"\n\n[b]\nc = 1\n', text)
        local pretty = wezterm.serde.toml_encode_pretty { list = { 1, 2 } }
        assert(pretty == 'list = [\n    1,\n    2,\n]\n', pretty)"#,
    );
}

#[test]
fn yaml_is_read_and_written() {
    good(
        "local y = wezterm.serde.yaml_decode('a: 1\\nb: [x, 2.5, true, ~]\\n7: seven\\nc:\\n  d: |\\n    text\\n')
        assert(y.a == 1 and y.b[1] == 'x' and y.b[2] == 2.5 and y.b[3] == true)
        assert(y[7] == 'seven' and y.c.d == 'text\\n')
        local again = wezterm.serde.yaml_decode(wezterm.serde.yaml_encode { list = { 1, 'two' }, n = { m = false } })
        assert(again.list[2] == 'two' and again.n.m == false)",
    );
}

#[test]
fn aliases_of_yaml_cannot_fill_the_memory() {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\\n\
        b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\n\
        d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\n\
        f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\\n\
        h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\\n";
    let problem = one_problem(&format!("wezterm.serde.yaml_decode('{bomb}')"));
    assert!(problem.message.contains("not YAML"), "{problem}");
}

#[test]
fn what_is_no_data_is_named() {
    for (code, wanted) in [
        ("toml_decode('a = ')", "wezterm.serde.toml_decode: not TOML"),
        (
            "toml_encode { 1, 2 }",
            "wezterm.serde.toml_encode: expected a table with names",
        ),
        (
            "toml_encode 'x'",
            "wezterm.serde.toml_encode: expected a table with names",
        ),
        ("yaml_decode('a: [')", "wezterm.serde.yaml_decode: not YAML"),
        ("json_decode('{')", "wezterm.serde.json_decode: not JSON"),
        (
            "json_encode { f = print }",
            "wezterm.serde.json_encode: f: is a function",
        ),
        (
            "yaml_encode { f = print }",
            "wezterm.serde.yaml_encode: f: is a function",
        ),
    ] {
        let problem = one_problem(&format!("wezterm.serde.{code}"));
        assert!(problem.message.contains(wanted), "{code}: {problem}");
        assert_eq!(problem.line, Some(1), "{code}");
    }
}

#[test]
fn a_url_is_taken_apart_into_its_nine_fields() {
    good(
        "local u = wezterm.url.parse('https://me:key@example.org:8080/a%20b/c?q=1#end')
        assert(u.scheme == 'https' and u.username == 'me' and u.password == 'key')
        assert(u.host == 'example.org' and u.port == 8080)
        assert(u.path == '/a%20b/c' and u.file_path == '/a b/c')
        assert(u.query == 'q=1' and u.fragment == 'end')
        assert(tostring(u) == 'https://me:key@example.org:8080/a%20b/c?q=1#end')
        local f = wezterm.url.parse 'file:///home/me/%FF'
        assert(f.host == nil and f.port == nil and f.password == nil and f.username == '')
        assert(f.file_path == '/home/me/\\xff')
        assert(f == wezterm.url.parse 'file:///home/me/%FF')",
    );
    let problem = one_problem("wezterm.url.parse 'no url'");
    assert!(
        problem
            .message
            .starts_with("wezterm.url.parse: \"no url\" is no URL"),
        "{problem}"
    );
}

#[test]
fn the_url_of_a_path_holds_any_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let path = std::path::Path::new(std::ffi::OsStr::from_bytes(b"/a b/\xff#?%41"));
    let url = config::LuaUrl::file("host", path).expect("a URL");
    let lua = good("function of(u) return u.host, u.path, u.file_path end").lua;
    let of: mlua::Function = lua.lua().globals().get("of").expect("a function");
    let fields: (String, String, mlua::BString) = of.call(url).expect("fields");
    assert_eq!(fields.0, "host");
    assert_eq!(fields.1, "/a%20b/%FF%23%3F%2541");
    assert_eq!(fields.2.as_slice(), b"/a b/\xff#?%41");
}
