//! Bundlers that take their entries and the names of their bundles from package.json: microbundle and parcel.

use crate::{
    json::JsonNode,
    path::join,
    trace::{
        paths::with_extension,
        tools::{arguments::ToolArguments, bundler_config::manifest, effect::CommandPlace},
    },
};

/// The bundlers that read these fields of package.json.
const BUNDLERS: [&str; 2] = ["microbundle", "parcel"];

/// The entries that `"source"` names.
pub fn sources(bundler: &str, at: CommandPlace<'_, '_>) -> Vec<String> {
    let package = manifest(at).filter(|_| BUNDLERS.contains(&bundler));
    let source = package.as_ref().and_then(|package| package.get("source"));
    let all = source.into_iter().flat_map(|node| node.elements().iter().chain([node]));
    all.filter_map(|node| Some(node.as_str()?.to_owned())).collect()
}

/// The files that are made of an entry, alone or one of several; none where the bundler names them by their entries.
pub fn files(
    bundler: &str,
    entry: &str,
    is_alone: bool,
    arguments: &ToolArguments<'_>,
    at: CommandPlace<'_, '_>,
) -> Vec<String> {
    let Some(package) = manifest(at) else { return Vec::new() };
    match bundler {
        "microbundle" => microbundle(&package, entry, is_alone, arguments),
        "parcel" => parcel(&package, arguments),
        _ => Vec::new(),
    }
}

/// The fields whose files parcel makes of its entries.
const PARCEL_TARGETS: [&str; 3] = ["main", "module", "browser"];

fn parcel(package: &JsonNode, arguments: &ToolArguments<'_>) -> Vec<String> {
    if arguments.has(&["--dist-dir"]) {
        return Vec::new();
    }
    let targets = package.get("targets").and_then(JsonNode::as_object).unwrap_or_default();
    let own = targets.iter().map(|target| target.key.value.as_str());
    let names = PARCEL_TARGETS.into_iter().chain(own.filter(|name| !PARCEL_TARGETS.contains(name)));
    names.filter_map(|name| Some(package.get(name)?.as_str()?.to_owned())).collect()
}

/// The formats that microbundle writes by default.
const MICROBUNDLE_FORMATS: &str = "modern,es,cjs,umd";

/// The files have the name of `"main"`, each with the ending of the field for its format.
fn microbundle(
    package: &JsonNode,
    entry: &str,
    is_alone: bool,
    arguments: &ToolArguments<'_>,
) -> Vec<String> {
    let text = |key: &str| package.get(key).and_then(JsonNode::as_str);
    let main = arguments.value(&["-o", "--output"]).or(text("main")).unwrap_or("dist");
    let name = text("name").map_or("", |name| name.rsplit('/').next().unwrap_or(name));
    let stem = if has_extension(main) { stem(main) } else { join(main.trim_end_matches('/'), name) };
    let own = stem_of_name(entry);
    let folder = crate::path::parent(&stem).unwrap_or_default();
    let stem = if is_alone || own == "index" { stem } else { join(folder, &own) };
    let formats = arguments.value(&["-f", "--format"]).unwrap_or(MICROBUNDLE_FORMATS);
    formats.split(',').map(|format| format!("{stem}{}", ending(format, package))).collect()
}

