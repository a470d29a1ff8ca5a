//! What counts as a credit, in the languages of the agencies. All texts are invented.

use std::fmt::Write as _;

use wireprint::engine::CreditKind::{Agency, Cited};
use wireprint::engine::{Credit, credits, is_host_of};

use crate::common::Random;

/// The credits as kind, source and the name as printed.
fn read(text: &str) -> Vec<(wireprint::engine::CreditKind, String, &str)> {
    let printed = |credit: Credit| {
        let name = text.get(credit.at).expect("a credit lies on characters");
        (credit.kind, credit.source, name)
    };
    credits(text.as_bytes()).into_iter().map(printed).collect()
}

const BODY: &str = "The ferry came late. Its captain shrugged.";

#[test]
fn datelines_are_an_agencys() {
    for (line, source, name) in [
        ("KOLMAR (Reuters) - The ferry came late.", "reuters", "Reuters"),
        ("KOLMAR, Norland, May 3 (Reuters) - The ferry came late.", "reuters", "Reuters"),
        ("VELM BAY, Norland (AP) — The ferry came late.", "ap", "AP"),
        ("AP — The ferry came late.", "ap", "AP"),
        ("New Kolmar, May 3 (PTI) The ferry came late.", "pti", "PTI"),
        ("Kolmar (dpa/lnw) - Die Fähre kam zu spät.", "dpa", "dpa"),
        ("Kolmar (dpa-AFX) - Die Fähre kam zu spät.", "dpa", "dpa"),
        ("Kolmar (APA) - Die Fähre kam zu spät.", "apa", "APA"),
        ("Kolmar (epd). Die Fähre kam zu spät.", "epd", "epd"),
        ("Kolmar, 3. Mai (KNA) Die Fähre kam zu spät.", "kna", "KNA"),
        ("Velm (sda) Die Fähre kam zu spät.", "sda", "sda"),
        ("KOLMAR, 3 mai (AFP) - Le bac est arrivé tard.", "afp", "AFP"),
        ("Velm, 3 mai (ats) Le bac est arrivé tard.", "sda", "ats"),
        ("Kolmar, 3 may (EFE).- El transbordador llegó tarde.", "efe", "EFE"),
        ("Kolmar, 3 de mayo (Europa Press) - El transbordador llegó tarde.", "europa press", "Europa Press"),
        ("(ANSA) - KOLMAR, 03 MAG - Il traghetto è arrivato tardi.", "ansa", "ANSA"),
        ("Kolmar, 03 mai 2031 (Lusa) - O barco chegou tarde.", "lusa", "Lusa"),
        ("КОЛЬМАР, 3 мая. /ТАСС/. Паром опоздал.", "tass", "ТАСС"),
        ("КОЛЬМАР, 3 мая - РИА Новости. Паром опоздал.", "ria novosti", "РИА Новости"),
        ("ТАСС, 3 мая. Паром опоздал.", "tass", "ТАСС"),
        ("КОЛЬМАР (Рейтер) - Паром опоздал.", "reuters", "Рейтер"),
        ("Кольмар. 3 травня (Інтерфакс) - Пором запізнився.", "interfax", "Інтерфакс"),
        ("كولمار (رويترز) - تأخرت العبارة.", "reuters", "رويترز"),
        ("كولمار - (أ ف ب) - تأخرت العبارة.", "afp", "أ ف ب"),
        ("كولمار /الأناضول/ تأخرت العبارة.", "anadolu", "الأناضول"),
        ("新华社科尔马5月3日电 渡轮晚点。", "xinhua", "新华社"),
        ("（法新社科尔马3日电）渡轮晚点。", "afp", "法新社"),
        ("路透科尔马5月3日 - 渡轮晚点。", "reuters", "路透"),
        ("［コルマール　３日　ロイター］ - 船が遅れた。", "reuters", "ロイター"),
        ("【コルマール共同】船が遅れた。", "kyodo", "共同"),
        ("KOLMAR (ANP) - De veerboot kwam te laat.", "anp", "ANP"),
        ("Kolmar (PAP) – Prom się spóźnił.", "pap", "PAP"),
        ("KOLMAR (AA) - Vapur geç kaldı.", "anadolu", "AA"),
        ("Harbour bridge closed\n\nKOLMAR (Reuters) - The ferry came late.", "reuters", "Reuters"),
        ("Ferry late again\nBy Anna Velm, Associated Press\nNobody knows why.", "ap", "Associated Press"),
        ("Fähre zu spät\nVon dpa\nNiemand weiß, warum.", "dpa", "dpa"),
        ("\u{FEFF}\n  KOLMAR (Reuters) - The ferry came late.", "reuters", "Reuters"),
    ] {
        let text = format!("{line}\n\n{BODY}");
        assert_eq!(read(&text), [(Agency, source.to_string(), name)], "{line}");
    }
}

