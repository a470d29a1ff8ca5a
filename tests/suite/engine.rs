//! The engine over a whole corpus: what is learned, what is looked up, what is refused.

use wireprint::engine::{Article, Background, Engine};
use wireprint::evidence::verify;
use wireprint::fingerprint::{for_each_shingle, page_batch};
use wireprint::index::Window;
use wireprint::suppress::{Cell, Filter, Learner};
use wireprint::{CompareError, FilterId, Rules, Scheme, Verdict};

use crate::common::{Random, corpus};

/// Matches of a corpus of (host, text), as the program finds them.
fn matches(documents: &[(String, String)]) -> Vec<(usize, usize, Verdict)> {
    let scheme = Scheme::REWRITE;
    let articles: Vec<Article<'_>> = documents.iter().zip(0..).map(|((host, text), id)| of(id, host, text)).collect();
    let background = Background::of(&scheme, &articles);
    let filter = background.filter();
    let pages = background.pages(&filter, &articles).expect("the filter is of this scheme");
    let analyse = |at: usize| background.analysis(&filter, &articles[at]);
    let mut engine = Engine::new(Rules::default(), Window::default()).expect("room");
    let mut found = Vec::new();
    for (b, page) in pages.iter().enumerate() {
        for candidate in engine.observe(&articles[b].document(page)).expect("one scheme").candidates {
            let a = candidate.id as usize;
            let verdict = verify(&analyse(a), &analyse(b)).verdict(engine.rules());
            if verdict.is_match() {
                found.push((a, b, verdict));
            }
        }
    }
    found.sort_by_key(|(a, b, _)| (*a, *b));
    found
}

/// An article of a host; an empty one is one that nobody knows.
fn of<'a>(id: u64, host: &'a str, text: &'a str) -> Article<'a> {
    Article { host: Some(host).filter(|host| !host.is_empty()), ..Article::new(id, text.as_bytes()) }
}

fn others() -> Vec<(String, String)> {
    corpus().into_iter().enumerate().map(|(i, sample)| (format!("host{i}.example"), sample.text)).collect()
}

/// A story that forty outlets reprint under headlines of their own does not suppress itself.
#[test]
fn a_viral_story_is_found_in_every_outlet() {
    let agency = corpus().into_iter().find(|s| s.id == "en-ferry-agency").expect("the agency's text").text;
    for hosts_are_known in [true, false] {
        let mut random = Random(21);
        let mut documents = others();
        let first = documents.len();
        for outlet in 0..40 {
            let own: String = (0..40).map(|_| format!("w{:x} ", random.next() >> 30)).collect();
            let host = if hosts_are_known { format!("outlet{outlet}.example") } else { String::new() };
            documents.push((host, format!("{own}\n\n{agency}")));
        }
        let found = matches(&documents);
        let among = found.iter().filter(|(a, b, _)| *a >= first && *b >= first).count();
        assert_eq!(among, 40 * 39 / 2, "of the outlets' pairs, hosts known: {hosts_are_known}");
    }
}

