//! Making an index and opening it again.

use std::fs::OpenOptions;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;

use redb::{Builder, Database, DatabaseError, StorageBackend};
use wireprint::SchemeId;
use wireprint::engine::{Article, Stream};

use crate::backing::Backing;
use crate::blocks::{Blocks, File, keys};
use crate::error::{StoreError, guarded};
use crate::image::{self, Image, ImageFile, Images};
use crate::row::{Block, id_key};
use crate::settings::Settings;
use crate::store::{Counts, Store};
use crate::tables::{FILE, FORMAT, IMAGE, META, META_FORMAT, META_IMAGE, META_PROGRESS, META_SCHEME, META_SETTINGS};

/// Bytes of the file's pages that redb keeps in memory.
const PAGES: usize = 64 << 20;
/// The file while it is made.
const FILE_NEW: &str = "index.redb.new";
/// Texts that are added again together.
const AGAIN_BYTES: usize = 4 << 20;

fn builder() -> Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(PAGES);
    builder
}

fn opened<T>(path: &Path, database: Result<T, DatabaseError>) -> Result<T, StoreError> {
    let path = || path.to_owned();
    database.map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen => StoreError::Locked(path()),
        DatabaseError::RepairAborted => StoreError::Unclosed(path()),
        DatabaseError::Storage(redb::StorageError::Io(error)) => StoreError::Open { path: path(), error },
        other => StoreError::Database(other.into()),
    })
}

fn file_of(folder: &Path) -> Result<PathBuf, StoreError> {
    let file = folder.join(FILE);
    if file.is_file() { Ok(file) } else { Err(StoreError::Missing(folder.to_owned())) }
}

/// The file of documents of an index, as redb has it.
pub(crate) fn database_of(folder: &Path) -> Result<Database, StoreError> {
    let path = file_of(folder)?;
    opened(&path, builder().open(&path))
}

/// The same to read it; to write it only where it was not closed, since that has to be mended.
pub(crate) fn backing_to_look(folder: &Path) -> Result<Backing, StoreError> {
    let path = file_of(folder)?;
    match opened(&path, builder().open_read_only(&path)) {
        Err(StoreError::Unclosed(_)) => Ok(Backing::to_write(database_of(folder)?)),
        opened => Ok(Backing::to_read(opened?)),
    }
}

