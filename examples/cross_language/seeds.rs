//! News: the Arabic half of seed 002 searched among the other seeds, its own English half, and newswire.

use std::path::Path;

use crate::anchors::anchors;
use crate::score::{Rarity, Side};
use crate::{Failure, documents};

/// Where the English of seed 002 begins.
const ENGLISH: &str = "U.S. MILITARY PERSONNEL";
const OTHERS_SHOWN: usize = 3;

pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    let (seeds, newswire) = (documents(root, "seeds")?, documents(root, "mixed21k")?);
    let (Some(seeds), Some(newswire)) = (seeds, newswire) else { return Ok(()) };
    let mut query = None;
    let mut texts: Vec<(&str, &str)> = Vec::new();
    for seed in &seeds {
        let (name, _) = seed.id.split_once('_').ok_or("a seed has no number")?;
        if name == "002" {
            let (arabic, english) = seed.text.split_at(seed.text.find(ENGLISH).ok_or("seed 002 has no English half")?);
            query = Some(anchors(arabic));
            texts.push(("002, English half", english));
        } else {
            texts.push((name, &seed.text));
        }
    }
    let seeds = texts.len();
    texts.extend(newswire.iter().map(|document| (&*document.id, &*document.text)));
    let found: Vec<_> = texts.iter().map(|(_, text)| anchors(text)).collect();
    let rarity = Rarity::of(&found);
    let scores = Side::new(&found, &rarity).scores(&rarity.weighted(&query.ok_or("no seed 002")?));
    let mut ranking: Vec<usize> = (0..texts.len()).collect();
    ranking.sort_by(|x, y| scores[*y].total_cmp(&scores[*x]));

    println!("\nseeds: the Arabic half of 002 against {} texts, rank and score", texts.len());
    let is_seed = |number: usize| number < seeds;
    let ranked = || ranking.iter().copied().zip(1..);
    for (number, rank) in ranked().filter(|(number, _)| is_seed(*number)) {
        println!("  {:18} {rank:5} {:.3}", texts[number].0, scores[number]);
    }
    println!("  the best of mixed21k, all unrelated:");
    for (number, rank) in ranked().filter(|(number, _)| !is_seed(*number)).take(OTHERS_SHOWN) {
        println!("  {:18} {rank:5} {:.3}", texts[number].0, scores[number]);
    }
    Ok(())
}
