//! serde: a scheme says its number of bins, and is read only as one of that number.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::{Profile, Scheme, hex};

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    profile: Profile,
    bins: u16,
    #[serde(with = "hex::number")]
    seed: u64,
}

impl<const BINS: usize> Serialize for Scheme<BINS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Form { profile: self.profile, bins: BINS as u16, seed: self.seed }.serialize(serializer)
    }
}

impl<'de, const BINS: usize> Deserialize<'de> for Scheme<BINS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        if usize::from(form.bins) != BINS {
            return Err(D::Error::custom(format_args!("a scheme of {} bins where one of {BINS} is wanted", form.bins)));
        }
        Ok(Self::new(form.profile).with_seed(form.seed))
    }
}
