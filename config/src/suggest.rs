//! "Did you mean": the nearest known word to a misspelt one.
//!
//! Hides the edit distance and the threshold. Pure functions, any thread. It is not a fuzzy
//! finder: it answers only when one word is plainly a slip of another.

/// Returns the candidate nearest to `word`, when it is near enough to be a slip of the pen.
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the hint "did you mean `x`?" when a candidate is near enough.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    suggest(word, candidates).map(|found| format!("did you mean `{found}`?"))
}

fn distance(a: &str, b: &str) -> usize {
    let short = |text: &str| text.chars().take(64).collect::<String>();
    strsim::osa_distance(&short(a), &short(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word() {
        let words = ["font_size", "font", "color_scheme"];
        assert_eq!(suggest("fnot_size", words), Some("font_size"));
        assert_eq!(suggest("colour_scheme", words), Some("color_scheme"));
        assert_eq!(suggest("FontSize", words), Some("font_size"));
    }

    #[test]
    fn a_stranger_finds_nothing() {
        assert_eq!(suggest("banana", ["font_size", "keys"]), None);
        assert_eq!(suggest("", ["keys"]), None);
    }
}
