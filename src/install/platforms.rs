//! The machines that package.json admits: `os`, `cpu` and `libc`, as npm reads these lists.

use crate::{
    install::{managers::Installer, no_text::no_text},
    json::{JsonContent, JsonNode},
    package::Package,
    text::Span,
};

/// A list of platforms, and the names that Node has for them.
struct PlatformField {
    name: &'static str,
    known: &'static [&'static str],
    /// Words that people write for them, with the name that is meant.
    meant: &'static [(&'static str, &'static str)],
}

const FIELDS: [PlatformField; 3] = [
    PlatformField {
        name: "os",
        known: &[
            "aix",
            "android",
            "cygwin",
            "darwin",
            "emscripten",
            "freebsd",
            "haiku",
            "ios",
            "linux",
            "netbsd",
            "openbsd",
            "openharmony",
            "os390",
            "sunos",
            "wasi",
            "win32",
        ],
        meant: &[
            ("windows", "win32"),
            ("windows_nt", "win32"),
            ("win", "win32"),
            ("win64", "win32"),
            ("macos", "darwin"),
            ("mac", "darwin"),
            ("osx", "darwin"),
            ("macosx", "darwin"),
            ("gnu/linux", "linux"),
            ("ubuntu", "linux"),
            ("solaris", "sunos"),
        ],
    },
    PlatformField {
        name: "cpu",
        known: &[
            "arm", "arm64", "ia32", "loong64", "mips", "mips64el", "mipsel", "ppc", "ppc64", "riscv64",
            "s390", "s390x", "wasm32", "x32", "x64",
        ],
        meant: &[
            ("x86_64", "x64"),
            ("x86-64", "x64"),
            ("amd64", "x64"),
            ("x86", "ia32"),
            ("i386", "ia32"),
            ("i686", "ia32"),
            ("aarch64", "arm64"),
            ("armv8", "arm64"),
            ("arm64v8", "arm64"),
            ("armv7", "arm"),
            ("armv7l", "arm"),
            ("armhf", "arm"),
        ],
    },
    PlatformField {
        name: "libc",
        known: &["glibc", "musl"],
        meant: &[("gnu", "glibc"), ("libc", "glibc"), ("gnu libc", "glibc")],
    },
];

/// A word that stands for no platform, or a list that leaves none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformFault {
    pub field: &'static str,
    pub at: Span,
    pub kind: PlatformFaultKind,
    /// No machine is left that the list admits.
    pub excludes_all: bool,
    /// It is a text in place of a list: yarn does not look at it.
    pub is_text: bool,
}

