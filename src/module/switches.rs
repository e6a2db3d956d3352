//! The switches of a version of Node that reading a text asks, and those that it asked: a reading serves every other
//! version that answers the same.

use std::sync::atomic::{AtomicU16, Ordering};

use memchr::{memchr_iter, memmem};

use super::identifiers::is_since_unicode_16;
use crate::node::Profile;

/// A switch of [`Profile`] that may decide how a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingSwitch {
    AssertSyntax,
    DetectModule,
    NewImportMember,
    RegexpModifiers,
    RegexpVFlag,
    SourcePhaseImports,
    Unicode17,
    UsingDeclarations,
    WithSyntax,
}

impl ReadingSwitch {
    const ALL: [Self; 9] = [
        Self::AssertSyntax,
        Self::DetectModule,
        Self::NewImportMember,
        Self::RegexpModifiers,
        Self::RegexpVFlag,
        Self::SourcePhaseImports,
        Self::Unicode17,
        Self::UsingDeclarations,
        Self::WithSyntax,
    ];

    fn bit(self) -> u16 {
        1 << self as u16
    }

    fn is_on(self, profile: &Profile) -> bool {
        match self {
            Self::AssertSyntax => profile.assert_syntax,
            Self::DetectModule => profile.detect_module,
            Self::NewImportMember => profile.new_import_member,
            Self::RegexpModifiers => profile.regexp_modifiers,
            Self::RegexpVFlag => profile.regexp_v_flag,
            Self::SourcePhaseImports => profile.source_phase_imports,
            Self::Unicode17 => profile.unicode_17,
            Self::UsingDeclarations => profile.using_declarations,
            Self::WithSyntax => profile.with_syntax,
        }
    }

    /// Tells whether a text may have what the switch is about, by a look at its bytes.
    pub fn may_be_met_in(self, text: &[u8]) -> bool {
        match self {
            Self::RegexpModifiers => memmem::find(text, b"(?").is_some(),
            Self::RegexpVFlag => memchr_iter(b'/', text).any(|slash| may_end_with_v_flag(text, slash)),
            Self::Unicode17 => may_name_unicode_17(text),
            Self::WithSyntax => memmem::find(text, b"with").is_some(),
            // The other switches are asked only where a text has what they are about.
            _ => true,
        }
    }
}

/// Tells whether a name may have a character that the older Unicode lacks, written as it is or by its number.
fn may_name_unicode_17(text: &[u8]) -> bool {
    let has_escape = || {
        let mut escapes = memmem::find_iter(text, b"\\u").filter_map(|at| escaped(text.get(at + 2..)?));
        escapes.any(is_since_unicode_16)
    };
    let has_character = || String::from_utf8_lossy(text).chars().any(is_since_unicode_16);
    has_escape() || !text.is_ascii() && has_character()
}

/// Returns the character whose number stands behind `\u`: `1c89`, `{1c89}`, or the two halves of one.
fn escaped(behind: &[u8]) -> Option<char> {
    let number = |digits: &[u8]| {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        digits
            .iter()
            .try_fold(0_u32, |number, byte| Some(number.saturating_mul(16).saturating_add(digit(byte)?)))
    };
    if let Some(braced) = behind.strip_prefix(b"{") {
        let length = braced.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        return char::from_u32(number(braced.get(..length)?)?);
    }
    let first = number(behind.get(..4)?)?;
    let second = || number(behind.get(4..)?.strip_prefix(b"\\u")?.get(..4)?);
    match (first, second()) {
        (0xd800..=0xdbff, Some(second @ 0xdc00..=0xdfff)) => {
            char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
        }
        _ => char::from_u32(first),
    }
}

/// Tells whether a slash may end a regular expression whose flags have a `v` among them.
fn may_end_with_v_flag(text: &[u8], slash: usize) -> bool {
    let behind = text.get(slash + 1..).unwrap_or_default();
    // A division by a short name looks alike: that costs another reading, and makes no wrong one.
    let count = behind.iter().take_while(|byte| b"dgimsuvy".contains(byte)).count();
    let (flags, rest) = behind.split_at_checked(count).unwrap_or_default();
    // A string may end here, or go on: `'http://www.w3.org/2000/svg'`. No expression does with these.
    let is_in_string = rest.first().is_some_and(|byte| matches!(byte, b'\'' | b'"' | b'`' | b'\\'));
    let ends_word = rest.first().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    // `</div>`, `</svg>`, `image/svg+xml`, `lib/svg-icons`
    let is_tag = rest.starts_with(b">") && text.get(..slash).is_some_and(|before| before.ends_with(b"<"));
    let is_name = flags == b"svg"
        && (rest.starts_with(b"+xml") || matches!(rest, [b'-', letter, ..] if letter.is_ascii_alphabetic()));
    flags.contains(&b'v') && ends_word && !is_in_string && !is_tag && !is_name
}

/// The switches of one version, for reading one text. It remembers which were asked.
#[derive(Debug)]
pub struct ReadingSwitches<'p> {
    profile: &'p Profile,
    asked: AtomicU16,
    passed: AtomicU16,
}

impl<'p> ReadingSwitches<'p> {
    pub fn new(profile: &'p Profile) -> Self {
        Self { profile, asked: AtomicU16::new(0), passed: AtomicU16::new(0) }
    }

    /// Asks a switch that decides how this text is read.
    pub fn is_on(&self, switch: ReadingSwitch) -> bool {
        self.asked.fetch_or(switch.bit(), Ordering::Relaxed);
        switch.is_on(self.profile)
    }

