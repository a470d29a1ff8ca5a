//! CSV and TSV.

use crate::readers::{check_plain, named, seed, texts};

const NAMES: [&str; 3] = ["a.csv", "a.tsv", "a.csv.txt"];

pub(crate) fn run(data: &[u8]) {
    if let Some((name, file)) = named(&NAMES, data) {
        check_plain(name, file);
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let texts: Vec<&str> = texts().take(24).collect();
    let all = texts.chunks(2).zip(0u8..).map(|(some, number)| {
        let (comma, end) = [(',', "\n"), ('\t', "\r\n"), (';', "\n")][usize::from(number % 3)];
        let mut file = ["id", "text", "time", "host"].join(&comma.to_string()) + end;
        for (row, text) in some.iter().enumerate() {
            let quoted = text.replace('"', "\"\"");
            file += &format!("{row}{comma}\"{quoted}\"{comma}2025-03-14{comma}a.example{end}");
        }
        seed(number % 2, file)
    });
    let odd = ["text\n\"unclosed", "id,text\n1\n2,a,b\n", "a,b\n1,2\n", "id,text,text\n1,2,3\n"];
    all.chain(odd.map(|file| seed(0, file))).collect()
}
