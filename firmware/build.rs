//! What the programs carry: the golden vectors, articles of the bundled corpus with the fingerprints that the host makes of
//! them, and the linker scripts of the board.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wireprint::{Fingerprint, Rules, Scheme, Verdict, compare, fingerprint};

/// The part of the bundled corpus that a device reads: three stories with their copies, rewrites and neighbours in three
/// scripts, an article inside a page four times its size, and two reports that share nothing but quotations.
const ARTICLES: [&str; 13] = [
    "en-ferry-agency",
    "en-ferry-islandtimes",
    "en-ferry-harbourpost",
    "en-ferry-inquiry",
    "en-grain-agency",
    "ar-grain-bilingual",
    "ru-teplo-agency",
    "ru-teplo-vestnik",
    "ru-teplo-sud",
    "zh-ditie-agency",
    "zh-ditie-wanbao",
    "en-coach-wire",
    "en-coach-fanzine",
];

/// The golden text that is measured: an English article.
const MEASURED: &str = "en";

#[derive(Deserialize)]
struct Vector {
    name: String,
    text: String,
    profile: String,
    bins: usize,
    seed: u64,
    filtered: bool,
    fingerprint: String,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    text: String,
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=boards");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where"));
    write_golden(&out);
    let prints = write_articles(&out);
    write_frames(&out, &prints);
    link(&out);
}

fn read(path: &str) -> String {
    println!("cargo:rerun-if-changed={path}");
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Rust's literal of bytes.
fn literal(bytes: &[u8]) -> String {
    format!("b\"{}\"", bytes.escape_ascii())
}

fn unhex(digits: &str) -> Vec<u8> {
    let pairs = (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal")).collect()
}

fn write_golden(out: &Path) {
    let file = read("../tests/golden/vectors.jsonl");
    let vectors: Vec<Vector> = file.lines().map(|line| serde_json::from_str(line).expect("a vector")).collect();
    let mut texts: Vec<&str> = Vec::new();
    let mut rows = String::new();
    for v in &vectors {
        let text = texts.iter().position(|text| *text == v.text).unwrap_or_else(|| {
            texts.push(&v.text);
            texts.len() - 1
        });
        let (strict, fingerprint) = (v.profile == "strict", literal(&unhex(&v.fingerprint)));
        rows += &format!(
            "Vector {{ name: {:?}, text: TEXT_{text}, strict: {strict}, bins: {}, seed: {}, filtered: {}, fingerprint: {fingerprint} }},\n",
            v.name, v.bins, v.seed, v.filtered
        );
        let profile = match (v.bins, strict, v.seed, v.filtered) {
            (256, false, 0, false) => "tiny",
            (512, false, 0, false) => "default",
            (512, true, 0, false) => "strict",
            _ => continue,
        };
        if v.name == MEASURED {
            let article = literal(&unhex(&v.text));
            let code = format!("const ARTICLE: &[u8] = {article};\nconst STORED: &[u8] = {fingerprint};\n");
            fs::write(out.join(format!("measure_{profile}.rs")), code).expect("written");
        }
    }
    let mut code = format!("static VECTORS: [Vector; {}] = [\n{rows}];\n", vectors.len());
    for (number, text) in texts.iter().enumerate() {
        code += &format!("static TEXT_{number}: &[u8] = {};\n", literal(&unhex(text)));
    }
    fs::write(out.join("golden.rs"), code).expect("written");
}

fn write_articles(out: &Path) -> Vec<Fingerprint> {
    let file = read("../examples/corpus/docs.jsonl");
    let corpus: Vec<Document> = file.lines().map(|line| serde_json::from_str(line).expect("a document")).collect();
    let mut prints: Vec<Fingerprint> = Vec::new();
    let mut code = format!("static ARTICLES: [Article; {}] = [\n", ARTICLES.len());
    for name in ARTICLES {
        let document = corpus.iter().find(|document| document.id == name).expect("an article of the corpus");
        let print = fingerprint(&Scheme::REWRITE, document.text.as_bytes());
        let verdicts = prints.iter().map(|earlier| verdict(earlier, &print)).enumerate();
        let matches: Vec<_> = verdicts.filter(|(_, v)| v.is_match()).map(|(of, v)| (of, v.as_str())).collect();
        let mut bytes = [0; Fingerprint::<512>::BYTES];
        print.write_to(&mut bytes).expect("there is room");
        let (text, fingerprint) = (&document.text, literal(&bytes));
        code += &format!(
            "Article {{ name: {name:?}, text: {text:?}, fingerprint: {fingerprint}, matches: &{matches:?} }},\n"
        );
        prints.push(print);
    }
    fs::write(out.join("articles.rs"), code + "];\n").expect("written");
    prints
}

/// What a gateway receives.
#[derive(Serialize)]
struct Arrival<'a> {
    id: u32,
    fingerprint: &'a Fingerprint,
}

/// A stream for the gateway, two of whose frames are damaged, and what it has to answer.
fn write_frames(out: &Path, prints: &[Fingerprint]) {
    let (mut frames, mut answers) = (Vec::new(), String::new());
    for (number, print) in prints.iter().enumerate() {
        let frame =
            postcard::to_stdvec_cobs(&Arrival { id: 100 + number as u32, fingerprint: print }).expect("a frame");
        match number {
            2 => frames.extend([&frame[..frame.len() / 2], &[0]].concat()), // the first half only
            5 => frames.extend([7, 1, 2, 3, 0]),                            // noise
            _ => {}
        }
        frames.extend(frame);
        for (of, verdict) in prints.iter().enumerate().take(number).map(|(of, earlier)| (of, verdict(earlier, print))) {
            if verdict.is_match() {
                answers += &format!("match {} {} {verdict}\n", 100 + number, 100 + of);
            }
        }
    }
    answers += &format!("documents {}\ndamaged 2\n", prints.len());
    fs::write(out.join("frames.bin"), frames).expect("written");
    fs::write(out.join("answers.txt"), answers).expect("written");
}

fn verdict(earlier: &Fingerprint, print: &Fingerprint) -> Verdict {
    let found = compare(earlier, print).expect("of one scheme");
    Rules::default().of_comparison(&found, false)
}

/// `memory.x` is where the linker scripts of cortex-m-rt and riscv-rt look for the board.
fn link(out: &Path) {
    let board = match env::var("CARGO_CFG_TARGET_ARCH").as_deref() {
        Ok("arm") if env::var_os("CARGO_FEATURE_MICROBIT").is_some() => "microbit",
        Ok("arm") => "mps2",
        Ok("riscv32") => "virt",
        Ok("wasm32") => {
            // The host that runs the module paints the stack, and must know where it begins.
            println!("cargo:rustc-link-arg-bins=--export=__stack_pointer");
            println!("cargo:rustc-link-arg-bins=-zstack-size=131072");
            return;
        }
        _ => return,
    };
    fs::copy(format!("boards/{board}.x"), out.join("memory.x")).expect("the board's memory");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
}
