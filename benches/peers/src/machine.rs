//! The machine that the figures come from, in a line or two.

use std::process::Command;
use std::thread;

/// Processor, cores, system and compiler, as far as they can be told.
pub fn describe() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    format!("{}, {cores} cores, {system}; {}; release profile, the target's default features.", processor(), compiler())
}

/// The model by Linux's account, with its clock where that is known.
fn processor() -> String {
    let account = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = account.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let model = field("model name").unwrap_or_else(|| "an unknown processor".into());
    let vectors = field("flags").unwrap_or_default();
    let has = |flag: &str| vectors.split_whitespace().any(|known| known == flag);
    let widest = ["avx512_vbmi2", "avx512bw", "avx2", "sse4_2"].into_iter().find(|flag| has(flag));
    match widest {
        Some(flag) => format!("{model} (with {flag})"),
        None => model,
    }
}

fn compiler() -> String {
    let told = Command::new("rustc").arg("--version").output().ok();
    let told = told.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    told.filter(|text| !text.is_empty()).unwrap_or_else(|| "an unknown compiler".into())
}
