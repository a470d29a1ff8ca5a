//! Where the file of settings is looked for.

use std::path::{Path, PathBuf};

/// Its name in the folder that a command is run in.
const HERE: &str = "wireprint.toml";

/// The places in their order; the first file that is there is taken, and no other.
pub(crate) fn candidates() -> Vec<PathBuf> {
    let folder = |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let users = if cfg!(windows) {
        folder("APPDATA")
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))
    };
    let users = users.map(|folder| folder.join("wireprint").join("config.toml"));
    std::iter::once(HERE.into()).chain(users).collect()
}

/// The file of settings: the one that is named, else the first that is there.
pub(crate) fn find(named: Option<&Path>) -> Option<PathBuf> {
    match named {
        Some(named) => Some(named.to_owned()),
        None => candidates().into_iter().find(|path| path.is_file()),
    }
}
