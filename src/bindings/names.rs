//! Names as JavaScript writes them.

/// `unpacked_bytes` to `unpackedBytes`.
pub(super) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |so_far, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        so_far + &initial.to_ascii_uppercase() + rest
    })
}
