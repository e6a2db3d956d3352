//! A nested package.json has "exports" or "imports" that nobody reads.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    manifest::Manifest,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{author::is_for_show, finding},
    },
};

rule! {
    /// A package.json below the root has `"exports"`, or `"imports"` that no file of its folder asks for, which nobody reads.
    ///
    /// ## Why it matters
    ///
    /// Node, TypeScript and bundlers read `"exports"` of the package.json that the package is installed with, and of no other one. From
    /// one in a folder they take `"type"` and, where the root has no `"exports"`, `"main"` and its kin; and `"imports"`, for the files
    /// of that folder alone.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "main": "../dist/server.cjs", "exports": { "import": "../dist/server.mjs" } }
    /// ```
    ///
    /// With that in `server/package.json`, say so in the package.json of the root:
    ///
    /// ```json
    /// { "exports": { "./server": { "import": "./dist/server.mjs", "require": "./dist/server.cjs" } } }
    /// ```
    "unread-exports", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let nested: Vec<&Manifest> =
        facts.package.manifests().filter(|manifest| is_nested(facts, manifest)).collect();
    let place = |manifest: &Manifest, field: &str| {
        let node = manifest.get(field)?;
        Some(PackagePlace { file: manifest.path().clone(), span: node.span })
    };
    let exports = nested.iter().filter(|manifest| has_exports(manifest));
    findings
        .extend(diagnostic("exports", exports.filter_map(|manifest| place(manifest, "exports")).collect()));
    // Of a copy of the root's package.json one finding says enough.
    let imports =
        nested.iter().filter(|manifest| !has_exports(manifest) && manifest.get("imports").is_some());
    let imports = imports.take(MOST_FOLDERS).filter(|manifest| has_unread_imports(facts, manifest));
    findings
        .extend(diagnostic("imports", imports.filter_map(|manifest| place(manifest, "imports")).collect()));
}

fn has_exports(manifest: &Manifest) -> bool {
    let exports = manifest.get("exports");
    exports.is_some_and(|exports| exports.as_object().is_some() || exports.as_str().is_some())
}

/// Tells whether no file of the folder has a name of "imports" in its text.
fn has_unread_imports(facts: &Facts<'_>, manifest: &Manifest) -> bool {
    let members = manifest.get("imports").and_then(|imports| imports.as_object()).unwrap_or_default();
    // The part before a `*` is in the text of a request.
    let names = members.iter().map(|member| member.key.value.split('*').next().unwrap_or_default());
    let names: Vec<&str> = names.filter(|name| name.len() > 1 && name.starts_with('#')).collect();
    let files = facts.package.files();
    let texts = || files.under(manifest.path().directory()).filter(|(path, _)| *path != manifest.path());
    let asks = |text: &[u8]| names.iter().any(|name| memchr::memmem::find(text, name.as_bytes()).is_some());
    let all_known = !names.is_empty() && names.len() == members.len() && names.len() <= MOST_NAMES;
    all_known && !texts().any(|(path, _)| asks(files.contents(path.as_str()).unwrap_or_default()))
}

/// The number of folders whose files are searched, and of names in each file.
const MOST_FOLDERS: usize = 20;
const MOST_NAMES: usize = 50;

fn diagnostic(field: &str, mut found: Vec<PackagePlace>) -> Option<Diagnostic> {
    // `manifests` has no order, and the first one is named.
    found.sort();
    let mut found = found.into_iter();
    let first = found.next()?;
    let also: Vec<PackagePlace> = found.collect();
    let more = match also.len() {
        0 => String::new(),
        1 => ", nor of 1 other folder".to_owned(),
        more => format!(", nor of {more} other folders"),
    };
    let message = format!("nobody reads \"{field}\" of {}{more}", first.file);
    let help = match field {
        "imports" => "leave it out: it is for the files of that folder, and none of them asks for its names",
        _ => "say it in \"exports\" of the root, and leave it out there",
    };
    let help = help.to_owned();
    Some(Diagnostic { also, ..finding(&RULE, Some(first), message, Some(help)) })
}

/// Tells whether a package.json is neither the root's nor that of a package that is packed along, nor one by whose name its own
/// files may import it.
fn is_nested(facts: &Facts<'_>, manifest: &Manifest) -> bool {
    let path = manifest.path();
    let names_itself =
        || manifest.get("name").and_then(|name| name.as_str()).is_some_and(|name| names(facts, name));
    let is_packed_along = || path.as_str().split('/').any(|part| part == "node_modules");
    !path.directory().is_empty()
        && !path.is_outside()
        // A template is a project of its own.
        && !is_for_show(path.as_str())
        && !is_packed_along()
        && !names_itself()
}

/// Tells whether a module asks for a package of this name.
fn names(facts: &Facts<'_>, name: &str) -> bool {
    let graph = facts.nodes.first().map(|node| &node.linkage.graph);
    let requests = graph.into_iter().flat_map(|graph| graph.iter()).flat_map(|(_, module)| &module.requests);
    requests.map(|edge| edge.request.specifier.value.as_str()).any(|specifier| {
        specifier.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(path: &str, nested: &str, code: &str) -> Vec<String> {
        let files = [("package.json", r#"{"name":"p","main":"a.js"}"#), ("a.js", code), (path, nested)];
        messages("unread-exports", &files)
    }

    #[test]
    fn exports_of_a_folder() {
        assert_eq!(
            found("sub/package.json", r#"{"exports":"./a.js"}"#, ""),
            ["nobody reads \"exports\" of sub/package.json"]
        );
    }

    #[test]
    fn imports_of_a_folder() {
        let expected = ["nobody reads \"imports\" of sub/package.json"];
        assert_eq!(found("sub/package.json", r##"{"imports":{"#x":"./a.js"}}"##, "require('#x')"), expected);
        let both = found("sub/package.json", r##"{"imports":{"#x":"./a.js"},"exports":"./a.js"}"##, "");
        assert_eq!(both, ["nobody reads \"exports\" of sub/package.json"]);
        for (code, imports) in [
            ("require('#x')", r##"{"#x":"./a.js"}"##),
            ("import('#x/' + name)", r##"{"#x/*":"./*.js"}"##),
            ("export {}", "{}"),
            ("export {}", r##"{"#*":"./*.js"}"##),
        ] {
            let nested = format!(r#"{{"imports":{imports}}}"#);
            let files = [
                ("package.json", r#"{"name":"p","main":"a.js"}"#),
                ("a.js", "require('./sub/b')"),
                ("sub/package.json", nested.as_str()),
                ("sub/b.js", code),
            ];
            assert!(messages("unread-exports", &files).is_empty(), "{code} {imports}");
        }
    }

    #[test]
    fn what_is_read_is_silent() {
        for (path, nested, code) in [
            ("sub/package.json", r#"{"main":"./a.js","type":"module"}"#, ""),
            ("node_modules/a/package.json", r#"{"exports":"./a.js"}"#, ""),
            ("sub/package.json", r#"{"name":"s","exports":"./a.js"}"#, "require('s/x')"),
        ] {
            assert!(found(path, nested, code).is_empty(), "{path} {nested}");
        }
    }
}
