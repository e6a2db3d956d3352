//! Secrets by their form: tokens with known beginnings, and private keys. What only looks like one is none.

mod chance;
mod credentials;
mod forms;
mod keys;
mod secret;

use std::{borrow::Cow, sync::LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use forms::{FORMS, Form};

pub use credentials::password_of_file;
pub use keys::PRIVATE_KEY;
pub use secret::Secret;

/// Instructions for many bytes at once look for 64 beginnings at most.
const _: () = assert!(FORMS.len() < 64);

/// The most secrets of one text that are told.
const MOST: usize = 20;

static BEGINNINGS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let begins = FORMS.iter().map(|form| form.begins).chain([keys::BEGINS]);
    // A table of all transitions would cost more to build than to search a small package without it. With this kind of match,
    // instructions for many bytes at once skip what begins none; `:_authToken` stands before `:_auth`, and so wins.
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst).kind(Some(AhoCorasickKind::ContiguousNFA)).build(begins).ok()
});

/// Returns the first secrets of a text, in its order.
pub fn secrets(text: &[u8]) -> Vec<Secret> {
    all(text, Judged::ByText).chain(of_putty(text)).take(MOST).collect()
}

/// Returns the keys of PuTTY, which are searched apart: the beginnings of the others are as many as are searched at once.
fn of_putty(text: &[u8]) -> impl Iterator<Item = Secret> {
    memchr::memmem::find_iter(text, keys::PUTTY).filter_map(|at| keys::putty_key(text, at))
}

/// The ways to tell a secret from what has its form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Judged {
    /// By its characters and by what stands around it.
    ByText,
    /// By its characters alone: the text is a part of the one that tells.
    ByForm,
}

fn all(text: &[u8], judged: Judged) -> impl Iterator<Item = Secret> {
    let begins = BEGINNINGS.as_ref().into_iter().flat_map(move |beginnings| beginnings.find_iter(text));
    let mut end = 0;
    // Whether the text has the context of each form, once that is asked.
    let mut contexts = [None; FORMS.len()];
    begins.filter_map(move |begin| {
        let (at, form) = (begin.start(), begin.pattern().as_usize());
        // A beginning inside a secret that is known begins no other one.
        if at < end {
            return None;
        }
        let secret = match (FORMS.get(form), contexts.get_mut(form)) {
            (Some(form), Some(context)) => token(text, at, form).filter(|secret| {
                secret.is_proven
                    || judged == Judged::ByForm
                    || *context.get_or_insert_with(|| form.has_context(text)) && form.is_borne_out(text, at)
            }),
            _ => keys::private_key(text, at),
        }?;
        end = secret.span.end as usize;
        Some(secret)
    })
}

/// Returns the token that begins here, by its characters.
fn token(text: &[u8], at: usize, form: &Form) -> Option<Secret> {
    // In the middle of a word, the characters are those of another text (`my_npm_…`).
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    let is_in_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_part = before.is_some_and(is_in_word) && !is_escape(text.get(..at)?);
    let rest = text.get(at + form.begins.len()..)?;
    let length = form.length(rest)?;
    let value =
        std::str::from_utf8(rest.get(..length)?).ok()?.trim_start_matches([' ', '\t', '=', ':', '"', '\'']);
    let is_proven = form.has_checksum && chance::has_checksum(value);
    // A checksum proves a token wherever it stands: `dist/build-ghp_….js`.
    if is_part && !is_proven {
        return None;
    }
    let end = at + form.begins.len() + length;
    let is_number = form.is_of_letters() && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_plain = is_number || is_published(value) || form.is_in_names() && is_name(text, at, end);
    let is_secret = is_proven || !is_plain && chance::is_random(value);
    let ending: String = value.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    is_secret.then_some(Secret { kind: form.kind, span: secret::span(at, end)?, ending, is_proven })
}

/// Tells whether a text ends with a line break or a tab as a string has them: `\n`.
fn is_escape(before: &[u8]) -> bool {
    let [start @ .., b'\\', b'n' | b'r' | b't'] = before else { return false };
    // `\\n` is a backslash and a letter.
    start.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0
}

