//! The decoders of single values, for the fuzz targets, which would otherwise open a whole file for each.

use crate::blocks::keys;
use crate::image::Image;
use crate::row::Block;

/// Rows as the file keeps them, decoded and encoded again; none where they are refused.
pub fn rows(bytes: &[u8]) -> Option<Vec<u8>> {
    let block = Block { rows: Block::decode_rows(bytes, 0).ok()?, texts: String::new() };
    // Whatever the rows claim of their texts.
    (0..=block.rows.len()).for_each(|at| assert!(block.text(at).is_none_or(str::is_empty)));
    block.encode_rows(0).ok()
}

/// Texts likewise.
pub fn texts(bytes: &[u8]) -> Option<Vec<u8>> {
    let texts = Block::decode_texts(bytes, 0).ok()?;
    Some(Block { rows: Vec::new(), texts }.encode_texts())
}

/// The name of an image likewise.
pub fn image(bytes: &[u8]) -> Option<Vec<u8>> {
    postcard::to_stdvec(&Image::decode(bytes)?).ok()
}

/// The keys of a block's documents.
pub fn id_keys(bytes: &[u8]) -> Vec<u64> {
    keys(bytes).collect()
}
