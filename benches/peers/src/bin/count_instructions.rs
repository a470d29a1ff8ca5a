//! Instructions that a fingerprint takes for each byte of text, by kernel and language. `cargo xtask instructions` builds
//! and runs this.
//!
//! A child fingerprints an article once to warm up, stops, fingerprints it again and stops again; in between the parent
//! steps it one instruction at a time. That knows every instruction that the processor knows, and the figure is the same
//! on a busy machine as on an idle one. A repeated string instruction counts once for each repetition.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> anyhow::Result<()> {
    anyhow::bail!("instructions are counted on Linux only")
}

#[cfg(target_os = "linux")]
mod linux {
    use std::hint::black_box;
    use std::process::{Child, Command, Stdio};

    use anyhow::{Context, Result, bail};
    use nix::sys::ptrace;
    use nix::sys::signal::{Signal, raise};
    use nix::sys::wait::{WaitStatus, waitpid};
    use nix::unistd::Pid;
    use wireprint_peers::documents::{ARTICLE, Language, Library};
    use wireprint_peers::ours::Ours;
    use wireprint_peers::page;
    use wireprint_peers::table::{Table, figure};

    const LANGUAGES: [Language; 5] =
        [Language::ENGLISH, Language::FRENCH, Language::RUSSIAN, Language::ARABIC, Language::CHINESE];
    /// In the place of a language: nothing between the stops, which is what stopping itself takes.
    const NOTHING: &str = "nothing";
    /// The child's signals: before the work and after it.
    const START: Signal = Signal::SIGSTOP;
    const END: Signal = Signal::SIGUSR1;

    pub(crate) fn main() -> Result<()> {
        let args: Vec<String> = std::env::args().skip(1).collect();
        match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["--child", kernel, language] => work(kernel, language),
            [] => tell(false),
            ["--write"] => tell(true),
            _ => bail!("usage: cargo xtask instructions [--write]"),
        }
    }

    fn tell(write: bool) -> Result<()> {
        let columns = std::iter::once("kernel").chain(LANGUAGES.iter().map(|language| language.name));
        let text = "Instructions a byte of a 4 KB article, the second time that it is fingerprinted.";
        let mut table = Table::new("", text, columns);
        for Ours { kernel, .. } in Ours::every_kernel() {
            let stopping = count(kernel, NOTHING)?;
            let mut cells = vec![kernel.to_owned()];
            for language in LANGUAGES {
                eprintln!("instructions: {kernel}, {}", language.name);
                let steps = count(kernel, language.name)? - stopping;
                cells.push(figure(steps as f64 / article(language)?.len() as f64));
            }
            table.row(cells);
        }
        println!("{table}");
        if write { page::write("instructions", &table.to_string()) } else { Ok(()) }
    }

    fn article(language: Language) -> Result<String> {
        Library::open()?.documents(language, ARTICLE).into_iter().next().context("no articles in a language")
    }

    /// The child's part.
    fn work(kernel: &str, language: &str) -> Result<()> {
        let mut ours = Ours::every_kernel().into_iter().find(|ours| ours.kernel == kernel).context("no such kernel")?;
        let language = LANGUAGES.into_iter().find(|known| known.name == language);
        let text = language.map(article).transpose()?;
        let text = text.as_deref();
        black_box(text.map(|text| ours.fingerprint(text)));
        ptrace::traceme()?;
        raise(START)?;
        black_box(black_box(text).map(|text| ours.fingerprint(text)));
        raise(END)?;
        Ok(())
    }

    fn count(kernel: &str, language: &str) -> Result<u64> {
        let own = std::env::current_exe()?;
        let mut child = Command::new(own).args(["--child", kernel, language]).stdin(Stdio::null()).spawn()?;
        let steps = steps(&child);
        // It has done its work, or can do no more.
        child.kill()?;
        child.wait()?;
        steps
    }

    /// Steps the child from its first stop to its second.
    fn steps(child: &Child) -> Result<u64> {
        let process = Pid::from_raw(child.id().try_into()?);
        match waitpid(process, None)? {
            WaitStatus::Stopped(_, signal) if signal == START => {}
            other => bail!("the child did not start: {other:?}"),
        }
        for steps in 0.. {
            ptrace::step(process, None)?;
            match waitpid(process, None)? {
                WaitStatus::Stopped(_, Signal::SIGTRAP) => {}
                WaitStatus::Stopped(_, signal) if signal == END => return Ok(steps),
                other => bail!("the child did not come to its end: {other:?}"),
            }
        }
        bail!("the child never came to its end")
    }
}
