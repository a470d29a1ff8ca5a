//! Credit lines in any bytes.

use wireprint::engine::{credits, is_host_of};

use crate::samples;

pub(crate) fn run(data: &[u8]) {
    let Some((times, text)) = data.split_first() else { return };
    // Long texts of one thing: whatever is looked for around it must not cost more than the text.
    let text = text.repeat(if *times < 0xF0 { 1 } else { 1 << (times & 7) });
    let found = credits(&text);
    assert!(found.len() <= 32);
    assert!(found.is_sorted_by(|a, b| a.at.end <= b.at.start), "{found:?}");
    for credit in &found {
        assert!(
            credit.at.start < credit.at.end && credit.at.end <= text.len() && !credit.source.is_empty(),
            "{credit:?}"
        );
        if let Ok(text) = std::str::from_utf8(&text) {
            assert!(text.get(credit.at.clone()).is_some(), "{credit:?} cuts a character");
        }
        is_host_of("courier.example", &credit.source);
        is_host_of(&String::from_utf8_lossy(&text[..text.len().min(300)]), &credit.source);
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let lines = [
        "KOLMAR (Reuters) - The ferry is late, its captain told the Kolmar Gazette.\n(Reporting by A. Writer)\ndpa",
        "HAVN, 3. mai (NTB) – Fergen er forsinket, melder avisen Kystposten. /NTB",
        "كولمار (رويترز) - قالت الشرطة لوكالة فرانس برس إن العبارة تأخرت",
        "【コルマー共同】フェリーが遅れている。ロイター通信によると、",
        "(КОЛЬМАР, ТАСС) По данным газеты «Вестник», паром опаздывает. Об этом сообщает Интерфакс.",
        "PARIS (AFP) - Selon Le Courrier de Kolmar, le ferry est en retard, a indiqué l'AFP.",
    ];
    samples::texts().map(str::as_bytes).chain(lines.map(str::as_bytes)).map(|text| [&[0], text].concat()).collect()
}
