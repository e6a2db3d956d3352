//! A source map, or the sources that it maps to, are not packed.

use serde::Deserialize;

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    files::FileTree,
    path::{PackagePath, beside},
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
    text::Span,
};

rule! {
    /// A source map that a file names, or the sources that a map names, are not packed.
    ///
    /// ## Why it matters
    ///
    /// Debuggers and bundlers that read source maps ask for the file and do not find it; some warn each consumer. A map without its
    /// sources shows empty files, and "go to definition" leads nowhere.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "files": ["dist/**/*.js"] }
    /// ```
    ///
    /// Pack the maps, with the sources in them (`"inlineSources": true` in tsconfig.json), or make none:
    ///
    /// ```json
    /// { "files": ["dist"] }
    /// ```
    "incomplete-source-map", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let files = facts.package.files();
    let (mut unpacked, mut hollow) = (Vec::new(), Vec::new());
    for (path, _) in files.iter() {
        let contents = files.contents(path.as_str()).unwrap_or_default();
        if path.as_str().ends_with(".map") {
            hollow.extend(lacking_source(files, path, contents).map(|source| (path, source)));
        } else if may_have_map(path) {
            unpacked.extend(missing_map(files, path, contents).map(|missing| (path, missing)));
        }
    }
    if let Some((path, (map, span))) = unpacked.first() {
        let message =
            format!("{path} names the source map {map}, which is not packed{}", more(unpacked.len()));
        let at = PackagePlace { file: (*path).clone(), span: *span };
        let help = "pack the maps, or let the build write none".to_owned();
        findings.add(finding(&RULE, Some(at), message, Some(help)));
    }
    if let Some((path, source)) = hollow.first() {
        let message =
            format!("{path} maps to {source}, which is neither packed nor in the map{}", more(hollow.len()));
        let help = "let the build put the sources into the maps, or pack the sources".to_owned();
        findings.add(finding(&RULE, None, message, Some(help)));
    }
}

fn more(all: usize) -> String {
    match all {
        0 | 1 => String::new(),
        2 => ", and it is so with another file".to_owned(),
        all => format!(", and it is so with {} other files", all - 1),
    }
}

fn may_have_map(path: &PackagePath) -> bool {
    let name = path.file_name();
    matches!(path.extension(), ".js" | ".mjs" | ".cjs" | ".css")
        || [".d.ts", ".d.mts", ".d.cts"].iter().any(|end| name.ends_with(end))
}

/// The bytes at the end of a file in which the map is named.
const TAIL: usize = 400;
const NAMES: &[u8] = b"# sourceMappingURL=";

/// Returns the map that the last comment of a file names, if it is not packed.
fn missing_map(files: &FileTree, path: &PackagePath, contents: &[u8]) -> Option<(String, Span)> {
    let tail_at = contents.len().saturating_sub(TAIL);
    let tail = contents.get(tail_at..)?;
    let at = memchr::memmem::rfind(tail, NAMES)?;
    let begins_comment = tail.get(..at)?.ends_with(b"//") || tail.get(..at)?.ends_with(b"/*");
    let from = at + NAMES.len();
    let rest = tail.get(from..)?;
    let length = rest.iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'*').count();
    let after = rest.get(length..)?;
    // The same words in a string, as in the code of a bundler, have more code behind them.
    let is_last = after.iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, b'*' | b'/'));
    let url = std::str::from_utf8(rest.get(..length)?).ok()?;
    // A URL (`https:`, `data:`), an escape and a part of an expression (`' + name`) are no path of a packed file.
    let is_file =
        !url.is_empty() && !url.contains([':', '%', '$', '?', '"', '\'', '`', '+']) && !url.starts_with('/');
    let map = beside(path.directory(), url).filter(|_| begins_comment && is_last && is_file)?;
    let start = u32::try_from(tail_at + from).ok()?;
    let span = Span::new(start, start.saturating_add(u32::try_from(length).ok()?));
    files.get(&map).is_none().then_some((map, span))
}

/// The parts of a source map that name its sources.
#[derive(Deserialize)]
struct SourceMap {
    #[serde(default)]
    sources: Vec<Option<String>>,
    #[serde(default, rename = "sourceRoot")]
    root: Option<String>,
}

/// Returns the first source of a map that is neither packed nor embedded.
fn lacking_source(files: &FileTree, path: &PackagePath, contents: &[u8]) -> Option<String> {
    // Before the map is parsed, which takes long for a map of many megabytes.
    if memchr::memmem::find(contents, b"\"sourcesContent\"").is_some() {
        return None;
    }
    let map: SourceMap = serde_json::from_slice(contents).ok()?;
    let root = map.root.unwrap_or_default();
    map.sources.into_iter().flatten().find_map(|source| {
        let source =
            if root.is_empty() { source } else { format!("{}/{source}", root.trim_end_matches('/')) };
        // A source such as `webpack://p/src/a.ts` is a name that the bundler made up.
        let is_path = !source.is_empty() && !source.contains(':') && !source.starts_with('/');
        let inside = beside(path.directory(), &source).filter(|_| is_path)?;
        files.get(&inside).is_none().then_some(inside)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let mut all = vec![("package.json", r#"{"main":"a.js"}"#)];
        all.extend(files);
        messages("incomplete-source-map", &all)
    }

    #[test]
    fn maps_and_sources_that_are_not_packed_are_counted() {
        for (files, expected) in [
            (
                vec![("a.js", "f()\n//# sourceMappingURL=a.js.map\n")],
                "a.js names the source map a.js.map, which is not packed",
            ),
            (
                vec![
                    ("a.js", "f()\n//# sourceMappingURL=a.js.map"),
                    ("b.css", "a{}/*# sourceMappingURL=maps/b.css.map */"),
                    ("c.d.ts", "//# sourceMappingURL=c.d.ts.map"),
                ],
                "a.js names the source map a.js.map, which is not packed, and it is so with 2 other files",
            ),
            (
                vec![
                    ("a.js", ""),
                    ("lib/a.js.map", r#"{"version":3,"sources":["../src/a.ts"],"mappings":""}"#),
                ],
                "lib/a.js.map maps to src/a.ts, which is neither packed nor in the map",
            ),
        ] {
            assert_eq!(found(&files), [expected], "{files:?}");
        }
    }

    #[test]
    fn what_is_packed_embedded_or_elsewhere_is_silent() {
        for files in [
            vec![
                ("a.js", "//# sourceMappingURL=a.js.map"),
                ("a.js.map", r#"{"sources":["a.ts"],"sourcesContent":[""]}"#),
            ],
            vec![("a.js", "//# sourceMappingURL=data:application/json;base64,e30=")],
            vec![("a.js", "//# sourceMappingURL=https://example.org/a.js.map")],
            vec![("a.js", "const mark = '//# sourceMappingURL=a.js.map'; f()")],
            vec![("a.js", "code += '//# sourceMappingURL=' + name")],
            vec![("a.js", ""), ("a.js.map", r#"{"sources":["src/a.ts"]}"#), ("src/a.ts", "")],
            vec![("a.js", ""), ("a.js.map", r#"{"sources":["webpack://p/src/a.ts"]}"#)],
            vec![("a.js", ""), ("a.js.map", "no json")],
        ] {
            assert!(found(&files).is_empty(), "{files:?}");
        }
    }
}