#[test]
fn the_last_line_may_be_signed() {
    for (line, source, name) in [
        ("Reuters", "reuters", "Reuters"),
        ("AP\n\n", "ap", "AP"),
        ("- Reuters", "reuters", "Reuters"),
        ("/dpa/", "dpa", "dpa"),
        ("(dpa)", "dpa", "dpa"),
        ("Source: AFP", "afp", "AFP"),
        ("© 2031 AFP", "afp", "AFP"),
        ("AFP/abc", "afp", "AFP"),
        ("Quelle: dpa", "dpa", "dpa"),
        ("Con información de EFE", "efe", "EFE"),
        ("Le Monde avec AFP", "afp", "AFP"),
        ("Il comandante tace. (ANSA).", "ansa", "ANSA"),
        ("Der Kapitän schwieg. (APA)", "apa", "APA"),
        ("Kapitan milczał. (PAP)", "pap", "PAP"),
        ("The captain shrugged. — AP", "ap", "AP"),
        ("Le capitaine se tait. AFP", "afp", "AFP"),
        ("Джерело: Укрінформ", "ukrinform", "Укрінформ"),
        ("Источник: Интерфакс", "interfax", "Интерфакс"),
        ("船長は黙っていた。（時事）", "jiji", "時事"),
    ] {
        let text = format!("Ferry late\n\n{BODY}\n\n{line}");
        assert_eq!(read(&text), [(Agency, source.to_string(), name)], "{line}");
    }
    let both = read("Velm\n\nDie Fähre kam zu spät. (APA/dpa)");
    assert_eq!(both, [(Agency, "apa".to_string(), "APA"), (Agency, "dpa".to_string(), "dpa")]);
}

