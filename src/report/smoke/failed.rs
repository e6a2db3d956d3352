//! The reasons why Node fails where the static verdict sees nothing wrong.

use crate::{
    json::JsonContent,
    manifest::dependencies::DependencyKind,
    package::Package,
    report::smoke::{
        Deps, NodeError, Reason, code,
        compared::{Compared, Scene},
    },
};

/// The reason, in words too.
pub(super) fn why(package: &Package, scene: &Scene, error: &NodeError) -> Compared {
    let failure = FailedLoad { package, scene, error };
    // The order decides where several fit: what the process or its containment says comes before what the
    // message resembles, and an addon that is not found would be a missing package, too.
    let ways = [
        FailedLoad::ending,
        FailedLoad::permission,
        FailedLoad::native_addon,
        FailedLoad::missing_package,
        FailedLoad::optional_package,
        FailedLoad::browser_global,
        FailedLoad::dependency,
        FailedLoad::of_the_text,
    ];
    let runtime = || Compared::because(Reason::Runtime, "its own code throws while it loads");
    ways.iter().find_map(|way| way(&failure)).unwrap_or_else(runtime)
}

struct FailedLoad<'f> {
    package: &'f Package,
    scene: &'f Scene,
    error: &'f NodeError,
}

/// Globals that only browsers have; asked for by its plain name, one is a ReferenceError.
const BROWSER: [&str; 17] = [
    "window",
    "document",
    "self",
    "location",
    "localStorage",
    "sessionStorage",
    "HTMLElement",
    "Element",
    "Node",
    "XMLHttpRequest",
    "customElements",
    "requestAnimationFrame",
    "MutationObserver",
    "indexedDB",
    "Image",
    "ResizeObserver",
    "chrome",
];

/// Codes of errors that follow from the text of the files alone.
const OF_THE_TEXT: [&str; 18] = [
    "MODULE_NOT_FOUND",
    "ERR_MODULE_NOT_FOUND",
    "ERR_PACKAGE_PATH_NOT_EXPORTED",
    "ERR_PACKAGE_IMPORT_NOT_DEFINED",
    "ERR_INVALID_PACKAGE_TARGET",
    "ERR_INVALID_PACKAGE_CONFIG",
    "ERR_INVALID_MODULE_SPECIFIER",
    "ERR_UNSUPPORTED_DIR_IMPORT",
    "ERR_UNKNOWN_FILE_EXTENSION",
    "ERR_UNKNOWN_BUILTIN_MODULE",
    "ERR_UNSUPPORTED_ESM_URL_SCHEME",
    "ERR_REQUIRE_ESM",
    "ERR_REQUIRE_ASYNC_MODULE",
    "ERR_IMPORT_ATTRIBUTE_MISSING",
    "ERR_IMPORT_ASSERTION_TYPE_MISSING",
    "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
    "ERR_UNKNOWN_MODULE_FORMAT",
    "SyntaxError",
];

