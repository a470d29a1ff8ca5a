//! A line plot with two logarithmic axes as a plain SVG, on a ground of its own so that it reads in light and dark.

use std::fmt::Write;

/// One line.
#[derive(Debug)]
pub struct Series {
    pub name: String,
    /// Positive values.
    pub points: Vec<(f64, f64)>,
}

/// What is drawn.
#[derive(Debug)]
pub struct Plot {
    pub title: &'static str,
    pub x_label: &'static str,
    pub y_label: &'static str,
    /// Where the x axis is labelled, and how.
    pub x_ticks: Vec<(f64, String)>,
    pub series: Vec<Series>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 430.0;
const LEFT: f64 = 90.0;
const RIGHT: f64 = 570.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 370.0;

/// Told apart by those who see no colours, too, with the marks.
const COLOURS: [&str; 9] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#5b5b5b", "#882255", "#000000"];

/// A logarithmic axis: values to pixels.
struct Axis {
    from: f64,
    to: f64,
    pixels: (f64, f64),
}

impl Axis {
    fn new(values: impl Iterator<Item = f64> + Clone, pixels: (f64, f64)) -> Self {
        let from = values.clone().fold(f64::INFINITY, f64::min);
        let to = values.fold(0.0, f64::max);
        // Room for a single value, and a little air around the others.
        Self { from: from / 1.15, to: to * 1.15, pixels }
    }

    fn at(&self, value: f64) -> f64 {
        let share = (value / self.from).ln() / (self.to / self.from).ln();
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }

    /// 1, 2 and 5 of each decade; only 1 where that is enough.
    fn ticks(&self) -> Vec<f64> {
        let decades = self.from.log10().floor() as i32..=self.to.log10().ceil() as i32;
        let steps: &[f64] = if self.to / self.from > 1e3 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let all = decades.flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)));
        all.filter(|tick| (self.from..=self.to).contains(tick)).collect()
    }
}

impl Plot {
    /// The picture.
    pub fn svg(&self) -> String {
        let points = self.series.iter().flat_map(|series| &series.points);
        let x = Axis::new(points.clone().map(|point| point.0), (LEFT, RIGHT));
        let y = Axis::new(points.map(|point| point.1), (BOTTOM, TOP));
        let mut svg = String::new();
        self.frame(&mut svg, &x, &y).expect("a String takes everything");
        for (number, series) in self.series.iter().enumerate() {
            line(&mut svg, number, series, &x, &y).expect("a String takes everything");
        }
        svg + "</svg>\n"
    }

    fn frame(&self, svg: &mut String, x: &Axis, y: &Axis) -> std::fmt::Result {
        let Self { title, x_label, y_label, .. } = self;
        writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">\n<title>{title}</title>\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"6\" fill=\"#fff\"/>\n\
             <text x=\"{LEFT}\" y=\"28\" font-size=\"15\" font-weight=\"bold\">{title}</text>"
        )?;
        for (value, label) in &self.x_ticks {
            let at = x.at(*value);
            writeln!(
                svg,
                "<path d=\"M{at:.1} {TOP}V{BOTTOM}\" stroke=\"#e4e4e4\"/>\
                 <text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
                BOTTOM + 20.0
            )?;
        }
        for value in y.ticks() {
            let at = y.at(value);
            writeln!(
                svg,
                "<path d=\"M{LEFT} {at:.1}H{RIGHT}\" stroke=\"#e4e4e4\"/>\
                 <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 8.0,
                at + 4.0,
                crate::table::figure(value).trim_end_matches(".00").trim_end_matches(".0")
            )?;
        }
        let (across, down) = ((LEFT + RIGHT) / 2.0, (TOP + BOTTOM) / 2.0);
        writeln!(
            svg,
            "<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"#444\"/>\n\
             <text x=\"{across}\" y=\"{}\" text-anchor=\"middle\">{x_label}</text>\n\
             <text transform=\"translate(18 {down}) rotate(-90)\" text-anchor=\"middle\">{y_label}</text>",
            BOTTOM + 42.0
        )
    }
}

/// A line with its marks, and its entry in the legend.
fn line(svg: &mut String, number: usize, series: &Series, x: &Axis, y: &Axis) -> std::fmt::Result {
    let colour = COLOURS[number % COLOURS.len()];
    let at: Vec<(f64, f64)> = series.points.iter().map(|point| (x.at(point.0), y.at(point.1))).collect();
    let path: Vec<String> = at.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    writeln!(svg, "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>", path.join(" "))?;
    let legend = (RIGHT + 24.0, TOP + 12.0 + 22.0 * number as f64);
    for (x, y) in at.into_iter().chain([legend]) {
        mark(svg, number, colour, x, y)?;
    }
    writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", legend.0 + 12.0, legend.1 + 4.5, series.name)
}

/// A disc, a square or a triangle by turns.
fn mark(svg: &mut String, number: usize, colour: &str, x: f64, y: f64) -> std::fmt::Result {
    match number % 3 {
        0 => writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>"),
        1 => writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\" fill=\"{colour}\"/>",
            x - 3.5,
            y - 3.5
        ),
        _ => writeln!(svg, "<path d=\"M{x:.1} {:.1}l4.5 8h-9z\" fill=\"{colour}\"/>", y - 5.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_logarithmic() {
        let axis = Axis { from: 1.0, to: 100.0, pixels: (0.0, 200.0) };
        assert_eq!([1.0, 10.0, 100.0].map(|value| axis.at(value).round()), [0.0, 100.0, 200.0]);
        assert_eq!(axis.ticks().len(), 7, "1, 2, 5, 10, 20, 50, 100");
    }

    #[test]
    fn a_plot_shows_every_series() {
        let series = |name: &str| Series { name: name.into(), points: vec![(1.0, 3.0), (10.0, 5.0)] };
        let plot = Plot {
            title: "t",
            x_label: "x",
            y_label: "y",
            x_ticks: vec![(1.0, "one".into())],
            series: vec![series("ours"), series("theirs")],
        };
        let svg = plot.svg();
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert!(["ours", "theirs", ">one<", ">x<", ">y<"].iter().all(|part| svg.contains(part)));
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}
