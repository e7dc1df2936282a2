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

/// The optimal-string-alignment distance: insert, delete, replace, or swap two neighbours.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = last;
        last = row;
    }
    last[b.len()]
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
