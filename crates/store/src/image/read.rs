//! The stream as the last image has it.

use std::collections::HashSet;
use std::thread;

use wireprint::Rules;
use wireprint::engine::{Restoring, Side, Stream, StreamHead, Table};

use crate::error::{StoreError, guarded};
use crate::image::Image;
use crate::image::file::{HEAD, ImageFile, JOURNAL, PLACE};
use crate::settings::Settings;

/// Bytes of a head at most, and as much as the window: lists of what is free in it.
const HEAD_MAX: u64 = 64 << 20;

/// The stream as an image has it; a new stream if there is none; of documents before `next`.
pub(crate) fn read(
    file: &ImageFile,
    image: Option<&Image>,
    settings: &Settings,
    next: u64,
) -> Result<Stream, StoreError> {
    let (scheme, rules, window) = (settings.scheme(), Rules::default(), settings.window());
    let Some(image) = image else { return Ok(Stream::new(&scheme, rules, window, settings.lineage)?) };
    if image.at > next || !is_sound(image, settings) {
        return Err(damaged(image));
    }
    let mut stream = Restoring::new(&scheme, rules, window, head(file, image)?)?;
    for table in Table::ALL {
        let chunks = image.chunks_of(table.number()).iter().map(|chunk| chunk.chunk as usize);
        if !chunks.eq(0..stream.chunks(table)) {
            return Err(damaged(image));
        }
    }
    let [mut rings, mut others] = stream.sides();
    // Memory that is touched for the first time costs more than what is read into it, and two threads share that cost.
    let (rings, others) = thread::scope(|scope| {
        let rings = scope.spawn(|| {
            read_side(file, image, &mut rings)?;
            read_journals(file, image, &mut rings)
        });
        let others = read_side(file, image, &mut others);
        (rings.join().unwrap_or_else(|_| Err(damaged(image))), others)
    });
    rings.and(others)?;
    Ok(stream.finish()?)
}

/// Whether an image can be one that was written, from which others can follow.
fn is_sound(image: &Image, settings: &Settings) -> bool {
    let mut places = HashSet::new();
    // Places of chunks that are of no table would never be read, nor be free.
    let are_chunks = image.chunks.iter().all(|chunk| {
        chunk.table <= JOURNAL && chunk.image <= image.number && chunk.place < u32::MAX && places.insert(chunk.place)
    });
    let head = image.chunks_of(HEAD);
    let is_head = head.iter().map(|chunk| chunk.chunk).eq(0..head.len() as u32)
        && head.len() as u64 * PLACE <= HEAD_MAX + settings.memory as u64;
    let journals = image.chunks_of(JOURNAL);
    let are_in_order = journals.is_sorted_by(|a, b| a.chunk < b.chunk && a.image <= b.image);
    let has_next = image.number < u64::MAX && journals.last().is_none_or(|last| last.chunk < u32::MAX);
    are_chunks && is_head && are_in_order && has_next
}

fn damaged(image: &Image) -> StoreError {
    StoreError::Damaged { what: "image", number: image.number }
}

fn read_side(file: &ImageFile, image: &Image, side: &mut Side<'_>) -> Result<(), StoreError> {
    guarded(|| {
        let mut buffer = Vec::new();
        for table in side.tables() {
            for chunk in image.chunks_of(table.number()) {
                file.read(chunk, &mut buffer)?;
                side.read_chunk(*table, chunk.chunk as usize, &buffer)?;
            }
        }
        Ok(())
    })
}

fn read_journals(file: &ImageFile, image: &Image, rings: &mut Side<'_>) -> Result<(), StoreError> {
    guarded(|| {
        let mut buffer = Vec::new();
        for chunk in image.chunks_of(JOURNAL) {
            file.read(chunk, &mut buffer)?;
            rings.read_journals(&buffer)?;
        }
        Ok(())
    })
}

fn head(file: &ImageFile, image: &Image) -> Result<StreamHead<'static>, StoreError> {
    let (mut head, mut buffer) = (Vec::new(), Vec::new());
    for chunk in image.chunks_of(HEAD) {
        file.read(chunk, &mut buffer)?;
        head.extend_from_slice(&buffer);
    }
    postcard::from_bytes(&head).map_err(|_| StoreError::Damaged { what: "head of image", number: image.number })
}