/// Tells whether a token is part of a name: of a class in CSS (`.sbp_…`), or of a file (`dapi….js`).
fn is_name(text: &[u8], at: usize, end: usize) -> bool {
    let is_class = at.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'.');
    let behind = text.get(end..).unwrap_or_default();
    let has_ending = [".js", ".mjs", ".cjs", ".css", ".map", ".json", ".ts", ".html", ".svg"];
    is_class || has_ending.iter().any(|ending| behind.starts_with(ending.as_bytes()))
}

/// The ends of the tokens that their makers' documents show, which many packages repeat.
const PUBLISHED: [&str; 5] = [
    "UPD8ILPZIo2LaLaSw",
    "MV+b5sSYspob7oD",
    "pdFZKVeTuE8sk7oOcBrzySqy",
    "F8tAmbihYzrnopKc-1s5cr",
    "K1SZFPTOtr/KBHBeksoGMGw==",
];

fn is_published(value: &str) -> bool {
    PUBLISHED.iter().any(|ending| value.ends_with(ending))
}

/// Returns a line with a star in place of each character of a secret, so that it can be shown.
pub fn masked(line: &str) -> Cow<'_, str> {
    let mut hidden: Vec<(usize, usize)> = cut_keys(line.as_bytes());
    // All of them: only those that are told have a most.
    hidden.extend(
        all(line.as_bytes(), Judged::ByForm).map(|it| (it.span.start as usize, it.span.end as usize)),
    );
    if hidden.is_empty() {
        return Cow::Borrowed(line);
    }
    hidden.sort_unstable();
    let mut shown = String::with_capacity(line.len());
    let mut from = 0;
    for (start, end) in hidden {
        shown.push_str(line.get(from..start).unwrap_or_default());
        // Two findings may overlap: each character is shown or hidden once.
        shown.extend(line.get(start.max(from)..end).unwrap_or_default().chars().map(|_| '*'));
        from = end.max(from);
    }
    shown.push_str(line.get(from..).unwrap_or_default());
    Cow::Owned(shown)
}

/// Returns a text of a report with a star in place of each character of a secret: it may quote what a package says.
pub fn hidden(text: String) -> String {
    match masked(&text) {
        Cow::Owned(masked) => masked,
        Cow::Borrowed(_) => text,
    }
}

/// Returns JSON in which the strings have a star in place of each character of a secret.
pub fn masked_json(text: &str) -> Cow<'_, str> {
    let is_clean =
        all(text.as_bytes(), Judged::ByForm).next().is_none() && cut_keys(text.as_bytes()).is_empty();
    if is_clean {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('"') {
        let string = behind.get(..end_of_string(behind)).unwrap_or_default();
        shown.extend([before, "\"", &*masked(string), "\""]);
        rest = behind.get(string.len() + 1..).unwrap_or_default();
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// Returns the length of a string of JSON, up to its closing quote.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    let closes = |byte: u8| {
        let closes = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        closes
    };
    text.bytes().position(closes).unwrap_or(text.len())
}

/// The shortest part of a private key that is hidden.
const LEAST_HIDDEN: usize = 16;

