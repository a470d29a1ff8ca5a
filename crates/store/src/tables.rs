//! The tables of the file. docs/store.md draws them; this file is the drawing in code.

use redb::TableDefinition;

/// The version of the file's format.
pub const FORMAT: u32 = 1;

/// The file in the index's folder.
pub(crate) const FILE: &str = "index.redb";

/// Format, settings, progress and image, by name.
pub(crate) const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
/// Rows of documents by the number of the first: compressed blocks of up to [`BLOCK_ROWS`].
pub(crate) const ROWS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("rows");
/// Their texts, one after another, compressed, by the same number.
pub(crate) const TEXTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("texts");
/// The hashes of their ids, 8 bytes each, by the same number.
pub(crate) const IDS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("ids");
/// Heads of images by their number.
pub(crate) const HEADS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("heads");
/// The image's number, the table's, and the chunk's.
pub(crate) type ChunkKey = (u64, u8, u32);
/// Chunks of images.
pub(crate) const CHUNKS: TableDefinition<'_, ChunkKey, &[u8]> = TableDefinition::new("chunks");

pub(crate) const META_FORMAT: &str = "format";
pub(crate) const META_SETTINGS: &str = "settings";
pub(crate) const META_SCHEME: &str = "scheme";
pub(crate) const META_PROGRESS: &str = "progress";
pub(crate) const META_IMAGE: &str = "image";

/// Documents of a block.
pub(crate) const BLOCK_ROWS: usize = 64;
/// Bytes of texts from which a block takes no more documents: to look at one, all are unpacked.
pub(crate) const BLOCK_BYTES: usize = 16 << 10;
