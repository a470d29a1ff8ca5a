//! `wireprint doctor`: what this program is, what it goes by, and what it runs on.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, anyhow};
use serde::Serialize;
use wireprint::compare::score::SCORE_VERSION;
use wireprint::kernel::Kernel;
use wireprint::suppress::FILTER_BYTES;
use wireprint::{Fingerprint, Scheme, scheme};

use crate::args::{DoctorArgs, ScanArgs};
use crate::corpus::IN_MEMORY_MAX;
use crate::output::Output;
use crate::problems::Problems;
use crate::settings::{self, Settings};
use crate::terminal::{Paint, safe};

#[derive(Debug, Serialize)]
struct Report {
    version: &'static str,
    schemes: Schemes,
    kernels: Kernels,
    limits: Option<Limits>,
    settings: SettingsReport,
    machine: Machine,
    formats: Formats,
}

#[derive(Debug, Serialize)]
struct Schemes {
    /// The version of what a fingerprint's bytes mean.
    version: u8,
    ids: BTreeMap<&'static str, String>,
    fingerprint_bytes: usize,
    filter_bytes: usize,
    score_version: u32,
}

#[derive(Debug, Serialize)]
struct Kernels {
    available: Vec<&'static str>,
    chosen: &'static str,
}

/// What a scan goes by where its command line says nothing.
#[derive(Debug, Serialize)]
struct Limits {
    max_document: usize,
    memory: usize,
    texts_in_memory: usize,
    threads: usize,
    profile: String,
    window_seconds: Option<u64>,
    min_score: f64,
}

#[derive(Debug, Serialize)]
struct SettingsReport {
    /// The file that is used.
    file: Option<PathBuf>,
    /// Where one is looked for.
    places: Vec<PathBuf>,
    /// Variables that are set; that of the seed without its value.
    environment: BTreeMap<String, String>,
    /// What is wrong with them.
    problem: Option<String>,
}

#[derive(Debug, Serialize)]
struct Machine {
    os: &'static str,
    architecture: &'static str,
    threads: usize,
    /// Bytes, where the system tells.
    memory: Option<u64>,
    memory_available: Option<u64>,
    temporary_folder: PathBuf,
}

#[derive(Debug, Serialize)]
struct Formats {
    read: &'static [&'static str],
    written: &'static [&'static str],
    compression: &'static [&'static str],
}

pub(crate) fn run(args: &DoctorArgs, settings: &Settings) -> Result<Problems> {
    let report = Report::new(settings);
    let mut out = Output::stdout();
    if args.json {
        out.json_line(&report)?;
    } else {
        writeln!(out, "{}", report.shown(Paint::stdout()))?;
    }
    out.finish()?;
    report.settings.problem.map_or(Ok(Problems::default()), |problem| Err(anyhow!(problem)))
}

impl Report {
    fn new(settings: &Settings) -> Self {
        let in_force = settings.of_scan();
        let wrong_file = settings.file.as_ref().and_then(|(_, file)| file.as_ref().err());
        let problem = wrong_file.or(in_force.as_ref().err()).map(|error| {
            // An error of the command line has its remedy, then how to get help.
            let text = error.to_string();
            text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
        });
        let id = |scheme: &Scheme| scheme.id().to_string();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            schemes: Schemes {
                version: scheme::VERSION,
                ids: BTreeMap::from([("rewrite", id(&Scheme::REWRITE)), ("strict", id(&Scheme::STRICT))]),
                fingerprint_bytes: Fingerprint::<512>::BYTES,
                filter_bytes: FILTER_BYTES,
                score_version: SCORE_VERSION,
            },
            kernels: Kernels {
                available: Kernel::available().map(Kernel::name).collect(),
                chosen: settings.args.kernel.unwrap_or_else(Kernel::best).name(),
            },
            limits: in_force.ok().map(|scan| Limits::new(&scan)),
            settings: SettingsReport {
                file: settings.file.as_ref().map(|(path, _)| path.clone()),
                places: settings::candidates(),
                environment: environment(),
                problem,
            },
            machine: Machine::new(),
            formats: Formats {
                read: wireprint_corpus::FORMATS,
                written: &["JSON lines", "CSV", "TSV", "Parquet"],
                compression: &["gzip", "zstd"],
            },
        }
    }
}

