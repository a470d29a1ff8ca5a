//! An article inside a long page of other articles' text: is it found, with its direction, and would it be without segments?

use std::error::Error;

use wireprint::engine::{Article, Background, Engine};
use wireprint::evidence::verify;
use wireprint::fingerprint::Page;
use wireprint::index::Window;
use wireprint::suppress::Filter;
use wireprint::{Part, Rules, Scheme, Verdict};

use crate::Row;
use crate::boilerplate::Numbers;
use crate::corpora::Corpus;

const TRIALS: usize = 250;
const ARTICLE_WORDS: [usize; 2] = [100, 300];
const PAGE_WORDS: [usize; 4] = [1_000, 3_000, 10_000, 30_000];

pub(crate) fn run(name: &str, corpus: &Corpus, rows: &mut Vec<Row>) -> Result<(), Box<dyn Error>> {
    let background = Background::of(&Scheme::REWRITE, &corpus.articles());
    let filter = background.filter();
    println!("{name}: articles inside pages of other articles' text, {TRIALS} trials each");
    println!("  words of the article, of the page   candidates  without segments  found, with direction");
    for article_words in ARTICLE_WORDS {
        for page_words in PAGE_WORDS {
            let mut numbers = Numbers((article_words * page_words) as u64);
            let mut counts = [0.0; 3];
            for _ in 0..TRIALS {
                let article = words(corpus, article_words, &mut numbers);
                let before = numbers.below(page_words - article_words);
                let head = words(corpus, before, &mut numbers);
                let tail = words(corpus, page_words - article_words - before, &mut numbers);
                let found = trial(&background, &filter, &article, &[head, article.clone(), tail].join("\n"))?;
                counts.iter_mut().zip(found).for_each(|(count, found)| *count += f64::from(u8::from(found)));
            }
            let [candidate, without, directed] = counts.map(|count| count / TRIALS as f64);
            println!("  {article_words:>20} {page_words:>14}   {candidate:>10.3}  {without:>16.3}  {directed:>21.3}");
            for (measure, value) in [("candidates", candidate), ("without segments", without), ("found", directed)] {
                let measure = format!("{article_words} words in {page_words}: {measure}");
                rows.push(Row { corpus: name.to_owned(), measure, value });
            }
        }
    }
    println!();
    Ok(())
}

/// That many words of articles chosen by lot, one after the other.
fn words(corpus: &Corpus, count: usize, numbers: &mut Numbers) -> String {
    let mut out: Vec<&str> = Vec::new();
    while out.len() < count {
        let words = corpus.texts[numbers.below(corpus.texts.len())].split_whitespace();
        out.extend(words.take(count - out.len()));
    }
    out.join(" ")
}

/// Whether the pair becomes a candidate, whether it would without segments, and whether it is called what it is.
fn trial(background: &Background, filter: &Filter, article: &str, page: &str) -> Result<[bool; 3], Box<dyn Error>> {
    let articles = [Article::new(0, article.as_bytes()), Article::new(1, page.as_bytes())];
    let pages = background.pages(filter, &articles)?;
    let is_candidate = |pages: &[Page]| -> Result<bool, Box<dyn Error>> {
        let mut engine = Engine::new(Rules::default(), Window { memory: 1 << 20, span: None })?;
        engine.observe(&articles[0].document(&pages[0]))?;
        Ok(!engine.observe(&articles[1].document(&pages[1]))?.candidates.is_empty())
    };
    let whole: Vec<Page> = pages.iter().map(|page| Page { segments: Vec::new(), ..page.clone() }).collect();
    let (with, without) = (is_candidate(&pages)?, is_candidate(&whole)?);
    let [a, b] = articles.map(|article| background.analysis(filter, &article));
    let verdict = verify(&a, &b).verdict(&Rules::default());
    Ok([with, without, with && verdict == Verdict::Excerpt { inner: Part::A }])
}
