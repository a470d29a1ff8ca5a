//! The closed-set test: a chapter of the New Testament in one language, its translation among all chapters in another.

use std::collections::BTreeMap;
use std::path::Path;

use crate::anchors::{Anchors, anchors};
use crate::score::{Rarity, Side};
use crate::{Failure, documents};

/// A version in each language, by scripts.
const VERSIONS: [(&str, &[&str]); 5] = [
    (LATIN, &["FreSynodale1921", "GerTafel", "SloChraska", "SpaRV1865", "CzeBKR", "Norsk", "SweKarlXII1873", "Noyes"]),
    ("Greek", &["Byz"]),
    ("Japanese", &["JapDenmo"]),
    ("Hebrew", &["HebModern"]),
    ("Armenian", &["ArmEastern"]),
];
const LATIN: &str = "Latin";
const ALL: &str = "All";
/// The threshold is set for this precision, on the odd chapters; the figures are those of the even ones.
const PRECISION: f64 = 0.95;
/// Queries without a partner for each with one, where nine in ten have none.
const PARTNERLESS: usize = 9;

struct Language {
    script: &'static str,
    keys: Vec<String>,
    anchors: Vec<Anchors>,
}

/// Outcomes of the queries of one family.
#[derive(Default)]
struct Outcomes {
    queries: usize,
    first: usize,
    partners: Vec<f64>,
    others: Vec<f64>,
    /// Score of the best hit, and whether it is right, where the query is also the best hit of the hit.
    hits: Vec<(f64, bool)>,
    /// Scores of such hits, were the partner not there.
    without: Vec<f64>,
}

type Families = BTreeMap<String, Outcomes>;

pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    let Some(languages) = read(root)? else { return Ok(()) };
    let rarities: Vec<_> = languages.iter().map(|language| Rarity::of(&language.anchors)).collect();
    let sides: Vec<_> = languages.iter().zip(&rarities).map(|(l, rarity)| Side::new(&l.anchors, rarity)).collect();
    let mut halves = [Families::new(), Families::new()];
    for a in 0..languages.len() {
        for b in a + 1..languages.len() {
            let search = |from: usize, to: usize| -> Vec<Vec<f64>> {
                sides[from].documents.iter().map(|query| sides[to].scores(query)).collect()
            };
            let (there, back) = (search(a, b), search(b, a));
            judge((&languages[a], &languages[b]), &there, &back, &mut halves);
            judge((&languages[b], &languages[a]), &back, &there, &mut halves);
        }
    }
    let [even, odd] = halves;
    let (recall, threshold) = odd[ALL].recall_at_precision();
    println!("bible: {} languages, chapter by chapter; every figure is of the even chapters", languages.len());
    println!("  threshold {threshold:.3}, of precision {PRECISION} and recall {recall:.3} on the odd ones");
    println!("  {:27} AUC   P@1 R@P95 | at the threshold: rec  prec  prec with 90 % partnerless", "");
    for (family, outcomes) in &even {
        outcomes.tell(family, threshold);
    }
    Ok(())
}

fn read(root: &Path) -> Result<Option<Vec<Language>>, Failure> {
    let (many, english) = (documents(root, "bible_multi")?, documents(root, "bible_nt")?);
    let (Some(many), Some(english)) = (many, english) else { return Ok(None) };
    let chapters = |version: &str| -> BTreeMap<&str, &str> {
        let in_many = many.iter().filter_map(|d| Some((d.id.split_once('/')?.1, &*d.text)));
        let all = in_many.chain(english.iter().map(|d| (&*d.id, &*d.text)));
        all.filter_map(|(id, text)| Some((id.strip_prefix(version)?.strip_prefix('/')?, text))).collect()
    };
    let known = chapters(VERSIONS[0].1[0]);
    let language = |version: &str, script| {
        let texts = chapters(version).into_iter().filter(|(key, _)| known.contains_key(key));
        let (keys, anchors) = texts.map(|(key, text)| (key.to_owned(), anchors(text))).unzip();
        Language { script, keys, anchors }
    };
    let of_script =
        |(script, versions): &(_, &[&str])| versions.iter().map(|v| language(v, *script)).collect::<Vec<_>>();
    Ok(Some(VERSIONS.iter().flat_map(of_script).collect()))
}

