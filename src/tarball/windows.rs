//! Roots of Windows paths, which node-tar removes on every system.

/// Splits off the root that `stripAbsolutePath` removes: `/`, `C:`, `C:\`, `\\server\share\`, repeatedly.
pub(super) fn strip_root(path: &str) -> (&str, &str) {
    let mut rest = path;
    loop {
        // node-tar leaves `//?/`, a prefix of Windows, to `path.win32.parse`.
        let root = if rest.starts_with('/') && !rest.starts_with("//?/") { 1 } else { root_length(rest) };
        match rest.get(root..) {
            Some(shorter) if root > 0 => rest = shorter,
            _ => return (path.get(..path.len() - rest.len()).unwrap_or_default(), rest),
        }
    }
}

/// The length of `path.win32.parse(path).root`.
fn root_length(path: &str) -> usize {
    match path.as_bytes() {
        [b'/' | b'\\', b'/' | b'\\', ..] => unc_root_length(path).unwrap_or(1),
        [b'/' | b'\\', ..] => 1,
        [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic() => 3,
        [drive, b':', ..] if drive.is_ascii_alphabetic() => 2,
        _ => 0,
    }
}

/// The length of `\\server\share\`, the last separator included if there is one.
fn unc_root_length(path: &str) -> Option<usize> {
    let is_separator = |c: char| matches!(c, '/' | '\\');
    let rest = path.get(2..)?;
    let server = rest.find(is_separator).filter(|&end| end > 0)?;
    let after = rest.get(server..)?;
    let share = after.trim_start_matches(is_separator);
    match share.find(is_separator) {
        _ if share.is_empty() => None,
        Some(end) => Some(path.len() - share.len() + end + 1),
        None => Some(path.len()),
    }
}

/// Returns the reason for which a path means something else, or nothing, on Windows or macOS.
pub(super) fn trouble(path: &str) -> Option<&'static str> {
    let forbidden = || path.bytes().find_map(forbidden);
    let forbidden = if path.bytes().all(is_common) { None } else { forbidden() };
    forbidden.or_else(|| path.split('/').find_map(bad_name)).or_else(|| too_long(path))
}

/// Tells whether a byte is one that most names are made of.
fn is_common(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-'..=b'/' | b'_' | b'@')
}

fn forbidden(byte: u8) -> Option<&'static str> {
    match byte {
        b'\\' => Some("`\\` separates folders on Windows"),
        ..b' ' | 0x7f => Some("the name has control characters"),
        b'<' | b'>' | b':' | b'"' | b'|' | b'?' | b'*' => {
            Some("the name has characters that Windows forbids")
        }
        _ => None,
    }
}

fn bad_name(segment: &str) -> Option<&'static str> {
    match segment {
        _ if segment.ends_with([' ', '.']) => Some("Windows removes blanks and dots at the end of a name"),
        _ if is_reserved(segment) => Some("the name is reserved on Windows"),
        _ => None,
    }
}

fn too_long(path: &str) -> Option<&'static str> {
    (path.len() > LONGEST_ON_MACOS).then_some("the path is too long for some systems")
}

// PATH_MAX is 1024 on macOS, and the folder of installation takes a part of it.
const LONGEST_ON_MACOS: usize = 1000;

fn is_reserved(segment: &str) -> bool {
    if !segment.starts_with(['c', 'C', 'p', 'P', 'a', 'A', 'n', 'N', 'l', 'L']) {
        return false;
    }
    let stem = segment.split('.').next().unwrap_or(segment).trim_end();
    match stem.len() {
        3 => ["con", "prn", "aux", "nul"].iter().any(|name| stem.eq_ignore_ascii_case(name)),
        4 => {
            stem.get(..3)
                .is_some_and(|port| port.eq_ignore_ascii_case("com") || port.eq_ignore_ascii_case("lpt"))
                && matches!(stem.as_bytes().last(), Some(b'1'..=b'9'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_those_of_windows() {
        for (path, rest) in [
            ("a/b", "a/b"),
            ("/a", "a"),
            ("//server/share/x", "server/share/x"),
            ("\\\\server\\share\\x", "x"),
            ("\\\\server\\share", ""),
            ("\\\\server", "server"),
            ("\\\\\\x", "x"),
            ("C:/e", "e"),
            ("C:e", "e"),
            ("a:b.js", "b.js"),
            ("c:d:e", "e"),
            ("//?/C:/x", "x"),
            ("//?/UNC/x", "x"),
            ("1:x", "1:x"),
            ("é:x", "é:x"),
            ("C:", ""),
        ] {
            assert_eq!(strip_root(path).1, rest, "{path}");
        }
    }

    #[test]
    fn some_names_are_trouble() {
        for (path, troubled) in [
            ("a/b.js", false),
            (".gitignore", false),
            ("console.js", false),
            ("a\\b", true),
            ("con", true),
            ("lib/aux.js", true),
            ("COM1.txt", true),
            ("com.js", false),
            ("a.", true),
            ("a /b", true),
            ("a:b", true),
        ] {
            assert_eq!(trouble(path).is_some(), troubled, "{path}");
        }
    }
}