impl Limits {
    fn new(scan: &ScanArgs) -> Self {
        Self {
            max_document: scan.read.max_document,
            memory: scan.memory,
            texts_in_memory: (scan.memory / 4).min(IN_MEMORY_MAX),
            threads: if scan.read.threads == 0 { rayon::current_num_threads() } else { scan.read.threads },
            profile: format!("{:?}", scan.scheme.profile).to_lowercase(),
            window_seconds: scan.window.map(|window| window.as_secs()),
            min_score: scan.min_score,
        }
    }
}

fn environment() -> BTreeMap<String, String> {
    let set = std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
    let own = set.filter(|(name, _)| name.starts_with("WIREPRINT_"));
    own.map(|(name, value)| if name == "WIREPRINT_SEED" { (name, "(set)".into()) } else { (name, value) }).collect()
}

impl Machine {
    fn new() -> Self {
        let figures = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let figure = |name: &str| {
            let line = figures.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
        };
        Self {
            os: std::env::consts::OS,
            architecture: std::env::consts::ARCH,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            memory: figure("MemTotal:"),
            memory_available: figure("MemAvailable:"),
            temporary_folder: std::env::temp_dir(),
        }
    }
}

/// The report for people.
struct Shown<'a> {
    report: &'a Report,
    paint: Paint,
}

impl Report {
    fn shown(&self, paint: Paint) -> Shown<'_> {
        Shown { report: self, paint }
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { version, schemes, kernels, limits, settings, machine, formats } = self.report;
        let mut line = |name: &str, value: &dyn fmt::Display| {
            let name = self.paint.bold(&format!("{name:<18}"));
            writeln!(f, "{name} {}", safe(&value.to_string()))
        };
        line("wireprint", version)?;
        for (name, id) in &schemes.ids {
            line(&format!("scheme {name}"), &format_args!("{id}, version {}", schemes.version))?;
        }
        line("fingerprint", &format_args!("{} bytes", schemes.fingerprint_bytes))?;
        line("filter", &format_args!("{} bytes", schemes.filter_bytes))?;
        line("score", &format_args!("version {}", schemes.score_version))?;
        line("kernels", &format_args!("{}; {} is used", kernels.available.join(", "), kernels.chosen))?;
        if let Some(limits) = limits {
            line("largest document", &format_args!("{} bytes", limits.max_document))?;
            line(
                "memory",
                &format_args!(
                    "{} for fingerprints, {} for texts",
                    mebibytes(limits.memory as u64),
                    mebibytes(limits.texts_in_memory as u64)
                ),
            )?;
            line("threads", &format_args!("{} of {}", limits.threads, machine.threads))?;
        }
        let file = settings.file.as_ref().map_or("none".into(), |file| file.display().to_string());
        line("settings", &file)?;
        for place in &settings.places {
            line("  looked for", &place.display())?;
        }
        for (name, value) in &settings.environment {
            line("  environment", &format_args!("{name}={value}"))?;
        }
        if let Some(problem) = &settings.problem {
            line("  problem", problem)?;
        }
        let memory = machine.memory.map_or("unknown".into(), mebibytes);
        let available = machine.memory_available.map_or("unknown".into(), mebibytes);
        line(
            "machine",
            &format_args!("{} on {}, memory {memory}, {available} of it free", machine.os, machine.architecture),
        )?;
        line("temporary files", &machine.temporary_folder.display())?;
        line("reads", &formats.read.join(", "))?;
        line("writes", &formats.written.join(", "))?;
        let name = self.paint.bold(&format!("{:<18}", "compression"));
        write!(f, "{name} {}", formats.compression.join(", "))
    }
}
