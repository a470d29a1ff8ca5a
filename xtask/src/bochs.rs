//! A PC whose CPU has AVX-512 with VBMI2, emulated by Bochs, since QEMU knows no AVX-512. It boots Debian's kernel, whose first
//! process runs the golden fingerprints and the kernels' unit tests and tells on the serial line how they ended.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Deserializer, Value};

use crate::apt;
use crate::run::{cargo, output_of, run, succeeds};

const PACKAGES: [&str; 7] =
    ["bochs-term", "bochsbios", "busybox-static", "isolinux", "syslinux-common", "vgabios", "xorriso"];
/// Depends on the package that has the kernel.
const LINUX: &str = "linux-image-cloud-amd64";
const FOLDER: &str = "target/bochs";

/// What the machine is there for.
const WANTED: &str = "avx512vbmi2";
const GOOD: &str = "all ended well";
/// Fails for a fault of Bochs 2.7, of which the test tells.
const SKIPPED: &str = "kernel::tests::places_in_full_blocks";

/// A slow clock makes waiting short: what takes time here is instructions.
const PC: &str = "display_library: term
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
cpu: model=corei7_icelake_u, ips=10000000, reset_on_triple_fault=0
clock: sync=none
memory: guest=256, host=256
ata0-master: type=cdrom, path=disc.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=serial
sound: driver=dummy
log: log
";

/// What Bochs 2.7 says of protection keys and of compacted XSAVE areas is wrong, and Linux 6.1 overruns its buffers where short
/// moves are said to be fast and long ones not. Its tests of ciphers would double the time. A panic becomes a triple fault, which
/// ends Bochs.
const BOOT: &str = "default linux
label linux
 kernel linux
 initrd files
 append console=ttyS0 loglevel=1 nokaslr mitigations=off clearcpuid=pku,ospke,xsaves,xsavec,fsrm cryptomgr.notests=1 \
 panic=-1 reboot=t rdinit=/busybox -- sh /script
";

pub(crate) fn check() -> Result<()> {
    ensure!(cfg!(all(target_os = "linux", target_arch = "x86_64")), "Bochs: runs programs of x86-64 Linux only");
    let folder = Path::new(FOLDER);
    let (disc, root) = (folder.join("disc"), folder.join("root"));
    fs::create_dir_all(&disc)?;
    fs::create_dir_all(&root)?;
    install(&disc)?;

    fs::copy(build("--release --package wireprint-everywhere")?, root.join("everywhere"))?;
    fs::copy(build("--package wireprint --lib --profile test")?, root.join("tests"))?;
    fs::copy("/bin/busybox", root.join("busybox"))?;
    // The last words take their time on the serial line.
    let programs = format!("/everywhere && /tests kernel:: --skip {SKIPPED} && echo {GOOD}");
    fs::write(root.join("script"), format!("{programs}\n/busybox sleep 0.05\n/busybox poweroff -f\n"))?;
    let pack = "ls | busybox cpio -o -H newc > ../disc/files";
    run(Command::new("sh").args(["-c", pack]).current_dir(&root).stderr(Stdio::null()))?;
    fs::copy("/usr/lib/ISOLINUX/isolinux.bin", disc.join("isolinux.bin"))?;
    fs::copy("/usr/lib/syslinux/modules/bios/ldlinux.c32", disc.join("ldlinux.c32"))?;
    fs::write(disc.join("isolinux.cfg"), BOOT)?;
    run(Command::new("xorriso")
        .args(["-as", "mkisofs", "-o", "disc.iso", "-b", "isolinux.bin", "-no-emul-boot"])
        .args(["-boot-load-size", "4", "-boot-info-table", "disc"])
        .current_dir(folder)
        .stderr(Stdio::null()))?;
    boot(folder)
}

fn boot(folder: &Path) -> Result<()> {
    fs::write(folder.join("serial"), "")?;
    fs::write(folder.join("pc"), PC)?;
    // Debian's Bochs begins in its debugger.
    fs::write(folder.join("commands"), "continue\n")?;
    let mut bochs = Command::new("timeout");
    bochs.args(["--signal=KILL", "600", "bochs-bin", "-q", "-f", "pc"]).current_dir(folder).env("TERM", "vt100");
    bochs.stdin(File::open(folder.join("commands"))?).stdout(Stdio::null()).stderr(Stdio::null());
    // Of no use is its status: to Bochs it is an error if the PC is switched off.
    eprintln!("$ bochs-bin -q -f {FOLDER}/pc");
    bochs.status().context("cannot start bochs-bin")?;
    let serial = fs::read(folder.join("serial"))?;
    let serial = String::from_utf8_lossy(&serial);
    println!("{serial}");
    let has = |line: &str| serial.lines().any(|other| other.starts_with(line));
    ensure!(has(GOOD), "Bochs: a program failed, or the PC did; {FOLDER}/log may tell more");
    ensure!(has(&format!("{WANTED}: ")), "Bochs: the kernel {WANTED} was not among those that ran");
    Ok(())
}

/// Builds a program that needs no libraries; where it is.
fn build(arguments: &str) -> Result<String> {
    let mut command = Command::new(cargo());
    command.args(["rustc", "--quiet", "--message-format=json-render-diagnostics"]).args(arguments.split_whitespace());
    command.args(["--", "-Ctarget-feature=+crt-static", "-Cstrip=symbols"]).stderr(Stdio::inherit());
    let output = command.output().context("cannot start cargo")?;
    let mut messages = Deserializer::from_slice(&output.stdout).into_iter::<Value>().flatten();
    let program = messages.find_map(|message| message["executable"].as_str().map(str::to_owned));
    program.filter(|_| output.status.success()).with_context(|| format!("failed: cargo rustc {arguments}"))
}

/// Installs what is missing, and puts the kernel on the disc; it is not installed, for this machine has its own.
fn install(disc: &Path) -> Result<()> {
    let is_there = || succeeds(Command::new("dpkg").arg("--status").args(PACKAGES));
    if is_there() && disc.join("linux").exists() {
        return Ok(());
    }
    let _ = apt::install(&PACKAGES);
    ensure!(is_there(), "Bochs: install the packages {} and run this again", PACKAGES.join(", "));
    let depends = output_of(Command::new("apt-cache").args(["depends", LINUX])).unwrap_or_default();
    let package = depends.split_whitespace().find(|word| word.starts_with("linux-image-") && *word != LINUX);
    let package = package.with_context(|| format!("Bochs: apt-get knows no package {LINUX}"))?;
    // This one package alone, and even if it is installed.
    let unpack =
        "dpkg --fsys-tarfile *.deb | tar -xO --wildcards './boot/vmlinuz-*' > new && mv new disc/linux; rm *.deb";
    let _ = succeeds(Command::new("apt-get").args(["download", "-qq", package]).current_dir(FOLDER))
        && succeeds(Command::new("sh").args(["-c", unpack]).current_dir(FOLDER));
    ensure!(disc.join("linux").exists(), "Bochs: apt-get cannot download {package}; see to it and run this again");
    Ok(())
}