#[test]
fn cited_sources() {
    for (line, source, name) in [
        ("The ferry was late, according to The Intercept.", "intercept", "The Intercept"),
        ("The ferry was late, according to\nThe Velm Lantern, which asked.", "velm lantern", "The Velm Lantern"),
        ("The Guardian reported that it was late.", "guardian", "The Guardian"),
        ("On Monday, the Kolmar Gazette first reported the delay.", "kolmar gazette", "Kolmar Gazette"),
        ("“We are late,” she told Reuters.", "reuters", "Reuters"),
        ("It had been late before (Reuters reported earlier).", "reuters", "Reuters"),
        ("He told the French news agency AFP that he slept.", "afp", "AFP"),
        ("It was late, The Associated Press reported.", "ap", "The Associated Press"),
        ("Agence France-Presse reported a delay.", "afp", "Agence France-Presse"),
        ("A Reuters investigation found the clock.", "reuters", "Reuters"),
        ("The delay was seen by kolmarpost.example, citing Lantern.com.", "lantern.com", "Lantern.com"),
        ("Laut Spiegel kam die Fähre zu spät.", "spiegel", "Spiegel"),
        ("Die Fähre kam laut dpa-Informationen zu spät.", "dpa", "dpa"),
        ("Das berichtete die Deutsche Presse-Agentur (dpa) am Montag.", "dpa", "Deutsche Presse-Agentur"),
        ("Die „Süddeutsche Zeitung“ berichtete von der Fähre.", "suddeutsche zeitung", "Süddeutsche Zeitung"),
        ("Dem Tagesspiegel zufolge kam sie zu spät.", "tagesspiegel", "Tagesspiegel"),
        ("Das sagte er der Zeitung „Kolmarer Bote“ am Rande.", "kolmarer bote", "Kolmarer Bote"),
        ("Selon Le Monde, le bac est en retard.", "monde", "Le Monde"),
        ("D’après l’AFP, le bac est en retard.", "afp", "AFP"),
        ("« Tard », a-t-il déclaré à l'AFP.", "afp", "AFP"),
        ("Según El País, el barco llegó tarde.", "pais", "El País"),
        ("El capitán, según la agencia EFE, dormía.", "efe", "EFE"),
        ("Secondo Repubblica il traghetto è in ritardo.", "repubblica", "Repubblica"),
        ("Il capitano, ha detto all'ANSA, dormiva.", "ansa", "ANSA"),
        ("O capitão disse à Lusa que dormia.", "lusa", "Lusa"),
        ("Segundo a Folha de S.Paulo, o barco atrasou.", "folha de s.paulo", "Folha de S.Paulo"),
        ("Паром опоздал, как сообщает Интерфакс.", "interfax", "Интерфакс"),
        ("Капитан спал, рассказал он агентству «Интерфакс».", "interfax", "Интерфакс"),
        ("По данным газеты «Кольмарские вести», капитан спал.", "кольмарские вести", "Кольмарские вести"),
        ("Капитан спал, передает ТАСС со ссылкой на порт.", "tass", "ТАСС"),
        ("Пором запізнився, повідомляє Укрінформ.", "ukrinform", "Укрінформ"),
        ("За даними «Української правди», капітан спав.", "ukrainska pravda", "Української правди"),
        ("تأخرت العبارة وفقًا لوكالة رويترز اليوم.", "reuters", "رويترز"),
        ("تأخرت العبارة بحسب رويترز.", "reuters", "رويترز"),
        ("وقال القبطان لرويترز إنه كان نائما.", "reuters", "رويترز"),
        ("نقلا عن وكالة فرانس برس", "afp", "فرانس برس"),
        ("据路透社报道，渡轮晚点。", "reuters", "路透社"),
        ("据BBC报道，渡轮晚点。", "bbc", "BBC"),
        ("ロイターによると、船は遅れた。", "reuters", "ロイター"),
        ("NHKによると、船は遅れた。", "nhk", "NHK"),
        ("Volgens de Volkskrant kwam de boot te laat.", "volkskrant", "Volkskrant"),
        ("De boot kwam te laat, meldt ANP.", "anp", "ANP"),
        ("Prom się spóźnił, podaje Reuters.", "reuters", "Reuters"),
        ("Według Gazety Wyborczej prom się spóźnił.", "gazeta wyborcza", "Gazety Wyborczej"),
        ("Reuters'a göre vapur geç kaldı.", "reuters", "Reuters"),
        ("Anadolu Ajansı'nın haberine göre vapur geç kaldı.", "anadolu", "Anadolu"),
    ] {
        let text = format!("A headline\n\n{line}\n\nIt may leave tomorrow.");
        assert_eq!(read(&text), [(Cited, source.to_string(), name)], "{line}");
    }
}

#[test]
fn a_sentence_over_two_lines_is_no_signature() {
    let text = format!("A headline\n{BODY}\nIt was late before, its captain told\nReuters.\n");
    assert_eq!(read(&text), [(Cited, "reuters".to_string(), "Reuters")]);
}

