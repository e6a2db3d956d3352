//! A package.json: its text with the place of every word, and its fields as each Node reads them.

pub mod consumers;
pub mod dependencies;
mod filled;
mod hosts;
pub(crate) mod install_scripts;
pub mod patterns;
pub mod shell;
pub mod subpaths;
pub mod target;

pub(crate) use filled::filled;

use std::sync::OnceLock;

use crate::{
    json::{self, JsonContent, JsonError, JsonNode},
    limits::{LimitReached, Limits},
    manifest::{
        dependencies::{DeclaredDependencies, DependencyKind},
        subpaths::{Exports, Subpaths},
    },
    node::ManifestReader,
    path::PackagePath,
    text::Span,
};

/// One package.json of a package: the root's, or a nested one that scopes `"type"`.
#[derive(Debug)]
pub struct Manifest {
    path: PackagePath,
    document: Result<JsonNode, JsonError>,
    is_utf8: bool,
    limits: Limits,
    exports: OnceLock<Option<Exports>>,
    exports_by_simdjson: OnceLock<Option<Exports>>,
    imports: OnceLock<Option<Subpaths>>,
    imports_by_simdjson: OnceLock<Option<Subpaths>>,
    dependencies: OnceLock<DeclaredDependencies>,
}

/// The `"type"` of a package scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageType {
    Module,
    CommonJs,
    /// Absent, or not a type that Node knows.
    None,
}

/// The fields of a package.json that Node reads.
#[derive(Clone, Copy, Debug)]
pub struct Config<'m> {
    pub name: Option<&'m str>,
    /// The empty string leads nowhere, and is in `import`'s words where nothing is found.
    pub main: Option<&'m str>,
    pub package_type: PackageType,
    pub exports: Option<&'m Exports>,
    pub imports: Option<&'m Subpaths>,
}

/// The reasons why Node refuses a package.json as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidManifest {
    NotJson(JsonError),
    NotUtf8,
    NotAnObject(Span),
    /// A member that must be a string is something else.
    NotAString(&'static str, Span),
}

impl Manifest {
    /// Reads a package.json; a byte order mark is accepted once, as npm and Node do.
    pub fn read(path: PackagePath, bytes: &[u8], limits: &Limits) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = match text.strip_prefix('\u{feff}') {
            // Three blanks for the three bytes of the mark, so that all places stay true.
            Some(rest) => format!("   {rest}").into(),
            None => text,
        };
        let is_utf8 = std::str::from_utf8(bytes).is_ok();
        let document = json::parse_within(&text, limits);
        Self {
            path,
            document,
            is_utf8,
            limits: limits.clone(),
            exports: OnceLock::new(),
            exports_by_simdjson: OnceLock::new(),
            imports: OnceLock::new(),
            imports_by_simdjson: OnceLock::new(),
            dependencies: OnceLock::new(),
        }
    }

    pub fn path(&self) -> &PackagePath {
        &self.path
    }

    /// Returns the document, or the reason why it is not JSON.
    pub fn document(&self) -> Result<&JsonNode, &JsonError> {
        self.document.as_ref()
    }

    /// Returns the limit that keeps the package.json from being read.
    pub fn limit(&self) -> Option<&LimitReached> {
        self.document.as_ref().err()?.limit.as_ref()
    }

    /// Returns the value of a top-level member.
    pub fn get(&self, key: &str) -> Option<&JsonNode> {
        self.document.as_ref().ok()?.get(key)
    }

    /// Returns the way in which a package of this name is declared.
    pub fn declared(&self, name: &str) -> DependencyKind {
        let read = || self.document().map(DeclaredDependencies::of).unwrap_or_default();
        self.dependencies.get_or_init(read).kind(name)
    }

    /// Returns the fields that Node reads; the readers of different Node versions refuse different documents.
    pub fn config(&self, reader: ManifestReader) -> Result<Config<'_>, InvalidManifest> {
        let document = self.document.as_ref().map_err(|error| InvalidManifest::NotJson(error.clone()))?;
        match reader {
            ManifestReader::JsonParse => refuse_null(document)?,
            ManifestReader::Simdjson => self.refuse_what_simdjson_refuses(document)?,
        }
        let text = |key| self.member(document, key, reader).and_then(JsonNode::as_str);
        Ok(Config {
            name: text("name"),
            main: text("main"),
            package_type: package_type(text("type")),
            exports: self.exports(reader),
            imports: self.imports(reader),
        })
    }

    /// Returns "exports", unless absent or `null`.
    pub fn exports(&self, reader: ManifestReader) -> Option<&Exports> {
        let read = match reader {
            ManifestReader::JsonParse => {
                self.exports.get_or_init(|| Exports::read(self.member_of("exports", reader)?))
            }
            ManifestReader::Simdjson => self
                .exports_by_simdjson
                .get_or_init(|| Exports::read_by_simdjson(self.member_of("exports", reader)?, &self.limits)),
        };
        read.as_ref()
    }

    /// Returns "imports", unless absent or `null`. A value that is no object is a map without keys; to
    /// simdjson, a number or boolean is absent, too.
    pub fn imports(&self, reader: ManifestReader) -> Option<&Subpaths> {
        let read = || {
            let node = self.member_of("imports", reader)?;
            match &node.value {
                JsonContent::Object(members) => Some(Subpaths::read(members)),
                JsonContent::Null => None,
                JsonContent::Bool(_) | JsonContent::Number(_) if reader == ManifestReader::Simdjson => None,
                _ => Some(Subpaths::default()),
            }
        };
        match reader {
            ManifestReader::JsonParse => self.imports.get_or_init(read).as_ref(),
            ManifestReader::Simdjson => self.imports_by_simdjson.get_or_init(read).as_ref(),
        }
    }

    fn member_of(&self, key: &str, reader: ManifestReader) -> Option<&JsonNode> {
        self.member(self.document.as_ref().ok()?, key, reader)
    }

    /// Returns a top-level member; simdjson does not see a key that is written with escapes.
    fn member<'d>(&self, document: &'d JsonNode, key: &str, reader: ManifestReader) -> Option<&'d JsonNode> {
        let is_plain = |member: &&json::Member| {
            let written = member.key.span.end - member.key.span.start;
            // A key without escapes is as long as its text and the two quotes.
            reader == ManifestReader::JsonParse || written as usize == member.key.value.len() + 2
        };
        let is_read = |member: &&json::Member| {
            member.key.value == key && (reader == ManifestReader::JsonParse || is_of_use(key, &member.value))
        };
        let members = document.as_object()?.iter().rev();
        members.filter(is_plain).find(is_read).map(|member| &member.value)
    }

    fn refuse_what_simdjson_refuses(&self, document: &JsonNode) -> Result<(), InvalidManifest> {
        if !self.is_utf8 {
            return Err(InvalidManifest::NotUtf8);
        }
        let Some(members) = document.as_object() else {
            return Err(InvalidManifest::NotAnObject(document.span));
        };
        for member in members {
            // Each member counts, also one that a later one of its name replaces: `{"name":5,"name":"a"}` is refused.
            let must_be_string = ["name", "type"].into_iter().find(|key| *key == member.key.value);
            if let (Some(key), None) = (must_be_string, member.value.as_str()) {
                return Err(InvalidManifest::NotAString(key, member.value.span));
            }
        }
        Ok(())
    }
}

