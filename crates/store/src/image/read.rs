//! The stream as the last image has it.

use std::sync::mpsc;
use std::thread;

use wireprint::Rules;
use wireprint::engine::{Restoring, Stream, StreamHead, Table};
use wireprint::error::ImageError;

use crate::error::{StoreError, guarded};
use crate::image::Image;
use crate::image::file::{Chunk, HEAD, ImageFile};
use crate::settings::Settings;

/// Chunks that are read ahead, of a mebibyte at most.
const AHEAD: usize = 16;

/// The stream as an image has it; a new stream if there is none.
pub(crate) fn read(file: &ImageFile, image: Option<&Image>, settings: &Settings) -> Result<Stream, StoreError> {
    let (scheme, rules, window) = (settings.scheme(), Rules::default(), settings.window());
    let Some(image) = image else { return Ok(Stream::new(&scheme, rules, window, settings.lineage)?) };
    let damaged = || StoreError::Damaged { what: "image", number: image.number };
    let mut stream = Restoring::new(&scheme, rules, window, head(file, image)?)?;
    let mut wanted: Vec<(Table, &Chunk)> = Vec::new();
    for table in Table::ALL {
        let chunks = image.chunks_of(table.number());
        let is_whole = chunks.iter().map(|chunk| chunk.chunk as usize).eq(0..stream.chunks(table));
        if !is_whole {
            return Err(damaged());
        }
        wanted.extend(chunks.iter().map(|chunk| (table, chunk)));
    }
    // Chunks are read and checked on one thread while what they hold is taken over on another.
    let (to, from) = mpsc::sync_channel::<(Table, usize, Vec<u8>)>(AHEAD);
    let (used, spare) = mpsc::channel::<Vec<u8>>();
    thread::scope(|scope| {
        let read = scope.spawn(move || {
            guarded(|| {
                for (table, chunk) in wanted {
                    let mut buffer = spare.try_recv().unwrap_or_default();
                    file.read(chunk, &mut buffer)?;
                    if to.send((table, chunk.chunk as usize, buffer)).is_err() {
                        break; // what came before was refused
                    }
                }
                Ok::<(), StoreError>(())
            })
        });
        // Dropped at the first error, which ends the other thread.
        let taken = from.into_iter().try_for_each(|(table, chunk, bytes)| -> Result<(), ImageError> {
            stream.read_chunk(table, chunk, &bytes)?;
            // Who reads has come to the end and needs none.
            let _ = used.send(bytes);
            Ok(())
        });
        read.join().unwrap_or_else(|_| Err(damaged()))?;
        Ok::<(), StoreError>(taken?)
    })?;
    Ok(stream.finish()?)
}

fn head(file: &ImageFile, image: &Image) -> Result<StreamHead<'static>, StoreError> {
    let (mut head, mut buffer) = (Vec::new(), Vec::new());
    for chunk in image.chunks_of(HEAD) {
        file.read(chunk, &mut buffer)?;
        head.extend_from_slice(&buffer);
    }
    postcard::from_bytes(&head).map_err(|_| StoreError::Damaged { what: "head of image", number: image.number })
}
