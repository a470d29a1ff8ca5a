//! The words that credits are made of: agencies, publications, cues. Folded as tokens are, unless told otherwise.

/// Canonical name; spellings that count everywhere, folded (a Cyrillic word may have two letters more, for its case);
/// and those that are words of their own or short, and count, exactly as they are, in the fixed forms only.
#[rustfmt::skip]
pub(super) const AGENCIES: &[(&str, &[&str], &[&str])] = &[
    ("aap", &["australian associated press"], &["AAP"]),
    ("adnkronos", &["adnkronos"], &[]),
    ("afp", &["afp", "agence france presse", "france presse", "франс пресс", "فرانس برس", "ا ف ب", "ا.ف.ب", "法新社"],
        &[]),
    ("anadolu", &["anadolu", "анадолу", "الاناضول", "阿纳多卢"], &["AA"]),
    ("ani", &[], &["ANI"]),
    ("anp", &["anp"], &[]),
    ("ansa", &["ansa", "安莎社"], &[]),
    ("ap", &["associated press", "ассошиэитед пресс", "اسوشيتد برس", "اسوشييتد برس", "美联社", "美聯社"],
        &["AP", "A.P", "أ ب", "ا ب"]),
    ("apa", &["austria presse agentur"], &["APA", "apa"]),
    ("belga", &["belga"], &[]),
    ("belta", &["belta", "белта"], &[]),
    ("bernama", &["bernama"], &[]),
    ("bloomberg", &["bloomberg", "блумберг", "بلومبرغ", "بلومبرج", "彭博社", "ブルームバーグ"], &[]),
    ("canadian press", &["canadian press", "presse canadienne"], &["CP"]),
    ("china news", &["中新社", "中新网", "中新網"], &[]),
    ("ctk", &["ctk"], &[]),
    ("dha", &[], &["DHA"]),
    ("dpa", &["dpa", "deutsche presse agentur", "deutschen presse agentur", "د ب ا", "德新社"], &[]),
    ("efe", &["efe", "埃菲社"], &[]),
    ("epd", &["epd", "evangelischer pressedienst", "evangelischen pressedienst"], &[]),
    ("europa press", &["europa press"], &[]),
    ("ians", &["ians"], &[]),
    ("iha", &[], &["İHA", "IHA"]),
    ("interfax", &["interfax", "interfax.ru", "интерфакс", "інтерфакс", "انترفاكس", "国际文传电讯社"], &[]),
    ("irna", &["irna", "ارنا"], &[]),
    ("jiji", &["jiji", "時事通信"], &["時事"]),
    ("kna", &["kna", "katholische nachrichten agentur", "katholischen nachrichten agentur"], &[]),
    ("kyodo", &["kyodo", "киодо", "共同通信", "共同社"], &["共同"]),
    ("lapresse", &["lapresse"], &[]),
    ("lusa", &["lusa"], &[]),
    ("mti", &[], &["MTI"]),
    ("ntb", &["ntb"], &[]),
    ("pa", &["press association", "pa media"], &["PA"]),
    ("pap", &["polska agencja prasowa", "polskiej agencji prasowej"], &["PAP"]),
    ("pti", &["press trust of india"], &["PTI"]),
    ("reuters", &["reuters", "thomson reuters", "reuter", "reutera", "reutersa", "реитер", "رويترز",
        "路透社", "路透", "ロイター"], &[]),
    ("ria novosti", &["ria novosti", "риа новост", "ріа новин", "نوفوستي", "俄新社"], &["РИА"]),
    ("ritzau", &["ritzau"], &[]),
    ("sda", &["schweizerische depeschenagentur", "agence telegraphique suisse", "keystone sda", "keystone ats"],
        &["sda", "SDA", "ats", "ATS"]),
    ("sid", &[], &["SID", "sid"]),
    ("spa", &[], &["SPA", "واس"]),
    ("stt", &[], &["STT"]),
    ("tass", &["tass", "итар тасс", "тасс", "塔斯社", "タス通信"], &["تاس"]),
    ("telam", &["telam"], &[]),
    ("tt", &[], &["TT"]),
    ("ukrinform", &["ukrinform", "укрінформ", "укринформ"], &[]),
    ("unian", &["unian", "уніан", "униан"], &[]),
    ("upi", &["united press international"], &["UPI"]),
    ("xinhua", &["xinhua", "синьхуа", "сіньхуа", "شينخوا", "新华社", "新華社"], &[]),
    ("yonhap", &["yonhap", "연합뉴스", "韩联社", "聯合ニュース"], &[]),
];

