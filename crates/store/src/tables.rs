//! The tables of the file of documents. docs/store.md draws them; this file is the drawing in code.

use redb::TableDefinition;

/// The version of the files' format.
pub const FORMAT: u32 = 3;

/// The file of documents in the index's folder.
pub(crate) const FILE: &str = "index.redb";
/// The file of images beside it.
pub(crate) const IMAGE: &str = "index.image";

/// Format, settings, progress and image, by name.
pub(crate) const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
/// Rows of documents by the number of the first: compressed blocks of up to [`BLOCK_ROWS`].
pub(crate) const ROWS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("rows");
/// Their texts, one after another, compressed, by the same number.
pub(crate) const TEXTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("texts");
/// The hashes of their ids, 8 bytes each, by the same number.
pub(crate) const IDS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("ids");

pub(crate) const META_FORMAT: &str = "format";
pub(crate) const META_SETTINGS: &str = "settings";
pub(crate) const META_SCHEME: &str = "scheme";
pub(crate) const META_PROGRESS: &str = "progress";
pub(crate) const META_IMAGE: &str = "image";

/// Documents of a block.
pub(crate) const BLOCK_ROWS: usize = 64;
/// Bytes of texts from which a block takes no more documents: to look at one, all are unpacked.
pub(crate) const BLOCK_BYTES: usize = 16 << 10;
