//! The configuration file of a bundler, as far as it is plain data.

use crate::{
    json::{self, JsonContent, JsonNode, Member},
    module::source::{LiteralStrings, known_places, literal_groups},
    path::join,
    text::Span,
    trace::{
        relaxed::{relaxed_json, texts},
        tools::{arguments::ToolArguments, effect::CommandPlace, known_bundlers::KnownBundler},
    },
};

/// The endings that configurations have.
const CODE: [&str; 6] = [".ts", ".mts", ".js", ".mjs", ".cjs", ".json"];

/// The bundlers that package.json may configure.
const IN_MANIFEST: [&str; 3] = ["tsup", "tsdown", "unbuild"];

/// A path with the name that its bundle gets, where it has one.
pub type NamedPath = (Option<String>, String);

/// The configuration file of a bundler.
pub struct BundlerConfig<'t> {
    pub path: String,
    pub text: &'t str,
    /// The place of the text in its file.
    pub start: u32,
    /// The package.json of the folder that the bundler runs in, which the configuration may read.
    manifest: Option<JsonNode>,
}

impl<'t> BundlerConfig<'t> {
    pub fn find(
        bundler: &KnownBundler,
        arguments: &ToolArguments<'_>,
        at: CommandPlace<'_, 't>,
    ) -> Option<Self> {
        let given = arguments
            .value(&["-c", "--config"])
            .filter(|path| !path.is_empty())
            .and_then(|path| at.path(path));
        let usual = bundler
            .configs
            .iter()
            .flat_map(|base| CODE.iter().map(move |extension| format!("{base}{extension}")));
        let usual = usual.map(|name| join(at.directory, &name));
        let path = given.into_iter().chain(usual).find(|path| at.disk.tree.text(path).is_some());
        let Some(path) = path else { return Self::in_manifest(bundler, at) };
        let text = at.disk.tree.text(&path)?;
        Some(Self { path, text, start: 0, manifest: manifest(at) })
    }

    /// Some bundlers read a key of package.json that has their name.
    fn in_manifest(bundler: &KnownBundler, at: CommandPlace<'_, 't>) -> Option<Self> {
        let path = join(at.directory, "package.json");
        let whole = at.disk.tree.text(&path)?.trim_start_matches('\u{feff}');
        let manifest = json::parse(whole).ok().filter(|_| IN_MANIFEST.contains(&bundler.name))?;
        let span = manifest.get(bundler.name)?.span;
        let text = whole.get(span.start as usize..span.end as usize)?;
        Some(Self { path, text, start: span.start, manifest: None })
    }

    pub fn entries(&self, bundler: &KnownBundler) -> Vec<NamedPath> {
        let keys = bundler.entries.iter().filter(|key| !key.starts_with('-'));
        let values = keys.flat_map(|key| self.values(key)).flatten().flatten();
        values.map(|(name, path)| (Some(name).filter(|name| !name.is_empty()), path)).collect()
    }

    /// The values of a key that is code, and those that are plain data, by their places in the file.
    pub fn places(&self, key: &str) -> Vec<(Span, bool)> {
        if relaxed_json(self.text).is_some() {
            return Vec::new();
        }
        self.known(key).into_iter().map(|(span, value)| (span, value.is_some())).collect()
    }

    pub fn folders(&self, bundler: &KnownBundler) -> Vec<String> {
        let keys = bundler.folder.iter().filter(|key| !key.starts_with('-'));
        let values = keys.flat_map(|key| self.values(key)).flatten().flatten();
        values.map(|(_, path)| path).collect()
    }

    /// The entries of each object that names any, with the folders of the same object, or with those that stand in none.
    pub fn groups(&self, bundler: &KnownBundler) -> Vec<(Vec<NamedPath>, Vec<String>)> {
        let keys = |all: &[&'static str]| -> Vec<&'static str> {
            all.iter().copied().filter(|key| !key.starts_with('-')).collect()
        };
        let found =
            literal_groups(self.text, &keys(bundler.entries), &keys(bundler.folder), self.manifest.as_ref());
        let paths = |values: LiteralStrings| values.into_iter().map(|(_, path)| path).collect();
        let shared: Vec<String> = paths(found.shared);
        let group = |(entries, folders): (LiteralStrings, LiteralStrings)| {
            let named =
                entries.into_iter().map(|(name, path)| (Some(name).filter(|it| !it.is_empty()), path));
            (named.collect(), if folders.is_empty() { shared.clone() } else { paths(folders) })
        };
        found.groups.into_iter().map(group).collect()
    }

    /// The only value of a key, where it is a text.
    pub fn only_text(&self, key: &str) -> Option<String> {
        let values = self.values(key);
        let [Some(only)] = values.as_slice() else { return None };
        let [(name, value)] = only.as_slice() else { return None };
        name.is_empty().then(|| value.clone())
    }

    /// The only value of an option that is true or false.
    pub fn flag(&self, key: &str) -> Option<bool> {
        if let Some(document) = relaxed_json(self.text) {
            return match document.get(key)?.value {
                JsonContent::Bool(value) => Some(value),
                _ => None,
            };
        }
        let values = self.values(key);
        let [Some(only)] = values.as_slice() else { return None };
        let [(_, value)] = only.as_slice() else { return None };
        value.parse().ok()
    }

    fn values(&self, key: &str) -> Vec<Option<Vec<(String, String)>>> {
        if let Some(document) = relaxed_json(self.text) {
            let members = document.get(key).and_then(JsonNode::as_object);
            if let Some(members) = members {
                let pair = |it: &Member| Some((it.key.value.clone(), it.value.as_str()?.to_owned()));
                return vec![members.iter().map(pair).collect()];
            }
            let found = texts(document.get(key));
            return found
                .map(|all| Some(all.into_iter().map(|text| (String::new(), text)).collect()))
                .into_iter()
                .collect();
        }
        self.known(key).into_iter().map(|(_, value)| value).collect()
    }

    fn known(&self, key: &str) -> Vec<(Span, Option<LiteralStrings>)> {
        known_places(self.text, key, self.manifest.as_ref())
    }
}

/// The package.json of the folder that a command runs in.
pub fn manifest(at: CommandPlace<'_, '_>) -> Option<JsonNode> {
    let text = at.text(&join(at.directory, "package.json"))?;
    json::parse(text.trim_start_matches('\u{feff}')).ok()
}