/// The document with the highest score above 0, `except` aside.
fn best(scores: &[f64], except: Option<usize>) -> Option<usize> {
    let hits = (0..scores.len()).filter(|&at| scores[at] > 0.0 && Some(at) != except);
    hits.reduce(|best, at| if scores[at] > scores[best] { at } else { best })
}

/// Sorts the queries of one language against another into their halves and families.
fn judge((from, to): (&Language, &Language), there: &[Vec<f64>], back: &[Vec<f64>], halves: &mut [Families; 2]) {
    let family = match (from.script, to.script) {
        (LATIN, other) | (other, LATIN) => format!("Latin, {other}"),
        _ => "neither Latin".to_owned(),
    };
    let back: Vec<_> = back.iter().map(|scores| best(scores, None)).collect();
    for (query, (key, scores)) in from.keys.iter().zip(there).enumerate() {
        let Ok(partner) = to.keys.binary_search(key) else { continue };
        let is_odd = key.split('/').nth(1).is_some_and(|chapter| chapter.ends_with(['1', '3', '5', '7', '9']));
        let hit = best(scores, None);
        let is_mutual = |hit: &usize| back[*hit] == Some(query);
        for name in [&family, ALL] {
            let outcomes = halves[usize::from(is_odd)].entry(name.to_owned()).or_default();
            outcomes.queries += 1;
            outcomes.first += usize::from(hit == Some(partner));
            outcomes.partners.push(scores[partner]);
            outcomes.others.extend((0..to.keys.len()).filter(|at| *at != partner).map(|at| scores[at]));
            outcomes.hits.extend(hit.filter(is_mutual).map(|at| (scores[at], at == partner)));
            outcomes.without.extend(best(scores, Some(partner)).filter(is_mutual).map(|at| scores[at]));
        }
    }
}

impl Outcomes {
    /// The best recall where the precision is at least [`PRECISION`], and the threshold that it takes.
    fn recall_at_precision(&self) -> (f64, f64) {
        let mut hits = self.hits.clone();
        hits.sort_by(|(x, _), (y, _)| y.total_cmp(x));
        let (mut right, mut taken, mut found) = (0.0, 0.0, (0.0, f64::INFINITY));
        for tied in hits.chunk_by(|(x, _), (y, _)| x == y) {
            right += tied.iter().filter(|(_, is_right)| *is_right).count() as f64;
            taken += tied.len() as f64;
            if right / taken >= PRECISION && right / self.queries as f64 > found.0 {
                found = (right / self.queries as f64, tied[0].0);
            }
        }
        found
    }

    /// How often a translation scores above another chapter, a tie being half.
    fn auc(&self) -> f64 {
        let mut others = self.others.clone();
        others.sort_by(f64::total_cmp);
        let below = |score: &f64| {
            others.partition_point(|other| other < score) + others.partition_point(|other| other <= score)
        };
        let sum = self.partners.iter().map(below).sum::<usize>() as f64;
        sum / 2.0 / self.partners.len() as f64 / others.len() as f64
    }

    fn tell(&self, family: &str, threshold: f64) {
        let n = self.queries as f64;
        let passed = |right: bool| self.hits.iter().filter(|hit| hit.0 >= threshold && hit.1 == right).count();
        let (right, wrong) = (passed(true) as f64, passed(false) as f64);
        // Instead of drawing the queries that keep their partner: each counts once with it and nine times without.
        let without = self.without.iter().filter(|score| **score >= threshold).count() * PARTNERLESS;
        println!(
            "  {family:16} n={:5} {:.3} {:.3} {:.3} |{:22.3} {:.3} {:.3}",
            self.queries,
            self.auc(),
            self.first as f64 / n,
            self.recall_at_precision().0,
            right / n,
            right / (right + wrong),
            right / (right + wrong + without as f64),
        );
    }
}