#[test]
fn no_credits() {
    for line in [
        "The ferry was late, according to the minister.",
        "The ferry was late, according to Anna Velm of the port.",
        "The delay hits The Hague, according to The Hague itself.",
        "He told reporters that the AP style guide was lost.",
        "She told the newspaper Friday that she slept.",
        "An AP-style poll of passengers was told to wait.",
        "Independent reports say that the ferry was late.",
        "The BBC said it would close its office in Kolmar.",
        "She told the newspaper that Moored sailors sleep.",
        "She told the newspaper: “Late (as ever), Sir.”",
        "She told the newspaper “late (as ever)” again.",
        "Photo: Reuters",
        "REUTERS/Anna Velm",
        "(AP Photo/Anna Velm)",
        "Anna Velm/AFP/Picture Archive",
        "The company (Reuters) is large.",
        "He works for the agency (AP) in Kolmar.",
        "Reuters is an agency.",
        "The lusa and the ansa of the cup, and a pa and his pap - all of it sank.",
        "Laut Polizei kam die Fähre zu spät.",
        "Laut Ministerium und Gericht kam die Fähre zu spät.",
        "Selon le ministre, le bac est en retard.",
        "Le monde entier, selon le monde du bac, attend.",
        "Según el mundo del mar, llegó tarde.",
        "Secondo il ministro il traghetto è in ritardo.",
        "По данным Кольмарского порта, паром опоздал.",
        "وفقا للوزير تأخرت العبارة.",
        "据船长说，渡轮晚点。各国共同努力。",
        "関係者によると、船は遅れた。共同の声明。",
        "Volgens de kapitein kwam de boot te laat.",
        "Kaptana göre vapur geç kaldı.",
    ] {
        let text = format!("A headline\n\n{line}\n\nIt may leave tomorrow.");
        assert_eq!(read(&text), [], "{line}");
    }
}

#[test]
fn both_kinds_in_their_order() {
    let text = "KOLMAR (Reuters) - Late, the captain told the BBC.\n\nLaut Spiegel schlief er. (dpa)";
    let found: Vec<_> = read(text).into_iter().map(|(kind, source, _)| (kind, source)).collect();
    let expected = [(Agency, "reuters"), (Cited, "bbc"), (Cited, "spiegel"), (Agency, "dpa")];
    assert_eq!(found, expected.map(|(kind, source)| (kind, source.to_string())));
}

#[test]
fn places_are_those_of_the_bytes_given() {
    let mut text = b"\xFF\xC3( \0\xED\xA0\x80\n".to_vec();
    text.extend_from_slice("Zürich\0 — she told \u{1F600}\n".as_bytes());
    text.extend_from_slice(b"\xF0\x9F\n\nhe told Reuters \xFE and told\xFFReuters\nwhat");
    let found = credits(&text);
    assert_eq!(found.len(), 1, "an ill-formed byte separates: {found:?}");
    assert_eq!(&text[found[0].at.clone()], b"Reuters");
}

#[test]
fn the_count_is_bounded() {
    let mut text = String::new();
    for number in 0..100 {
        writeln!(text, "Sailor {number} told Reuters.").expect("a string can be written to");
    }
    assert_eq!(credits(text.as_bytes()).len(), 32);
}

/// Anything quadratic would take minutes.
#[test]
fn hostile_texts_are_read_in_linear_time() {
    let repeated = |piece: &str, len: usize| piece.repeat(len / piece.len()).into_bytes();
    for piece in ["according to ", "(", "\0"] {
        assert!(credits(&repeated(piece, 1 << 20)).is_empty(), "{piece:?}");
    }
    let pieces = [
        "according to ",
        "(",
        "()",
        "/",
        "- ",
        "\n",
        "\n(",
        "\0",
        "a",
        "told Xx ",
        "told The ",
        "told The Xx of ",
        "AP, ",
        "The ",
        "da ",
        "报道",
        "据",
        "路透社 ",
        "لل",
        "ل ",
        "Aa-",
        "a.",
        "'",
        "a'",
        "“told “",
        "zufolge ",
        "a zufolge ",
        "X X X X X X reported ",
        "\u{301}",
        "Deutsche Presse ",
    ];
    for piece in pieces {
        assert!(credits(&repeated(piece, 1 << 17)).len() <= 32, "{piece:?}");
    }
    assert!(credits(&vec![0xFF; 1 << 20]).is_empty());
    assert!(credits(&b"\xFFa ".repeat(1 << 18)).is_empty());
    assert!(credits(b"").is_empty());
}