/// Returns the beginnings of private keys in a part of a text that may end within them.
fn cut_keys(text: &[u8]) -> Vec<(usize, usize)> {
    let label = "PRIVATE KEY-----";
    let of_key = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\');
    let keys = memchr::memmem::find_iter(text, label).filter_map(|at| {
        let from = at + label.len();
        let length = text.get(from..)?.iter().take_while(of_key).count();
        (length >= LEAST_HIDDEN).then_some((from, from + length))
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts a token together here, so that no file of the project holds one.
    fn kinds(parts: &[&str]) -> Vec<&'static str> {
        secrets(parts.concat().as_bytes()).into_iter().map(|secret| secret.kind).collect()
    }

    const ID: &str = "Zq7Rk2Wm9Xv4Bt8Yc3Nd6Hf1Lg5Js0Pa2Qe7";

    #[test]
    fn tokens_are_known_by_their_form() {
        for (parts, kind) in [
            (vec!["const t = '", "gh", "p_", ID, "'"], "a GitHub token"),
            (vec!["//registry.npmjs.org/:_authToken=", "np", "m_", ID], "an npm token"),
            (vec!["k: \"", "sk_", "live_", "4eC39HqLyjWDarhtT1ZdV7dc", "\""], "a Stripe key"),
            (
                vec!["'", "xo", "xb-", "2444837391524-3672819450283-Zq7Rk2Wm9Xv4Bt8Yc3Nd6Hf1", "'"],
                "a Slack token",
            ),
            (vec!["'", "AI", "za", "Sy4Kq9Rk2Wm9Xv4Bt8Yc3Nd6Hf1Lg5Js0Pa", "'"], "a Google API key"),
            (
                vec!["//registry.npmjs.org/:_auth", "Token=", "7c1e9a42-5b0d-4f38-a6e1-93d2c84b70f5\n"],
                "an npm token",
            ),
            (
                vec!["//registry.npmjs.org/:_auth", "Token = \"7c1e9a42-5b0d-4f38-a6e1-93d2c84b70f5\"\n"],
                "an npm token",
            ),
            (vec!["'", "gh", "r_", ID, "mK4vT8yQ2wZ6xB1nC5dF9gH3jL7pR0sA4eU8iO2k", "'"], "a GitHub token"),
            (
                vec!["'", "gl", "pat-", "Zq7Rk2Wm9Xv4Bt8Yc3Nd6Hf1Lg5", ".01.", "0j4k8m2p6", "'"],
                "a GitLab token",
            ),
            (
                vec![
                    "'",
                    "xa",
                    "pp-1-",
                    "A07QK2M9X4B-4821937465028-",
                    "3f9c1e7a5b2d8064c9e3a17f5d2b8604",
                    "e1c7395af2086bd4719e3c5a82f06db4",
                    "'",
                ],
                "a Slack token",
            ),
            (
                vec!["databricks('", "da", "pi", "3f9c1e7a5b2d8064c9e3a17f5d2b8604", "')"],
                "a Databricks token",
            ),
            (vec!["'", "GOC", "SPX-", "Zq7Rk2Wm9Xv4Bt8Yc3Nd6Hf1Lg5J", "'"], "a Google client secret"),
            (
                vec![
                    "//r.example.org/:_auth",
                    "Token=eyJ2ZXIiOiIyIiwidHlwIjoiSldUIn0.",
                    "eyJzdWIiOiJqZmFjQDAxIn0.Zq7Rk2Wm9Xv4Bt8Yc3Nd6Hf1Lg5Js0Pa2Qe7",
                ],
                "an npm token",
            ),
            (vec!["//r.example.org/:_au", "th = \"bWU6c0ZrOHFMdzJSejlW\"\n"], "a password of a registry"),
            (vec!["npmAuth", "Ident: \"publisher:Zq7Rk2Wm9Xv4Bt8Y\"\n"], "a password of a registry"),
            (vec!["//r.example.org/:_au", "th=", "bWU6c0ZrOHFMdzJSejlW\n"], "a password of a registry"),
            (vec!["'", "h", "f_", "ZqRkWmXvBtYcNdHfLgJsPaQe7k2m9p4r8t", "'"], "a Hugging Face token"),
            (
                vec![
                    "'https://hooks.",
                    "slack.com/services/",
                    "T0K7Q2M9X/B4V8R1W6Z3/Zq7Rk2Wm9Xv4Bt8Yc3Nd6Hf1",
                    "'",
                ],
                "a Slack webhook",
            ),
            (vec!["'", "gl", "pat-", "Zq7Rk2Wm9Xv4Bt8Yc3Nd", "'"], "a GitLab token"),
            (vec!["'user\\n", "gh", "p_", ID, "\\n'"], "a GitHub token"),
            (
                vec![
                    "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 1\nAAAA\nPrivate-",
                    "Lines: 1\nAAAAIGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6MDEyMzQ1\nPrivate-MAC: 00\n",
                ],
                "a private key",
            ),
            (vec!["'", "gl", "pat-", "cXQmmBiWDdRwadmViCfk", "'"], "a GitLab token"),
            (vec!["'", "sk_", "live_", "TpaFfNdbuVvuKovQKMhVAoef", "'"], "a Stripe key"),
            (
                vec![
                    "id='",
                    "AK",
                    "IA",
                    "ZQBZYLYAXHUVICMN",
                    "'\nsecretAccessKey='",
                    "wJalrXUtnFEMI/K7MDENGbPxRfiCYzQ3r8vB2n1T",
                    "'",
                ],
                "an AWS access key",
            ),
            (
                vec![
                    "id='",
                    "AK",
                    "IA",
                    "Q3EGRIJ7K5LMZ2XW",
                    "'\nsecretAccessKey='",
                    "wJalrXUtnFEMI/K7MDENGbPxRfiCYzQ3r8vB2n1T",
                    "'",
                ],
                "an AWS access key",
            ),
        ] {
            assert_eq!(kinds(&parts), [kind], "{parts:?}");
        }
    }

    #[test]
    fn what_is_no_secret_is_silent() {
        for parts in [
            vec![
                "AK",
                "IA",
                "IOSFODNN7EXAMPLE and secretAccessKey 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'",
            ],
            vec!["id='", "AK", "IA", "Q3EGRIJ7K5LMZ2XW", "'"],
            vec!["gh", "p_", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
            vec!["gh", "p_", "abcdefghijklmnopqrstuvwxyz0123456789"],
            vec!["gh", "p_", "aaaaBBBB1111ccccDDDD2222eeeeFFFF3333"],
            vec!["'", "gl", "pat-", "TokenOfTheUserWhoIsIn", "'"],
            vec!["k: \"", "sk_", "live_", "ThisIsMyVerySpecialKeyOf", "\""],
            vec!["np", "m_", "config_registry_of_the_user_who_installs"],
            vec!["my_np", "m_", ID],
            vec!["'\\\\n", "gh", "p_", ID, "'"],
            vec![
                "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\nPrivate-Lines: 1\nAAAAIGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3\n",
            ],
            vec![
                "if (key.startsWith('PuTTY-User-Key-File-2')) throw new Error('Encryption: none Private-Lines: 3')",
            ],
            vec!["gh", "p_", ID, "x"],
            vec!["sk_", "test_", "4eC39HqLyjWDarjtT1zdp7dc"],
            vec!["//registry.npmjs.org/:_authToken=${NPM_TOKEN}"],
            vec!["//registry.npmjs.org/:_authToken = \"00000000-0000-0000-0000-000000000000\""],
            vec!["npmAuthToken: ${NPM_TOKEN}"],
            vec!["gh", "r_", ID, ID, "aaaaBBBB"],
            vec!["'", "gl", "pat-", "Zq7Rk2Wm9Xv4Bt8Yc3Nd6Hf1Lg5", ".01.", "0j4k8m2p", "'"],
            vec!["databricks('dapi", "deadbeefdeadbeefdeadbeefdeadbeef')"],
            vec!["'", "da", "pi", "3f9c1e7a5b2d8064c9e3a17f5d2b8604", "'"],
            vec!["import './databricks/", "da", "pi", "3f9c1e7a5b2d8064c9e3a17f5d2b8604", ".js'"],
            vec![".sb", "p_", "3f9c1e7a5b2d8064c9e3a17f5d2b86043f9c1e7a", "{content:'supabase'}"],
            vec!["'wh", "sec_", "MfKQ9r8GKYqrTwj", "UPD8ILPZIo2LaLaSw'"],
            vec!["'np", "m_", "3f9c1e7a5b2d8064c9e3a17f5d2b86043f9c'"],
            vec!["'gh", "p_", "16C7e42F292c6912E7710c838347Ae178B4a'"],
            vec!["npmAuthIdent: \"${USER}:${PASSWORD}\""],
            vec!["npmAuthIdent:e.SettingsType1(t,n4Xv8Bt2)"],
            vec!["//r.example.org/:_authToken=process.env.NPM_TOKEN_OF_THE_USER_WHO_INSTALLS_IT_1"],
            vec!["x:_password = encodeURIComponent1(thePassword2)"],
            vec!["//registry.npmjs.org/:_authToken=00000000-0000-0000-0000-000000000000"],
            vec![
                "{ authDomain: 'p.firebaseapp.com', apiKey: '",
                "AI",
                "za",
                "Sy4Kq9Rk2Wm9Xv4Bt8Yc3Nd6Hf1Lg5Js0Pa",
                "' }",
            ],
            vec![
                "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
            ],
            vec!["-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----"],
            vec!["if (pem.startsWith('-----BEGIN RSA PRIVATE KEY-----')) {"],
        ] {
            assert!(kinds(&parts).is_empty(), "{parts:?}");
        }
    }

    #[test]
    fn a_checksum_proves_a_token() {
        let token = ["gh", "p_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"].concat();
        let found = secrets(token.as_bytes());
        assert_eq!((found[0].is_proven, found[0].ending.as_str()), (true, "Lq17"));
        assert_eq!(masked(&format!("é '{token}';")), format!("é '{}';", "*".repeat(40)));
        assert_eq!(masked(&format!("a/b-{token}.js")), format!("a/b-{}.js", "*".repeat(40)));
    }

    #[test]
    fn a_line_with_more_tokens_than_are_told_shows_none() {
        let token = ["h", "f_", "ZqRkWmXvBtYcNdHfLgJsPaQe7k2m9p4r8t"].concat();
        let line = format!("hf_none {}", format!("'{token}',").repeat(2 * MOST));
        assert_eq!(secrets(line.as_bytes()).len(), MOST);
        assert_eq!(masked(&line), format!("hf_none {}", format!("'{}',", "*".repeat(37)).repeat(2 * MOST)));
    }

    #[test]
    fn a_part_of_a_text_shows_no_token_whose_context_stands_elsewhere() {
        let token = ["da", "pi", "3f9c1e7a5b2d8064c9e3a17f5d2b8604"].concat();
        assert_eq!(masked(&format!("k = '{token}'")), format!("k = '{}'", "*".repeat(36)));
    }

    #[test]
    fn json_stays_json() {
        let token = ["gh", "p_", ID].concat();
        let json = |token: &str| format!("{{\"a/{token}.js\":[\"\\\"b\\n{token}\",1],\"c\":\"\\\\\"}}\n");
        assert_eq!(masked_json(&json(&token)), json(&"*".repeat(40)));
        let ident = ["\"npmAuth", "Ident\":\"publisher:Zq7Rk2Wm9Xv4Bt8Y\""].concat();
        assert_eq!(masked_json(&ident), ident, "one member is no text");
        assert!(matches!(masked_json("{\"a\":1}"), Cow::Borrowed(_)));
    }

    #[test]
    fn many_tokens_without_their_context_are_read_in_linear_time() {
        let line = ["'da", "pi", "3f9c1e7a5b2d8064c9e3a17f5d2b8604' "].concat();
        assert!(secrets(line.repeat(100_000).as_bytes()).is_empty());
    }

    #[test]
    fn private_keys_are_proven_by_their_encoding() {
        let body =
            base64::Engine::encode(&base64::prelude::BASE64_STANDARD, [&[0x30, 0x2e][..], &[7; 46]].concat());
        for text in [
            format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"),
            format!(
                "key = '-----BEGIN PRIVATE KEY-----\\n' +\n  '{body}\\n' +\n  '-----END PRIVATE KEY-----'"
            ),
            format!("key = \"-----BEGIN EC PRIVATE KEY-----\\n{body}\\n-----END EC PRIVATE KEY-----\\n\""),
        ] {
            assert_eq!(kinds(&[&text]), ["a private key"], "{text}");
        }
    }
}