fn image_of(folder: &Path, options: &OpenOptions) -> Result<ImageFile, StoreError> {
    let path = folder.join(IMAGE);
    match options.open(&path) {
        Ok(file) => Ok(ImageFile::of(file)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(StoreError::NoImage(path)),
        Err(error) => Err(StoreError::Open { path, error }),
    }
}

impl Store {
    /// Makes an index in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is one; [`StoreError::Window`] for a window too small to be of use.
    pub fn create(folder: &Path, settings: &Settings) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        if path.exists() {
            return Err(StoreError::Exists(folder.to_owned()));
        }
        // Settings that cannot be are refused before there is a file.
        Stream::new(&settings.scheme(), wireprint::Rules::default(), settings.window(), 1)?;
        let cannot = |error| StoreError::Open { path: path.clone(), error };
        std::fs::create_dir_all(folder).map_err(cannot)?;
        // A kill meanwhile leaves nothing that goes by an index's name.
        let new = folder.join(FILE_NEW);
        let create = || opened(&new, builder().create(&new));
        let database = match create() {
            Err(StoreError::Locked(_)) => return Err(StoreError::Locked(folder.to_owned())),
            // What such a kill has left.
            Err(_) if new.exists() => {
                std::fs::remove_file(&new).map_err(cannot)?;
                create()?
            }
            created => created?,
        };
        drop(begun(database, settings)?);
        let image = folder.join(IMAGE);
        std::fs::File::create(&image).map_err(|error| StoreError::Open { path: image, error })?;
        std::fs::rename(&new, &path).map_err(cannot)?;
        sync(folder).map_err(cannot)?;
        Self::open(folder)
    }

    /// The same in other memory than that of two files, such as one that fails at will: that of documents, and that of images.
    ///
    /// # Errors
    /// As for [`Store::create`] and [`Store::open`].
    pub fn with_backend(
        backend: impl StorageBackend,
        image: impl StorageBackend,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        guarded(|| {
            let database = opened(Path::new("memory"), builder().create_with_backend(backend))?;
            let is_new = {
                use redb::ReadableDatabase;
                let transaction = database.begin_read()?;
                transaction.open_table(META).is_err()
            };
            let database = if is_new { begun(database, settings)? } else { Backing::to_write(database) };
            Self::read(database, ImageFile::new(image))
        })
    }

    /// Opens the index in a folder, to write it.
    ///
    /// # Errors
    /// [`StoreError`]: there is none, another process has it, it is of another format or scheme, or damaged.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        guarded(|| {
            let database = database_of(folder)?;
            Self::read(Backing::to_write(database), image_of(folder, OpenOptions::new().read(true).write(true))?)
        })
    }

    /// Opens the index in a folder, to read it. Other processes may do so at the same time, but none may write it.
    ///
    /// # Errors
    /// As for [`Store::open`], and [`StoreError::Unclosed`].
    pub fn open_to_read(folder: &Path) -> Result<Self, StoreError> {
        let path = file_of(folder)?;
        guarded(|| {
            let database = opened(&path, builder().open_read_only(&path))?;
            Self::read(Backing::to_read(database), image_of(folder, OpenOptions::new().read(true))?)
        })
    }

    fn read(database: Backing, image_file: ImageFile) -> Result<Self, StoreError> {
        let transaction = database.begin_read()?;
        let settings = read_settings(&transaction)?;
        let (mut next, mut counts) = (0, Counts::default());
        if let Some(progress) = transaction.open_table(META)?.get(META_PROGRESS)? {
            let damaged = |_| StoreError::Damaged { what: "progress", number: 0 };
            (next, counts) = postcard::from_bytes(progress.value()).map_err(damaged)?;
        }
        let complete = match transaction.open_table(META)?.get(META_IMAGE)? {
            Some(bytes) => {
                let image = Image::decode(bytes.value());
                Some(image.ok_or(StoreError::Damaged { what: "name of the image", number: 0 })?)
            }
            None => None,
        };
        let file = File::new(&transaction)?;
        let (stream, blocks) = thread::scope(|scope| {
            let blocks = scope.spawn(|| guarded(|| read_blocks(&file)));
            let stream = image::read(&image_file, complete.as_ref(), &settings, next);
            (stream, blocks.join().unwrap_or(Err(StoreError::Damaged { what: "table of blocks", number: 0 })))
        });
        let (mut stream, mut blocks) = (stream?, blocks?);
        let images = Images::of(image_file, complete);
        if !database.is_read_only() {
            stream.keep_journal();
        }
        blocks.set_next(next);
        add_again(&mut stream, &file, &blocks, images.needed_from(), settings.lineage)?;
        stream.note_dropped();
        blocks.suspect_all();
        let open = match blocks.blocks().next_back() {
            Some((first, len)) if first + u64::from(len) == blocks.next() => {
                (first, file.block(first)?.unwrap_or_default())
            }
            _ => (blocks.next(), Block::default()),
        };
        let (database, durable) = (Arc::new(database), blocks.next());
        Ok(Self { database, settings, stream, blocks, open, images, counts, durable, failed: false })
    }
}

