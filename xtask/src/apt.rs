//! Packages of Debian that a chore needs.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::{output_of, succeeds};

/// Packages are installed alone: what they recommend is not needed, and nothing that is there may go.
const ALONE: [&str; 5] = ["install", "-qq", "-y", "--no-install-recommends", "--no-remove"];

/// Installs packages, if this machine has apt-get and lets us; whether it did.
pub(crate) fn install(packages: &[&str]) -> bool {
    succeeds(Command::new("apt-get").args(["update", "-qq"]))
        && succeeds(Command::new("apt-get").args(ALONE).args(packages))
}

/// Unpacks a package and what it needs into a folder, for a machine whose own packages stand in the way of installing it;
/// whether it did.
pub(crate) fn unpack(package: &str, folder: &Path) -> bool {
    let archives = folder.join("archives");
    let plan = ["install", "--simulate", "--no-install-recommends", package];
    let Some(plan) = output_of(Command::new("apt-get").args(plan)) else { return false };
    let packages = plan.lines().filter_map(|line| line.strip_prefix("Inst ")?.split(' ').next());
    if fs::create_dir_all(&archives).is_err()
        || !succeeds(Command::new("apt-get").args(["download", "-qq"]).args(packages).current_dir(&archives))
    {
        return false;
    }
    let Ok(entries) = fs::read_dir(&archives) else { return false };
    let unpacked =
        entries.flatten().all(|archive| succeeds(Command::new("dpkg-deb").arg("-x").arg(archive.path()).arg(folder)));
    let _ = fs::remove_dir_all(&archives);
    unpacked
}
