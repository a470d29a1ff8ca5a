//! Tables as Markdown writes them, and figures with as many digits as they deserve.

use std::fmt;

/// A heading where there is one, a sentence or two, and cells.
#[derive(Debug)]
pub struct Table {
    heading: String,
    text: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(heading: &str, text: &str, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        Self { heading: heading.into(), text: text.into(), columns, rows: Vec::new() }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.heading.is_empty() {
            writeln!(f, "### {}\n", self.heading)?;
        }
        writeln!(f, "{}\n", self.text)?;
        writeln!(f, "| {} |", self.columns.join(" | "))?;
        writeln!(f, "|---|{}", "--:|".repeat(self.columns.len().saturating_sub(1)))?;
        self.rows.iter().try_for_each(|row| writeln!(f, "| {} |", row.join(" | ")))
    }
}

/// Three digits that count, and thousands set apart.
pub fn figure(value: f64) -> String {
    match value.abs() {
        size if size < 10.0 => format!("{value:.2}"),
        size if size < 100.0 => format!("{value:.1}"),
        _ => thousands(value.round() as i64),
    }
}

/// A whole number with its thousands set apart.
pub fn thousands(value: i64) -> String {
    let digits = value.abs().to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    let sign = if value < 0 { "-" } else { "" };
    sign.to_owned() + &groups.collect::<Vec<_>>().join(",")
}

/// A ratio.
pub fn times(value: f64) -> String {
    figure(value) + "×"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        let shown = [0.123, 5.0, 9.999, 56.78, 123.4, 1234.5, 1_234_567.0].map(figure);
        assert_eq!(shown, ["0.12", "5.00", "10.00", "56.8", "123", "1,235", "1,234,567"]);
        assert_eq!(thousands(-1000), "-1,000");
    }

    #[test]
    fn markdown() {
        let mut table = Table::new("Speed", "In MB/s.", ["what", "ours"]);
        table.row(["English", "1"]);
        assert_eq!(table.to_string(), "### Speed\n\nIn MB/s.\n\n| what | ours |\n|---|--:|\n| English | 1 |\n");
    }
}
