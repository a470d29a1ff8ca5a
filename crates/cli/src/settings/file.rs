//! The file of settings.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use clap::{Arg, ArgAction, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{all_args, is_setting};

/// Bytes of the largest file; a real one has some hundred.
const MAX: u64 = 1 << 20;

/// A value as the command line takes it.
type Value = String;

/// What a file sets: values by table, none for all commands, and key.
#[derive(Debug, Default)]
pub(crate) struct File {
    values: BTreeMap<(Option<String>, String), Value>,
}

impl File {
    pub(crate) fn read(path: &Path, command: &Command) -> Result<Self> {
        use std::io::Read;
        let mut text = String::new();
        let read = std::fs::File::open(path).and_then(|file| file.take(MAX + 1).read_to_string(&mut text));
        let wrong =
            || format!("{}: cannot be read; check the path, the permissions and that it is UTF-8", path.display());
        if read.with_context(wrong)? as u64 > MAX {
            return Err(anyhow!("{}: longer than {MAX} bytes; settings are some lines", path.display()));
        }
        Self::parse(path, &text, command)
    }

    pub(crate) fn parse(path: &Path, text: &str, command: &Command) -> Result<Self> {
        let at = |span: &Range<usize>| {
            let before = text.as_bytes().get(..span.start).unwrap_or_default();
            format!("{}:{}", path.display(), 1 + before.iter().filter(|byte| **byte == b'\n').count())
        };
        let table = DeTable::parse(text).map_err(|error| {
            let place = at(&error.span().unwrap_or_default());
            anyhow!("{place}: not TOML: {}; write a line as key = value", error.message())
        })?;
        let mut file = Self::default();
        for (key, value) in table.get_ref() {
            let place = at(&key.span());
            let commands: Vec<&Command> = command.get_subcommands().collect();
            let own = commands.iter().find(|command| command.get_name() == key.get_ref().as_ref());
            match (own, value.get_ref()) {
                (Some(own), DeValue::Table(table)) => {
                    for (key, value) in table {
                        let place = at(&key.span());
                        let args: Vec<&Arg> = all_args(own).into_iter().filter(|arg| is_setting(arg)).collect();
                        let value = checked(&place, Some(own.get_name()), key.get_ref(), value, &args, &[])?;
                        file.values.insert((Some(own.get_name().to_owned()), key.get_ref().to_string()), value);
                    }
                }
                _ => {
                    let args: Vec<&Arg> = all_args(command).into_iter().filter(|arg| is_setting(arg)).collect();
                    let tables = commands.iter().filter(|command| all_args(command).into_iter().any(is_setting));
                    let tables: Vec<&str> = tables.map(|command| command.get_name()).collect();
                    let value = checked(&place, None, key.get_ref(), value, &args, &tables)?;
                    file.values.insert((None, key.get_ref().to_string()), value);
                }
            }
        }
        Ok(file)
    }

    /// What a command's table sets, else what is set for all.
    pub(super) fn get(&self, table: Option<&str>, key: &str) -> Option<&str> {
        let get = |table: Option<&str>| self.values.get(&(table.map(str::to_owned), key.to_owned()));
        table.and_then(|table| get(Some(table))).or_else(|| get(None)).map(String::as_str)
    }
}

/// The value of a key that is one of the settings, by the rules of its option.
fn checked(
    place: &str,
    table: Option<&str>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    settings: &[&Arg],
    tables: &[&str],
) -> Result<Value> {
    let Some(arg) = settings.iter().find(|arg| arg.get_long() == Some(key)) else {
        let within = table.map(|table| format!(" in [{table}]")).unwrap_or_default();
        let known = settings.iter().filter_map(|arg| arg.get_long()).chain(tables.iter().copied());
        return Err(anyhow!("{place}: unknown key \"{key}\"{within}; {}", remedy(key, known.collect())));
    };
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(is_so) => is_so.to_string(),
        _ => return Err(anyhow!("{place}: {key} takes text, a number, true or false; this is neither")),
    };
    // The option alone: what it needs beside it, or must not stand beside, is no matter of its value.
    let alone = Arg::new("value").long("value").action(ArgAction::Set).value_parser(arg.get_value_parser().clone());
    let trial = Command::new("trial").no_binary_name(true).arg(alone);
    match trial.try_get_matches_from([format!("--value={text}")]) {
        Ok(_) => Ok(text),
        Err(error) => {
            use std::error::Error;
            let why = error.source().map(ToString::to_string);
            let values = arg.get_possible_values();
            let values: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
            let why = why.unwrap_or_else(|| format!("it is one of {}", values.join(", ")));
            Err(anyhow!("{place}: {key} = \"{text}\" will not do: {why}"))
        }
    }
}

/// The key that was meant, as far as one can tell.
fn remedy(key: &str, mut known: Vec<&str>) -> String {
    known.sort_unstable();
    known.dedup();
    let likeness = |other: &&str| strsim::jaro_winkler(key, other);
    let nearest = known.iter().copied().max_by(|x, y| likeness(x).total_cmp(&likeness(y)));
    match nearest.filter(|nearest| likeness(nearest) > 0.7) {
        Some(nearest) => format!("did you mean \"{nearest}\"?"),
        None => format!("there are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::command;

    fn wrong(text: &str) -> String {
        File::parse("w.toml".as_ref(), text, &command()).expect_err(text).to_string()
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert_eq!(
            wrong("threads = 2\nmemroy = \"1G\"\n"),
            "w.toml:2: unknown key \"memroy\"; did you mean \"memory\"?"
        );
        assert_eq!(wrong("[scam]\nmemory = \"1G\"\n"), "w.toml:1: unknown key \"scam\"; did you mean \"scan\"?");
        let other = wrong("\n[compare]\nthreads = 1\nwindow = \"7d\"\n");
        assert!(other.starts_with("w.toml:4: unknown key \"window\" in [compare]; there are "), "{other}");
        assert_eq!(
            wrong("[scan]\nmemory = \"1T\""),
            "w.toml:2: memory = \"1T\" will not do: write a number and K, M or G, such as 512M"
        );
        assert_eq!(
            wrong("profile = \"best\""),
            "w.toml:1: profile = \"best\" will not do: it is one of rewrite, strict"
        );
        assert_eq!(wrong("threads = [1]"), "w.toml:1: threads takes text, a number, true or false; this is neither");
        assert!(wrong("threads = 1\nthreads 2\n").starts_with("w.toml:2: not TOML: "));
        // Outputs are a run's own.
        assert!(wrong("pairs = \"x\"").contains("unknown key \"pairs\""));
    }
}