/// The ways in which a list of platforms goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlatformFaultKind {
    /// The word is not the one that Node has; that one follows.
    Misnamed(String, &'static str),
    /// No platform can have the text for its name: it is empty, or two names stand in it.
    NoName(String),
    /// The value is neither a list nor a text, but this.
    NoList(&'static str),
    /// An item of the list is no text, but this.
    NoText(&'static str),
    /// The list excludes all that it admits.
    Contradiction,
    /// The only word is `any`, which npm alone understands.
    Any,
    /// `any` stands beside other words, where npm takes it for the name of a platform.
    AnyBesideOthers,
}

/// Returns the faults of the three lists. A word that is not known at all is silent: a newer Node may know it.
pub fn platform_faults(package: &Package) -> Vec<PlatformFault> {
    let Some(manifest) = package.manifest() else { return Vec::new() };
    let fields = FIELDS.iter().filter_map(|field| Some((field, manifest.get(field.name)?)));
    fields.flat_map(|(field, node)| field.faults(node)).collect()
}

/// Returns the platforms that an older release admits and a newer one excludes, by the name of the list; those that most
/// people have stand first.
pub fn excluded_since(old: &Package, new: &Package) -> Vec<(&'static str, Vec<&'static str>)> {
    let words = |package: &Package, field: &str| {
        let node = package.manifest().and_then(|manifest| manifest.get(field));
        node.map(words_of).unwrap_or_default()
    };
    let of_field = |field: &PlatformField| {
        let (before, after) = (words(old, field.name), words(new, field.name));
        let common = ["linux", "darwin", "win32", "x64", "arm64"];
        let mut names: Vec<&str> = field.known.to_vec();
        names.sort_by_key(|name| common.iter().position(|it| it == name).unwrap_or(common.len()));
        names.retain(|name| admits(&before, name) && !admits(&after, name));
        // Lists name what is usual, and leave the rest out without a thought.
        if field.name != "libc" && !names.iter().any(|name| common.contains(name)) {
            names.clear();
        }
        (field.name, names)
    };
    FIELDS.iter().map(of_field).filter(|(_, names)| !names.is_empty()).collect()
}

/// The words of a list, of which a text is one.
fn words_of(node: &JsonNode) -> Vec<String> {
    let items = match &node.value {
        JsonContent::Array(items) => items.as_slice(),
        JsonContent::String(text) if !text.is_empty() => std::slice::from_ref(node),
        _ => &[],
    };
    items.iter().filter_map(|item| Some(item.as_str()?.to_owned())).collect()
}

/// Tells whether npm takes a platform for admitted by a list.
fn admits(words: &[String], name: &str) -> bool {
    let is_any = words.is_empty() || words == ["any"];
    let is_excluded = words.iter().any(|word| word.strip_prefix('!') == Some(name));
    let only_excludes = words.iter().all(|word| word.starts_with('!'));
    is_any || !is_excluded && (only_excludes || words.iter().any(|word| word == name))
}

impl PlatformFault {
    /// Returns the managers that refuse to install the package, or leave it out.
    pub fn failing(&self) -> &'static [Installer] {
        match (self.field, &self.kind) {
            _ if !self.excludes_all => &[],
            _ if self.is_text => &[Installer::Npm],
            // npm ends with a TypeError. yarn 4 takes what it cannot read for no restriction.
            (_, PlatformFaultKind::NoList(_) | PlatformFaultKind::NoText(_)) => &[Installer::Npm],
            ("libc", PlatformFaultKind::Any) => &[Installer::Yarn],
            (_, PlatformFaultKind::Any) => &[Installer::YarnClassic, Installer::Yarn],
            // yarn admits a platform that a list both names and excludes.
            (_, PlatformFaultKind::Contradiction) => &[Installer::Npm],
            // yarn 1 does not read `libc`.
            ("libc", _) => &[Installer::Npm, Installer::Yarn],
            _ => &[Installer::Npm, Installer::YarnClassic, Installer::Yarn],
        }
    }
}

impl PlatformField {
    fn faults(&self, node: &JsonNode) -> Vec<PlatformFault> {
        let fault = |at, kind| PlatformFault {
            field: self.name,
            at,
            kind,
            excludes_all: true,
            is_text: node.as_str().is_some(),
        };
        let items = match &node.value {
            JsonContent::Array(items) => items.as_slice(),
            // npm takes a text for a list of one, and passes over an empty one.
            JsonContent::String(text) if text.is_empty() => &[],
            JsonContent::String(_) => std::slice::from_ref(node),
            JsonContent::Null | JsonContent::Bool(false) => &[],
            JsonContent::Number(number) if *number == 0.0 => &[],
            _ => {
                return no_text(node)
                    .map(|is| fault(node.span, PlatformFaultKind::NoList(is)))
                    .into_iter()
                    .collect();
            }
        };
        if let Some((item, is)) = items.iter().find_map(|item| Some((item, no_text(item)?))) {
            return vec![fault(item.span, PlatformFaultKind::NoText(is))];
        }
        let words: Vec<(&str, Span)> =
            items.iter().filter_map(|word| Some((word.as_str()?, word.span))).collect();
        match words.as_slice() {
            // yarn does not look at a text.
            [("any", _)] if node.as_str().is_some() => Vec::new(),
            [("any", at)] => vec![fault(*at, PlatformFaultKind::Any)],
            words => {
                let excludes_all = self.excludes_all(words);
                let kinds = self.faults_of_words(words, node.span);
                kinds.map(|(at, kind)| PlatformFault { excludes_all, ..fault(at, kind) }).collect()
            }
        }
    }

    /// Returns the faults of the words with their places.
    fn faults_of_words(
        &self,
        words: &[(&str, Span)],
        list: Span,
    ) -> impl Iterator<Item = (Span, PlatformFaultKind)> {
        let misnamed = words.iter().filter_map(|(word, at)| {
            let name = word.strip_prefix('!').unwrap_or(word);
            let kind = match self.misnamed(name) {
                Some(meant) => PlatformFaultKind::Misnamed((*word).to_owned(), meant),
                None if is_name(name) => return None,
                None => PlatformFaultKind::NoName((*word).to_owned()),
            };
            Some((*at, kind))
        });
        let mut faults: Vec<_> = misnamed.collect();
        let any = words.iter().find(|(word, _)| *word == "any");
        faults.extend(any.map(|(_, at)| (*at, PlatformFaultKind::AnyBesideOthers)));
        // A misnamed word is the cause; that the list then leaves nothing only follows.
        if faults.is_empty() && self.excludes_all(words) {
            faults.push((list, PlatformFaultKind::Contradiction));
        }
        faults.into_iter()
    }

    fn misnamed(&self, word: &str) -> Option<&'static str> {
        let written = word.to_ascii_lowercase();
        let by_case = || self.known.iter().find(|known| **known == written && word != written).copied();
        self.meant.iter().find(|(name, _)| *name == written).map(|(_, meant)| *meant).or_else(by_case)
    }

    /// Tells whether every word that admits a platform is excluded, too, or names none.
    fn excludes_all(&self, words: &[(&str, Span)]) -> bool {
        let mut admitted =
            words.iter().map(|(word, _)| *word).filter(|word| !word.starts_with('!')).peekable();
        let is_excluded = |name: &str| words.iter().any(|(word, _)| word.strip_prefix('!') == Some(name));
        // A list that only excludes admits all others.
        admitted.peek().is_some()
            && admitted.all(|word| {
                word == "any" || is_excluded(word) || self.misnamed(word).is_some() || !is_name(word)
            })
    }
}

