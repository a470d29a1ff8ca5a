//! Which member of a cluster the others come from, and why one may think so.
//!
//! In this order: a member that others name as their source; one that is older; one that is not itself signed as another's
//! copy; one that holds more of the others than they of it, long pages around a story excepted; the first observed.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

use super::credit::{Credit, CreditKind, is_host_of};
use super::join::Link;
use crate::compare::Verdict;

/// Seconds by which a time must be earlier to say something: feeds and clocks are that far apart.
const TIME_MARGIN: u64 = 60;

/// Sources of a cluster that are compared with its members' hosts.
const SOURCES_MAX: usize = 16;

/// What is known of a document beside its matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Seconds since 1970.
    pub time: Option<i64>,
    /// Its host.
    pub host: Option<String>,
    /// What [`credits`](super::credits) found in it.
    pub credits: Vec<Credit>,
}

impl Provenance {
    /// Whether its host is the source of that name.
    fn is(&self, source: &str) -> bool {
        self.host.as_deref().is_some_and(|host| is_host_of(host, source))
    }

    /// The agency that signed it, if that is not its own host.
    fn signed_by_another(&self) -> Option<&str> {
        let signed = self.credits.iter().filter(|credit| credit.kind == CreditKind::Agency);
        signed.map(|credit| credit.source.as_str()).find(|source| !self.is(source))
    }
}

/// The likely origin of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its id.
    pub document: u64,
    /// What speaks for it, strongest first; only [`Reason::FirstObserved`] where nothing does.
    pub reasons: Vec<Reason>,
}

/// What speaks for an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Reason {
    /// Other members name its host as their source.
    Named {
        /// How many.
        by: u32,
    },
    /// It is older than every other member whose time is known.
    Earliest {
        /// Seconds before the next.
        ahead: u64,
    },
    /// Others are signed by an agency that is not their host; it is not.
    OthersAreSigned {
        /// How many.
        members: u32,
    },
    /// It holds more of others than they of it, or stands whole in longer pages.
    Holds {
        /// How many matches say so, less those that say the contrary.
        members: u32,
    },
    /// Nothing else is known.
    FirstObserved,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = |n: u32| if n == 1 { "other" } else { "others" };
        match *self {
            Self::Named { by } => write!(f, "named as the source by {by} {}", others(by)),
            Self::Earliest { ahead } => match ahead {
                0..7200 => write!(f, "earliest by {} minutes", ahead / 60),
                7200..172_800 => write!(f, "earliest by {} hours", ahead / 3600),
                _ => write!(f, "earliest by {} days", ahead / 86_400),
            },
            Self::OthersAreSigned { members } => write!(f, "{members} {} signed by an agency", others(members)),
            Self::Holds { members } => write!(f, "holds the text of {members} {}", others(members)),
            Self::FirstObserved => f.write_str("observed first"),
        }
    }
}

/// What speaks for one member; compared field by field, more is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Case {
    named_by: u32,
    is_earliest: bool,
    is_unsigned: bool,
    /// Members that it holds more of than they of it, less those that hold more of it.
    holds: i64,
}

/// Of members, whose links say who holds whom, by what is known of each.
pub(super) fn origin(members: &[u64], holds: &Holds, known: &BTreeMap<u64, Provenance>) -> Origin {
    let of = |member: &u64| known.get(member);
    let mut times: Vec<i64> = members.iter().filter_map(|member| of(member)?.time).collect();
    times.sort_unstable();
    let ahead = match times[..] {
        [first, second, ..] => first.abs_diff(second),
        _ => 0,
    };
    let signed = members.iter().filter(|member| of(member).is_some_and(|p| p.signed_by_another().is_some())).count();
    let credited = credited(members, known);
    let case = |member: &u64| {
        let Some(own) = of(member) else { return Case::default() };
        Case {
            named_by: own.host.as_deref().map_or(0, |host| named_by(host, own, &credited)),
            is_earliest: ahead >= TIME_MARGIN && own.time == times.first().copied(),
            is_unsigned: own.signed_by_another().is_none(),
            holds: holds.of(*member),
        }
    };
    let best = members.iter().map(|member| (case(member), core::cmp::Reverse(*member))).max();
    let Some((best, core::cmp::Reverse(document))) = best else {
        return Origin { document: 0, reasons: Vec::new() };
    };
    let reasons = [
        (best.named_by > 0).then_some(Reason::Named { by: best.named_by }),
        best.is_earliest.then_some(Reason::Earliest { ahead }),
        (best.is_unsigned && signed > 0).then_some(Reason::OthersAreSigned { members: signed as u32 }),
        (best.holds > 0).then_some(Reason::Holds { members: best.holds as u32 }),
    ];
    let mut reasons: Vec<Reason> = reasons.into_iter().flatten().collect();
    if reasons.is_empty() {
        reasons.push(Reason::FirstObserved);
    }
    Origin { document, reasons }
}

/// How many members name each source; the sources that are named most.
fn credited<'k>(members: &[u64], known: &'k BTreeMap<u64, Provenance>) -> Vec<(&'k str, u32)> {
    let mut credited: BTreeMap<&str, u32> = BTreeMap::new();
    for provenance in members.iter().filter_map(|member| known.get(member)) {
        let sources: BTreeSet<&str> = provenance.credits.iter().map(|credit| credit.source.as_str()).collect();
        sources.into_iter().for_each(|source| *credited.entry(source).or_default() += 1);
    }
    let mut credited: Vec<(&str, u32)> = credited.into_iter().collect();
    credited.sort_by_key(|(_, members)| core::cmp::Reverse(*members));
    credited.truncate(SOURCES_MAX);
    credited
}

/// How many other members name the host as their source; one that names it in two ways may count twice.
fn named_by(host: &str, own: &Provenance, credited: &[(&str, u32)]) -> u32 {
    let is_own = |source: &str| own.credits.iter().any(|credit| credit.source == source);
    let named = credited.iter().filter(|(source, _)| is_host_of(host, source));
    named.map(|(source, members)| members.saturating_sub(u32::from(is_own(source)))).sum()
}

/// Of each member, how many it holds more of than they of it, less those that hold more of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Holds(BTreeMap<u64, i64>);

impl Holds {
    /// Of two versions of like length the longer one was there first, and is trimmed; of an excerpt and its page the excerpt.
    pub(super) fn add(&mut self, link: &Link) {
        let [a, b] = link.documents;
        let (held, holder) = match link.inside {
            Ordering::Greater => (a, b),
            Ordering::Less => (b, a),
            Ordering::Equal => return,
        };
        let is_excerpt = matches!(link.verdict(), Verdict::Excerpt { .. });
        let (first, then) = if is_excerpt { (held, holder) } else { (holder, held) };
        *self.0.entry(first).or_default() += 1;
        *self.0.entry(then).or_default() -= 1;
    }

    fn of(&self, member: u64) -> i64 {
        self.0.get(&member).copied().unwrap_or(0)
    }
}
