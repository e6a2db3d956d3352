//! A file that is packed holds a token or a private key.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    hash::HashMap,
    module::in_parallel,
    package::Package,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{author::is_for_show, finding},
    },
    secrets::{PRIVATE_KEY, Secret, password_of_file, secrets},
};

rule! {
    /// A file that is packed holds a token or a private key.
    ///
    /// ## Why it matters
    ///
    /// Everybody can read what is published, and programs search every new version for keys within minutes. A version that is
    /// unpublished later has been copied by then.
    ///
    /// Secrets are known by their forms (npm, GitHub, AWS, Google, Slack, Stripe and others; private keys in PEM and of PuTTY), and by the signs
    /// of chance in them; passwords in `.netrc`, `.pypirc` and `.docker/config.json` by these names. Examples, placeholders, public keys, keys with a passphrase and keys beside their certificate in a module are not
    /// reported, nor is a key that is named after a server (`server.key`, `localhost.pem`) and whose certificate lies beside it in one folder, nor
    /// what stands in tests, examples and documents, unless a checksum proves it. No part of the report shows a secret, not even where it is the
    /// name of a file: of a token it names the last four characters.
    ///
    /// ## Example
    ///
    /// ```js
    /// const token = 'npm_…' // written here to try something out
    /// ```
    ///
    /// Revoke it where it was made, and read it from the environment:
    ///
    /// ```js
    /// const token = process.env.NPM_TOKEN
    /// ```
    "packed-secret", Warning
}

/// The number of files that is worth a thread.
const GRAIN: usize = 64;
/// The bytes of a file that are searched.
const MOST_BYTES: usize = 32 << 20;
/// The bytes at the beginning of a file that tell whether it is a text.
const HEAD: usize = 1 << 10;

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let paths: Vec<&PackagePath> = facts.package.files().iter().map(|(path, _)| path).collect();
    let of_file = |path: &&PackagePath| {
        let contents = facts.package.files().contents(path.as_str()).unwrap_or_default();
        let contents = contents.get(..contents.len().min(MOST_BYTES)).unwrap_or_default();
        let wide = wide_text(contents);
        let is_text = !contents.get(..contents.len().min(HEAD)).unwrap_or_default().contains(&0);
        let text = wide.as_deref().map_or(contents, str::as_bytes);
        let text = if is_text || wide.is_some() { text } else { &[] };
        let mut found = secrets(text);
        found.retain(|secret| secret.is_proven || !is_for_show(path.as_str()));
        found.retain(|secret| secret.kind != PRIVATE_KEY || !is_for_all(path, text));
        let password = std::str::from_utf8(text).ok().and_then(|text| password_of_file(path.as_str(), text));
        FoundSecrets {
            found,
            is_wide: wide.is_some(),
            password: password.filter(|_| !is_for_show(path.as_str())),
        }
    };
    let found = in_parallel(&paths, GRAIN, of_file);
    let mut certificates = Certificates::default();
    for (path, secrets) in paths.into_iter().zip(found) {
        let is_of_server = |secret: &Secret| secret.kind == PRIVATE_KEY && is_named_after_server(path);
        let is_for_all =
            secrets.found.iter().any(is_of_server) && certificates.lie_beside(facts.package, path);
        for secret in secrets.found.into_iter().filter(|secret| !is_for_all || secret.kind != PRIVATE_KEY) {
            // The place in a text of two bytes for each character is none in the file.
            let at = PackagePlace { file: path.clone(), span: secret.span };
            let at = (!secrets.is_wide).then_some(at);
            findings.add(finding(&RULE, at, message(path, &secret), Some(HELP.to_owned())));
        }
        let password = secrets.password.map(|kind| format!("{path} holds {kind}"));
        findings.extend(password.map(|message| finding(&RULE, None, message, Some(HELP.to_owned()))));
    }
}

/// The secrets of one file.
struct FoundSecrets {
    found: Vec<Secret>,
    /// True if each character of the file takes two bytes.
    is_wide: bool,
    /// The words for the password that a file of this name holds.
    password: Option<&'static str>,
}

/// Returns the text of a file in UTF-16, which begins with a mark of the order of its bytes.
fn wide_text(contents: &[u8]) -> Option<String> {
    let (mark, rest) = contents.split_at_checked(2)?;
    let unit: fn([u8; 2]) -> u16 = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units = rest.chunks_exact(2).filter_map(|pair| Some(unit(pair.try_into().ok()?)));
    Some(char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Tells whether a private key in a text is there for all to see: beside its certificate in a module, as in a program that serves
/// HTTPS on its own machine, or in the source of a library, whose tests of itself are compiled with it.
fn is_for_all(path: &PackagePath, text: &[u8]) -> bool {
    let is_compiled = [".c", ".cc", ".cpp", ".h"].contains(&path.extension());
    let is_code = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].contains(&path.extension());
    is_compiled || is_code && has_certificate(text)
}

fn has_certificate(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"-----BEGIN CERTIFICATE-----").is_some()
}

