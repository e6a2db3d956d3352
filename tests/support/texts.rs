//! A disk of texts, in place of the packages that are installed beside a package.

use std::collections::BTreeMap;

use packproof::beside::{DiskEntry, InstalledDisk};

/// A disk of texts; one that begins with `-> ` is a link.
#[derive(Debug)]
pub struct Texts(pub BTreeMap<String, String>);

impl InstalledDisk for Texts {
    fn look(&self, path: &str) -> DiskEntry {
        let below = format!("{path}/");
        match self.0.get(path).map(|text| text.strip_prefix("-> ").ok_or(text)) {
            Some(Ok("outside")) => DiskEntry::Link(None),
            Some(Ok(real)) => DiskEntry::Link(Some(real.to_owned())),
            Some(Err(text)) => DiskEntry::File(text.len() as u64),
            None if self.0.keys().any(|other| other.starts_with(&below)) => DiskEntry::Directory,
            None => DiskEntry::Nothing,
        }
    }

    fn read(&self, path: &str, _: u64) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes())
    }
}
