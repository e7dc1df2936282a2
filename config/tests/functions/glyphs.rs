//! `wezterm.nerdfonts`.

use super::{good, one_problem};

#[test]
fn a_name_gives_its_glyph() {
    good(
        "local n = wezterm.nerdfonts
        assert(utf8.codepoint(n.cod_terminal) == 0xea85 and utf8.codepoint(n.md_folder) == 0xf024b)
        assert(n.mdi_folder == n.md_folder and n['pl_branch'] == n.pl_branch)
        assert(n[1] == nil)
        local count, last = 0, ''
        for name, glyph in pairs(n) do
            assert(name > last and utf8.len(glyph) == 1)
            count, last = count + 1, name
        end
        assert(count == 10995, count)",
    );
}

#[test]
fn an_unknown_name_is_nil_with_a_warning_that_names_the_nearest() {
    let problem = one_problem("assert(wezterm.nerdfonts.cod_terminl == nil)");
    assert_eq!(problem.severity, config::Severity::Warning);
    assert_eq!(
        problem.message,
        "wezterm.nerdfonts has no glyph \"cod_terminl\""
    );
    assert_eq!(
        problem.hint.as_deref(),
        Some("did you mean `cod_terminal`?")
    );
    assert_eq!(problem.line, Some(1));
    let problem = one_problem("local _ = wezterm.nerdfonts.mdi_foldr");
    assert_eq!(problem.hint.as_deref(), Some("did you mean `md_folder`?"));
    let long = one_problem("local _ = wezterm.nerdfonts[string.rep('x', 10000000)]");
    assert!(long.message.len() < 200 && long.hint.is_none());
}

#[test]
fn the_glyphs_take_no_memory_until_they_are_asked_for() {
    let loaded = good("local _ = wezterm.nerdfonts.md_folder");
    let used = loaded.lua.lua().used_memory();
    assert!(used < 1 << 20, "{used} bytes");
}
