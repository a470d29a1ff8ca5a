//! Where a file is written: beside its place as `NAME.part`, and renamed once it is whole.
//!
//! So a name never holds half a result, whatever ends the program, and an earlier result stays until the new one is there. What is
//! no plain file (a pipe, a device) is written directly.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::signals;

/// A file that has not got its name yet; dropped before that, it is removed.
#[derive(Debug)]
pub(crate) struct Place {
    name: PathBuf,
    part: Option<PathBuf>,
}

impl Place {
    /// Creates the file.
    pub(crate) fn create(path: &Path) -> io::Result<(File, Self)> {
        // The file that a link leads to is replaced, not the link.
        let name = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&name).ok();
        if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
            return Ok((File::create(&name)?, Self { name, part: None }));
        }
        if existing.is_some() {
            // A file that may not be written may not be replaced, though the folder would allow it.
            File::options().append(true).open(&name)?;
        }
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file_name = name.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        file_name.push(".part");
        let part = fs::canonicalize(folder)?.join(file_name);
        if !signals::remove_at_end(&part) {
            return Err(io::Error::other("another output of this run goes there"));
        }
        let place = Self { name, part: Some(part.clone()) };
        let file = File::create(&part)?;
        if let Some(existing) = existing {
            file.set_permissions(existing.permissions())?;
        }
        Ok((file, place))
    }

    /// Gives the file, which is whole, its name.
    pub(crate) fn commit(mut self) -> io::Result<()> {
        let Some(part) = &self.part else { return Ok(()) };
        File::options().append(true).open(part)?.sync_all()?;
        fs::rename(part, &self.name)?;
        self.forget();
        Ok(())
    }

    /// Leaves the file as it is, under the name that tells that it is not whole.
    pub(crate) fn leave(mut self) -> Option<PathBuf> {
        self.forget()
    }

    fn forget(&mut self) -> Option<PathBuf> {
        let part = self.part.take()?;
        signals::keep_at_end(&part);
        Some(part)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(part) = self.forget() {
            let _ = fs::remove_file(part);
        }
    }
}