/// The ending of the files of a format: what follows the first dot in the field for it.
fn ending(format: &str, package: &JsonNode) -> String {
    let text = |key: &str| package.get(key).and_then(JsonNode::as_str);
    let is_module = text("type") == Some("module");
    let named = match format {
        "es" | "esm" => text("module").filter(|path| !path.contains("src/")).or(text("jsnext:main")),
        "modern" => {
            let declared = package.get("exports").and_then(|exports| first_export(exports, is_module, 0));
            let syntax = || package.get("syntax").and_then(|syntax| syntax.get("esmodules")?.as_str());
            declared.or_else(syntax).or(text("esmodule"))
        }
        "umd" => text("umd:main").or(text("unpkg")),
        _ => text("cjs:main"),
    };
    let usual = match (format, is_module) {
        ("es" | "esm", true) => "x.esm.js",
        ("es" | "esm", false) => "x.esm.mjs",
        ("modern", true) => "x.modern.js",
        ("modern", false) => "x.modern.mjs",
        ("umd", _) => "x.umd.js",
        (_, true) => "x.cjs",
        (_, false) => "x.js",
    };
    let name = named.unwrap_or(usual);
    let name = name.rsplit('/').next().unwrap_or(name);
    name.find('.').and_then(|dot| name.get(dot..)).unwrap_or_default().to_owned()
}

/// The target that microbundle takes for its modern format.
fn first_export(exports: &JsonNode, is_module: bool, depth: usize) -> Option<&str> {
    const MOST_DEPTH: usize = 8;
    if depth > MOST_DEPTH || exports.as_str().is_some() {
        return exports.as_str();
    }
    let by_default = || exports.get("default").filter(|_| is_module);
    let next = exports.get(".").or_else(|| exports.get("import")).or_else(|| exports.get("module"));
    first_export(next.or_else(by_default)?, is_module, depth + 1)
}

fn has_extension(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && !ending.is_empty() && ending.chars().all(|char| char.is_ascii_lowercase())
    })
}

/// A path without the extension of a module, and without that of a format before it.
fn stem(path: &str) -> String {
    let stem = with_extension(path, "");
    let endings = [".umd", ".cjs", ".es", ".m"];
    let cut = endings.iter().find_map(|ending| stem.strip_suffix(ending)).map(str::to_owned);
    cut.unwrap_or(stem)
}

fn stem_of_name(path: &str) -> String {
    stem(path.rsplit('/').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use crate::trace::{plan::plan, source_tree::SourceTree};

    /// The bundles of a command, each with its entry.
    fn bundles(build: &str, fields: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"@s/p",{fields}"scripts":{{"build":"{build}"}}}}"#);
        let files = ["src/index.js", "src/other.js", "lib/main.ts"].map(|path| (path, ""));
        let tree = SourceTree::of(files.into_iter().chain([("package.json", manifest.as_str())]));
        let plan = plan(&tree, None, &[]);
        let shown = |bundle: &crate::trace::tools::effect::BundleEntry| {
            format!("{} {}/{}", bundle.entry, bundle.directory, bundle.name)
        };
        plan.steps.iter().flat_map(|step| &step.bundles).map(shown).collect()
    }

    #[test]
    fn the_fields_of_package_json_name_entries_and_bundles() {
        for (build, fields, expected) in [
            (
                "microbundle -f cjs,es",
                r#""source":"lib/main.ts","main":"dist/foo.cjs.js","module":"dist/foo.module.js","#,
                vec!["lib/main.ts dist/foo", "lib/main.ts dist/foo.module"],
            ),
            ("microbundle build -f cjs", "", vec!["src/index.js dist/p"]),
            (
                "microbundle src/other.js -o full/x.js -f modern",
                r#""exports":{".":{"import":"./a.modern.mjs"}},"#,
                vec!["src/other.js full/x.modern"],
            ),
            (
                "microbundle src/index.js src/other.js -f cjs",
                r#""main":"dist/p.js","#,
                vec!["src/index.js dist/p", "src/other.js dist/other"],
            ),
            (
                "parcel build",
                r#""source":"lib/main.ts","main":"dist/m.js","module":"esm/m.mjs","#,
                vec!["lib/main.ts dist/m", "lib/main.ts esm/m"],
            ),
            (
                "parcel build --no-cache src/other.js --dist-dir out",
                r#""main":"dist/m.js","#,
                vec!["src/other.js out/other"],
            ),
        ] {
            assert_eq!(bundles(build, fields), expected, "{build} {fields}");
        }
    }
}
