//! Amounts as people write them: `200 kB`, `1.5 MiB`, `120`.

use thiserror::Error;

/// A text that is no amount.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidAmount {
    #[error("{0:?} is no size: write bytes, or a number with kB, MB, KiB or MiB, as in \"200 kB\"")]
    Size(String),
    #[error("{0:?} is no number of files: write a whole number")]
    Count(String),
}

/// The units, in lower case, and their bytes.
const UNITS: [(&str, f64); 10] = [
    ("", 1.0),
    ("b", 1.0),
    ("k", 1e3),
    ("kb", 1e3),
    ("kib", 1024.0),
    ("mb", 1e6),
    ("m", 1e6),
    ("mib", 1_048_576.0),
    ("gb", 1e9),
    ("gib", 1_073_741_824.0),
];

/// Reads a size in bytes. A thousand makes a kilobyte, as npm counts.
///
/// # Errors
/// It is no size.
pub fn size(text: &str) -> Result<u64, InvalidAmount> {
    bytes(text).ok_or_else(|| InvalidAmount::Size(text.to_owned()))
}

/// Reads a number of files.
///
/// # Errors
/// It is no whole number.
pub fn count(text: &str) -> Result<u64, InvalidAmount> {
    let plain = text.trim();
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    let count = digits.then(|| plain.parse().ok()).flatten();
    count.ok_or_else(|| InvalidAmount::Count(text.to_owned()))
}

fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let unit = unit.trim().to_ascii_lowercase();
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let is_number = number.starts_with(|char: char| char.is_ascii_digit()) && !number.ends_with('.');
    let number = is_number.then(|| number.parse::<f64>().ok()).flatten()?;
    whole((number * factor).floor())
}

/// Returns a number as a whole one, from 0 on.
pub(super) fn whole(number: f64) -> Option<u64> {
    // Beyond it, not every whole number has a place of its own.
    ((0.0..=9e15).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

/// A number of bytes as npm writes it.
pub fn byte_size(bytes: u64) -> String {
    let scaled = |unit: f64| bytes as f64 / unit; // Rounded for people anyway.
    match bytes {
        0..1_000 => format!("{bytes} B"),
        // From 999,950 on, one decimal would make `1000.0 kB`.
        1_000..999_950 => format!("{:.1} kB", scaled(1e3)),
        999_950..999_950_000 => format!("{:.1} MB", scaled(1e6)),
        _ => format!("{:.1} GB", scaled(1e9)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, expected) in [
            ("200 kB", 200_000),
            ("200kb", 200_000),
            (" 1.5 MB ", 1_500_000),
            ("1 KiB", 1024),
            ("2MiB", 2_097_152),
            ("0", 0),
            ("512", 512),
            ("512 B", 512),
            ("1 GB", 1_000_000_000),
        ] {
            assert_eq!(size(text), Ok(expected), "{text}");
        }
        for text in
            ["", "kB", "-1", "1e9", "1.", ".5 kB", "1.2.3 kB", "200 kilo", "1 kB 2", "99999999999 GB", "∞"]
        {
            assert_eq!(size(text), Err(InvalidAmount::Size(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn numbers_of_files_are_whole() {
        assert_eq!(count(" 12 "), Ok(12));
        for text in ["", "1.5", "-1", "12 files", "99999999999999999999"] {
            assert_eq!(count(text), Err(InvalidAmount::Count(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn sizes_are_short() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (498_056, "498.1 kB"),
            (999_960, "1.0 MB"),
            (2_600_000, "2.6 MB"),
            (8_589_934_592, "8.6 GB"),
        ] {
            assert_eq!(byte_size(bytes), expected);
        }
    }
}
