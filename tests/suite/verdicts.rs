//! What is reuse and what only looks like it.

use wireprint::compare::Part;
use wireprint::evidence::{Analysis, RepeatedLine, Source, verify, verify_by};
use wireprint::index::HostId;
use wireprint::{Rules, Scheme, Verdict};

use crate::common::corpus;

fn verdict(a: &str, b: &str, same_host: bool) -> Verdict {
    let hosts = ["one.example", if same_host { "one.example" } else { "two.example" }];
    let [a, b] = [(a, hosts[0]), (b, hosts[1])].map(|(text, host)| {
        let source = Source { host: HostId::of(host), ..Source::default() };
        Analysis::of_source(&Scheme::REWRITE, None, text.as_bytes(), &source)
    });
    verify(&a, &b).verdict(&Rules::default())
}

fn text(id: &str) -> String {
    corpus().into_iter().find(|sample| sample.id == id).expect("a text of the bundled corpus").text
}

const STATEMENT: &str = "We have spent nine years planning this line, we have listened to every village along the valley, \
    and we will not now be rushed into a timetable that puts a single passenger at risk. The brakes of the new trains \
    behaved on the test track exactly as the manufacturer promised, but a test track is not a mountain in November, and \
    until our own drivers have taken them down the long gradient in sleet, with a full load, at night, I will not sign \
    the papers. Those who call that timid are welcome to ride in the first carriage. I have been asked whether the \
    ministry leaned on us, and the answer is no, it did not have to: everyone in that building remembers the winter of the \
    Brannock tunnel as well as I do, and nobody there wants to stand at another graveside explaining a date on a poster.";

/// Two reports by two newsrooms that attended one press conference, and nothing in common but what was said there.
fn reports() -> [String; 2] {
    let first = format!(
        "The opening of the Tarn valley railway has slipped again, this time to the spring, after the operator's chief \
         engineer refused to certify the braking system.\n\n“{STATEMENT}” Hanna Ostrow told a crowded room in Velm.\n\n\
         Hoteliers in the upper valley, who had taken bookings for the skiing season on the strength of the old date, \
         reacted with dismay. Some are considering a claim for damages, their association announced."
    );
    let second = format!(
        "Commuters hoping to swap the bus for a seat on the mountain express must be patient. Asked whether December \
         still stood, Ms Ostrow took a long drink of water.\n\n“{STATEMENT}”\n\nShareholders were told separately that \
         the delay costs roughly four million a month, mostly in idle staff and rented depots; the bank that leads the \
         financing consortium said its confidence was unshaken."
    );
    [first, second]
}

#[test]
fn a_shared_statement_alone_is_no_match() {
    let [a, b] = reports();
    assert_eq!(verdict(&a, &b, false), Verdict::SharedQuotes);
}

/// The same statement without marks: as a block after a colon, as a turn of a transcript, as an embedded post.
#[test]
fn a_statement_that_the_layout_sets_apart_is_no_match_either() {
    let [plain_a, plain_b] = reports();
    let marked = format!("“{STATEMENT}”");
    let with = |report: &str, quoted: &str| report.replace(&marked, quoted);
    let block = format!("Her office released the following letter:\n\n{STATEMENT}\n\nIt was read out by");
    let (first, second) = STATEMENT.split_at(STATEMENT.find("The brakes").expect("a second sentence"));
    let transcript = format!(
        "MODERATOR: Will it be December?\n\nOSTROW: {first}\n\nMODERATOR: And the trains?\n\nOSTROW: {second}\n\nThen spoke"
    );
    let post =
        format!("Her post was shared widely.\n\n{STATEMENT}\n\n— Hanna Ostrow (@hostrow) November 3, 2025\n\nSo wrote");
    for quoted in [block, transcript, post] {
        let (a, b) = (with(&plain_a, &quoted), with(&plain_b, &quoted));
        assert_eq!(verdict(&a, &b, false), Verdict::SharedQuotes, "{quoted}");
        // Quoted in one of the two is quoted in both.
        assert_eq!(verdict(&a, &with(&plain_b, STATEMENT), false), Verdict::SharedQuotes, "{quoted}");
    }
    let unmarked = (with(&plain_a, STATEMENT), with(&plain_b, STATEMENT));
    assert!(verdict(&unmarked.0, &unmarked.1, false).is_match(), "nothing tells it from narrative");
}

#[test]
fn copied_narrative_beside_it_is_one() {
    let [a, b] = reports();
    let narrative = a.rsplit("\n\n").next().expect("a last paragraph");
    let lead = a.split("\n\n").next().expect("a first paragraph");
    let copied = format!("{lead}\n\n{narrative}\n\n{b}");
    let found = verdict(&a, &copied, false);
    assert!(matches!(found, Verdict::Rewrite | Verdict::Excerpt { .. } | Verdict::NearDuplicate), "{found}");
}

#[test]
fn a_speech_that_is_copied_whole_is_a_match_though_all_of_it_is_quoted() {
    let speech = format!("“{STATEMENT}”");
    let page = format!("Documents\n\n{speech}");
    assert!(verdict(&speech, &page, false).is_match());
}

