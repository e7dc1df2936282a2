//! Functions on text, and the rules for links.

use super::{good, one_problem};

#[test]
fn utf16_becomes_utf8() {
    good(
        "local function is(bytes, wanted) assert(wezterm.utf16_to_utf8(bytes) == wanted) end
        is('h\\0\\xe4\\0', 'hä')
        is('\\xff\\xfeh\\0', 'h')
        is('\\xfe\\xff\\0h', 'h')
        is('\\x3d\\xd8\\x00\\xde', '😀')
        is('\\x3d\\xd8', '\\u{fffd}')
        is('', '')",
    );
    let problem = one_problem("wezterm.utf16_to_utf8 'abc'");
    assert!(
        problem
            .message
            .starts_with("wezterm.utf16_to_utf8: UTF-16 has two bytes"),
        "{problem}"
    );
}

#[test]
fn every_item_of_format_becomes_its_escape() {
    good(
        "local function is(items, wanted)
            local text = wezterm.format(items)
            assert(text == wanted .. '\\27[0m', (text:gsub('\\27', 'E')))
        end
        is({ { Text = 'a' } }, 'a')
        is({ 'ResetAttributes' }, '\\27[0m')
        for name, code in pairs { None = '24', Single = '4', Double = '4:2', Curly = '4:3', Dotted = '4:4', Dashed = '4:5' } do
            is({ { Attribute = { Underline = name } } }, '\\27[' .. code .. 'm')
        end
        for name, code in pairs { Normal = '22', Bold = '1', Half = '2' } do
            is({ { Attribute = { Intensity = name } } }, '\\27[' .. code .. 'm')
        end
        is({ { Attribute = { Italic = true } } }, '\\27[3m')
        is({ { Attribute = { Italic = false } } }, '\\27[23m')
        is({ { Foreground = { AnsiColor = 'Fuchsia' } } }, '\\27[95m')
        is({ { Background = { AnsiColor = 'Navy' } } }, '\\27[44m')
        is({ { Foreground = { Color = '#102030' } } }, '\\27[38;2;16;32;48m')
        is({ { Background = { Color = 'red' } } }, '\\27[48;2;255;0;0m')
        is({ { Foreground = 'Default' } }, '\\27[39m')",
    );
}

#[test]
fn the_default_rules_find_links() {
    let loaded = good("rules = wezterm.default_hyperlink_rules()");
    let rules: Vec<mlua::Table> = loaded.lua.lua().globals().get("rules").expect("rules");
    let first = |text: &str| {
        rules.iter().find_map(|rule| {
            let regex: String = rule.get("regex").expect("a pattern");
            let regex = regex::Regex::new(&regex).expect("a good pattern");
            let format: String = rule.get("format").expect("a format");
            let found = regex.captures(text)?;
            let mut link = String::new();
            found.expand(&format, &mut link);
            Some(link)
        })
    };
    for (text, wanted) in [
        (
            "see (https://example.org/a) there",
            Some("https://example.org/a"),
        ),
        (
            "see [https://example.org/a] there",
            Some("https://example.org/a"),
        ),
        (
            "see {https://example.org/a} there",
            Some("https://example.org/a"),
        ),
        (
            "see <https://example.org/a> there",
            Some("https://example.org/a"),
        ),
        (
            "see https://example.org/a?b=c#d.",
            Some("https://example.org/a?b=c#d"),
        ),
        ("write to me@example.org.", Some("mailto:me@example.org")),
        ("nothing here", None),
    ] {
        assert_eq!(first(text).as_deref(), wanted, "{text}");
    }
    assert_eq!(rules.len(), 2);
}