impl FailedLoad<'_> {
    /// The process ended without an error of JavaScript.
    fn ending(&self) -> Option<Compared> {
        let (reason, text) = match self.error.code.as_str() {
            code::TIME_OUT => (Reason::TimeOut, "it links, and does not come to an end"),
            code::OUT_OF_MEMORY => (Reason::Memory, "it links, and needs more memory than it may have"),
            code::EXIT => (Reason::Exit, "it links, and its own code ends the process"),
            code::NEVER => (Reason::TimeOut, "it links, and waits for what never comes"),
            code::STATUS => (Reason::Exit, "it links, and answers neither --help nor --version well"),
            code::SILENT => (Reason::Exit, "it links, and prints nothing"),
            code::CRASH => (Reason::Runtime, "it links, and takes Node down"),
            code::KILLED => (Reason::Killed, "something outside ended the process; ask again"),
            code::LONG_ANSWER => (Reason::LongAnswer, "it has more names than an answer is read for"),
            code::REFUSED => {
                let refused = self.error.denied.as_deref().unwrap_or_default();
                let text = format!("not asked: {refused}");
                return Some(Compared::because(Reason::RefusedDependency, text));
            }
            _ => return None,
        };
        Some(Compared::because(reason, text))
    }

    fn permission(&self) -> Option<Compared> {
        let denied = self.error.denied.as_deref()?;
        let text = format!("needs --unsafe: it {denied}, which it may not here");
        Some(Compared::because(Reason::Permission, text))
    }

    fn native_addon(&self) -> Option<Compared> {
        let message = &self.error.message;
        let is_lost = self.is_not_found() && (message.contains(".node'") || self.is_made_at_installation());
        let says = ["Could not locate the bindings file", "No native build was found"];
        let is_addon = self.error.code == "ERR_DLOPEN_FAILED"
            || is_lost
            || says.iter().any(|words| message.contains(words));
        is_addon.then(|| {
            let text = "a native addon or a generated file is not there; --scripts builds what install scripts build";
            Compared::because(Reason::NativeAddon, text)
        })
    }

    /// Tells whether the module that is not found is one that an install script may make.
    fn is_made_at_installation(&self) -> bool {
        let named = self.error.message.split('\'').nth(1).unwrap_or_default();
        let path = named.trim_start_matches("./").trim_start_matches("../");
        !path.is_empty() && self.package.made_at_installation(path, named).is_some()
    }

    fn missing_package(&self) -> Option<Compared> {
        let name = missing_package(&self.error.message).filter(|_| self.is_not_found())?;
        if let Some(unmet) = self.scene.unmet.iter().find(|unmet| unmet.name == name && unmet.found.is_none())
        {
            let whose = unmet.by.as_deref().map(|by| format!(", which {by} needs")).unwrap_or_default();
            let text = format!("needs {name}{whose}: it is not installed in the project");
            return Some(Compared::because(Reason::MissingDependency, text));
        }
        // A dependency has declarations of its own, which are not known here.
        if !self.is_own() || self.scene.present.contains(name) {
            return None;
        }
        let declared =
            self.package.manifest().map_or(DependencyKind::Nowhere, |manifest| manifest.declared(name));
        match (declared, self.scene.deps) {
            (DependencyKind::Optional | DependencyKind::OptionalPeer, _) => {
                Some(Compared::needs_optional(name))
            }
            (DependencyKind::Dependency | DependencyKind::Peer, Deps::None) => {
                let text = format!("needs {name}: with --deps none there is no dependency");
                Some(Compared::because(Reason::MissingDependency, text))
            }
            (DependencyKind::Dependency | DependencyKind::Peer, _) => {
                let text = format!("needs {name}, which is declared and was not installed");
                Some(Compared::because(Reason::MissingDependency, text))
            }
            _ => None,
        }
    }

    /// The code says so itself, as `try { require(…) } catch { throw … }` does.
    fn optional_package(&self) -> Option<Compared> {
        let manifest = self.package.manifest()?;
        let is_optional = |name: &str| {
            matches!(manifest.declared(name), DependencyKind::Optional | DependencyKind::OptionalPeer)
        };
        let fields =
            ["peerDependencies", "optionalDependencies"].into_iter().filter_map(|field| manifest.get(field));
        let mut names = fields.filter_map(|node| match &node.value {
            JsonContent::Object(members) => Some(members.iter().map(|member| member.key.value.as_str())),
            _ => None,
        });
        let name = names.find_map(|mut names| {
            names.find(|name| {
                let is_said = ['"', '\'', '`']
                    .iter()
                    .any(|quote| self.error.message.contains(&format!("{quote}{name}{quote}")));
                is_said && is_optional(name) && !self.scene.present.contains(*name)
            })
        })?;
        Some(Compared::needs_optional(name))
    }

    fn browser_global(&self) -> Option<Compared> {
        let name = self.error.message.strip_suffix(" is not defined")?;
        BROWSER.contains(&name).then(|| {
            let text = format!("its own code asks for \"{name}\", which only browsers have");
            Compared::because(Reason::BrowserGlobal, text)
        })
    }

    fn dependency(&self) -> Option<Compared> {
        if self.error.code == "SyntaxError"
            && let Some(other) = requested_module(&self.error.message).filter(|name| self.is_of_another(name))
        {
            let text = format!("{other} does not have a name that is imported from it");
            return Some(Compared::because(Reason::Dependency, text));
        }
        let place = place(self.error)?;
        let (name, _) = split(&place)?;
        (!self.is_own()).then(|| {
            let text = format!("it fails in another package, {name}");
            Compared::because(Reason::Dependency, text)
        })
    }

    /// The reason for a failure that the text of the files could have told.
    fn of_the_text(&self) -> Option<Compared> {
        let words = [" before initialization", " is not defined in ES module scope"];
        let is_reference = self.error.code == "ReferenceError"
            && words.iter().any(|words| self.error.message.contains(words));
        if !is_reference && !OF_THE_TEXT.contains(&self.error.code.as_str()) {
            return None;
        }
        if let Some(specifier) = missing_specifier(&self.error.message).filter(|_| self.is_not_found()) {
            if !self.is_written(specifier) {
                return Some(Compared::because(Reason::Runtime, "it asks for a name that it computes"));
            }
            if self.scene.warnings.iter().any(|warning| warning.contains(specifier)) {
                let text =
                    "it fails where the static verdict only warns: whether that runs, running it shows";
                return Some(Compared::because(Reason::Runtime, text));
            }
        }
        Some(Compared::because(Reason::Static, "Node cannot load it: the static verdict is wrong"))
    }

    fn is_not_found(&self) -> bool {
        self.error.code.ends_with("MODULE_NOT_FOUND")
    }

    /// Tells whether it happens in a file that is packed, as far as Node says.
    fn is_own(&self) -> bool {
        let Some(place) = place(self.error) else { return true };
        let Some((name, file)) = split(&place) else { return true };
        name == self.package.name() && self.package.files().get(file).is_some()
    }

    fn is_of_another(&self, specifier: &str) -> bool {
        let name = package_of(specifier);
        !specifier.starts_with(['.', '/', '#'])
            && !specifier.starts_with("node:")
            && name != self.package.name()
    }

    /// Tells whether the missing specifier stands as a text in the file that asks.
    fn is_written(&self, specifier: &str) -> bool {
        let Some(place) = place(self.error) else { return true };
        let Some((_, file)) = split(&place) else { return true };
        let text =
            String::from_utf8_lossy(self.package.files().contents(file).unwrap_or_default()).into_owned();
        // Node says where a relative path leads. The code has the end of that path, perhaps without the ending.
        let written = specifier.rsplit('/').next().unwrap_or(specifier);
        let is_path = specifier.starts_with('/');
        ['"', '\'', '`'].iter().any(|quote| {
            if is_path {
                text.contains(&format!("{written}{quote}")) || text.contains(&stem(written, *quote))
            } else {
                text.contains(&format!("{quote}{specifier}{quote}"))
            }
        })
    }
}

