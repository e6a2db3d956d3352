//! Extension headers: pax records and GNU long names, read as node-tar reads them.

use std::borrow::Cow;

use super::js::{cut_at_nul, parse_int, to_number};

/// The fields that extension headers set for the next entry, or for all later ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Extension {
    pub path: Option<String>,
    /// JavaScript's number: it can be a fraction or infinite.
    pub size: Option<f64>,
    /// The number of folders that the link target climbs above its own. Nothing else of the target matters.
    pub climbs: Option<usize>,
    pub uid: bool,
    pub gid: bool,
    pub mtime: bool,
    pub atime: bool,
    pub ctime: bool,
}

impl Extension {
    /// Reads pax records. The text is cut at line ends before any length is looked at, so that a value with a
    /// line end in it is lost, and a record inside another one's value counts.
    pub fn read_pax(&mut self, body: &str) {
        for line in body.strip_suffix('\n').unwrap_or(body).split('\n') {
            if let Some((key, value)) = record(line) {
                self.set(key, &value);
            }
        }
    }

    /// Adds later headers, which win over what is known.
    pub fn merge(&mut self, later: Self) {
        self.path = later.path.or_else(|| self.path.take());
        self.size = later.size.or(self.size);
        self.climbs = later.climbs.or(self.climbs);
        self.uid |= later.uid;
        self.gid |= later.gid;
        self.mtime |= later.mtime;
        self.atime |= later.atime;
        self.ctime |= later.ctime;
    }

    pub fn set_link(&mut self, target: &str) {
        self.climbs = Some(climbs(target));
    }

    fn set(&mut self, key: &str, value: &str) {
        match key {
            "path" => self.path = Some(value.to_owned()),
            "linkpath" => self.set_link(value),
            // node-tar takes neither NaN nor a negative number.
            "size" => self.size = Some(to_number(value)).filter(|size| *size >= 0.0).or(self.size),
            "uid" => self.uid = true,
            "gid" => self.gid = true,
            "mtime" => self.mtime = true,
            "atime" => self.atime = true,
            "ctime" => self.ctime = true,
            _ => {}
        }
    }
}

/// Reads a record. A line counts if its length, its line end included, is the number it starts with. node-tar
/// then skips one UTF-16 unit more than that number has digits.
fn record(line: &str) -> Option<(&str, Cow<'_, str>)> {
    let length = parse_int(line, 10)?;
    if usize::try_from(length).ok()? != line.len().checked_add(1)? {
        return None;
    }
    let (key, value) = skip_utf16(line, length.to_string().len() + 1)?.split_once('=')?;
    (!key.is_empty()).then(|| (key, cut_at_nul(Cow::Borrowed(value))))
}

/// Returns the rest after some UTF-16 units; `None` if it starts within a pair, which no key does.
fn skip_utf16(line: &str, units: usize) -> Option<&str> {
    let mut chars = line.chars();
    let mut skipped = 0;
    while skipped < units {
        skipped += chars.next()?.len_utf16();
    }
    (skipped == units).then_some(chars.as_str())
}

/// Returns the number of folders that `..` segments of a link target lead above its start, its root taken
/// off.
fn climbs(target: &str) -> usize {
    let (_, target) = super::windows::strip_root(target);
    let mut depth = 0usize;
    let mut climbs = 0usize;
    for segment in target.split(['/', '\\']) {
        match segment {
            "" | "." => {}
            ".." if depth == 0 => climbs += 1,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    climbs
}

/// The pax records as a reader sees them that goes by their lengths, as the standard says; reading gives
/// `None` if they are malformed.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ByLength<'a> {
    path: Option<&'a str>,
    size: Option<&'a str>,
    linkpath: Option<&'a str>,
    /// True if a key that matters is there twice.
    pub repeats: bool,
}

impl<'a> ByLength<'a> {
    pub fn read(mut body: &'a str) -> Option<Self> {
        let mut read = Self::default();
        while !body.is_empty() {
            let (length, _) = body.split_once(' ')?;
            let digits = length.len();
            let length: usize = length.parse().ok()?;
            let record = body.get(digits.checked_add(1)?..length)?.strip_suffix('\n')?;
            let (key, value) = record.split_once('=')?;
            read.set(key, value);
            body = body.get(length..)?;
        }
        Some(read)
    }

    fn set(&mut self, key: &str, value: &'a str) {
        let place = match key {
            "path" => &mut self.path,
            "size" => &mut self.size,
            "linkpath" => &mut self.linkpath,
            _ => return,
        };
        self.repeats |= place.replace(value).is_some();
    }

    /// Tells whether npm's reader, which read `extension` from the same bytes alone, got something else.
    pub fn differs_from(&self, extension: &Extension) -> bool {
        self.path != extension.path.as_deref()
            || self.size.and_then(|size| size.parse::<u64>().ok()).map(|size| size as f64) != extension.size
            || self.linkpath.map(climbs) != extension.climbs
    }

    /// Tells whether the records change a size or a link.
    pub fn matters(&self) -> bool {
        self.size.is_some() || self.linkpath.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Extension {
        let mut extension = Extension::default();
        extension.read_pax(body);
        extension
    }

    #[test]
    fn paths_are_taken_from_lines_of_the_right_length() {
        for (body, path) in [
            ("10 path=x\n", Some("x")),
            ("10 path=x", Some("x")),
            ("010 path=x\n", None),
            (" 9path=x\n", Some("x")),
            ("10\tpath=x\n", Some("x")),
            ("11 path=x\n", None),
            ("12 path=a=b\n", Some("a=b")),
            ("13 path=a=b\n", None),
            ("12 path=a=b\n10 path=y\n", Some("y")),
            ("9 nope=x\n10 path=z\n", Some("z")),
            ("10 path=x\n10 path=y\n", Some("y")),
            ("24 comment=a\n10 path=y\n\n", Some("y")),
            ("13 path=\0\u{2028}\n", Some("\u{2028}")),
            ("8 path=\n", Some("")),
            ("10 =path\n", None),
        ] {
            assert_eq!(read(body).path.as_deref(), path, "{body:?}");
        }
    }

    #[test]
    fn sizes_are_numbers_of_javascript() {
        for (body, size) in [
            ("10 size=5\n", Some(5.0)),
            ("9 size=\n", None),
            ("8 size=\n", Some(0.0)),
            ("12 size=5.5\n", Some(5.5)),
            ("11 size=-1\n", None),
            ("10 size=5\n11 size=-1\n", Some(5.0)),
            ("10 size=x\n", None),
            ("17 size=Infinity\n", Some(f64::INFINITY)),
        ] {
            assert_eq!(read(body).size, size, "{body:?}");
        }
    }

    #[test]
    fn readers_by_length_and_by_line_may_differ() {
        for (body, differs) in [
            ("10 path=x\n", Some(false)),
            ("24 comment=a\n10 path=y\n\n", Some(true)),
            ("12 path=a\nb\n", Some(true)),
            ("11 path=x\n", None),
            ("10 size=5\n", Some(false)),
            ("12 size=0x5\n", Some(true)),
        ] {
            let by_length = ByLength::read(body);
            assert_eq!(by_length.map(|by_length| by_length.differs_from(&read(body))), differs, "{body:?}");
        }
    }

    #[test]
    fn climbing_counts_folders_above_the_start() {
        for (target, expected) in
            [("a", 0), ("../a", 1), ("a/../../..", 2), ("a\\..\\..", 1), ("/../x", 1), ("", 0)]
        {
            assert_eq!(climbs(target), expected, "{target}");
        }
    }
}
