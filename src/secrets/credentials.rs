//! Files whose names say that they hold passwords: `.netrc`, `.pypirc`, the configuration of Docker.

use base64::{Engine, prelude::BASE64_STANDARD};

/// The shortest password that is told.
const SHORTEST: usize = 6;

/// Returns the words for the password that a file holds, by its path.
pub fn password_of_file(path: &str, text: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or_default();
    match name {
        ".netrc" | "_netrc" => behind_words(text, "password").then_some("a password of a server"),
        ".pypirc" => assigned(text, "password").then_some("a password of PyPI"),
        ".dockercfg" | ".dockerconfigjson" => {
            has_auth(text).then_some("a password of a registry of containers")
        }
        "config.json" if path.ends_with(".docker/config.json") => {
            has_auth(text).then_some("a password of a registry of containers")
        }
        _ => None,
    }
}

/// Tells whether a password stands behind a word: `password x`.
fn behind_words(text: &str, word: &str) -> bool {
    let mut words =
        text.lines().filter(|line| !line.trim_start().starts_with('#')).flat_map(str::split_whitespace);
    while let Some(found) = words.next() {
        if found == word {
            return words.next().is_some_and(is_password);
        }
    }
    false
}

/// Tells whether a line gives a name a password: `password = x`.
fn assigned(text: &str, name: &str) -> bool {
    text.lines()
        .filter_map(|line| line.split_once(['=', ':']))
        .any(|(key, value)| key.trim() == name && is_password(value.trim()))
}

/// Tells whether JSON has a member `"auth"` that decodes to a name and a password.
fn has_auth(text: &str) -> bool {
    text.split("\"auth\"").skip(1).any(|behind| {
        let value =
            behind.trim_start().strip_prefix(':').and_then(|value| value.trim_start().strip_prefix('"'));
        let value = value.and_then(|value| value.split('"').next()).unwrap_or_default();
        let decoded = BASE64_STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        decoded.and_then(|it| Some(is_password(it.split_once(':')?.1))).unwrap_or_default()
    })
}

/// Tells whether a word may be a password, and no placeholder for one.
fn is_password(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_placeholder = ["password", "secret", "example", "changeme", "your", "token", "xxx", "***"]
        .iter()
        .any(|placeholder| lower.contains(placeholder));
    word.len() >= SHORTEST && !is_placeholder && !word.contains(['$', '<', '{', '%'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_files_that_are_for_them() {
        for (path, text, is_told) in [
            (".netrc", "machine a.example.org login me password s3cr7Bt8Yc\n", true),
            ("home/_netrc", "machine a login me\n  password s3cr7Bt8Yc", true),
            (".pypirc", "[pypi]\nusername = me\npassword = s3cr7Bt8Yc\n", true),
            (".docker/config.json", r#"{"auths":{"r.example.org":{"auth":"bWU6c0ZrOHFMdzJSejlW"}}}"#, true),
            (".netrc", "machine a login me password <password>", false),
            (".netrc", "machine a login me password $TOKEN", false),
            (".netrc", "# password s3cr7Bt8Yc", false),
            (".pypirc", "[pypi]\nusername = __token__\n", false),
            (".docker/config.json", r#"{"auths":{"r.example.org":{}},"credsStore":"osxkeychain"}"#, false),
            ("config.json", r#"{"auths":{"r.example.org":{"auth":"bWU6c0ZrOHFMdzJSejlW"}}}"#, false),
            ("netrc.js", "password s3cr7Bt8Yc", false),
        ] {
            assert_eq!(password_of_file(path, text).is_some(), is_told, "{path} {text}");
        }
    }
}