/// `x` and a quote, for `x.js`.
fn stem(file: &str, quote: char) -> String {
    format!("{}{quote}", file.rsplit_once('.').map_or(file, |(stem, _)| stem))
}

/// The package that a message of Node misses.
fn missing_package(message: &str) -> Option<&str> {
    let specifier = missing_specifier(message)?;
    (!specifier.starts_with(['.', '/', '#'])).then(|| package_of(specifier))
}

/// `x` of "Cannot find package 'x'" and of "Cannot find module 'x'".
fn missing_specifier(message: &str) -> Option<&str> {
    let rest =
        message.strip_prefix("Cannot find package '").or(message.strip_prefix("Cannot find module '"))?;
    rest.split_once('\'').map(|(specifier, _)| specifier)
}

/// `x` of "The requested module 'x'".
fn requested_module(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("requested module '")?;
    rest.split_once('\'').map(|(specifier, _)| specifier)
}

/// The name that a specifier begins with.
fn package_of(specifier: &str) -> &str {
    let scope = if specifier.starts_with('@') { specifier.find('/').map_or(0, |slash| slash + 1) } else { 0 };
    let end =
        specifier.get(scope..).and_then(|rest| rest.find('/')).map_or(specifier.len(), |end| scope + end);
    specifier.get(..end).unwrap_or(specifier)
}

