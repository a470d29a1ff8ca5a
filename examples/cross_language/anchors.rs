//! Text → anchors: what a translation leaves recognisable. Names by their consonants, Latin words as they are, numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use wireprint::text::{Class, class};

/// Anchors and how often each occurs: a skeleton as it is, a Latin word after `=`, a number after `#`.
pub(crate) type Anchors = BTreeMap<String, u32>;

/// Letters that languages write for one another, in the scripts of the corpora; L and R are one, for Japanese has one.
/// Letters not listed, vowels and glides above all, are passed over.
const CONSONANTS: [(char, &str); 9] = [
    ('P', "pbπβպբփפףבپبパバピビプブペベポボ"),
    ('F', "fvφֆվفڤヴ"),
    ('K', "kgqcκγχկգքխղקכךגكکقغخگカガキギクグケゲコゴ"),
    ('S', "szßþσςζսզժծձճչջցշסזצץשسصزشژچجサザシジスズセゼソゾ"),
    ('T', "tdđðτδθտդթטתדتدطضظثذタダチヂツヅテデトド"),
    ('R', "rlłρλրռլרלرلラリルレロ"),
    ('M', "mμմמםمマミムメモ"),
    ('N', "nνնנןنナニヌネノン"),
    ('H', "hհהחحهハヒフヘホ"),
];
static CLASS_OF: LazyLock<HashMap<char, char>> =
    LazyLock::new(|| CONSONANTS.iter().flat_map(|(class, letters)| letters.chars().map(|c| (c, *class))).collect());

/// Longer skeletons are cut, so that endings differ harmlessly.
const LONGEST: usize = 5;
const SHORTEST: usize = 3;
/// A script whose words are capitalised less often than this is taken to have no capitals.
const CAPITALS: f64 = 0.01;
/// What may stand between the thousands of a number, besides nothing.
const THOUSANDS: [char; 6] = ['.', ',', '\'', ' ', '\u{A0}', '\u{202F}'];
const LONG_MARK: char = 'ー';

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Script {
    Latin,
    Greek,
    Armenian,
    Hebrew,
    Arabic,
    Katakana,
}

impl Script {
    fn of(c: char) -> Option<Self> {
        match c as u32 {
            0..0x250 | 0x1E00..0x1F00 => Some(Self::Latin),
            0x370..0x400 | 0x1F00..0x2000 => Some(Self::Greek),
            0x530..0x590 => Some(Self::Armenian),
            0x590..0x600 => Some(Self::Hebrew),
            0x600..0x780 => Some(Self::Arabic),
            0x30A0..0x3100 => Some(Self::Katakana),
            _ => None,
        }
    }
}

pub(crate) fn anchors(text: &str) -> Anchors {
    let words = words(text);
    let mut counts: HashMap<Script, (u32, u32)> = HashMap::new();
    for (script, word) in &words {
        let (all, capitalised) = counts.entry(*script).or_default();
        (*all, *capitalised) = (*all + 1, *capitalised + u32::from(word.starts_with(char::is_uppercase)));
    }
    let is_cased = |script: Script| {
        let (all, capitalised) = counts[&script];
        f64::from(capitalised) > CAPITALS * f64::from(all)
    };
    let most = counts.values().map(|(all, _)| *all).max();
    let is_latin_foreign = counts.get(&Script::Latin).map(|(all, _)| *all) != most;
    let begins_small = |(script, word): &&(Script, &str)| is_cased(*script) && word.starts_with(char::is_lowercase);
    let common: HashSet<String> = words.iter().filter(begins_small).map(|(_, word)| word.to_lowercase()).collect();

    let mut found = Anchors::new();
    let mut add = |anchor: String| *found.entry(anchor).or_default() += 1;
    for (script, word) in words {
        let is_name = word.starts_with(char::is_uppercase) && !common.contains(&word.to_lowercase());
        let is_foreign = script == Script::Latin && is_latin_foreign;
        if is_cased(script) && !is_name && !is_foreign {
            continue;
        }
        let word = folded(word);
        let len = word.chars().count();
        if len >= SHORTEST {
            skeletons(&word, script).into_iter().for_each(&mut add);
        }
        if script == Script::Latin && len >= 4 {
            add(format!("={word}"));
        }
    }
    numbers(text).into_iter().for_each(|number| add(format!("#{number}")));
    found
}

/// The words of scripts with a table of consonants. Japanese writes foreign names in katakana, unspaced: runs of those.
fn words(text: &str) -> Vec<(Script, &str)> {
    let mut words = Vec::new();
    for word in text.split(|c: char| !c.is_alphabetic() && class(c) != Class::Ignored) {
        let word = word.trim_matches(|c| class(c) == Class::Ignored);
        let Some(first) = word.chars().next() else { continue };
        let is_other = |c: char| !matches!(c, 'ァ'..='ヺ' | LONG_MARK);
        let runs = || word.split(is_other).filter(|run| run.chars().nth(1).is_some());
        match Script::of(first) {
            Some(script) if script != Script::Katakana && runs().next().is_none() => words.push((script, word)),
            _ => words.extend(runs().map(|run| (Script::Katakana, run))),
        }
    }
    words
}