/// Makes the new name of a file durable.
fn sync(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// A new database with its settings.
fn begun(database: Database, settings: &Settings) -> Result<Backing, StoreError> {
    let mut settings = *settings;
    if settings.lineage == 0 {
        settings.lineage = RandomState::new().hash_one(std::process::id()).max(1);
    }
    let database = Backing::to_write(database);
    let transaction = database.begin_write()?;
    {
        let mut meta = transaction.open_table(META)?;
        meta.insert(META_FORMAT, FORMAT.to_le_bytes().as_slice())?;
        meta.insert(META_SCHEME, settings.scheme().id().0.to_le_bytes().as_slice())?;
        // JSON, so that settings of later formats have names.
        let bytes = serde_json::to_vec(&settings).unwrap_or_default();
        meta.insert(META_SETTINGS, bytes.as_slice())?;
    }
    transaction.commit()?;
    Ok(database)
}

pub(crate) fn read_settings(transaction: &redb::ReadTransaction) -> Result<Settings, StoreError> {
    let meta = transaction.open_table(META)?;
    let get = |name: &'static str| -> Result<Vec<u8>, StoreError> {
        Ok(meta.get(name)?.map(|bytes| bytes.value().to_vec()).unwrap_or_default())
    };
    let damaged = |what| StoreError::Damaged { what, number: 0 };
    let format = get(META_FORMAT)?;
    let found = u32::from_le_bytes(format.as_slice().try_into().map_err(|_| damaged("format"))?);
    if found != FORMAT {
        return Err(StoreError::Format { found, supported: FORMAT });
    }
    let settings: Settings = serde_json::from_slice(&get(META_SETTINGS)?).map_err(|_| damaged("settings"))?;
    let scheme = get(META_SCHEME)?;
    let found = SchemeId(u64::from_le_bytes(scheme.as_slice().try_into().map_err(|_| damaged("scheme"))?));
    let expected = settings.scheme().id();
    if found == expected { Ok(settings) } else { Err(StoreError::Scheme { found, expected }) }
}

fn read_blocks(file: &File) -> Result<Blocks, StoreError> {
    let mut blocks = Blocks::default();
    file.each_keys(|first, bytes| blocks.restore(first, keys(bytes)))?;
    Ok(blocks)
}

/// Gives the stream the documents that came after its image was begun, as they came; they are unpacked on a thread of their own.
fn add_again(stream: &mut Stream, file: &File, blocks: &Blocks, from: u64, lineage: u64) -> Result<(), StoreError> {
    // One batch waits while another is added.
    let (to, batches) = mpsc::sync_channel::<Vec<(Block, usize)>>(1);
    thread::scope(|scope| {
        let unpack = scope.spawn(move || {
            let (mut waiting, mut bytes) = (Vec::new(), 0);
            for (first, len) in blocks.blocks().filter(|(first, len)| first + u64::from(*len) > from) {
                let damaged = || StoreError::Damaged { what: "block of texts", number: first };
                let block = guarded(|| file.block(first))?.ok_or_else(damaged)?;
                let texts: u64 = block.rows.iter().map(|row| row.text_len).sum();
                if block.rows.len() != len as usize || texts != block.texts.len() as u64 {
                    return Err(damaged());
                }
                bytes += block.texts.len();
                waiting.push((block, from.saturating_sub(first) as usize));
                if bytes >= AGAIN_BYTES {
                    bytes = 0;
                    if to.send(std::mem::take(&mut waiting)).is_err() {
                        return Ok(()); // what came before was refused
                    }
                }
            }
            let _ = to.send(waiting);
            Ok(())
        });
        let added = batches.into_iter().try_for_each(|batch| add_waiting(stream, &batch, lineage));
        unpack.join().unwrap_or(Err(StoreError::Damaged { what: "table of blocks", number: from }))?;
        added
    })
}

fn add_waiting(stream: &mut Stream, waiting: &[(Block, usize)], lineage: u64) -> Result<(), StoreError> {
    let mut articles = Vec::new();
    for (block, from) in waiting {
        for (at, row) in block.rows.iter().enumerate().skip(*from) {
            let text = block.text(at).unwrap_or_default().as_bytes();
            articles.push(Article { id: id_key(&row.id, lineage), text, host: row.host.as_deref(), time: row.time });
        }
    }
    stream.add_batch(&articles)?;
    Ok(())
}