/// The file that asks, or that throws, as Node names it.
fn place(error: &NodeError) -> Option<String> {
    let after = |words: &str| error.message.split_once(words).map(|(_, rest)| rest);
    // `import` names the file that asks behind "imported from", `require` first in its stack.
    let asking = after(" imported from ").or_else(|| after("Require stack:\n- "));
    if let Some(rest) = asking {
        return Some(rest.split(['\n', ' ']).next().unwrap_or_default().to_owned());
    }
    let from_stack = error.stack.split(['(', '\n', ' ']).map(|word| word.trim_start_matches("file://"));
    // A place in a stack trace is a path with a line and a column behind colons.
    let mut places = from_stack.filter(|word| word.contains("/node_modules/") && word.contains(':'));
    places.next().and_then(|word| word.split(':').next()).map(str::to_owned)
}

/// The package that a file is in, and its place there.
fn split(place: &str) -> Option<(&str, &str)> {
    // The last `node_modules` counts, as a package may be installed below another.
    let (_, rest) = place.rsplit_once("/node_modules/")?;
    let name = package_of(rest);
    rest.get(name.len()..)?.strip_prefix('/').map(|file| (name, file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files::FileTree, report::smoke::Unmet};

    const OWN: &str = "\nRequire stack:\n- /node_modules/p/a.js";

    fn reason(code: &str, message: &str) -> Reason {
        let manifest = r#"{"name":"p","dependencies":{"dep":"1"},"peerDependencies":{"opt":"1"},
            "peerDependenciesMeta":{"opt":{"optional":true}}}"#;
        let package = Package::new(FileTree::of([
            ("package.json", manifest),
            ("a.js", "require('./gone'); require('dep'); require('opt'); require(`./${x}`)"),
        ]));
        let unmet = Unmet { name: "lost".to_owned(), range: "1".to_owned(), found: None, by: None };
        let scene = Scene { deps: Deps::None, unmet: vec![unmet], ..Scene::default() };
        let (message, stack) = match message.split_once(" @ ") {
            Some((message, place)) => (message, format!("Error\n    at f (file://{place}:1:2)")),
            None => (message, String::new()),
        };
        let message = message.replace('~', OWN);
        let error = NodeError { code: code.to_owned(), message, stack, denied: None };
        why(&package, &scene, &error).reason.unwrap()
    }

    #[test]
    fn failures_have_reasons() {
        for (code, message, expected) in [
            ("TIME_OUT", "", Reason::TimeOut),
            ("Error", "no key @ /node_modules/p/a.js", Reason::Runtime),
            ("Error", "no key @ /node_modules/other/a.js", Reason::Dependency),
            ("Error", "no key @ /node_modules/.pnpm/p@1/node_modules/p/a.js", Reason::Runtime),
            ("Error", "install \"opt\" first @ /node_modules/p/a.js", Reason::OptionalDependency),
            ("Error", "no option \"dep\" @ /node_modules/p/a.js", Reason::Runtime),
            ("ReferenceError", "window is not defined @ /node_modules/p/a.js", Reason::BrowserGlobal),
            ("ReferenceError", "windows is not defined @ /node_modules/p/a.js", Reason::Runtime),
            ("ReferenceError", "Cannot access 'a' before initialization", Reason::Static),
            ("MODULE_NOT_FOUND", "Cannot find module './gone'~", Reason::Static),
            ("MODULE_NOT_FOUND", "Cannot find module './b'~", Reason::Runtime),
            ("MODULE_NOT_FOUND", "Cannot find module 'dep'~", Reason::MissingDependency),
            ("MODULE_NOT_FOUND", "Cannot find module 'opt/sub'~", Reason::OptionalDependency),
            ("MODULE_NOT_FOUND", "Cannot find module 'lost'~", Reason::MissingDependency),
            ("MODULE_NOT_FOUND", "Cannot find module './x/y.node'~", Reason::NativeAddon),
            (
                "SyntaxError",
                "The requested module 'dep' does not provide an export named 'x'",
                Reason::Dependency,
            ),
            (
                "SyntaxError",
                "The requested module './b.js' does not provide an export named 'x'",
                Reason::Static,
            ),
            ("ERR_PACKAGE_PATH_NOT_EXPORTED", "Package subpath './x' is not defined", Reason::Static),
        ] {
            assert_eq!(reason(code, message), expected, "{code} {message}");
        }
    }
}