/// Publications, folded, or `spelling=canonical name`. Those that are everyday words have their article.
#[rustfmt::skip]
pub(super) const OUTLETS: &[&str] = &[
    "abc news", "al arabiya", "al jazeera", "arab news", "axios", "bbc", "bellingcat", "boston globe",
    "business insider", "cbs news", "chicago tribune", "cnbc", "cnn", "daily beast", "daily mail", "daily mirror",
    "daily telegraph", "deutsche welle", "financial times", "forbes", "fox news", "globe and mail", "guardian",
    "haaretz", "hindustan times", "huffpost", "indian express", "intercept", "irish times", "jerusalem post",
    "kyiv independent", "la times=los angeles times", "los angeles times", "moscow times", "msnbc", "nbc news",
    "new york post", "new york times", "new yorker", "newsweek", "nhk", "nikkei", "npr", "politico", "propublica",
    "semafor", "sky news", "south china morning post", "straits times", "the atlantic=atlantic",
    "the economist=economist", "the hill=hill", "the hindu=hindu", "the independent=independent", "the mirror=mirror",
    "the observer=observer", "the sun=sun", "the telegraph=telegraph", "the times=times", "times of india",
    "times of israel", "toronto star", "usa today", "wsj=wall street journal", "wall street journal",
    "washington post", "yahoo news", "nyt=new york times", "ard", "bild", "blick", "correctiv",
    "der standard=standard", "deutschlandfunk", "der welt=welt", "die welt=welt", "der zeit=zeit", "die zeit=zeit",
    "faz=frankfurter allgemeine zeitung", "frankfurter allgemeine zeitung", "frankfurter rundschau", "handelsblatt",
    "frankfurter allgemeinen zeitung=frankfurter allgemeine zeitung", "mdr", "ndr", "nzz=neue zurcher zeitung",
    "neue zurcher zeitung", "neuen zurcher zeitung=neue zurcher zeitung", "orf", "rtl", "spiegel", "srf", "stern",
    "suddeutsche zeitung", "swr", "tagesschau", "suddeutsche=suddeutsche zeitung",
    "suddeutschen zeitung=suddeutsche zeitung", "tagesspiegel", "taz", "wdr", "zdf", "bfmtv", "canard enchaine",
    "echos", "figaro", "france 24", "france info", "france inter", "franceinfo=france info", "humanite",
    "la croix=croix", "le devoir=devoir", "le point=point", "liberation", "mediapart", "monde", "ouest france",
    "parisien", "rfi", "rtbf", "abc", "cadena ser", "clarin", "comercio", "confidencial", "espectador", "infobae",
    "jornada", "mercurio", "mundo", "nacion", "pais", "periodico", "rtve", "tercera", "vanguardia",
    "corriere della sera", "corriere=corriere della sera", "fatto quotidiano", "il foglio=foglio",
    "il giornale=giornale", "la stampa=stampa", "messaggero", "rai", "repubblica", "sole 24 ore", "correio da manha",
    "diario de noticias", "estadao", "expresso", "folha de s.paulo", "folha=folha de s.paulo", "g1", "globo",
    "jornal de noticias", "observador", "publico", "sic noticias", "uol", "valor economico", "algemeen dagblad",
    "nos", "nrc", "telegraaf", "vrt", "volkskrant", "gazeta wyborcza", "gazety wyborczej=gazeta wyborcza", "onet",
    "rmf fm", "rzeczpospolita", "tvn24", "bianet", "cumhuriyet", "haberturk", "hurriyet", "milliyet", "ntv", "sozcu",
    "trt haber", "би би си=bbc", "бі бі сі=bbc", "ведомост=vedomosti", "вєдомості=vedomosti", "известия=izvestia",
    "известиям=izvestia", "коммерсант=kommersant", "медуза=meduza", "медузе=meduza", "новая газета=novaya gazeta",
    "рбк=rbc", "суспільне=suspilne", "украинская правда=ukrainska pravda", "украінська правда=ukrainska pravda",
    "украінськоі правди=ukrainska pravda", "اكسيوس=axios", "الجارديان=guardian", "الجزيره=al jazeera",
    "الغارديان=guardian", "بي بي سي=bbc", "سي ان ان=cnn", "لوموند=monde", "نيويورك تايمز=new york times",
    "هارتس=haaretz", "واشنطن بوست=washington post", "وول ستريت جورنال=wall street journal", "人民日报=people s daily",
    "半岛电视台=al jazeera", "华尔街日报=wall street journal", "华盛顿邮报=washington post", "卫报=guardian", "日本経済新聞=nikkei",
    "朝日新聞=asahi", "毎日新聞=mainichi", "环球时报=global times", "纽约时报=new york times", "読売新聞=yomiuri", "金融时报=financial times",
];

