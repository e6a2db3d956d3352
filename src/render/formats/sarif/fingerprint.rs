//! Fingerprints, which tell a result from others and stay the same when lines move.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use crate::{
    render::formats::{CheckedPackage, issue::Issue},
    report::At,
};

/// GitHub's name for the hash of a line.
const LINE_HASH: &str = "primaryLocationLineHash";

/// Our own name, with the version of what goes into it.
const OWN: &str = "packproof/v1";

/// The fingerprints of one package's results.
pub(super) struct Fingerprints<'f> {
    opened: &'f CheckedPackage<'f>,
    hashes: HashMap<String, Vec<String>>,
    counts: HashMap<String, usize>,
}

impl<'f> Fingerprints<'f> {
    pub fn new(opened: &'f CheckedPackage<'f>) -> Self {
        Self { opened, hashes: HashMap::new(), counts: HashMap::new() }
    }

    /// Those of one result; of several that are alike each has its number.
    pub fn of(&mut self, issue: &Issue<'_>) -> BTreeMap<&'static str, String> {
        let name = self.opened.report.package.name.as_deref().unwrap_or_default();
        let file = issue.at.map_or("", |at| at.file.as_str());
        let mut digest = Sha256::new();
        for part in [issue.rule, name, file, &issue.message] {
            digest.update(part);
            // The zero keeps `a` and `bc` apart from `ab` and `c`.
            digest.update([0]);
        }
        let own: String = digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let count = self.counts.entry(own.clone()).and_modify(|count| *count += 1).or_insert(1);
        let own = (OWN, format!("{own}:{count}"));
        let line = issue.at.and_then(|at| self.line_hash(at)).map(|hash| (LINE_HASH, hash));
        std::iter::once(own).chain(line).collect()
    }

    /// As GitHub's own upload would compute it, which then has nothing to add.
    fn line_hash(&mut self, at: &At) -> Option<String> {
        if self.opened.sources.is_changed(&at.file) {
            return None; // The line of the repository's file is another.
        }
        let contents = || self.opened.package.files().contents(&at.file).unwrap_or_default();
        let hashes = self.hashes.entry(at.file.clone()).or_insert_with(|| line_hashes(contents()));
        let line = usize::try_from(at.line).ok()?.checked_sub(1)?;
        hashes.get(line).cloned()
    }
}

/// The number of characters that a hash covers.
const BLOCK: usize = 100;

const FACTOR: i64 = 37;

/// The hash of each line: of the hundred characters that follow its beginning, blanks left out, as GitHub defines it.
fn line_hashes(contents: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(contents);
    let (characters, starts) = characters(&text);
    let mut counts: HashMap<i64, usize> = HashMap::new();
    let hash = |start: &usize| {
        let hash = hash_at(&characters, *start);
        let count = counts.entry(hash).and_modify(|count| *count += 1).or_insert(1);
        format!("{:x}:{count}", hash.cast_unsigned())
    };
    starts.iter().map(hash).collect()
}

/// The UTF-16 code units without blanks, every line end as one LF and the end of the file as 65535; and where among
/// them lines begin.
fn characters(text: &str) -> (Vec<i64>, Vec<usize>) {
    let units = text.replace("\r\n", "\n").replace('\r', "\n");
    let units = units.encode_utf16().map(i64::from).chain([65535]);
    let mut characters = Vec::new();
    let mut starts = Vec::new();
    let mut is_start = true;
    for unit in units.filter(|unit| ![i64::from(b' '), i64::from(b'\t')].contains(unit)) {
        if is_start {
            starts.push(characters.len());
        }
        is_start = unit == i64::from(b'\n');
        characters.push(unit);
    }
    (characters, starts)
}

fn hash_at(characters: &[i64], start: usize) -> i64 {
    let rest = characters.iter().skip(start).copied().chain(std::iter::repeat(0));
    rest.take(BLOCK).fold(0, |hash: i64, unit| hash.wrapping_mul(FACTOR).wrapping_add(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes that GitHub's upload computes of these texts.
    #[test]
    fn lines_hash_as_github_hashes_them() {
        let greeting = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        for (text, hashes) in [
            ("", &["c129715d7a2bc9a3:1"][..]),
            (
                " a\nb\n  \t\tc\n d",
                &["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
            ),
            (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", &greeting),
            (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", &greeting),
            (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", &greeting),
        ] {
            assert_eq!(line_hashes(text.as_bytes()), hashes, "{text:?}");
        }
    }
}
