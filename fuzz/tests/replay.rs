//! The kept inputs and the seeds through their targets, on a stable toolchain and without a sanitiser.

use std::path::{Path, PathBuf};
use std::{fs, panic};

use wireprint_fuzz::TARGETS;

/// What a target keeps at most: the repository stays small, and this test quick.
const KEPT_FILES: usize = 110;
const KEPT_BYTES: u64 = 330_000;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files of a folder, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

#[test]
fn nothing_kept_breaks_a_law() {
    for target in TARGETS {
        for (number, seed) in (target.seeds)().iter().enumerate() {
            assert!(panic::catch_unwind(|| (target.run)(seed)).is_ok(), "{}: seed {number}", target.name);
        }
        for path in files(&folder("corpus").join(target.name)) {
            let input = fs::read(&path).expect("a kept input");
            assert!(panic::catch_unwind(|| (target.run)(&input)).is_ok(), "{}", path.display());
        }
    }
}

#[test]
fn every_target_has_a_program_and_keeps_little() {
    let programs: Vec<PathBuf> = files(&folder("fuzz_targets"));
    let names: Vec<_> = programs.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    let mut wanted: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    for name in names {
        let kept = files(&folder("corpus").join(name));
        let bytes: u64 = kept.iter().map(|path| path.metadata().expect("a kept input").len()).sum();
        assert!(
            !kept.is_empty() && kept.len() <= KEPT_FILES && bytes <= KEPT_BYTES,
            "{name}: {} files, {bytes} bytes",
            kept.len()
        );
    }
}
