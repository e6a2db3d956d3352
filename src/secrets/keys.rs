//! Private keys in PEM: a key is one only if its body decodes to what its length says.

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};

use super::secret::{Secret, span};

/// The kind of such a secret.
pub const PRIVATE_KEY: &str = "a private key";
pub(super) const BEGINS: &str = "-----BEGIN ";

/// The beginning of a key of PuTTY.
pub(super) const PUTTY: &str = "PuTTY-User-Key-File-";

/// The longest label, and the longest body, in bytes.
const LONGEST_LABEL: usize = 40;
const LONGEST_BODY: usize = 16 << 10;

/// Returns the private key that begins here.
pub(super) fn private_key(text: &[u8], at: usize) -> Option<Secret> {
    let from = at + BEGINS.len();
    // Texts with many such lines and no end of a key would otherwise be searched to their end for each.
    let rest = text.get(from..text.len().min(from + LONGEST_LABEL + LONGEST_BODY))?;
    let label_end = memchr::memmem::find(rest.get(..rest.len().min(LONGEST_LABEL))?, b"-----")?;
    let label = rest.get(..label_end)?;
    // An encrypted key is of no use to those who lack its passphrase.
    if !label.ends_with(b"PRIVATE KEY") || label.starts_with(b"ENCRYPTED") {
        return None;
    }
    let body_from = label_end + 5;
    let body = rest.get(body_from..)?;
    let body_end = memchr::memmem::find(body, b"-----END ")?;
    let is_key = is_key(&decoded(body.get(..body_end)?)?);
    let span = span(at, from + body_from + body_end)?;
    is_key.then_some(Secret { kind: PRIVATE_KEY, span, ending: String::new(), is_proven: false })
}

/// Returns the key of PuTTY that begins here, if it has no passphrase.
pub(super) fn putty_key(text: &[u8], at: usize) -> Option<Secret> {
    let rest = text.get(at..text.len().min(at + LONGEST_LABEL + LONGEST_BODY))?;
    let rest = std::str::from_utf8(rest).unwrap_or_default();
    let mut lines = rest.lines().skip(1);
    let is_open = lines.next()?.trim_end() == "Encryption: none";
    let body = lines.skip_while(|line| !line.starts_with("Private-Lines: ")).nth(1)?;
    let is_body = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let is_key = is_open && body.trim_end().len() >= LEAST_BODY && body.trim_end().bytes().all(is_body);
    // The span ends with the line that holds the key.
    let end = (body.as_ptr() as usize).checked_sub(rest.as_ptr() as usize)? + body.len();
    is_key.then_some(Secret {
        kind: PRIVATE_KEY,
        span: span(at, at + end)?,
        ending: String::new(),
        is_proven: false,
    })
}

/// The shortest line of a key.
const LEAST_BODY: usize = 24;

/// Decodes a body, in which line breaks may be written as in a string of JavaScript, and which may be a list or a sum of strings.
fn decoded(body: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(body.len());
    let mut bytes = body.iter();
    let mut is_between = false;
    while let Some(&byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' | b'\'' => is_between = !is_between,
            b'+' | b',' if is_between => {}
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => plain.push(byte),
            b'=' | b',' => {}
            byte if byte.is_ascii_whitespace() => {}
            _ => return None,
        }
    }
    BASE64_STANDARD_NO_PAD.decode(plain).ok()
}

/// Tells whether the bytes are one whole sequence of DER, or a key of OpenSSH without a passphrase.
fn is_key(bytes: &[u8]) -> bool {
    if let Some(rest) = bytes.strip_prefix(b"openssh-key-v1\0") {
        // The format names its cipher first, with the length of the name before it: `none` is no passphrase.
        return rest.starts_with(b"\0\0\0\x04none");
    }
    // 0x30 begins a sequence. Its length stands in the next byte, or in the one or two bytes behind 0x81 or
    // 0x82.
    let length = match bytes {
        [0x30, length @ 0x20..=0x7f, ..] => 2 + usize::from(*length),
        [0x30, 0x81, length, ..] => 3 + usize::from(*length),
        [0x30, 0x82, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
        _ => return false,
    };
    bytes.len() == length
}