/// What a host repeats on each of its pages is no part of their own text; where hosts are not known, it becomes common.
#[test]
fn boilerplate_is_learned_and_does_not_match() {
    let mut random = Random(22);
    let boilerplate = "Subscribe to our newsletter for the latest headlines every morning. Follow our correspondents on \
        all channels. This page was printed from the archive of the Northern Courier. All rights reserved by the publisher.";
    let story = |random: &mut Random| (0..90).map(|_| format!("w{:x} ", random.next() >> 30)).collect::<String>();
    for host in ["courier.example", ""] {
        let pages = (0..60).map(|_| (host.to_owned(), format!("{}\n{boilerplate}", story(&mut random))));
        let pages: Vec<_> = pages.collect();
        assert_eq!(matches(&pages), []);

        let mut background = Background::new(&Scheme::REWRITE);
        for (id, (host, text)) in (0..).zip(&pages) {
            assert!(background.learn(&of(id, host, text)), "a page with the same boilerplate is another story");
        }
        let (filter, mut kept) = (background.filter(), 0);
        let own = background.own_text(&of(0, host, &pages[0].1)).into_owned();
        let story = pages[0].1.len() - boilerplate.len();
        assert_eq!(own.len(), if host.is_empty() { pages[0].1.len() } else { story });
        for_each_shingle(&Scheme::REWRITE, &own[story - 1..], |shingle| {
            kept += u32::from(!filter.contains(shingle.hash));
        });
        assert_eq!(kept, 0, "shingles of the boilerplate are still kept, host \"{host}\"");

        // Where the lines are dropped, the filter's room is left to what is common elsewhere.
        let mut common = 0;
        for_each_shingle(&Scheme::REWRITE, boilerplate.as_bytes(), |shingle| {
            common += u32::from(filter.contains(shingle.hash));
        });
        assert_eq!(common > 0, host.is_empty(), "{common} shingles of the boilerplate are in the filter");
    }
}

/// A frame without figures, filled anew every day, is a template within its host; printed by another host it is reuse.
#[test]
fn a_frame_that_one_host_fills_every_day_is_a_template() {
    let frame = |entry: &str| {
        format!(
            "The duty chemists of the valley are listed here as they were given to us by the association of pharmacists\n\
             {entry}\n\
             Outside these hours the ambulance station on Mill Street will help, as will the night counter of the hospital\n\
             Please ring before you set out, since the rota is sometimes changed after this page has gone to press\n\
             Older lists may be read at the town library, which keeps them for as long as anyone remembers"
        )
    };
    let entries = [
        "Bergqvist in the arcade until late",
        "Halloran by the bridge all night",
        "Quispe at the station before noon",
        "Vialle on the square after church",
        "Talbot near the weir until supper",
        "Osokin opposite the brewery on request",
        "Dray at the crossroads from dawn",
        "Lunt beside the chapel until dusk",
    ];
    let mut documents: Vec<_> = entries.iter().map(|entry| ("valley.example".to_owned(), frame(entry))).collect();
    assert_eq!(matches(&documents), [], "days of one host");
    documents.push(("elsewhere.example".to_owned(), format!("From our neighbours.\n{}", frame(entries[7]))));
    let found = matches(&documents);
    assert!(found.iter().any(|(a, b, _)| (*a, *b) == (7, 8)), "the day that was reprinted: {found:?}");
    assert!(found.iter().all(|(_, b, _)| *b == 8), "{found:?}");
}

/// An address whose story is updated nine times: another host's reprint is found and is no template.
#[test]
fn versions_under_one_address_are_no_boilerplate() {
    let agency = corpus().into_iter().find(|s| s.id == "en-dam-agency").expect("the agency's text").text;
    let lines = agency.replace("\n\n", "\n");
    let version = |n: usize| format!("Updated for the {n}th time, with word{n}a word{n}b word{n}c\n{lines}");
    let mut background = Background::new(&Scheme::REWRITE);
    for n in 0..9 {
        background.learn(&of(7, "live.example", &version(n)));
    }
    let latest = version(9);
    let page = of(7, "live.example", &latest);
    let repeated = |background: &Background| background.lines().repeated(page.host_id(), page.text).len();
    assert_eq!(repeated(&background), 0, "nothing of it is repeated");
    for n in 10..19 {
        background.learn(&of(n as u64, "live.example", &version(n)));
    }
    assert!(repeated(&background) > 5, "other addresses count");
}

/// Five hundred hosts reprint a story: it is not taken for boilerplate of anyone's, and each finds another.
#[test]
fn a_story_of_five_hundred_hosts_does_not_suppress_itself() {
    let agency = corpus().into_iter().find(|s| s.id == "en-dam-agency").expect("the agency's text").text;
    let mut random = Random(23);
    let mut documents = others();
    let first = documents.len();
    for outlet in 0..500 {
        let own: String = (0..30).map(|_| format!("w{:x} ", random.next() >> 30)).collect();
        documents.push((format!("outlet{outlet}.example"), format!("{own}\n\n{agency}")));
    }
    let found = matches(&documents);
    let alone = (first + 1..documents.len()).filter(|b| !found.iter().any(|(a, other, _)| other == b && *a >= first));
    assert_eq!(alone.count(), 0, "outlets that match no other");
}

