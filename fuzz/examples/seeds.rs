//! Writes the seeds of a target into a folder: `cargo run --example seeds -- TARGET FOLDER`.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [name, folder] = &args[..] else { return Err(io::Error::other("usage: seeds TARGET FOLDER")) };
    let target = wireprint_fuzz::target(name).ok_or_else(|| io::Error::other("no target of this name"))?;
    fs::create_dir_all(folder)?;
    for (number, seed) in (target.seeds)().iter().enumerate() {
        fs::write(Path::new(folder).join(format!("seed-{number:02}")), seed)?;
    }
    Ok(())
}
