//! Names of files that each build makes anew: a bundler writes a hash of the contents into them.

/// Tells whether a name of a file has a hash in it: `chunk-QGM4M3NI.js`, `unimport.b49d6bdc.mjs`, `index-DkF3x9_a.js`.
pub(super) fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_chunk = name.starts_with("chunk-");
    let starts = name.match_indices(['.', '-']).map(|(place, _)| name.get(place + 1..).unwrap_or_default());
    let mut parts = starts.map(|rest| rest.split('.').next().unwrap_or_default());
    parts.any(|part| is_hash(part) || is_chunk && is_capital(part))
}

/// Hashes are hexadecimal, or eight characters of base 32 or 64. A word has no digit among letters of both cases.
fn is_hash(part: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| part.as_bytes().iter().any(kind);
    let is_all = |kind: fn(&u8) -> bool| part.as_bytes().iter().all(kind);
    let is_hex = part.len() >= 8
        && is_all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
        && has(u8::is_ascii_lowercase);
    let is_mixed = is_all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'))
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase);
    has(u8::is_ascii_digit) && (is_hex || part.len() == 8 && (is_mixed || is_capital(part)))
}

fn is_capital(part: &str) -> bool {
    let is_all = part.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    part.len() == 8 && is_all && part.bytes().any(|it| it.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_build_makes() {
        for name in [
            "./dist/shared/unimport.b49d6bdc.cjs",
            "./dist/chunk-QGM4M3NI.js",
            "./dist/chunk-ABCDEFGH.mjs",
            "./dist/index-DkF3x9_a.js",
            "./dist/vue.esm-bundler-DkF3x9Qa.js",
        ] {
            assert!(has_hash(name), "{name}");
        }
        for name in [
            "./dist/index.js",
            "./dist/vue.runtime.esm-browser.prod.js",
            "./date-20240101.js",
            "./dist/three-extended.js",
            "./DkF3x9_a/index.js",
            "./dist/chunk-vendor.js",
            "./dist/is-base64.js",
            "./dist/base64url.js",
            "./dist/Float32Array.js",
        ] {
            assert!(!has_hash(name), "{name}");
        }
    }
}