#[test]
fn a_stranger_is_refused_though_it_is_nobodys_candidate() {
    let mut engine = Engine::new(Rules::default(), Window::default()).expect("room");
    let page = |scheme: &Scheme, filter: Option<&Filter>, text: &str| {
        page_batch(scheme, filter, &[text]).expect("the filter is of this scheme").remove(0)
    };
    let first = page(&Scheme::REWRITE, None, "Ferries to the outer islands resume on Friday");
    engine.observe(&Article::new(1, b"").document(&first)).expect("the first decides");
    let strict = page(&Scheme::STRICT, None, "An unrelated text about the price of lime trees");
    let error = engine.observe(&Article::new(2, b"").document(&strict)).expect_err("another scheme");
    let (left, right) = (first.fingerprint.scheme(), strict.fingerprint.scheme());
    assert_eq!(error, CompareError::Scheme { left, right });
    let filter = Filter::from_shingles(&Scheme::REWRITE, [1]);
    let filtered = page(&Scheme::REWRITE, Some(&filter), "An unrelated text about the price of lime trees");
    let error = engine.observe(&Article::new(3, b"").document(&filtered)).expect_err("another filter");
    assert_eq!(error, CompareError::Filter { left: FilterId::NONE, right: filter.id() });
    assert_eq!(engine.stats().documents, 1);
}

#[test]
fn equal_short_texts_find_one_another() {
    let texts =
        ["Ferry cancelled", "ok no", "Trains late again tonight", "FERRY cancelled!", "ok, no", "Trains late tonight"];
    let documents: Vec<_> = texts.iter().enumerate().map(|(i, t)| (format!("h{i}.example"), (*t).to_owned())).collect();
    let found = matches(&documents);
    assert_eq!(found, [(0, 3, Verdict::Exact), (1, 4, Verdict::Exact)]);
}

/// Learning in batches is learning one at a time, and so is counting shingles together.
#[test]
fn batches_teach_what_their_documents_teach() {
    let scheme = Scheme::REWRITE;
    let documents = others();
    let articles: Vec<Article<'_>> = documents.iter().zip(0..).map(|((host, text), id)| of(id, host, text)).collect();
    // Every text four times with words of its own, so that something is common.
    let texts: Vec<String> = (0..4 * articles.len())
        .map(|n| {
            let own: String = (0..300).map(|word| format!("word{word}of{n} ")).collect();
            format!("{own} {}", documents[n % documents.len()].1)
        })
        .collect();
    let more = texts.iter().zip(1000..).map(|(text, id)| Article::new(id, text.as_bytes()));
    let articles: Vec<Article<'_>> = articles.into_iter().chain(more).collect();
    let mut batches = Background::<512>::new(&scheme);
    articles.chunks(37).for_each(|batch| batches.learn_batch(batch));
    assert_eq!(batches.filter(), Background::of(&scheme, &articles).filter());

    let hashes: Vec<Vec<u64>> =
        (0..60u64).map(|n| (0..n * 7).map(|i| (i * i % 97) << 40 | (i % 5)).collect()).collect();
    for cells in [0, 3, 1000, 1 << 12] {
        let learner = || Learner::<_, 256>::new(&scheme, vec![Cell::default(); cells]);
        let (mut together, mut single) = (learner(), learner());
        for hashes in &hashes {
            together.begin_document();
            together.shingles(hashes);
            single.begin_document();
            hashes.iter().for_each(|hash| single.shingle(*hash));
        }
        assert_eq!(together.filter(20), single.filter(20), "{cells} cells");
        assert_eq!(together.noise(), single.noise(), "{cells} cells");
    }
}
