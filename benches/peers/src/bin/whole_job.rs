//! The whole job, from JSON lines to verified pairs: `wireprint scan` against [gaoya-scan](gaoya_scan.rs), by turns, in
//! CPU seconds of one thread and peak memory. `cargo xtask peers --whole` builds and runs this.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> anyhow::Result<()> {
    anyhow::bail!("CPU time and memory of programs are measured on Linux only")
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::{BTreeMap, HashSet};
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    use anyhow::{Context, Result, bail, ensure};
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    use serde::{Deserialize, Serialize};
    use wireprint_peers::race::median;
    use wireprint_peers::report::Report;
    use wireprint_peers::table::{Table, figure, thousands};
    use wireprint_peers::{page, sibling};

    const USAGE: &str = "usage: cargo xtask peers --whole DOCS.jsonl[.gz] [--truth PAIRS] [--json FILE] [--write]

  --truth PAIRS  JSON lines with `a`, `b`, `label` and `pos`, 1 for a true pair: tells the recall of each label
  --json FILE    writes every figure as {\"name\", \"value\", \"unit\"}
  --write        writes the table into docs/performance.md";

    const RUNS: usize = 3;

    #[derive(Debug, Default)]
    struct Args {
        documents: PathBuf,
        truth: Option<PathBuf>,
        json: Option<PathBuf>,
        write: bool,
    }

    impl Args {
        fn parse(given: Vec<String>) -> Result<Self> {
            let mut given = given.into_iter();
            let mut args = Self { documents: given.next().context(USAGE)?.into(), ..Self::default() };
            while let Some(name) = given.next() {
                let mut value = || given.next().map(PathBuf::from).with_context(|| format!("{name} needs a value"));
                match name.as_str() {
                    "--truth" => args.truth = Some(value()?),
                    "--json" => args.json = Some(value()?),
                    "--write" => args.write = true,
                    other => bail!("what is {other}?\n\n{USAGE}"),
                }
            }
            Ok(args)
        }
    }

    pub(crate) fn main() -> Result<()> {
        let given: Vec<String> = std::env::args().skip(1).collect();
        if given.first().is_some_and(|first| first == "--child") {
            return run_and_tell(&given[1..]);
        }
        let args = Args::parse(given)?;
        let folder = tempfile::tempdir()?;
        let documents = args.documents.to_str().context("the path of the documents is not UTF-8")?;
        let mut jobs = [
            Job::new("wireprint scan", "wireprint", &["scan", "--threads", "1", documents], folder.path())?,
            Job::new("gaoya 64×2", "gaoya-scan", &[documents], folder.path())?,
        ];
        for run in 1..=RUNS {
            eprintln!("the whole job: run {run} of {RUNS}");
            jobs.iter_mut().try_for_each(Job::run)?;
        }
        let table = table(&jobs, args.truth.as_deref(), args.json.as_deref())?;
        println!("{table}");
        if args.write { page::write("whole", &table.to_string()) } else { Ok(()) }
    }

    /// What a run took.
    #[derive(Debug, Serialize, Deserialize)]
    struct Usage {
        cpu_seconds: f64,
        peak_bytes: u64,
    }

    /// The child's part: runs a command and tells what it took. A process that starts only one knows that exactly.
    fn run_and_tell(command: &[String]) -> Result<()> {
        let (program, arguments) = command.split_first().context("no command")?;
        let status = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).status()?;
        ensure!(status.success(), "{program} failed: {status}");
        let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let microseconds = used.user_time().num_microseconds() + used.system_time().num_microseconds();
        let peak_bytes = used.max_rss() as u64 * 1024;
        println!("{}", serde_json::to_string(&Usage { cpu_seconds: microseconds as f64 / 1e6, peak_bytes })?);
        Ok(())
    }

    struct Job {
        name: &'static str,
        command: Vec<String>,
        pairs: PathBuf,
        runs: Vec<Usage>,
    }

    impl Job {
        fn new(name: &'static str, program: &str, arguments: &[&str], folder: &Path) -> Result<Self> {
            let pairs = folder.join(program).with_extension("jsonl");
            let text = |path: &Path| path.to_str().map(str::to_owned).context("a path is not UTF-8");
            let mut command: Vec<String> = vec![text(&sibling::program(program)?)?];
            command.extend(arguments.iter().map(|argument| (*argument).to_owned()));
            command.extend(["--pairs".into(), text(&pairs)?]);
            Ok(Self { name, command, pairs, runs: Vec::new() })
        }

        fn run(&mut self) -> Result<()> {
            let own = std::env::current_exe()?;
            let output = Command::new(own).arg("--child").args(&self.command).stderr(Stdio::inherit()).output()?;
            ensure!(output.status.success(), "{} failed", self.name);
            self.runs.push(serde_json::from_slice(&output.stdout)?);
            Ok(())
        }

        fn cpu_seconds(&self) -> f64 {
            median(self.runs.iter().map(|run| run.cpu_seconds))
        }

        fn peak_megabytes(&self) -> f64 {
            median(self.runs.iter().map(|run| run.peak_bytes as f64 / 1e6))
        }

        fn found(&self) -> Result<HashSet<(String, String)>> {
            Ok(pairs(&self.pairs)?.into_iter().map(Pair::names).collect())
        }
    }

    /// A pair, found or told by the truth.
    #[derive(Debug, Deserialize)]
    struct Pair {
        a: String,
        b: String,
        #[serde(default)]
        label: String,
        #[serde(default)]
        pos: u8,
    }

    impl Pair {
        /// The same whichever comes first.
        fn names(self) -> (String, String) {
            if self.a <= self.b { (self.a, self.b) } else { (self.b, self.a) }
        }
    }

    fn pairs(path: &Path) -> Result<Vec<Pair>> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        text.lines().map(|line| serde_json::from_str(line).context("a pair is not as expected")).collect()
    }

    fn table(jobs: &[Job], truth: Option<&Path>, json: Option<&Path>) -> Result<Table> {
        let mut labels: BTreeMap<(bool, String), Vec<(String, String)>> = BTreeMap::new();
        for pair in truth.map(pairs).transpose()?.unwrap_or_default() {
            labels.entry((pair.pos == 0, pair.label.clone())).or_default().push(pair.names());
        }
        let mut columns: Vec<String> =
            ["program", "CPU seconds", "of wireprint's", "peak memory, MB", "pairs"].map(Into::into).into();
        columns.extend(
            labels.keys().map(|(wrong, label)| if *wrong { format!("{label} (false)") } else { label.clone() }),
        );
        let text = "JSON lines to verified pairs, one thread, CPU seconds of user and system, medians of runs by turns; then \
                    the share of each kind of labelled pair that is found.";
        let (mut table, mut report) = (Table::new("", text, columns), Report::default());
        for job in jobs {
            let found = job.found()?;
            let ratio =
                median(job.runs.iter().zip(&jobs[0].runs).map(|(run, ours)| run.cpu_seconds / ours.cpu_seconds));
            let mut cells =
                vec![job.name.into(), figure(job.cpu_seconds()), figure(ratio), figure(job.peak_megabytes())];
            cells.push(thousands(found.len() as i64));
            report.row(format!("whole/{}/cpu", job.name), job.cpu_seconds(), "s");
            report.row(format!("whole/{}/ratio", job.name), ratio, "times");
            report.row(format!("whole/{}/memory", job.name), job.peak_megabytes(), "MB");
            for ((_, label), members) in &labels {
                let hits = members.iter().filter(|pair| found.contains(*pair)).count();
                let share = hits as f64 / members.len() as f64;
                report.row(format!("whole/{}/{label}", job.name), share, "share");
                cells.push(format!("{share:.3}"));
            }
            table.row(cells);
        }
        json.map_or(Ok(()), |path| report.write(path))?;
        Ok(table)
    }
}