    /// Asks a switch before it is known whether the text has what it is about. If it is off, the text is looked through, and
    /// [`Self::is_on`] is asked where that is met; if it is on, the text may have it.
    pub(super) fn is_passed(&self, switch: ReadingSwitch) -> bool {
        let is_on = switch.is_on(self.profile);
        if is_on {
            self.passed.fetch_or(switch.bit(), Ordering::Relaxed);
        }
        is_on
    }

    /// Returns the answer of a switch that does not decide yet how this text is read.
    pub(super) fn would_be(&self, switch: ReadingSwitch) -> bool {
        switch.is_on(self.profile)
    }

    /// Returns what was asked so far, and the answers.
    pub fn answers(&self) -> ReadingAnswers {
        let on = ReadingSwitch::ALL.into_iter().filter(|switch| switch.is_on(self.profile));
        ReadingAnswers {
            asked: self.asked.load(Ordering::Relaxed),
            passed: self.passed.load(Ordering::Relaxed),
            on: on.map(ReadingSwitch::bit).sum(),
        }
    }
}

/// The switches that were asked while a text was read, and their answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadingAnswers {
    asked: u16,
    /// Those that were on before it was known whether the text has what they are about.
    passed: u16,
    on: u16,
}

impl ReadingAnswers {
    /// Tells whether a version certainly reads the text in the same way.
    pub fn hold_for(self, profile: &Profile, text: &[u8]) -> bool {
        ReadingSwitch::ALL.into_iter().all(|switch| {
            let was = |switches: u16| switches & switch.bit() != 0;
            let decides = || was(self.asked) || was(self.passed) && switch.may_be_met_in(text);
            was(self.on) == switch.is_on(profile) || !decides()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        limits::Limits,
        module::{Meter, read_es_within, read_undeclared},
        node::NodeVersion,
    };

    const VERSIONS: [&str; 6] = ["18", "20.18", "20", "22", "24", "26"];

    fn profile(version: &str) -> Profile {
        version.parse::<NodeVersion>().unwrap().profile()
    }

    /// The versions that the reading for one version serves.
    fn served(version: &str, text: &str, read: impl Fn(&ReadingSwitches<'_>)) -> Vec<&'static str> {
        let profile_read = profile(version);
        let switches = ReadingSwitches::new(&profile_read);
        read(&switches);
        let answers = switches.answers();
        VERSIONS.into_iter().filter(|other| answers.hold_for(&profile(other), text.as_bytes())).collect()
    }

    fn es(version: &str, text: &str) -> Vec<&'static str> {
        served(version, text, |switches| {
            let _ = read_es_within(text.as_bytes(), switches, &Meter::new(&Limits::default()));
        })
    }

    fn undeclared(version: &str, text: &str) -> Vec<&'static str> {
        served(version, text, |switches| {
            let _ = read_undeclared(text.as_bytes(), switches, &Meter::new(&Limits::default()));
        })
    }

    #[test]
    fn a_plain_text_is_read_once_for_all() {
        for version in VERSIONS {
            assert_eq!(es(version, "import a from 'a'; export const b = a / 2; // (c) using v"), VERSIONS);
            assert_eq!(undeclared(version, "const a = require('a'); module.exports = a"), VERSIONS);
        }
    }

    #[test]
    fn strings_that_look_like_new_syntax_are_read_once_for_all() {
        for text in [
            "export const a = 'http://www.w3.org/2000/svg'",
            "export const a = \"http://www.w3.org/2000/svg\"",
            "export const a = '<svg xmlns=\\'http://www.w3.org/2000/svg\\'>'",
            "export const a = '\\u001B[0m\\ud83d\\ude00\\u{1F600}\\ud83d'",
            "export const a = '<div><svg></svg></div>' + 'lib/svg-icons' + `data:image/svg+xml,b` + `http://www.w3.org/2000/svg`",
            "export const a = String.raw`\\u`",
        ] {
            assert_eq!(es("22", text), VERSIONS, "{text}");
        }
    }

    #[test]
    fn what_a_version_does_not_parse_is_read_again() {
        for (text, old, new) in [
            ("export const a = /[a--b]/v", &["18"][..], &["20.18", "20", "22", "24", "26"][..]),
            ("export const a = /a\\//v", &["18"], &["20.18", "20", "22", "24", "26"]),
            ("export const a = /</svg.test('')", &["18"], &["20.18", "20", "22", "24", "26"]),
            ("export const \\u{1c89} = 1", &["18", "20.18"], &["20", "22", "24", "26"]),
            ("export const a = { \\u1c89: 1 }", &["18", "20.18"], &["20", "22", "24", "26"]),
            ("export const a = { \\u{0001c89}: 1 }", &["18", "20.18"], &["20", "22", "24", "26"]),
            ("export const a = /(?i:b)/", &["18", "20.18", "20", "22"], &["24", "26"]),
            ("{ using a = null }", &["18", "20.18", "20", "22"], &["24", "26"]),
            ("export const \u{1c89} = 1", &["18", "20.18"], &["20", "22", "24", "26"]),
            ("import a from 'a' assert { type: 'json' }", &["18", "20.18", "20"], &["22", "24", "26"]),
            ("import source a from './a.wasm'", &["18", "20.18", "20", "22"], &["24", "26"]),
            ("export const a = () => new import('a').b", &["18", "20.18", "20", "22"], &["24", "26"]),
        ] {
            for (group, others) in [(old, new), (new, old)] {
                for version in group {
                    let served = es(version, text);
                    assert!(served.contains(version), "{text} {version}: {served:?}");
                    assert!(
                        others.iter().all(|other| !served.contains(other)),
                        "{text} {version}: {served:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn only_a_text_that_is_no_commonjs_depends_on_detection() {
        assert_eq!(undeclared("18", "export const a = 1"), ["18", "20.18"]);
        assert_eq!(undeclared("24", "export const a = 1"), ["20", "22", "24", "26"]);
    }
}
