//! Signs that characters were drawn by chance, as those of a secret are, and not written by a person.

/// Words that stand in examples.
const WORDS: [&str; 13] = [
    "process.",
    "example",
    "placeholder",
    "dummy",
    "fake",
    "sample",
    "your",
    "test",
    "xxx",
    "secret",
    "insert",
    "redacted",
    "changeme",
];

/// Tells whether the characters look as if they were drawn by chance.
pub(super) fn is_random(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let has = |is_in: fn(&u8) -> bool| value.bytes().any(|byte| is_in(&byte));
    // Letters or digits alone are names and numbers; but one in thirty of Amazon's identifiers has no digit, and one in
    // seventy of the tokens of 24 letters and digits.
    (has(u8::is_ascii_digit) || is_base_32(value) || is_mixed(value))
        && has(u8::is_ascii_alphabetic)
        && !WORDS.iter().any(|word| lower.contains(word))
        && !has_row(lower.as_bytes())
        && bits(value.as_bytes()) >= least_bits(value)
}

fn is_base_32(value: &str) -> bool {
    value.len() == 16 && value.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte))
}

/// Tells whether capital and small letters change so often as in no name that is made of words.
fn is_mixed(value: &str) -> bool {
    let capitals = value.bytes().filter(u8::is_ascii_uppercase).count();
    let changes = value.as_bytes().windows(2).filter(|pair| {
        let is_capital = |byte: &u8| byte.is_ascii_uppercase();
        pair.first().is_some_and(is_capital) != pair.get(1).is_some_and(is_capital)
    });
    value.len() >= 20 && capitals * 5 >= value.len() * 2 && changes.count() * 3 >= value.len()
}

/// The least entropy of a character, in bits: hexadecimal digits have at most four.
fn least_bits(value: &str) -> f64 {
    let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if is_hex || value.len() < 24 { 3.0 } else { 3.7 }
}

/// Returns the entropy of a character, in bits.
fn bits(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value {
        counts.get_mut(usize::from(*byte)).into_iter().for_each(|count| *count += 1);
    }
    let all = f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX));
    let parts = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / all);
    -parts.map(|part| part * part.log2()).sum::<f64>()
}

/// The length of a row of equal or successive characters that chance does not make: `aaaa`, `12345`.
const ROW: usize = 4;
/// The length of such a row in a long value, in which chance makes short ones.
const LONG_ROW: usize = 6;
const LONG: usize = 40;

fn has_row(value: &[u8]) -> bool {
    let length = if value.len() > LONG { LONG_ROW } else { ROW };
    let has_step = |step: u8| {
        value.windows(length).any(|row| {
            row.iter().zip(row.iter().skip(1)).all(|(one, next)| one.checked_add(step) == Some(*next))
        })
    };
    has_step(0) || has_step(1)
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Tells whether the last six characters are the CRC-32 of the others in base 62, as in tokens of GitHub and npm.
pub(super) fn has_checksum(value: &str) -> bool {
    let Some((body, check)) = value.len().checked_sub(6).and_then(|at| value.split_at_checked(at)) else {
        return false;
    };
    let mut crc = flate2::Crc::new();
    crc.update(body.as_bytes());
    let number = check.bytes().try_fold(0_u64, |number, byte| {
        // Six digits in base 62 fit into 64 bits.
        let digit = DIGITS.iter().position(|digit| *digit == byte)?;
        Some(number * 62 + digit as u64)
    });
    number == Some(u64::from(crc.sum()))
}