/// Small letters without accents, as far as the corpora have them.
fn folded(word: &str) -> String {
    let letters = word.chars().filter(|&c| c != LONG_MARK && class(c) != Class::Ignored).flat_map(char::to_lowercase);
    let plain = |c| match c {
        'à'..='å' => 'a',
        'ç' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ě' => 'e',
        'ì'..='ï' => 'i',
        'ñ' | 'ň' => 'n',
        'ò'..='ö' => 'o',
        'ř' => 'r',
        'š' => 's',
        'ť' => 't',
        'ù'..='ü' | 'ů' => 'u',
        'ý' => 'y',
        'ž' => 'z',
        '\u{622}' | '\u{623}' | '\u{625}' => '\u{627}', // alef, which the article begins with
        c => c,
    };
    letters.map(plain).collect()
}

/// What a word may be recognised by: with and without what its script writes onto it.
fn skeletons(word: &str, script: Script) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for stem in stems(word, script) {
        let full = skeleton(stem);
        let cut = &full[..full.len().min(LONGEST)];
        if cut.len() > SHORTEST && cut.ends_with(['S', 'N', 'F']) {
            found.insert(cut[..cut.len() - 1].to_owned()); // a case ending perhaps
        }
        if cut.len() >= SHORTEST {
            found.insert(cut.to_owned());
        }
    }
    found
}

/// The word, and what is left of it without conjunction, preposition and article.
fn stems(word: &str, script: Script) -> Vec<&str> {
    let mut stems = vec![word];
    let mut rest = word;
    let is_longer = |word: &str, than: usize| word.chars().nth(than).is_some();
    if script == Script::Arabic {
        if let Some(stem) = rest.strip_prefix(['و', 'ف']).filter(|_| is_longer(rest, 4)) {
            stems.push(stem);
            rest = stem;
        }
        if let Some(stem) = rest.strip_prefix("لل").filter(|_| is_longer(rest, 4)) {
            stems.push(stem);
        } else if let Some(stem) = rest.strip_prefix(['ب', 'ل', 'ك']).filter(|_| is_longer(rest, 4)) {
            stems.push(stem);
            rest = if stem.starts_with("ال") { stem } else { rest };
        }
        stems.extend(rest.strip_prefix("ال").filter(|_| is_longer(rest, 4)));
    } else if script == Script::Hebrew {
        if let Some(stem) = rest.strip_prefix('ו').filter(|_| is_longer(rest, 3)) {
            stems.push(stem);
            rest = stem;
        }
        stems.extend(rest.strip_prefix(['ב', 'ל', 'מ', 'כ', 'ש', 'ה']).filter(|_| is_longer(rest, 3)));
    }
    stems
}

/// The classes of a word's consonants, doubled ones once.
fn skeleton(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let (mut skeleton, mut last, mut rest) = (String::new(), None, &letters[..]);
    while let [first, ..] = rest {
        let (class, taken) = match rest {
            ['p', 'h', ..] => (Some('F'), 2),
            ['t', 'h', ..] => (Some('T'), 2),
            ['s', 'c', 'h', ..] => (Some('S'), 3),
            ['s', 'h', ..] => (Some('S'), 2),
            ['c' | 'k' | 'g', 'h', ..] => (Some('K'), 2),
            ['c', 'e' | 'i' | 'y', ..] => (Some('S'), 1),
            ['x' | 'ξ' | 'ψ', ..] => {
                skeleton.push(if *first == 'ψ' { 'P' } else { 'K' });
                (Some('S'), 1)
            }
            _ => (CLASS_OF.get(first).copied(), 1),
        };
        if class != last {
            skeleton.extend(class);
        }
        (last, rest) = (class, &rest[taken..]);
    }
    skeleton
}

/// Numbers of two digits or more, without what groups their thousands and with a point before their decimals.
fn numbers(text: &str) -> Vec<String> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (whole, after) = rest[start..].split_at(digits(&rest[start..]));
        let mut number = whole.to_owned();
        rest = after;
        while let Some(group) = rest.strip_prefix(THOUSANDS).filter(|group| digits(group) == 3) {
            number += &group[..3];
            rest = &group[3..];
        }
        if let Some(decimals) = rest.strip_prefix(['.', ',']).filter(|decimals| digits(decimals) > 0) {
            let len = digits(decimals);
            number = format!("{number}.{}", &decimals[..len]);
            rest = &decimals[len..];
        }
        if number.len() >= 2 {
            found.push(number);
        }
    }
    found
}