#[test]
fn any_bytes_make_credits_inside_the_text() {
    let mut random = Random(5);
    let pieces: [&[u8]; 20] = [
        b"Reuters",
        b"(",
        b")",
        b" ",
        b"told ",
        b"AP",
        b" - ",
        b"\n",
        b"The ",
        b"Times",
        b" reported",
        "据".as_bytes(),
        "路透社".as_bytes(),
        "报道".as_bytes(),
        b"\xFF",
        "لرويترز ".as_bytes(),
        b"/",
        b"according to ",
        b"'",
        "Süddeutsche Zeitung ".as_bytes(),
    ];
    for _ in 0..4000 {
        let count = random.next() % 24;
        let text: Vec<u8> = (0..count).flat_map(|_| pieces[(random.next() % 20) as usize].to_vec()).collect();
        let found = credits(&text);
        assert!(found.iter().all(|credit| !credit.at.is_empty() && text.get(credit.at.clone()).is_some()));
        assert!(found.windows(2).all(|pair| pair[0].at.end <= pair[1].at.start), "{found:?}");
    }
}

#[test]
fn hosts_of_sources() {
    for (host, source) in [
        ("www.reuters.com", "reuters"),
        ("REUTERS.COM:443", "Reuters"),
        ("de.reuters.com", "reuters"),
        ("www.theintercept.com", "intercept"),
        ("theintercept.com", "The Intercept"),
        ("lemonde.fr", "monde"),
        ("www.lemonde.fr", "Le Monde"),
        ("elpais.com", "país"),
        ("elpais.com", "pais"),
        ("oglobo.globo.com", "globo"),
        ("www.repubblica.it", "repubblica"),
        ("www.spiegel.de", "spiegel"),
        ("www.sueddeutsche.de", "suddeutsche zeitung"),
        ("www.faz.net", "frankfurter allgemeine zeitung"),
        ("www.nytimes.com", "new york times"),
        ("www.wsj.com", "wall street journal"),
        ("www.washingtonpost.com", "washington post"),
        ("apnews.com", "ap"),
        ("www.bbc.co.uk", "bbc"),
        ("www.bbc.com", "bbc news"),
        ("news.sky.com", "sky news"),
        ("www.kolmargazette.example", "kolmar gazette"),
        ("kolmar-gazette.example", "kolmar gazette"),
        ("www.aa.com.tr", "anadolu"),
        ("www.interfax.ru", "interfax"),
        ("english.kyodonews.net", "kyodo"),
        ("www.xinhuanet.com", "xinhua"),
        ("www.folha.uol.com.br", "folha de s.paulo"),
        ("m.lantern.com", "lantern.com"),
        ("www.latimes.com", "los angeles times"),
    ] {
        assert!(is_host_of(host, source), "{host} {source}");
    }
    for (host, source) in [
        ("", ""),
        ("reuters.com", ""),
        ("", "reuters"),
        ("com", "com"),
        ("www.", "www"),
        ("notreuters.com", "reuters"),
        ("reuters.evil.example", "reuters"),
        ("aap.com.au", "ap"),
        ("apa.at", "ap"),
        ("washington.edu", "washington post"),
        ("thehindu.com", "hindustan times"),
        ("lantern.com.example", "lantern.com"),
        ("nytimes.com", "times of india"),
        ("...", "a"),
    ] {
        assert!(!is_host_of(host, source), "{host} {source}");
    }
}
