//! Hosts and the names of their publications.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::lexicon::HOSTS;
use super::token::fold;

/// Labels that countries put before their own, as in "co.uk".
const SECOND_LEVEL: &[&str] = &["ac", "co", "com", "edu", "gob", "gov", "gv", "ne", "net", "or", "org", "uol"];
/// What hosts have before or after the name.
const PREFIXES: &[&str] =
    &["the", "le", "la", "les", "el", "il", "lo", "der", "die", "das", "o", "a", "os", "al", "de", "agencia", "agence"];
const SUFFIXES: &[&str] =
    &["news", "online", "net", "press", "media", "agency", "tv", "24", "international", "live", "digital", "group"];

/// Whether a host is likely the source that a [`Credit`](super::Credit) names: "reuters" is www.reuters.com, "new york
/// times" nytimes.com, "monde" lemonde.fr. Names are compared, nobody is asked: reuters.example passes too.
///
/// ```
/// use wireprint::engine::is_host_of;
/// assert!(is_host_of("www.theintercept.com", "intercept"));
/// assert!(!is_host_of("intercept-filters.example", "intercept"));
/// ```
pub fn is_host_of(host: &str, source: &str) -> bool {
    let host = host.split([':', '/']).next().unwrap_or_default().trim_matches('.');
    let (host, source) = (fold(host), source.trim().to_lowercase());
    if source.contains('.') && (host == source || host.ends_with(&format!(".{source}"))) {
        return true;
    }
    let mut labels: Vec<&str> = host.split('.').filter(|label| *label != "www" && *label != "m").collect();
    if labels.pop().is_none() {
        return false;
    }
    while labels.len() > 1 && labels.last().is_some_and(|last| SECOND_LEVEL.contains(last)) {
        labels.pop();
    }
    let Some(name) = labels.pop() else { return false };
    let whole: String = name.chars().filter(|c| *c != '-').collect();
    let below = labels.last().copied().unwrap_or_default();
    // "news.sky.com" is Sky News.
    let swapped = format!("{whole}{below}");
    let folded = fold(&source);
    if HOSTS.iter().any(|(known, host)| *known == folded && *host == whole) {
        return true;
    }
    // German hosts write "ü" as "ue".
    let german = source.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    [folded, fold(&german)].iter().any(|source| {
        let words: Vec<&str> = source.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let without_article = match words.split_first() {
            Some((first, rest)) if PREFIXES.contains(first) && !rest.is_empty() => rest,
            _ => &words,
        };
        [&whole, &swapped].iter().any(|name| is_name_of(name, &words) || is_name_of(name, without_article))
    })
}

/// The name of a host, composed as hosts compose them.
fn is_name_of(name: &str, words: &[&str]) -> bool {
    let joined: String = words.concat();
    if joined.len() < 2 {
        return false;
    }
    // Not "aap" of "ap".
    let affixed = joined.len() > 3
        && name.strip_suffix(joined.as_str()).is_some_and(|before| PREFIXES.contains(&before))
        || name.strip_prefix(joined.as_str()).is_some_and(|after| after.is_empty() || SUFFIXES.contains(&after));
    let Some((last, earlier)) = words.split_last() else { return false };
    let initials: String = earlier.iter().filter_map(|word| word.chars().next()).collect();
    let initial = last.chars().next().into_iter();
    let abbreviated = !earlier.is_empty()
        // "nytimes", "wsj"; "fox" of Fox News
        && (name == format!("{initials}{last}")
            || name.chars().eq(initials.chars().chain(initial))
            || SUFFIXES.contains(last) && name == earlier.concat());
    affixed || abbreviated
}
