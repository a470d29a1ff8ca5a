//! The report's options.

use std::path::PathBuf;

use clap::Args;

/// Least bytes of a report: its style, script and summary take some 60 KB.
const BYTES_MIN: u64 = 256 << 10;

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Where a report to look at goes: one HTML file that needs nothing else, with time-line, clusters, and each match side by side.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Matches that the report shows at most; it says how many are left out. Largest clusters first, some of each.
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) report_matches: usize,
    /// Size from which the report shows matches without their texts, such as 32M; it says where.
    #[arg(long, value_name = "BYTES", default_value = "32M", value_parser = parse_bytes)]
    pub(crate) report_bytes: u64,
}

fn parse_bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text.get(digits.len()..).unwrap_or_default() {
        "" => 0,
        "K" | "KiB" => 10,
        "M" | "MiB" => 20,
        "G" | "GiB" => 30,
        _ => return Err("write a number and K, M or G, such as 32M".into()),
    };
    let number: u64 = digits.parse().map_err(|_| "write a whole number and a unit, such as 32M".to_owned())?;
    match number.checked_mul(1 << shift) {
        Some(bytes) if bytes >= BYTES_MIN => Ok(bytes),
        Some(_) => Err(format!("at least {}K is needed", BYTES_MIN >> 10)),
        None => Err("more than a file can hold".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes() {
        assert_eq!(parse_bytes("32M"), Ok(32 << 20));
        assert_eq!(parse_bytes("262144"), Ok(256 << 10));
        for bad in ["", "M", "1K", "-1M", "99999999999G", "1.5M", "1T", "é"] {
            assert!(parse_bytes(bad).is_err(), "{bad}");
        }
    }
}