#[test]
fn bulletins_of_one_host_are_a_template() {
    for [a, b] in [
        ["en-weather-0310", "en-weather-0311"],
        ["en-police-0307", "en-police-0312"],
        ["de-pegel-0317", "de-pegel-0318"],
    ] {
        let (a, b) = (text(a), text(b));
        assert_eq!(verdict(&a, &b, true), Verdict::Template);
        // The same bulletin on another host has been copied.
        let reprinted = format!("Read more from our partners. {a} Sign up for our newsletter.");
        assert!(verdict(&a, &reprinted, false).is_match());
        assert!(verdict(&a, &reprinted, true).is_match(), "its figures are the same");
    }
}

/// Lines that a host repeats count for nothing within it, nor between two hosts that both repeat them; what one of two hosts
/// repeats is reuse. A frame alone is a template.
#[test]
fn repeated_lines_are_no_reuse() {
    let frame = text("en-ferry-agency");
    let texts = ["en-unrel-orchard", "en-unrel-library"].map(|id| format!("{}\n\n{frame}", text(id)));
    let verdict = |hosts: [&str; 2], repeating: [bool; 2]| {
        let [a, b] = [0, 1].map(|at| {
            let start = texts[at].len() - frame.len();
            let line = RepeatedLine { range: start..texts[at].len(), frame_only: false };
            let repeated = if repeating[at] { vec![line] } else { Vec::new() };
            let source = Source { host: HostId::of(hosts[at]), time: None, repeated: &repeated };
            Analysis::of_source(&Scheme::REWRITE, None, texts[at].as_bytes(), &source)
        });
        let found = verify(&a, &b);
        assert_eq!(found.overlap, verify(&b, &a).overlap.reversed());
        (found.verdict(&Rules::default()), found.overlap.shared == found.whole_overlap.shared)
    };
    let (one, two) = (["a.example", "a.example"], ["a.example", "b.example"]);
    assert_eq!(verdict(one, [true, true]), (Verdict::Template, false));
    assert_eq!(verdict(one, [true, false]), (Verdict::Template, false));
    assert_eq!(verdict(two, [true, true]), (Verdict::Template, false));
    for repeating in [[true, false], [false, true], [false, false]] {
        let (found, whole) = verdict(two, repeating);
        assert!(found.is_match() && whole, "{repeating:?}: {found}");
    }
}

/// Of a line whose figures change only the frame is repeated.
#[test]
fn figures_are_no_part_of_a_frame() {
    let lines = "Kolmar weir 312 centimetres, Velm bridge 287 centimetres, Ostrow lock 155 centimetres and falling";
    let repeated = [RepeatedLine { range: 0..lines.len(), frame_only: true }];
    let whole = [RepeatedLine { range: 0..lines.len(), frame_only: false }];
    let own = |repeated: &[RepeatedLine]| {
        let source = Source { host: HostId::of("a.example"), time: None, repeated };
        let analysis = Analysis::of_source(&Scheme::REWRITE, None, lines.as_bytes(), &source);
        verify(&analysis, &analysis).overlap.a
    };
    assert_eq!((own(&[]), own(&repeated), own(&whole)), (13.0, 6.0, 0.0));
}

#[test]
fn an_excerpt_names_the_text_that_is_inside() {
    let story = text("en-grain-agency");
    let page = text("ar-grain-bilingual");
    assert_eq!(verdict(&story, &page, false), Verdict::Excerpt { inner: Part::A });
    assert_eq!(verdict(&page, &story, false), Verdict::Excerpt { inner: Part::B });
}

#[test]
fn stock_phrases_are_no_match() {
    let filler = |from: u32| (from..from + 60).map(|n| format!("matter{n} detail{n} ")).collect::<String>();
    let phrases =
        ["told reporters after the meeting", "speaking on condition of anonymity", "according to people familiar with"];
    let sprinkled = |from: u32| {
        phrases.iter().enumerate().map(|(i, p)| format!("{p} {}", filler(from + 100 * i as u32))).collect::<String>()
    };
    assert!(!verdict(&sprinkled(0), &sprinkled(5000), false).is_match());
}

/// Pairs that are dismissed before their passages are aligned are those that would have had no verdict.
#[test]
fn what_is_dismissed_early_has_no_verdict() {
    let rules = Rules::default();
    let texts: Vec<String> = corpus().into_iter().map(|sample| sample.text).collect();
    let analyses: Vec<Analysis> = texts
        .iter()
        .zip(0usize..)
        .map(|(text, n)| {
            let repeated = [RepeatedLine { range: 0..text.len() / (1 + n % 4), frame_only: n.is_multiple_of(2) }];
            let repeated = if n.is_multiple_of(3) { &repeated[..] } else { &[] };
            let host = HostId::of(["one.example", "two.example"][n % 2]);
            let source = Source { host, repeated, ..Source::default() };
            Analysis::of_source(&Scheme::REWRITE, None, text.as_bytes(), &source)
        })
        .collect();
    let mut kinds = std::collections::BTreeSet::new();
    for (n, a) in analyses.iter().enumerate() {
        for b in &analyses[..n] {
            let found = verify(a, b);
            let verdict = found.verdict(&rules);
            kinds.insert(verdict.as_str());
            assert_eq!(verify_by(&rules, a, b), Some(found).filter(|_| verdict != Verdict::None));
        }
    }
    assert!(kinds.len() >= 5, "{kinds:?}");
}
