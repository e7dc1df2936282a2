//! Models in several files: which files belong together, by their names.
//!
//! Pure but for listing the folder of a UQFF file. GGUF files say how many there are
//! (`m-00001-of-00003.gguf`), UQFF files are counted from nought as long as there are more
//! (`q4k-0.uqff`); safetensors have an index, which `llm::check` reads.

use std::path::{Path, PathBuf};

/// How many parts are believed in: the largest models have a few hundred.
const MAX_PARTS: usize = 4096;

/// A GGUF file's name, taken apart.
struct Part<'a> {
    stem: &'a str,
    number: usize,
    count: usize,
}

fn gguf_part(path: &Path) -> Option<Part<'_>> {
    let name = path.file_name()?.to_str()?;
    let ending = name.len().checked_sub(".gguf".len())?;
    if !name.is_char_boundary(ending) || !name[ending..].eq_ignore_ascii_case(".gguf") {
        return None;
    }
    let (rest, count) = name[..ending].rsplit_once("-of-")?;
    let (stem, number) = rest.rsplit_once('-')?;
    let digits = |text: &str| {
        let legal = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        legal.then(|| text.parse().ok()).flatten()
    };
    let (number, count) = (digits(number)?, digits(count)?);
    (1..=count).contains(&number).then_some(Part {
        stem,
        number,
        count,
    })
}

/// Says whether a GGUF file is a further part of a model, and not the first.
pub(crate) fn is_further_gguf(path: &Path) -> bool {
    gguf_part(path).is_some_and(|part| part.number > 1)
}

/// Returns all parts of the model that a GGUF file belongs to, in order, whether or not they are there.
pub(super) fn gguf(path: &Path) -> Vec<PathBuf> {
    match gguf_part(path) {
        Some(part) if part.count <= MAX_PARTS => (1..=part.count)
            .map(|number| {
                let (stem, count) = (part.stem, part.count);
                path.with_file_name(format!("{stem}-{number:05}-of-{count:05}.gguf"))
            })
            .collect(),
        _ => vec![path.to_owned()],
    }
}

/// Takes `q4k-1.uqff` apart.
fn uqff_part(path: &Path) -> Option<(&str, usize)> {
    let ending = path.extension()?;
    if !ending.eq_ignore_ascii_case("uqff") {
        return None;
    }
    let (stem, number) = path.file_stem()?.to_str()?.rsplit_once('-')?;
    Some((stem, number.parse().ok()?))
}

/// Says whether a UQFF file is a further part of a model, and not the first.
pub(crate) fn is_further_uqff(path: &Path) -> bool {
    uqff_part(path).is_some_and(|(_, number)| number > 0)
}

/// Returns all parts of the model that a UQFF file belongs to, in order.
pub(super) fn uqff(path: &Path) -> Vec<PathBuf> {
    let Some((stem, _)) = uqff_part(path) else {
        return vec![path.to_owned()];
    };
    let parts = (0..MAX_PARTS).map(|number| path.with_file_name(format!("{stem}-{number}.uqff")));
    let parts: Vec<PathBuf> = parts.take_while(|part| part.exists()).collect();
    match parts.is_empty() {
        true => vec![path.to_owned()],
        false => parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_gguf_file_are_known_by_any_of_them() {
        let parts = gguf(Path::new("/m/phi-Q4-00002-of-00003.gguf"));
        let expected = ["00001", "00002", "00003"]
            .map(|number| PathBuf::from(format!("/m/phi-Q4-{number}-of-00003.gguf")));
        assert_eq!(parts, expected);
        for whole in [
            "phi.gguf",
            "phi-1-of-3.gguf",
            "phi-00004-of-00003.gguf",
            "é.gguf",
        ] {
            assert_eq!(gguf(Path::new(whole)), [PathBuf::from(whole)], "{whole}");
        }
        assert!(is_further_gguf(Path::new("a-00002-of-00002.gguf")));
        assert!(!is_further_gguf(Path::new("a-00001-of-00002.gguf")));
    }

    #[test]
    fn the_parts_of_a_uqff_file_are_counted_while_there_are_more() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["q4k-0.uqff", "q4k-1.uqff", "q4k-3.uqff", "plain.uqff"] {
            std::fs::write(folder.path().join(name), "").expect("a file is written");
        }
        let names = |first: &str| -> Vec<String> {
            let parts = uqff(&folder.path().join(first));
            let names = parts.iter().filter_map(|part| part.file_name());
            names
                .map(|name| name.to_string_lossy().into_owned())
                .collect()
        };
        assert_eq!(names("q4k-1.uqff"), ["q4k-0.uqff", "q4k-1.uqff"]);
        assert_eq!(names("plain.uqff"), ["plain.uqff"]);
        assert!(is_further_uqff(Path::new("q4k-1.uqff")));
        assert!(!is_further_uqff(Path::new("q4k-0.uqff")));
        assert!(!is_further_uqff(Path::new("q4k-00001-of-00002.gguf")));
    }
}
