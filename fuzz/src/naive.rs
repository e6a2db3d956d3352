//! A second reader of archives, as simple as can be: names and sizes stand in the headers, and nothing is special.

use std::collections::BTreeMap;

const BLOCK: usize = 512;

/// The files of a plain archive by their paths; `None` where anything is out of the ordinary.
pub fn files(archive: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut rest = archive;
    while let Some((header, after)) = rest.split_first_chunk::<BLOCK>() {
        if header.iter().all(|&byte| byte == 0) {
            break;
        }
        let size = usize::try_from(octal(&header[124..136])?).ok()?;
        let sum = octal(&header[148..156])?;
        let is_plain = header[156] == b'0' && &header[257..265] == b"ustar\x0000" && header[157] == 0;
        if !is_plain || sum != checksum(header) {
            return None;
        }
        let (prefix, name) = (text(&header[345..500])?, text(&header[..100])?);
        let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        let body = after.get(..size)?;
        if let Some((_, inside)) = path.split_once('/') {
            files.insert(inside.to_owned(), body.to_owned());
        }
        rest = after.get(size.next_multiple_of(BLOCK)..)?;
    }
    Some(files)
}

fn checksum(header: &[u8; BLOCK]) -> u64 {
    let counted = |(at, &byte): (usize, &u8)| if (148..156).contains(&at) { 32 } else { u64::from(byte) };
    header.iter().enumerate().map(counted).sum()
}

/// Digits and then NUL or a blank.
fn octal(field: &[u8]) -> Option<u64> {
    let text = text(field)?;
    let digits = text.strip_suffix(' ').unwrap_or(&text);
    u64::from_str_radix(digits, 8).ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The text before the first NUL; `None` unless only NULs or a blank follow.
fn text(field: &[u8]) -> Option<String> {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let is_padded = field[end..].iter().all(|&byte| byte == 0 || byte == b' ');
    String::from_utf8(field[..end].to_vec()).ok().filter(|_| is_padded)
}