/// Tells whether some platform may have a text for its name: names are one word of letters and digits.
fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|char| char.is_ascii_alphanumeric() || "_-".contains(char))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn faults(members: &str) -> Vec<(String, bool)> {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
        let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
        let shown = |fault: PlatformFault| match fault.kind {
            PlatformFaultKind::Misnamed(word, meant) => (format!("{word} for {meant}"), fault.excludes_all),
            PlatformFaultKind::Contradiction => (fault.field.to_owned(), fault.excludes_all),
            PlatformFaultKind::Any => ("any".to_owned(), fault.excludes_all),
            PlatformFaultKind::AnyBesideOthers => ("any beside".to_owned(), fault.excludes_all),
            PlatformFaultKind::NoName(word) => (format!("{word:?} no name"), fault.excludes_all),
            PlatformFaultKind::NoList(is) => (format!("{is}, no list"), fault.excludes_all),
            PlatformFaultKind::NoText(is) => (format!("{is}, no text"), fault.excludes_all),
        };
        platform_faults(&package).into_iter().map(shown).collect()
    }

    #[test]
    fn lists_that_leave_no_machine() {
        for (members, expected) in [
            (r#""os":["windows"]"#, vec![("windows for win32", true)]),
            (r#""os":"macos""#, vec![("macos for darwin", true)]),
            (r#""os":["Linux"]"#, vec![("Linux for linux", true)]),
            (r#""os":["linux","windows"]"#, vec![("windows for win32", false)]),
            (r#""os":["!windows"]"#, vec![("!windows for win32", false)]),
            (r#""os":["any"]"#, vec![("any", true)]),
            (r#""cpu":["any"]"#, vec![("any", true)]),
            (r#""libc":["any"]"#, vec![("any", true)]),
            (r#""os":["any","!win32"]"#, vec![("any beside", true)]),
            (r#""os":["any","linux"]"#, vec![("any beside", false)]),
            (r#""os":["linux","!linux"]"#, vec![("os", true)]),
            (r#""cpu":["x86_64","amd64"]"#, vec![("x86_64 for x64", true), ("amd64 for x64", true)]),
            (r#""libc":["gnu"]"#, vec![("gnu for glibc", true)]),
            (r#""os":true"#, vec![("true or false, no list", true)]),
            (r#""os":5"#, vec![("a number, no list", true)]),
            (r#""cpu":{"x64":true}"#, vec![("an object, no list", true)]),
            (r#""libc":[null]"#, vec![("null, no text", true)]),
            (r#""os":["linux",["win32"]]"#, vec![("a list, no text", true)]),
            (r#""os":[""]"#, vec![("\"\" no name", true)]),
            (r#""os":"linux, darwin""#, vec![("\"linux, darwin\" no name", true)]),
            (r#""os":["linux","darwin win32"]"#, vec![("\"darwin win32\" no name", false)]),
            (r#""os":["!win32 "]"#, vec![("\"!win32 \" no name", false)]),
        ] {
            let expected: Vec<_> = expected.iter().map(|(text, all)| ((*text).to_owned(), *all)).collect();
            assert_eq!(faults(members), expected, "{members}");
        }
    }

    #[test]
    fn lists_that_admit_some_machine_are_silent() {
        for members in [
            r#""os":["darwin","linux"],"cpu":["x64","arm64"],"libc":["musl"]"#,
            r#""os":["!win32"]"#,
            r#""os":"any","cpu":"any""#,
            r#""os":[],"cpu":"","libc":null"#,
            r#""os":false,"cpu":0"#,
            r#""os":["linux","!win32"]"#,
            r#""os":["somethingnew"],"cpu":["wasm32"]"#,
        ] {
            assert!(faults(members).is_empty(), "{members}");
        }
    }
}
