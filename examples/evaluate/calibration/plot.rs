//! The reliability plot: of the pairs with a score of about p, is a share of p reuse?

use std::fmt::Write;
use std::path::Path;

use super::fit::{BINS, bin, calibration_error};

/// Pixels of the plot's side, and of its margin.
const SIDE: f64 = 320.0;
const MARGIN: f64 = 44.0;
const COLOURS: [&str; 2] = ["#1b6ca8", "#c8553d"];

pub(crate) fn write(series: &[(&str, &Vec<(f64, bool)>)]) -> Result<(), Box<dyn std::error::Error>> {
    let (width, height) = (SIDE + 2.0 * MARGIN, SIDE + 2.0 * MARGIN);
    let at = |x: f64, y: f64| (MARGIN + x * SIDE, MARGIN + (1.0 - y) * SIDE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n<title>Reliability of the score on held-out stories</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    for tick in 0..=5 {
        let share = f64::from(tick) / 5.0;
        let ((x, bottom), (left, y)) = (at(share, 0.0), at(0.0, share));
        let (right, top) = at(1.0, 1.0);
        writeln!(out, "<path d=\"M{x} {bottom}V{top}M{left} {y}H{right}\" stroke=\"#ddd\"/>")?;
        writeln!(out, "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{share}</text>", bottom + 15.0)?;
        writeln!(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{share}</text>", left - 6.0, y + 4.0)?;
    }
    let ((x0, y0), (x1, y1)) = (at(0.0, 0.0), at(1.0, 1.0));
    writeln!(out, "<path d=\"M{x0} {y0}L{x1} {y1}\" stroke=\"#888\" stroke-dasharray=\"4\"/>")?;
    for ((name, judged), (colour, row)) in series.iter().zip(COLOURS.iter().zip(0u8..)) {
        let mut path = String::new();
        for step in 0..BINS {
            let inside: Vec<_> = judged.iter().filter(|(score, _)| bin(*score) == step).collect();
            if inside.is_empty() {
                continue;
            }
            let pairs = inside.len() as f64;
            let score = inside.iter().map(|(score, _)| score).sum::<f64>() / pairs;
            let reuse = inside.iter().filter(|(_, reuse)| *reuse).count() as f64 / pairs;
            let (x, y) = at(score, reuse);
            write!(path, "{}{x:.1} {y:.1}", if path.is_empty() { 'M' } else { 'L' })?;
            writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"{colour}\"/>", 1.5 + pairs.log10())?;
        }
        writeln!(out, "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\"/>")?;
        let y = MARGIN + 16.0 + 15.0 * f64::from(row);
        let error = calibration_error(judged);
        let label = format!("{name}: {} pairs, ECE {error:.3}", judged.len());
        writeln!(out, "<text x=\"{}\" y=\"{y}\" fill=\"{colour}\">{label}</text>", MARGIN + 8.0)?;
    }
    let (middle, bottom) = (width / 2.0, height - 8.0);
    writeln!(out, "<text x=\"{middle}\" y=\"{bottom}\" text-anchor=\"middle\">score</text>")?;
    writeln!(
        out,
        "<text transform=\"translate(12 {middle}) rotate(-90)\" text-anchor=\"middle\">share of reuse</text>\n</svg>"
    )?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/calibration.svg");
    std::fs::write(&path, out).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("wrote docs/calibration.svg");
    Ok(())
}
