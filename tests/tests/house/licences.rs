//! Which licences a dependency may have, and the reading of licence expressions.
//!
//! Pure functions over the text in `cargo metadata`. It gives no legal advice beyond the list.

/// Licences under which this program may be given away, by their SPDX names.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // Tables of root certificates.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    // Copyleft of single files, which are used unchanged.
    "MPL-2.0",
    // Fonts.
    "OFL-1.1",
    "Ubuntu-font-1.0",
    // The same, as it was written before it had that name.
    "LicenseRef-UFL-1.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "WTFPL",
    "Zlib",
];

/// Says whether an expression can be met with allowed licences alone.
pub fn allows(expression: &str) -> bool {
    // Old manifests write a slash for "or".
    let expression = expression.replace('/', " OR ");
    let spaced = expression.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut words = words.as_slice();
    alternatives(&mut words) == Some(true) && words.is_empty()
}

fn alternatives(words: &mut &[&str]) -> Option<bool> {
    let mut met = conjunction(words)?;
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        met |= conjunction(words)?;
    }
    Some(met)
}

fn conjunction(words: &mut &[&str]) -> Option<bool> {
    let mut met = licence(words)?;
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        met &= licence(words)?;
    }
    Some(met)
}

fn licence(words: &mut &[&str]) -> Option<bool> {
    let (name, rest) = match **words {
        ["(", ref rest @ ..] => {
            *words = rest;
            let met = alternatives(words)?;
            let [")", rest @ ..] = *words else {
                return None;
            };
            *words = rest;
            return Some(met);
        }
        [name, "WITH", exception, ref rest @ ..] => (format!("{name} WITH {exception}"), rest),
        [name, ref rest @ ..] => (name.to_owned(), rest),
        [] => return None,
    };
    *words = rest;
    Some(ALLOWED.contains(&name.as_str()))
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    for allowed in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
    ] {
        assert!(allows(allowed), "{allowed}");
    }
    for refused in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "GPL-2.0 WITH Classpath-exception",
        "(MIT",
        "MIT Apache-2.0",
    ] {
        assert!(!allows(refused), "{refused}");
    }
}
