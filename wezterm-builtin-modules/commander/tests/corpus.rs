//! Measures the danger gate on the commands in `tests/corpus/*.tsv`, and keeps the figures in
//! `docs/danger.md` true.
//!
//! A row is `safe` or `danger`, the families, the kind `line`, and the command, with a tab between
//! each. `WEZTERM_BLESS=1` writes the figures.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use commander::danger::of_script;

const BEGIN: &str = "<!-- figures: begin -->\n";
/// Fewer commands measure nothing.
const FEWEST: usize = 400;
const END: &str = "<!-- figures: end -->";

#[derive(Default)]
struct Counts {
    safe: usize,
    danger: usize,
    misses: Vec<String>,
    false_alarms: Vec<String>,
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "tsv"))
        .collect();
    files.sort();
    files
}

fn count(path: &Path) -> Counts {
    let mut counts = Counts::default();
    let text = std::fs::read_to_string(path).expect("a file of the corpus is text");
    for (index, row) in text.lines().enumerate() {
        if row.trim().is_empty() || row.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = row.splitn(4, '\t').collect();
        let [label, families, "line", command] = columns[..] else {
            panic!("{}:{}: not four columns: {row}", path.display(), index + 1);
        };
        let dangers = of_script(command);
        match label {
            "safe" => {
                counts.safe += 1;
                if let Some(first) = dangers.first() {
                    let row = format!("[{}] {command}: {}", first.family.word(), first.what);
                    counts.false_alarms.push(row);
                }
            }
            "danger" => {
                counts.danger += 1;
                if dangers.is_empty() {
                    counts.misses.push(format!("[{families}] {command}"));
                }
            }
            other => panic!(
                "{}:{}: a row is safe or danger, not {other}",
                path.display(),
                index + 1
            ),
        }
    }
    counts
}

#[test]
fn the_corpus_has_no_miss_and_few_false_alarms() {
    let files = files();
    let mut figures = String::from(
        "| file | dangerous | missed | harmless | false alarms |\n|---|---|---|---|---|\n",
    );
    let mut all = Counts::default();
    for path in &files {
        let counts = count(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (missed, false_alarms) = (counts.misses.len(), counts.false_alarms.len());
        let line = format!(
            "| `{name}` | {} | {missed} | {} | {false_alarms} |\n",
            counts.danger, counts.safe
        );
        print!("{line}");
        figures.push_str(&line);
        all.safe += counts.safe;
        all.danger += counts.danger;
        all.misses.extend(counts.misses);
        all.false_alarms.extend(counts.false_alarms);
    }
    let tenths = (all.false_alarms.len() * 1_000)
        .checked_div(all.safe)
        .unwrap_or(0);
    writeln!(
        figures,
        "| all | {} | {} | {} | {} ({}.{} %) |",
        all.danger,
        all.misses.len(),
        all.safe,
        all.false_alarms.len(),
        tenths / 10,
        tenths % 10
    )
    .expect("a text can be written to");
    println!(
        "missed: {:#?}\nfalse alarms: {:#?}",
        all.misses, all.false_alarms
    );
    assert!(
        all.safe + all.danger >= FEWEST,
        "only {} commands are measured",
        all.safe + all.danger
    );
    assert!(
        all.misses.is_empty(),
        "{} dangers are missed",
        all.misses.len()
    );
    assert!(
        all.false_alarms.len() * 20 <= all.safe,
        "{} false alarms over {} harmless commands",
        all.false_alarms.len(),
        all.safe
    );
    published(&figures);
}

fn published(figures: &str) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/danger.md");
    let text = std::fs::read_to_string(&page).expect("docs/danger.md is text");
    let (before, rest) = text.split_once(BEGIN).expect("the page has the first mark");
    let (shown, after) = rest.split_once(END).expect("the page has the second mark");
    if std::env::var_os("WEZTERM_BLESS").is_some() {
        let blessed = format!("{before}{BEGIN}{figures}{END}{after}");
        std::fs::write(&page, blessed).expect("docs/danger.md can be written");
    } else {
        assert_eq!(
            shown, figures,
            "WEZTERM_BLESS=1 writes the figures into docs/danger.md"
        );
    }
}
