//! What site boilerplate does: to each newswire story sixteen of the forty lines of one of forty invented sites are appended.
//!
//! Without hosts, average precision is to stay; with hosts, no two different stories of one site may match.

use std::error::Error;

use wireprint::Rules;

use crate::Row;
use crate::corpora::Corpus;
use crate::measures::Measures;
use crate::methods::{METHODS, Prepared};
use crate::planted::{RIGHT, find, word_containment};

const SITES: usize = 40;
const LINES: usize = 16;

pub(crate) fn run(name: &str, corpus: &Corpus, rows: &mut Vec<Row>) -> Result<(), Box<dyn Error>> {
    let average_precision = |corpus: &Corpus| {
        let prepared = Prepared::new(corpus);
        let measures = Measures::of(&METHODS[0].judge(&prepared, corpus), &corpus.pairs, None);
        measures.average_precision
    };
    let mut numbers = Numbers(1);
    let sites: Vec<Vec<String>> = (0..SITES).map(|site| lines(site, &mut numbers)).collect();
    let chosen: Vec<usize> = corpus.texts.iter().map(|_| numbers.below(SITES)).collect();
    let mut padded = Corpus { texts: Vec::new(), sources: Vec::new(), pairs: corpus.pairs.clone() };
    for ((text, source), site) in corpus.texts.iter().zip(&corpus.sources).zip(&chosen) {
        let mut lines: Vec<&str> = sites[*site].iter().map(String::as_str).collect();
        while lines.len() > LINES {
            lines.remove(numbers.below(lines.len()));
        }
        padded.texts.push(format!("{text}\n{}", lines.join("\n")));
        padded.sources.push(source.clone());
    }
    let (clean, without_hosts) = (average_precision(corpus), average_precision(&padded));
    for (source, site) in padded.sources.iter_mut().zip(&chosen) {
        source.host = Some(format!("site{site}.example"));
    }
    let with_hosts = average_precision(&padded);
    let found = find(&padded, &Rules::default())?;
    let of_one_site = || found.keys().filter(|(a, b)| chosen[*a] == chosen[*b]);
    // What the stories themselves share, without the lines.
    let different = of_one_site().filter(|pair| word_containment(corpus, **pair) < RIGHT).count();
    println!("{name} with {LINES} of 40 lines of one of {SITES} invented sites appended to each document");
    let mut tell = |measure: &str, value: f64| {
        println!("  {measure:48} {value:.3}");
        rows.push(Row { corpus: name.to_owned(), measure: format!("boilerplate: {measure}"), value });
    };
    tell("average precision without the lines", clean);
    tell("average precision, hosts not known", without_hosts);
    tell("average precision, hosts known", with_hosts);
    tell("fall without hosts", clean - without_hosts);
    tell("fall with hosts", clean - with_hosts);
    tell("matches within one site, hosts known", of_one_site().count() as f64);
    tell("of them, of different stories", different as f64);
    println!();
    Ok(())
}

/// splitmix64.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) % n as u64) as usize
    }

    fn of<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const PLACES: [&str; 20] = [
    "Ashby",
    "Brannock",
    "Carrow",
    "Dunmore",
    "Eastland",
    "Ferrymoor",
    "Halverstad",
    "Kolmar",
    "Lennvale",
    "Lowmere",
    "Midcounty",
    "Northsound",
    "Ostrow",
    "Pellvale",
    "Quayside",
    "Rotsteig",
    "Skerra",
    "Tarnshire",
    "Velm",
    "Wearmouth",
];
const TITLES: [&str; 8] = ["Courier", "Gazette", "Tribune", "Mail", "Post", "Observer", "Ledger", "Standard"];
const NAMES: [&str; 20] = [
    "Achterberg",
    "Aune",
    "Bergqvist",
    "Dray",
    "Fjordal",
    "Halloran",
    "Hartigan",
    "Ines",
    "Kruse",
    "Lunt",
    "Marchetti",
    "Orrin",
    "Osokin",
    "Quispe",
    "Rell",
    "Sailer",
    "Talbot",
    "Vasa",
    "Vialle",
    "Zarechny",
];
const STREETS: [&str; 10] =
    ["Harbour", "Station", "Mill", "Castle", "Chapel", "Orchard", "Bridge", "Market", "Foundry", "Lighthouse"];
const SECTIONS: [&str; 12] = [
    "politics",
    "business",
    "sport",
    "culture",
    "travel",
    "gardening",
    "motoring",
    "property",
    "science",
    "farming",
    "fashion",
    "cookery",
];

/// The forty lines of a site: no two sites say the same thing in the same words, as real ones do not.
fn lines(site: usize, n: &mut Numbers) -> Vec<String> {
    let (place, title) = (PLACES[site % PLACES.len()], TITLES[(site / PLACES.len() + site) % TITLES.len()]);
    let name = format!("{place} {title}");
    (0..40)
        .map(|line| {
            let (person, street, section) = (n.of(&NAMES), n.of(&STREETS), n.of(&SECTIONS));
            let (other, more, number) = (n.of(&PLACES), n.of(&SECTIONS), 2 + n.below(300));
            match line % 20 {
                0 => format!("Subscribe to the {name} {section} letter, written by {person} before breakfast"),
                1 => format!("Our {section} desk on {street} Street welcomes tips from readers in {other}"),
                2 => format!("Copyright {name} Newspapers and {person} Holdings, {number} {street} Road"),
                3 => format!("Most read in {section} this hour on the {place} front page"),
                4 => format!("Listen to {person} and guests on the {title} {section} podcast every Thursday"),
                5 => format!("Register once with {name} to comment on {section} and {more} stories"),
                6 => format!("Advertise in our {other} edition: call the {street} Street office, extension {number}"),
                7 => format!("{person} edits the {section} pages and may be reached at the {place} newsroom"),
                8 => format!("Weather and tides for {other} and {place} from the {street} Point station"),
                9 => format!("Download the {title} app for {section} alerts from {other}"),
                10 => format!("Corrections to {section} reports are printed on page {number} of the {title}"),
                11 => format!("Friends of the {name} keep {section} reporting in {other} free to read"),
                12 => format!("Cookies help the {place} {title} remember your {section} preferences"),
                13 => format!("Births, marriages and deaths in {other} are received until noon by {person}"),
                14 => format!("More {section} from {other}: all stories by {person} and the {more} team"),
                15 => format!("Letters to {person} about {section} may be shortened before they are printed"),
                16 => format!("Jobs in {other} and {place}: {number} vacancies in {section} and {more}"),
                17 => format!("The {title} crossword number {number} was set by {person} of {street} Lane"),
                18 => format!("Photographs of {section} events may be ordered from the {street} Street counter"),
                _ => format!("Follow {person} for {section} and {more} news from {place} to {other}"),
            }
        })
        .collect()
}