/// Tells whether a newer Node keeps the value of a key. What it does not keep does not replace an earlier value of the key.
fn is_of_use(key: &str, value: &JsonNode) -> bool {
    match (key, &value.value) {
        ("main", value) => matches!(value, JsonContent::String(_)),
        ("type", value) => {
            matches!(value, JsonContent::String(text) if text == "module" || text == "commonjs")
        }
        ("exports" | "imports", JsonContent::Null | JsonContent::Bool(_) | JsonContent::Number(_)) => false,
        _ => true,
    }
}

fn refuse_null(document: &JsonNode) -> Result<(), InvalidManifest> {
    match document.value {
        JsonContent::Null => Err(InvalidManifest::NotAnObject(document.span)),
        _ => Ok(()),
    }
}

fn package_type(text: Option<&str>) -> PackageType {
    match text {
        Some("module") => PackageType::Module,
        Some("commonjs") => PackageType::CommonJs,
        _ => PackageType::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::ManifestReader::{JsonParse, Simdjson};

    fn manifest(text: &str) -> Manifest {
        Manifest::read(PackagePath::new("package.json").unwrap(), text.as_bytes(), &Limits::default())
    }

    #[test]
    fn readers_refuse_what_their_node_refuses() {
        for (text, json_parse, simdjson) in [
            ("{}", true, true),
            ("\u{feff}{}", true, true),
            ("\u{feff}\u{feff}{}", false, false),
            (r#"{"name":null}"#, true, false),
            (r#"{"type":5}"#, true, false),
            (r#"{"main":5}"#, true, true),
            ("[]", true, false),
            ("5", true, false),
            ("null", false, false),
            ("", false, false),
            ("{", false, false),
        ] {
            let manifest = manifest(text);
            assert_eq!(manifest.config(JsonParse).is_ok(), json_parse, "JSON.parse: {text}");
            assert_eq!(manifest.config(Simdjson).is_ok(), simdjson, "simdjson: {text}");
        }
    }

    #[test]
    fn scalar_exports_count_for_json_parse_only() {
        for (exports, json_parse, simdjson) in [
            ("5", true, false),
            ("false", true, false),
            ("null", false, false),
            ("\"./a.js\"", true, true),
            ("{}", true, true),
        ] {
            let manifest = manifest(&format!(r#"{{"exports":{exports}}}"#));
            assert_eq!(manifest.config(JsonParse).unwrap().exports.is_some(), json_parse, "{exports}");
            assert_eq!(manifest.config(Simdjson).unwrap().exports.is_some(), simdjson, "{exports}");
        }
    }

    #[test]
    fn the_last_of_duplicate_keys_counts() {
        let manifest = manifest(r#"{"name":"a","name":"b"}"#);
        assert_eq!(manifest.config(Simdjson).unwrap().name, Some("b"));
    }

    #[test]
    fn to_simdjson_the_last_usable_value_counts() {
        for later in [r#""main":5"#, r#""exports":null"#, r#""exports":5"#, r#""type":"x""#, r#""imports":5"#]
        {
            let first = r##""main":"a.js","exports":"./a.js","type":"module","imports":{"#a":"./a.js"}"##;
            let manifest = manifest(&format!("{{{first},{later}}}"));
            let newer = manifest.config(Simdjson).unwrap();
            assert_eq!((newer.main, newer.package_type), (Some("a.js"), PackageType::Module), "{later}");
            assert!(newer.exports.is_some() && newer.imports.is_some(), "{later}");
        }
    }
}
