//! Which graphemes are shown as coloured pictures rather than as text.
//!
//! One table of the characters outside of the emoji planes whose default presentation is emoji
//! (Unicode's `Emoji_Presentation` property). Pure functions; not a list of all emoji.

/// Characters below U+1F000 that are emoji by default, as inclusive ranges.
const BASIC_PLANE: &[(u32, u32)] = &[
    (0x231a, 0x231b),
    (0x23e9, 0x23ec),
    (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267f, 0x267f),
    (0x2693, 0x2693),
    (0x26a1, 0x26a1),
    (0x26aa, 0x26ab),
    (0x26bd, 0x26be),
    (0x26c4, 0x26c5),
    (0x26ce, 0x26ce),
    (0x26d4, 0x26d4),
    (0x26ea, 0x26ea),
    (0x26f2, 0x26f3),
    (0x26f5, 0x26f5),
    (0x26fa, 0x26fa),
    (0x26fd, 0x26fd),
    (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x274e, 0x274e),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27b0, 0x27b0),
    (0x27bf, 0x27bf),
    (0x2b1b, 0x2b1c),
    (0x2b50, 0x2b50),
    (0x2b55, 0x2b55),
];

/// The planes' emoji blocks, without the symbols for legacy computing behind them.
const EMOJI_PLANE: std::ops::RangeInclusive<u32> = 0x1f000..=0x1faff;

const TEXT_SELECTOR: char = '\u{fe0e}';
const EMOJI_SELECTOR: char = '\u{fe0f}';

/// Returns whether a colour face should show this grapheme where there is one.
pub fn is_shown_in_colour(grapheme: &str) -> bool {
    if grapheme.contains(TEXT_SELECTOR) {
        return false;
    }
    if grapheme.contains(EMOJI_SELECTOR) {
        return true;
    }
    let Some(first) = grapheme.chars().next().map(u32::from) else {
        return false;
    };
    EMOJI_PLANE.contains(&first)
        || BASIC_PLANE
            .iter()
            .any(|(start, end)| (*start..=*end).contains(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_presentation_and_selectors_decide() {
        let coloured = [
            "😀",
            "🚀",
            "❤\u{fe0f}",
            "👩\u{200d}💻",
            "🇩🇪",
            "👍🏽",
            "✅",
            "⚡",
        ];
        let plain = ["❤", "⚡\u{fe0e}", "a", "→", "日", "✓", "", "☺"];
        assert_eq!(
            coloured.map(is_shown_in_colour),
            [true; 8],
            "shown in colour"
        );
        assert_eq!(plain.map(is_shown_in_colour), [false; 8], "shown as text");
    }
}
