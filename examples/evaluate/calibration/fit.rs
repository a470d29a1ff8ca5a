//! Logistic regression by Newton's method, with a little ridge. Source: Hastie, Tibshirani and Friedman, "The Elements of
//! Statistical Learning", 4.4.1.

/// Steps of Newton's method; it converges in about ten.
const STEPS: usize = 40;
/// Penalty of a squared weight of a feature of unit variance, for a total weight of 1.
const RIDGE: f64 = 1e-4;
/// Steps of the score within which calibration is looked at.
pub(crate) const BINS: usize = 10;

/// Weights of features; the first is the constant's.
#[derive(Clone, Debug)]
pub(crate) struct Model<const N: usize> {
    pub(crate) weights: [f64; N],
}

impl<const N: usize> Model<N> {
    pub(crate) fn probability(&self, features: &[f64; N]) -> f64 {
        let sum: f64 = self.weights.iter().zip(features).map(|(weight, x)| weight * x).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Fits rows of features, label and weight.
pub(crate) fn fit<const N: usize>(rows: &[([f64; N], bool, f64)]) -> Model<N> {
    let total: f64 = rows.iter().map(|(_, _, weight)| weight).sum();
    let mean = |of: &dyn Fn(&[f64; N]) -> f64| rows.iter().map(|(x, _, w)| of(x) * w).sum::<f64>() / total;
    let deviation: [f64; N] = std::array::from_fn(|i| {
        let middle = mean(&|x| x[i]);
        mean(&|x| (x[i] - middle).powi(2)).sqrt()
    });
    let mut model = Model { weights: [0.0; N] };
    for _ in 0..STEPS {
        let mut gradient = [0.0; N];
        let mut hessian = [[0.0; N]; N];
        for i in 1..N {
            let penalty = RIDGE * total * deviation[i].powi(2);
            gradient[i] = penalty * model.weights[i];
            hessian[i][i] = penalty + 1e-9;
        }
        for (x, label, weight) in rows {
            let p = model.probability(x);
            let (slope, curve) = (weight * (p - f64::from(u8::from(*label))), weight * p * (1.0 - p));
            for i in 0..N {
                gradient[i] += slope * x[i];
                for j in 0..N {
                    hessian[i][j] += curve * x[i] * x[j];
                }
            }
        }
        let step = solve(hessian, gradient);
        model.weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= step);
    }
    model
}

/// Gaussian elimination of a symmetric, positive system.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for i in 0..N {
        for row in i + 1..N {
            let factor = a[row][i] / a[i][i];
            let pivot = a[i];
            a[row].iter_mut().zip(pivot).for_each(|(x, p)| *x -= factor * p);
            b[row] -= factor * b[i];
        }
    }
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N).map(|j| a[i][j] * b[j]).sum();
        b[i] = (b[i] - known) / a[i][i];
    }
    b
}

/// The step that a score falls into.
pub(crate) fn bin(score: f64) -> usize {
    ((score * BINS as f64) as usize).min(BINS - 1)
}

/// Expected calibration error: how far a step's mean score lies from its share of reuse, by pairs.
pub(crate) fn calibration_error(judged: &[(f64, bool)]) -> f64 {
    let of_step = |at: usize| {
        let inside = judged.iter().filter(|(score, _)| bin(*score) == at);
        inside.map(|(score, reuse)| score - f64::from(u8::from(*reuse))).sum::<f64>().abs()
    };
    (0..BINS).map(of_step).sum::<f64>() / judged.len().max(1) as f64
}
