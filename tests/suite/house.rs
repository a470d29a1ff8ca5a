//! The house rules, read off the sources: layers in order, no panics in the core, `unsafe` in one room only.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, each using only those before it. `kernel` stands early because it knows nothing but numbers.
const LAYERS: [&str; 12] = [
    "scheme",
    "error",
    "kernel",
    "text",
    "shingle",
    "suppress",
    "sketch",
    "fingerprint",
    "compare",
    "index",
    "evidence",
    "engine",
];

/// Files that allocate, behind the feature `alloc`.
const ALLOCATING: [&str; 5] =
    ["src/evidence/", "src/engine/", "src/index/window/", "src/fingerprint/page.rs", "src/fingerprint/batch.rs"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Path from the root with `/`, and the code: no tests, comments or documentation.
fn code() -> Vec<(String, String)> {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).expect("a source file");
            let text = if name.ends_with("/tests.rs") { String::new() } else { text };
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
            (name, lines.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

/// The layer that a file belongs to.
fn layer(file: &str) -> Option<usize> {
    let folder = file.strip_prefix("src/")?.split('/').next()?;
    LAYERS.iter().position(|layer| *layer == folder)
}

fn is_core(file: &str) -> bool {
    !ALLOCATING.iter().any(|allocating| file.starts_with(allocating))
}

#[test]
fn every_file_lives_in_a_layer() {
    for (file, _) in code() {
        assert!(file == "src/lib.rs" || layer(&file).is_some(), "{file} is in no layer");
    }
}

#[test]
fn layers_use_only_those_before_them() {
    for (file, code) in code() {
        let Some(own) = layer(&file) else { continue };
        for (at, _) in code.match_indices("crate::") {
            let used: String = code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            match LAYERS.iter().position(|layer| *layer == used) {
                Some(other) => assert!(other <= own, "{file} ({}) uses {used}, which comes later", LAYERS[own]),
                None => panic!("{file} uses crate::{used}, which names no layer"),
            }
        }
    }
}

#[test]
fn the_front_page_lists_the_layers_in_order() {
    let front = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let at = |layer: &str| {
        let declared = [format!("\npub mod {layer};"), format!("\nmod {layer};")];
        declared.iter().find_map(|d| front.find(d)).unwrap_or_else(|| panic!("lib.rs does not declare {layer}"))
    };
    let places: Vec<usize> = LAYERS.iter().map(|layer| at(layer)).collect();
    assert!(places.is_sorted(), "lib.rs declares the layers out of order: {LAYERS:?} at {places:?}");
}

#[test]
fn the_core_has_no_panicking_call() {
    let calls = [
        ".unwrap()",
        ".expect(",
        "panic!(",
        "unreachable!(",
        "todo!(",
        "unimplemented!(",
        "assert_eq!(",
        "assert_ne!(",
        ".split_at(",
    ];
    for (file, code) in code().into_iter().filter(|(file, _)| is_core(file)) {
        for call in calls {
            assert!(!code.contains(call), "{file} has {call}");
        }
        for (at, _) in code.match_indices("assert!(") {
            let before = &code[..at];
            let line = before.rsplit('\n').next().unwrap_or_default();
            let in_const = before.rfind("const ").is_some_and(|c| before[c..].matches("fn ").count() == 0);
            assert!(in_const, "{file} asserts at run time: {line}assert!(…)");
        }
    }
}

#[test]
fn the_core_neither_allocates_nor_knows_std() {
    // The one file that asks the CPU what it has, where there is std to ask.
    let asks = ["src/lib.rs", "src/kernel/choice.rs"];
    for (file, code) in code().into_iter().filter(|(file, _)| is_core(file) && !asks.contains(&file.as_str())) {
        for name in ["alloc::", "std::", "Box<", "String"] {
            let found = code.match_indices(name).find(|(at, _)| {
                !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_') // `dealloc::`, `DrawString`
            });
            assert!(found.is_none(), "{file} uses {name}");
        }
    }
}

#[test]
fn unsafe_stands_in_the_kernel_only_and_says_why() {
    let mut files = Vec::new();
    for folder in
        ["src", "crates", "xtask", "tests", "examples", "benches", "fuzz/src", "fuzz/fuzz_targets", "fuzz/tests"]
    {
        sources(&root().join(folder), &mut files);
    }
    for path in files {
        let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("a source file");
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let words: Vec<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            if !words.contains(&"unsafe") || code.contains('"') || code.contains('`') {
                continue;
            }
            // A counting allocator and a guard page cannot be written without; they are never part of the library.
            let allowed = name.starts_with("src/kernel/")
                || ["tests/allocations.rs", "tests/suite/guard.rs", "examples/fixed_memory.rs"]
                    .contains(&name.as_str());
            assert!(allowed, "{name}:{} has unsafe outside src/kernel", number + 1);
            let reason = lines[number.saturating_sub(3)..number].iter().any(|l| l.contains("SAFETY:"));
            let in_impl = code.contains("unsafe fn") || code.contains("unsafe trait") || reason;
            assert!(in_impl, "{name}:{} has unsafe without a SAFETY argument", number + 1);
        }
    }
}

#[test]
fn files_hold_one_idea() {
    let is_generated = |file: &str| file.starts_with("src/text/unicode_table/") || file == "src/kernel/fold_pages.rs";
    for (file, _) in code().into_iter().filter(|(file, _)| !is_generated(file)) {
        let lines = fs::read_to_string(root().join(&file)).expect("a source file").lines().count();
        assert!(lines <= 500, "{file} has {lines} lines: split it, or move its tests to a sibling");
    }
}