/// Names that are written small.
pub(super) const SMALL: &[&str] = &["afp", "dpa", "epd", "kna", "taz"];

/// What stands before a source, folded.
#[rustfmt::skip]
pub(super) const BEFORE: &[&str] = &[
    "according to", "cited by", "citing", "interview with", "obtained by", "published by", "published in",
    "quoted by", "reported by", "reported in", "reviewed by", "seen by", "speaking to", "spoke to", "statement to",
    "told", "berichten", "berichtet", "berichtete", "berufung auf", "gegenuber", "interview mit", "laut", "meldet",
    "meldete", "nach angaben", "nach informationen", "sagte", "schreibt", "zitiert", "cite par", "citant", "confie a",
    "confie au", "d apres", "declare a", "declare au", "dit a", "dit au", "explique a", "indique", "rapportait",
    "rapporte", "revele", "selon", "citado por", "de acuerdo con", "declaro a", "declaro al", "dijo a", "dijo al",
    "informa", "informo", "publica", "publico", "recoge", "reporto", "segun", "citando", "citato da", "detto a",
    "detto al", "detto all", "dichiarato a", "dichiarato al", "dichiarato all", "riferisce", "riporta", "scrive",
    "secondo", "stando a", "avanca", "avancou", "conforme", "de acordo com", "declarou a", "disse a", "disse ao",
    "informou", "noticiou", "segundo", "aldus", "meldde", "meldt", "schrijft", "tegenover", "volgens", "zegt tegen",
    "zei tegen", "donosi", "informuje", "pisze", "podaje", "podal", "podala", "poinformowal", "poinformowala",
    "przez", "rozmowie z", "wedlug", "заявил", "интервью", "передает", "передал", "передало", "пишет", "по данным",
    "по информации", "по сообщению", "приводит", "рассказал", "сообщает", "сообщают", "сообщил", "сообщила",
    "сообщили", "сообщило", "ссылкои на", "цитирует", "за даними", "за інформацією", "передає", "пише", "повідомив",
    "повідомила", "повідомили", "повідомило", "повідомляє", "повідомляють", "посиланням на", "اعلنت", "افادت",
    "اوردت", "بحسب", "حسب", "ذكرت", "قالت", "لصحيفه", "لقناه", "لوكاله", "مقابله مع", "نقلا عن", "نقلت", "نقلت عن",
    "وفق", "وفقا",
];

/// What stands after it.
#[rustfmt::skip]
pub(super) const AFTER: &[&str] = &[
    "cited", "investigation", "learned", "quoted", "report", "reported", "reports", "revealed", "said", "says",
    "understands", "writes", "wrote", "berichten", "berichtet", "berichtete", "meldet", "meldete", "schreibt",
    "schrieb", "zfolge", "zufolge", "ecrit", "indique", "rapporte", "revele", "informa", "informo", "publico",
    "reporto", "revelo", "riferisce", "riporta", "scrive", "informou", "noticiou", "revelou", "meldde", "meldt",
    "schrijft", "donosi", "informuje", "pisze", "podaje", "podal", "podala", "bildirdi", "duyurdu", "gore", "konusan",
    "yazdi", "написал", "передает", "передал", "передало", "пишет", "сообщает", "сообщил", "сообщила", "сообщило",
    "передає", "пише", "повідомив", "повідомила", "повідомило", "повідомляє",
];

/// Of those, what publications also say on their own behalf: it counts of agencies only.
pub(super) const OWN_BEHALF: &[&str] = &["investigation", "report", "said", "says"];

/// What may stand between a source and the cue after it.
#[rustfmt::skip]
pub(super) const AUXILIARY: &[&str] = &[
    "a", "agency", "aktardigina", "also", "bildirdigine", "earlier", "exclusively", "first", "ha", "haberine", "had",
    "has", "hat", "hatte", "have", "news", "newspaper", "previously", "zuerst", "zuvor",
];

/// What may stand between a cue and its source, beside words for publications and one word more ("the French agency").
#[rustfmt::skip]
pub(super) const ARTICLES: &[&str] = &[
    "a", "al", "all", "alla", "an", "as", "au", "aux", "da", "dal", "dall", "das", "de", "del", "dell", "della",
    "dem", "den", "der", "des", "di", "die", "do", "du", "el", "gli", "het", "il", "l", "la", "las", "le", "les",
    "lo", "los", "o", "os", "the", "von", "عن",
];

/// Articles that may be part of a title.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "das", "der", "de", "die", "el", "gli", "het", "il", "la", "las", "le", "les", "lo", "los", "the",
];

