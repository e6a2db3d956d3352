//! Conversion of paths to URLs and back, as Node's `url` module does it.

use std::borrow::Cow;

use url::Url;

use crate::resolve::error::ResolveError;

/// `pathToFileURL` of an absolute posix path.
pub fn path_to_url(path: &str) -> Option<Url> {
    let mut encoded = String::with_capacity(path.len());
    for character in path.chars() {
        match character {
            '%' => encoded.push_str("%25"),
            '\\' => encoded.push_str("%5C"),
            '\n' => encoded.push_str("%0A"),
            '\r' => encoded.push_str("%0D"),
            '\t' => encoded.push_str("%09"),
            '?' => encoded.push_str("%3F"),
            '#' => encoded.push_str("%23"),
            _ => encoded.push(character),
        }
    }
    Url::parse(&format!("file://{encoded}")).ok()
}

/// Returns the URL that a reference means beside another URL, as Node's `new URL(reference, base)` does.
pub fn join(base: &Url, reference: &str) -> Result<Url, ResolveError> {
    let hiding = hiding(base.path(), reference);
    let (hidden_base, hidden) = (hide_drives(base.path(), &hiding), hide_drives(reference, &hiding));
    let joined = match (&hidden_base, &hidden) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => base.join(reference),
        _ => {
            let mut base = base.clone();
            base.set_path(&hidden_base);
            base.join(&hidden).and_then(|url| Url::parse(&url.as_str().replace(hiding.as_ref(), "")))
        }
    };
    joined.map_err(|_| ResolveError::UriMalformed)
}

/// Returns a text to put behind a folder's name, to hide that it looks like a drive; no name has it.
fn hiding(base: &str, reference: &str) -> Cow<'static, str> {
    let mut hiding = Cow::Borrowed(":no:drive:");
    while base.contains(hiding.as_ref()) || reference.contains(hiding.as_ref()) {
        hiding.to_mut().push_str("no:");
    }
    hiding
}

/// Hides every folder that is named like a drive of Windows, `c:`, and is not at the beginning. `..` must not
/// leave a drive at the very beginning (<https://url.spec.whatwg.org/#shorten-a-urls-path>), but the `url`
/// crate leaves a drive nowhere.
fn hide_drives<'p>(path: &'p str, hiding: &str) -> Cow<'p, str> {
    let is_drive =
        |segment: &str| matches!(segment.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic());
    let first = usize::from(path.starts_with(['/', '\\']));
    let is_hidden = |(index, segment): (usize, &str)| index > first && is_drive(segment);
    if !path.contains(':') || !path.split(['/', '\\']).enumerate().any(is_hidden) {
        return path.into();
    }
    let segments = path.split_inclusive(['/', '\\']).enumerate().map(|(index, whole)| {
        let segment = whole.trim_end_matches(['/', '\\']);
        let end = whole.get(segment.len()..).unwrap_or_default();
        let hiding = if is_hidden((index, segment)) { hiding } else { "" };
        format!("{segment}{hiding}{end}")
    });
    segments.collect::<String>().into()
}

/// `fileURLToPath` on posix.
///
/// # Errors
/// As Node's: another scheme, a host, an encoded `/`, or an escape that is not UTF-8.
pub fn url_to_path(url: &Url) -> Result<String, ResolveError> {
    if url.scheme() != "file" {
        return Err(ResolveError::InvalidUrlScheme);
    }
    if url.host_str().is_some_and(|host| !host.is_empty()) {
        return Err(ResolveError::InvalidFileUrlHost);
    }
    if contains_escape(url.path(), &["2f"]) {
        return Err(ResolveError::InvalidFileUrlPath);
    }
    decode_uri_component(url.path()).ok_or(ResolveError::UriMalformed)
}

/// Returns true if an escape such as `%2F` occurs, in either case.
pub fn contains_escape(text: &str, escapes: &[&str]) -> bool {
    text.match_indices('%').any(|(at, _)| {
        // `get` gives nothing where the text ends, or where a letter of several bytes begins there.
        let digits = text.get(at + 1..at + 3).unwrap_or_default();
        escapes.iter().any(|escape| digits.eq_ignore_ascii_case(escape))
    })
}

/// `decodeURIComponent`; `None` if JavaScript throws `URI malformed`.
pub fn decode_uri_component(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => decoded.push(hex(rest.next()?)? << 4 | hex(rest.next()?)?),
            _ => decoded.push(byte),
        }
    }
    // The escapes are decoded to bytes first: one letter may take several of them.
    String::from_utf8(decoded).ok()
}

/// `encodeURIComponent`.
pub fn encode_uri_component(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => encoded.push(byte as char),
            b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => encoded.push(byte as char),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_way_to_a_url_and_back() {
        for path in ["/a/b.js", "/a b", "/a%20b", "/a#b?c", "/ü\\x", "/a\tb"] {
            assert_eq!(url_to_path(&path_to_url(path).unwrap()).unwrap(), path);
        }
    }

    /// The expected URLs are Node's `new URL(reference, base).href`.
    #[test]
    fn folders_that_are_named_like_drives_are_folders() {
        let base = "file:///consumer/node_modules/p/c:/d/x.js";
        for (base, reference, expected) in [
            (base, "../y.js", "file:///consumer/node_modules/p/c:/y.js"),
            (base, "../../y.js", "file:///consumer/node_modules/p/y.js"),
            (base, "./e:/../x", "file:///consumer/node_modules/p/c:/d/x"),
            (base, ".\\e:\\..\\x", "file:///consumer/node_modules/p/c:/d/x"),
            (base, "/c:/../x", "file:///c:/x"),
            (base, "./e:/../x:no:drive:y", "file:///consumer/node_modules/p/c:/d/x:no:drive:y"),
            (base, "./:no:drive:no:/e:", "file:///consumer/node_modules/p/c:/d/:no:drive:no:/e:"),
            (base, "./x?c:/../y", "file:///consumer/node_modules/p/c:/d/x?c:/../y"),
            (
                "file:///consumer/a.mjs",
                "./node_modules/l:/package.json",
                "file:///consumer/node_modules/l:/package.json",
            ),
            (
                "file:///consumer/node_modules/l:/package.json",
                "../../../node_modules/l:/package.json",
                "file:///node_modules/l:/package.json",
            ),
        ] {
            let joined = join(&Url::parse(base).unwrap(), reference).unwrap();
            assert_eq!(joined.as_str(), expected, "{reference} beside {base}");
        }
    }

    #[test]
    fn bad_escapes_are_malformed() {
        for (text, expected) in
            [("a%20b", Some("a b")), ("%c3%bc", Some("ü")), ("%", None), ("%zz", None), ("%ff", None)]
        {
            assert_eq!(decode_uri_component(text).as_deref(), expected, "{text}");
        }
    }
}
