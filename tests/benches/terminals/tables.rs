//! Figures by what and whose, and tables of them in Markdown. It measures nothing.

use std::collections::BTreeMap;

/// Figures of several rounds, by what was measured and whose it was.
#[derive(Default)]
pub struct Figures(BTreeMap<(String, String), Vec<f64>>);

impl Figures {
    pub fn add(&mut self, what: &str, whose: &str, value: f64) {
        let of = self.0.entry((what.to_owned(), whose.to_owned()));
        of.or_default().push(value);
    }

    /// Returns all figures of one kind; none where nothing was measured.
    pub fn of(&self, what: &str, whose: &str) -> &[f64] {
        let found = self.0.get(&(what.to_owned(), whose.to_owned()));
        found.map_or(&[], Vec::as_slice)
    }
}

/// Returns the value below which so many hundredths of all are; not a number where there are none.
pub fn percentile(values: &[f64], hundredths: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let at = sorted.len() * hundredths / 100;
    sorted.get(at.min(last)).copied().unwrap_or(f64::NAN)
}

pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// Writes a figure, or that there is none.
pub fn shown(value: f64) -> String {
    match value {
        value if value.is_nan() => "-".to_owned(),
        value => format!("{value:.1}"),
    }
}

/// A table in Markdown.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new<'a>(corner: &str, columns: impl IntoIterator<Item = &'a str>) -> Self {
        let columns = columns.into_iter().map(str::to_owned);
        Self {
            head: std::iter::once(corner.to_owned()).chain(columns).collect(),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, name: &str, cells: Vec<String>) {
        self.rows
            .push(std::iter::once(name.to_owned()).chain(cells).collect());
    }

    pub fn print(&self) {
        println!("\n| {} |", self.head.join(" | "));
        println!("|{}", "---|".repeat(self.head.len()));
        for row in &self.rows {
            println!("| {} |", row.join(" | "));
        }
    }
}