/// Tells whether a key is named after the machine that it is used on, or after a server. It is for all to see beside its certificate.
fn is_named_after_server(path: &PackagePath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    ["localhost", "server.", "127.0.0.1"].iter().any(|word| name.contains(word))
}

/// The certificates in each folder that was looked into: two at most, of which one may be in the file of the key.
#[derive(Default)]
struct Certificates<'f> {
    in_folder: HashMap<&'f str, Vec<&'f PackagePath>>,
}

impl<'f> Certificates<'f> {
    /// Tells whether another file in the folder of a key has a certificate.
    fn lie_beside(&mut self, package: &'f Package, key: &'f PackagePath) -> bool {
        let holds_one =
            |path: &&PackagePath| package.files().contents(path.as_str()).is_some_and(has_certificate);
        let look = || package.files().right_in(key.directory()).filter(holds_one).take(2).collect();
        self.in_folder.entry(key.directory()).or_insert_with(look).iter().any(|path| *path != key)
    }
}

const HELP: &str =
    "revoke it if it was ever published or committed, and take it out of the file before you pack";

fn message(path: &PackagePath, secret: &Secret) -> String {
    let Secret { kind, ending, .. } = secret;
    match ending.as_str() {
        "" => format!("{path} holds {kind}"),
        _ => format!("{path} holds {kind} that ends with {ending}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        files::FileTree,
        rules::support::testing::{findings_in, messages},
    };

    fn found(path: &str, token: &[&str]) -> Vec<String> {
        let code = format!("const token = '{}'", token.concat());
        messages("packed-secret", &[("package.json", r#"{"main":"a.js"}"#), ("a.js", ""), (path, &code)])
    }

    const TOKEN: [&str; 2] = ["gh", "p_Zq7Rk2Wm9Xv4Bt8Yc3Nd6Hf1Lg5Js0Pa2Qe7"];
    const PROVEN: [&str; 3] = ["gh", "p_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"];

    #[test]
    fn secrets_are_named_and_not_shown() {
        assert_eq!(
            found("lib/config.js", &TOKEN),
            ["lib/config.js holds a GitHub token that ends with 2Qe7"]
        );
        assert_eq!(found("test/a.js", &PROVEN), ["test/a.js holds a GitHub token that ends with Lq17"]);
    }

    #[test]
    fn texts_in_utf16_and_files_for_passwords() {
        let token = format!("const t = '{}'", PROVEN.concat());
        let wide: Vec<u8> =
            [0xfeff].into_iter().chain(token.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let files: [(&str, &[u8]); 3] =
            [("package.json", b"{}"), ("a.js", &wide), (".netrc", b"machine a login me password s3cr7Bt8Yc")];
        let found = findings_in("packed-secret", FileTree::of(files));
        let mut found: Vec<_> = found.into_iter().map(|found| found.message).collect();
        found.sort();
        assert_eq!(
            found,
            [".netrc holds a password of a server", "a.js holds a GitHub token that ends with Lq17"]
        );
    }

    #[test]
    fn a_key_beside_its_certificate_is_no_secret_in_code() {
        let key = [
            "-----BEGIN ",
            "PRIVATE KEY-----\\nMCAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==\\n-----END ",
            "PRIVATE KEY-----",
        ]
        .concat();
        let pair = ["-----BEGIN CERTIFICATE-----", key.as_str()];
        assert_eq!(found("lib/a.js", &[&key]), ["lib/a.js holds a private key"]);
        assert_eq!(found("lib/server.pem", &pair), ["lib/server.pem holds a private key"]);
        assert!(found("lib/a.js", &pair).is_empty());
        assert!(found("deps/library/src/test.c", &[&key]).is_empty());
    }

    #[test]
    fn a_key_of_a_server_on_the_own_machine_is_for_all() {
        let key = [
            "-----BEGIN ",
            "PRIVATE KEY-----\nMCAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==\n-----END ",
            "PRIVATE KEY-----",
        ]
        .concat();
        let found = |path: &str| {
            let certificate = ("certs/server.crt", "-----BEGIN CERTIFICATE-----");
            messages("packed-secret", &[("package.json", "{}"), (path, &key), certificate])
        };
        assert!(found("certs/server.key").is_empty() && found("certs/localhost-key.pem").is_empty());
        assert_eq!(found("certs/deploy.key"), ["certs/deploy.key holds a private key"]);
        assert_eq!(found("keys/server.key"), ["keys/server.key holds a private key"]);
    }

    #[test]
    fn examples_are_silent() {
        for path in
            ["README.md", "test/a.js", "lib/a.test.js", "docs/x.js", "examples/a.js", "lib/__mocks__/a.js"]
        {
            assert!(found(path, &TOKEN).is_empty(), "{path}");
        }
    }
}
