//! What an image takes, and what is in it that must not be.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, SectionKind, elf};

/// Bytes by section.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sizes {
    /// Code, and on Cortex-M the table of vectors.
    pub(super) text: u64,
    /// Constants.
    pub(super) rodata: u64,
    /// Initialised variables, in flash and in RAM; of WebAssembly constants, too.
    pub(super) data: u64,
    pub(super) bss: u64,
}

impl Sizes {
    pub(super) fn flash(&self) -> u64 {
        self.text + self.rodata + self.data
    }
}

/// Reads an image. Fails if it has anything of the machinery of panics.
pub(super) fn read(path: &Path) -> Result<Sizes> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = object::File::parse(&*bytes).with_context(|| format!("{} is no image", path.display()))?;
    for symbol in file.symbols().filter(|symbol| symbol.size() > 0 || symbol.is_undefined()) {
        let name = symbol.name().unwrap_or_default();
        let panics = ["panic", "begin_unwind"].iter().any(|part| name.contains(part));
        ensure!(!panics, "{} can panic: it has {name}", path.display());
    }
    let mut sizes = Sizes::default();
    for section in file.sections() {
        let size = section.size();
        match (section.kind(), section.flags()) {
            (SectionKind::Text, _) => sizes.text += size,
            // Regions that linker scripts reserve for heap and stack take nothing.
            (SectionKind::UninitializedData, _) if section.name() == Ok(".bss") => sizes.bss += size,
            (SectionKind::UninitializedData, _) => {}
            (SectionKind::Data, SectionFlags::Elf { sh_flags }) if sh_flags & u64::from(elf::SHF_WRITE) == 0 => {
                sizes.rodata += size;
            }
            (SectionKind::Data, _) => sizes.data += size,
            _ if section.name() == Ok(".vector_table") => sizes.text += size,
            (SectionKind::ReadOnlyData | SectionKind::ReadOnlyString, _) => sizes.rodata += size,
            _ => {}
        }
    }
    Ok(sizes)
}