/// Words for publications: a name after one need not be known.
#[rustfmt::skip]
pub(super) const MEDIA: &[&str] = &[
    "agence", "agencia", "agencji", "agency", "agentur", "agenzia", "broadcaster", "channel", "daily", "diario",
    "dziennik", "emisora", "giornale", "hebdomadaire", "jornal", "journal", "krant", "magazin", "magazine",
    "nachrichtenagentur", "news", "newspaper", "noticias", "outlet", "periodico", "persbureau", "portal", "quotidien",
    "quotidiano", "revista", "sender", "site", "tageszeitung", "website", "weekly", "zeitschrift", "zeitung",
    "агентства", "агентство", "агентством", "агентству", "газета", "газете", "газети", "газету", "газеты", "журнал",
    "журналу", "издание", "изданию", "издания", "портал", "телеканал", "телеканалу", "видання", "агенція", "агенціі",
    "صحيفه", "قناه", "لصحيفه", "لقناه", "لوكاله", "مجله", "موقع", "وكاله",
];

/// Words of which names of publications are made.
#[rustfmt::skip]
pub(super) const PRESS: &[&str] = &[
    "anzeiger", "chronicle", "correio", "corriere", "courant", "courier", "courrier", "dagblad", "daily", "depeche",
    "diario", "dziennik", "examiner", "gazeta", "gazette", "gazetesi", "gazzetta", "giornale", "haber", "herald",
    "inquirer", "jornal", "journal", "kurier", "magazine", "messenger", "nachrichten", "news", "nieuws", "noticias",
    "observer", "periodico", "post", "presse", "radio", "review", "rundschau", "tageblatt", "tagblatt", "telegraph",
    "times", "tribune", "tv", "weekly", "wiadomosci", "zeitung", "вести", "газета",
];

/// What may stand beside an agency's name in a line or bracket of its own.
#[rustfmt::skip]
pub(super) const BESIDE: &[&str] = &[
    "de", "des", "du", "el", "le", "informacion", "informacoes", "informations",
    "agence", "agencia", "agencias", "agency", "agentur", "agenturen", "ajansi", "all", "and", "avec", "by", "con",
    "copyright", "da", "der", "di", "e", "et", "files", "fonte", "from", "fuente", "kaynak", "l", "la", "material",
    "mit", "news", "par", "por", "quelle", "quellen", "reserved", "rights", "source", "sources", "the", "und", "via",
    "von", "with", "y", "zrodlo", "агентство", "джерело", "источник", "المصدر", "وكالات", "وكاله",
];

/// After a newspaper without a name ("told the newspaper Friday").
pub(super) const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Folded sources and the names of hosts that cannot be told from them.
#[rustfmt::skip]
pub(super) const HOSTS: &[(&str, &str)] = &[
    ("anadolu", "aa"), ("china news", "chinanews"), ("corriere della sera", "corriere"), ("folha de s.paulo", "folha"),
    ("frankfurter rundschau", "fr"), ("pa", "pamedia"), ("pa", "pamediagroup"),
    ("reuters", "thomsonreuters"), ("ria novosti", "ria"), ("sda", "keystonesda"), ("sda", "keystoneats"),
    ("suddeutsche zeitung", "sueddeutsche"), ("tass", "itartass"), ("times of india", "indiatimes"),
];

#[cfg(test)]
mod tests {
    use super::super::token::fold;
    use super::*;

    #[test]
    fn words_are_folded() {
        let lists = [BEFORE, AFTER, OWN_BEHALF, AUXILIARY, ARTICLES, TITLES, MEDIA, PRESS, BESIDE, DAYS, SMALL];
        let agencies = AGENCIES.iter().flat_map(|(source, open, _)| open.iter().chain([source]));
        let outlets = OUTLETS.iter().flat_map(|entry| entry.split('='));
        let words = lists.into_iter().flatten().chain(agencies).copied().chain(outlets);
        for word in words.filter(|word| word.starts_with(|c| c < '\u{3040}')) {
            assert_eq!(fold(word), word);
        }
    }

    #[test]
    fn names_are_short() {
        let open = AGENCIES.iter().flat_map(|(_, open, _)| open.iter().copied());
        let longest = open
            .chain(OUTLETS.iter().filter_map(|entry| entry.split('=').next()))
            .map(|name| name.split(' ').count())
            .max();
        assert!(longest <= Some(super::super::WORDS_MAX));
    }

    #[test]
    fn names_stand_once() {
        let open = AGENCIES.iter().flat_map(|(_, open, _)| open.iter().copied());
        let outlets = OUTLETS.iter().filter_map(|entry| entry.split('=').next());
        let mut names: alloc::vec::Vec<&str> = open.chain(outlets).collect();
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair.first() == pair.last());
        assert_eq!(twice, None);
    }
}
