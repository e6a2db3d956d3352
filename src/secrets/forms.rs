//! The forms of tokens: how each begins, and of which characters it consists.

use memchr::memmem;

/// A form of tokens.
pub(super) struct Form {
    pub kind: &'static str,
    pub begins: &'static str,
    parts: &'static [Part],
    /// The parts of newer tokens that begin alike.
    newer: &'static [Part],
    /// True if the last six characters are the CRC-32 of the others, in base 62.
    pub has_checksum: bool,
    /// The words of which one has to stand near it, with a second secret.
    company: &'static [&'static str],
    /// The words of which one has to stand somewhere in the text: what begins so is most often something else.
    context: &'static [&'static str],
    /// Words near it that say that it is public.
    public: &'static [&'static str],
}

/// A part of a token: its characters, and its shortest and longest length. A part is followed by its mark, if it has one.
struct Part {
    is_in: fn(u8) -> bool,
    least: usize,
    most: usize,
    mark: Option<u8>,
}

const fn part(is_in: fn(u8) -> bool, least: usize, most: usize, mark: Option<u8>) -> Part {
    Part { is_in, least, most, mark }
}

fn base62(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn uuid(byte: u8) -> bool {
    hex(byte) || byte == b'-'
}

fn base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

fn signed(byte: u8) -> bool {
    base64(byte) || byte == b'_'
}

fn base36(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn base36_small(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// A character between a key and its value in a configuration.
fn blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn opening(byte: u8) -> bool {
    blank(byte) || matches!(byte, b'"' | b'\'')
}

/// A character of a token that is given to the registry as it is: three parts in base 64 with dots between, or one.
fn bearer(byte: u8) -> bool {
    word(byte) || byte == b'.'
}

/// A character of a name of a user, or of a password.
fn credentials(byte: u8) -> bool {
    word(byte) || matches!(byte, b'.' | b'@' | b'+' | b'/' | b'=' | b'!' | b'#' | b'%')
}

fn base32(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'2'..=b'7')
}

const CHECKED: &[Part] = &[part(base62, 36, 36, None)];
const SLACK: &[Part] =
    &[part(digit, 9, 15, Some(b'-')), part(digit, 9, 15, Some(b'-')), part(word, 20, 80, None)];

const PASSWORD: &[Part] =
    &[part(blank, 0, 8, Some(b'=')), part(opening, 0, 8, None), part(base64, 12, 400, None)];

const SLACK_APP: &[Part] =
    &[part(base36, 9, 12, Some(b'-')), part(digit, 9, 15, Some(b'-')), part(hex, 64, 64, None)];
const DISCORD: &[Part] = &[part(digit, 17, 20, Some(b'/')), part(word, 60, 80, None)];
/// A token of GitLab that says where it leads: its payload, the length of this, and a checksum.
const ROUTABLE: &[Part] =
    &[part(word, 27, 300, Some(b'.')), part(base36_small, 2, 2, Some(b'.')), part(base36_small, 9, 9, None)];
const WEBHOOK: &[Part] =
    &[part(base62, 9, 12, Some(b'/')), part(base62, 9, 12, Some(b'/')), part(base62, 24, 24, None)];

const fn form(kind: &'static str, begins: &'static str, parts: &'static [Part]) -> Form {
    Form { kind, begins, parts, newer: &[], has_checksum: false, company: &[], context: &[], public: &[] }
}

const fn checked(kind: &'static str, begins: &'static str) -> Form {
    Form { has_checksum: true, ..form(kind, begins, CHECKED) }
}

pub(super) const FORMS: &[Form] = &[
    checked("an npm token", "npm_"),
    checked("a GitHub token", "ghp_"),
    checked("a GitHub token", "gho_"),
    checked("a GitHub token", "ghu_"),
    checked("a GitHub token", "ghs_"),
    Form { newer: &[part(base62, 76, 76, None)], ..checked("a GitHub token", "ghr_") },
    form("a GitHub token", "github_pat_", &[part(base62, 22, 22, Some(b'_')), part(base62, 59, 59, None)]),
    Form {
        company: &["secret", "Secret", "SECRET"],
        ..form("an AWS access key", "AKIA", &[part(base32, 16, 16, None)])
    },
    Form {
        company: &["secret", "Secret", "SECRET"],
        ..form("an AWS access key", "ASIA", &[part(base32, 16, 16, None)])
    },
    // The keys of web pages are for all to see: Google tells them from secrets by the pages that may use them.
    Form {
        public: &["irebase", "authDomain", "maps.google", "maps/api", "outube", "nnertube", "INNERTUBE"],
        ..form("a Google API key", "AIza", &[part(word, 35, 35, None)])
    },
    form("a Google client secret", "GOCSPX-", &[part(word, 28, 28, None)]),
    form("a Google token", "ya29.", &[part(bearer, 60, 1200, None)]),
    form("a Slack token", "xoxe.xoxp-1-", &[part(word, 100, 300, None)]),
    form("a Slack token", "xoxb-", SLACK),
    form("a Slack token", "xoxp-", SLACK),
    form("a Slack token", "xoxa-", SLACK),
    form("a Slack token", "xapp-1-", SLACK_APP),
    form("a Stripe key", "sk_live_", &[part(base62, 24, 247, None)]),
    form("a Stripe key", "rk_live_", &[part(base62, 24, 247, None)]),
    Form { newer: ROUTABLE, ..form("a GitLab token", "glpat-", &[part(word, 20, 20, None)]) },
    Form { newer: ROUTABLE, ..form("a GitLab token", "glrt-", &[part(word, 20, 20, None)]) },
    form("a GitLab token", "gldt-", &[part(word, 20, 20, None)]),
    form("an Anthropic key", "sk-ant-api03-", &[part(word, 80, 120, None)]),
    form("an OpenAI key", "sk-proj-", &[part(word, 74, 200, None)]),
    form("an OpenAI key", "sk-svcacct-", &[part(word, 74, 200, None)]),
    form("an OpenAI key", "sk-admin-", &[part(word, 74, 200, None)]),
    form("a Groq key", "gsk_", &[part(base62, 52, 52, None)]),
    form("an xAI key", "xai-", &[part(base62, 80, 80, None)]),
    form("a DigitalOcean token", "dop_v1_", &[part(hex, 64, 64, None)]),
    form("a Shopify token", "shpat_", &[part(hex, 32, 32, None)]),
    form("a Shopify secret", "shpss_", &[part(hex, 32, 32, None)]),
    Form {
        newer: &[part(blank, 0, 8, Some(b'=')), part(opening, 0, 8, None), part(bearer, 40, 3000, None)],
        ..form(
            "an npm token",
            ":_authToken",
            &[part(blank, 0, 8, Some(b'=')), part(opening, 0, 8, None), part(uuid, 36, 36, None)],
        )
    },
    // The configuration of yarn, which npm packs.
    Form {
        newer: &[part(opening, 0, 8, Some(b':')), part(opening, 0, 8, None), part(bearer, 40, 3000, None)],
        ..form(
            "an npm token",
            "npmAuthToken",
            &[part(opening, 0, 8, Some(b':')), part(opening, 0, 8, None), part(uuid, 36, 36, None)],
        )
    },
    form(
        "a password of a registry",
        "npmAuthIdent",
        &[
            part(opening, 0, 8, Some(b':')),
            part(opening, 0, 8, None),
            part(credentials, 1, 60, Some(b':')),
            part(credentials, 8, 100, None),
        ],
    ),
    form("a password of a registry", ":_auth", PASSWORD),
    form("a password of a registry", ":_password", PASSWORD),
    form("a Hugging Face token", "hf_", &[part(base62, 34, 34, None)]),
    form("a SendGrid key", "SG.", &[part(word, 22, 22, Some(b'.')), part(word, 43, 43, None)]),
    form("a RubyGems key", "rubygems_", &[part(hex, 48, 48, None)]),
    form("a Docker Hub token", "dckr_pat_", &[part(word, 27, 27, None)]),
    form("a Slack webhook", "https://hooks.slack.com/services/", WEBHOOK),
    form("a PyPI token", "pypi-AgEIcHlwaS5vcmc", &[part(word, 50, 250, None)]),
    form("a Discord webhook", "https://discord.com/api/webhooks/", DISCORD),
    form("a Discord webhook", "https://discordapp.com/api/webhooks/", DISCORD),
    form("a secret of a webhook", "whsec_", &[part(base64, 32, 64, None)]),
    form("an Atlassian token", "ATATT3xFfGF0", &[part(word, 150, 250, None)]),
    form("a Linear key", "lin_api_", &[part(base62, 40, 40, None)]),
    form("a Figma token", "figd_", &[part(word, 40, 40, None)]),
    Form { context: &["upabase", "UPABASE"], ..form("a Supabase token", "sbp_", &[part(hex, 40, 40, None)]) },
    form("a Sentry token", "sntrys_", &[part(signed, 80, 400, None)]),
    form("a Sentry token", "sntryu_", &[part(hex, 64, 64, None)]),
    form("a PlanetScale token", "pscale_tkn_", &[part(word, 32, 64, None)]),
    form("a Doppler token", "dp.pt.", &[part(base62, 40, 44, None)]),
    Form {
        context: &["atabricks", "ATABRICKS"],
        ..form("a Databricks token", "dapi", &[part(hex, 32, 32, None)])
    },
    form("a key of Azure Storage", "AccountKey=", &[part(base64, 88, 88, None)]),
    form("a token of Vault", "hvs.", &[part(word, 24, 150, None)]),
    form("a Mapbox token", "sk.eyJ1", &[part(word, 40, 200, Some(b'.')), part(word, 22, 22, None)]),
    form("a New Relic key", "NRAK-", &[part(base36, 27, 27, None)]),
    form("a Notion token", "ntn_", &[part(base62, 46, 46, None)]),
    form("a Replicate token", "r8_", &[part(base62, 37, 37, None)]),
    form("a Postman key", "PMAK-", &[part(hex, 24, 24, Some(b'-')), part(hex, 34, 34, None)]),
    form("a Grafana token", "glsa_", &[part(base62, 32, 32, Some(b'_')), part(hex, 8, 8, None)]),
    form("a key of age", "AGE-SECRET-KEY-1", &[part(base36, 58, 58, None)]),
];

impl Form {
    /// Returns the length of the token that begins here, without its beginning.
    pub(super) fn length(&self, rest: &[u8]) -> Option<usize> {
        let newer = || length(self.newer, rest).filter(|_| !self.newer.is_empty());
        length(self.parts, rest).or_else(newer)
    }

    /// Tells whether the characters of its tokens may be any letter: not the digits of hexadecimal numbers alone.
    pub(super) fn is_of_letters(&self) -> bool {
        self.parts.iter().any(|part| part.least >= 20 && (part.is_in)(b'z'))
    }

    /// Tells whether names of files and classes begin like its tokens.
    pub(super) fn is_in_names(&self) -> bool {
        !self.context.is_empty()
    }

    /// Tells whether a text has one of the words without which its tokens are most often something else.
    pub(super) fn has_context(&self, text: &[u8]) -> bool {
        let is_named = |word: &&str| memmem::find(text, word.as_bytes()).is_some();
        self.context.is_empty() || self.context.iter().any(is_named)
    }

    /// Tells whether what stands near a token bears out that it is a secret.
    pub(super) fn is_borne_out(&self, text: &[u8], at: usize) -> bool {
        if self.company.is_empty() && self.public.is_empty() {
            return true;
        }
        let near = text.get(at.saturating_sub(NEAR)..text.len().min(at + NEAR)).unwrap_or_default();
        let near = String::from_utf8_lossy(near);
        let has = |words: &[&str]| words.iter().any(|word| near.contains(word));
        !has(self.public) && (self.company.is_empty() || has(self.company) && has_second_secret(&near))
    }
}

/// The number of bytes before and behind a token that are near it.
const NEAR: usize = 240;

/// Tells whether a text holds a secret of 40 characters in base 64.
fn has_second_secret(text: &str) -> bool {
    let is_key = |char: char| char.is_ascii_alphanumeric() || matches!(char, '/' | '+');
    text.split(|char| !is_key(char)).filter(|key| key.len() == 40).any(super::chance::is_random)
}

/// Returns the length of the parts with which a text begins.
fn length(parts: &[Part], rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    for part in parts {
        let from = rest.get(at..)?;
        // One more than the most is looked at: it shows a part that is too long, and none is counted to
        // its end.
        let length = from.iter().take(part.most + 1).take_while(|byte| (part.is_in)(**byte)).count();
        if length < part.least || length > part.most {
            return None;
        }
        at += length;
        if let Some(mark) = part.mark {
            if rest.get(at) != Some(&mark) {
                return None;
            }
            at += 1;
        }
    }
    // Letters behind the last part make it a longer word of another kind.
    let goes_on = rest.get(at).is_some_and(|byte| word(*byte) || matches!(byte, b'(' | b'['));
    (!goes_on).then_some(at)
}
