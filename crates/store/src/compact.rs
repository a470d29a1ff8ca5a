//! Giving unused room of the files back.

use std::path::Path;
use std::sync::Arc;

use redb::{Database, TableDefinition};

use crate::backing::Backing;
use crate::changes::Writer;
use crate::check::bytes_of;
use crate::error::{StoreError, guarded};
use crate::open::database_of;
use crate::store::Store;
use crate::tables::{FILE, META};

/// Rows that are there only while the file is packed. redb writes once more as it closes a file, and doubles one that has no free
/// pages; among the pages of these rows it finds some.
const ROOM: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("room");
const ROOM_BYTES: usize = 3000;
/// One of them is for so many bytes of the file.
const BYTES_A_ROW: u64 = 1 << 20;
/// Commits after which no page stands where the file was extended meanwhile.
const SETTLING: usize = 3;
/// How often a file is packed at most.
const ROUNDS: usize = 4;
/// It is packed again if it is closed with more pages than it needs, by this part of them.
const SLACK: u64 = 8;

impl Store {
    /// Writes an image, gives unused room of the files back and closes them; bytes before and after.
    ///
    /// # Errors
    /// [`StoreError`] if a file cannot be read or written.
    pub fn compact(mut self, folder: &Path) -> Result<(u64, u64), StoreError> {
        let before = bytes_of(folder);
        self.write_image()?;
        self.writable(|store| {
            let mut writer = Writer::here(&store.database);
            store.images.pack(&mut writer)?;
            writer.commit()?;
            store.images.cut()
        })?;
        let database = Arc::get_mut(&mut self.database).and_then(Backing::take_writable);
        let mut database = Some(database.ok_or(StoreError::ReadOnly)?);
        for _ in 0..ROUNDS {
            let packed = guarded(|| {
                let database = database.take().map_or_else(|| database_of(folder), Ok)?;
                pack(database, &folder.join(FILE))
            });
            match packed {
                Ok((needed, closed)) if closed > needed + needed / SLACK => {}
                Ok(_) => break,
                // Another process has it by now.
                Err(StoreError::Locked(_)) => break,
                Err(error) => return Err(error),
            }
        }
        Ok((before, bytes_of(folder)))
    }
}

/// Moves the pages of a file together and closes it; the bytes that they need, and those of the file.
fn pack(mut database: Database, path: &Path) -> Result<(u64, u64), StoreError> {
    let len = || match std::fs::metadata(path) {
        Ok(file) => Ok(file.len()),
        Err(error) => Err(StoreError::Open { path: path.to_owned(), error }),
    };
    let transaction = database.begin_write()?;
    {
        let mut room = transaction.open_table(ROOM)?;
        for number in 0..(len()? / BYTES_A_ROW).clamp(8, 4096) {
            room.insert(number, [0; ROOM_BYTES].as_slice())?;
        }
    }
    transaction.commit()?;
    while database.compact()? {}
    let needed = len()?;
    let transaction = database.begin_write()?;
    transaction.delete_table(ROOM)?;
    transaction.commit()?;
    for _ in 0..SETTLING {
        let transaction = database.begin_write()?;
        // Whatever is written moves the pages that lead to all tables.
        transaction.open_table(META)?.insert("room", [].as_slice())?;
        transaction.open_table(META)?.remove("room")?;
        transaction.commit()?;
    }
    drop(database);
    Ok((needed, len()?))
}
