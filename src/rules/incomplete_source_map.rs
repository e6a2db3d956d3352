//! A source map, or the sources that it maps to, are not packed.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, de::IgnoredAny};

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
            let inner = inner_map(contents);
            hollow
                .extend(inner.and_then(|map| lacking_source(files, path, &map)).map(|source| (path, source)));
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

/// Returns the map that the last comment of a file holds: `data:application/json;base64,…`.
fn inner_map(contents: &[u8]) -> Option<Vec<u8>> {
    let comment = contents.trim_ascii_end();
    let comment = comment.strip_suffix(b"*/").unwrap_or(comment).trim_ascii_end();
    let in_base_64 = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'+' | b'/' | b'=');
    let length = comment.iter().rev().take_while(in_base_64).count();
    let (before, encoded) = comment.split_at_checked(comment.len() - length)?;
    let start = before.strip_suffix(b";base64,")?;
    let start = start.strip_suffix(b";charset=utf-8").or_else(|| start.strip_suffix(b";charset=utf8"));
    let start = start.unwrap_or_else(|| before.strip_suffix(b";base64,").unwrap_or_default());
    let begins = start.strip_suffix(b"data:application/json")?.strip_suffix(NAMES)?;
    let is_comment = begins.ends_with(b"//") || begins.ends_with(b"/*");
    is_comment.then(|| BASE64_STANDARD.decode(encoded).ok())?
}

/// The parts of a source map that name its sources, or of the maps of its sections.
#[derive(Deserialize)]
struct SourceMap {
    #[serde(default)]
    sources: Vec<Option<String>>,
    #[serde(default, rename = "sourcesContent")]
    contents: Option<Vec<Option<IgnoredAny>>>,
    #[serde(default, rename = "sourceRoot")]
    root: Option<String>,
    // A section has no sections. The parser ends at a map that nests deeply.
    #[serde(default)]
    sections: Vec<MapSection>,
}

#[derive(Deserialize)]
struct MapSection {
    #[serde(default)]
    map: Option<SourceMap>,
}

/// Returns the first source of a map that is neither packed nor embedded.
fn lacking_source(files: &FileTree, path: &PackagePath, contents: &[u8]) -> Option<String> {
    if !may_lack(contents) {
        return None;
    }
    let mut map: SourceMap = serde_json::from_slice(contents).ok()?;
    let sections = std::mem::take(&mut map.sections).into_iter().filter_map(|section| section.map);
    [map].into_iter().chain(sections).find_map(|map| lacking_in(files, path, map))
}

/// Tells whether a map may lack a source, by a look at its text: parsing takes long for a map of many megabytes.
fn may_lack(contents: &[u8]) -> bool {
    const EMBEDDED: &[u8] = b"\"sourcesContent\"";
    let Some(at) = memchr::memmem::find(contents, EMBEDDED) else { return true };
    let list = contents.get(at + EMBEDDED.len()..).unwrap_or_default().trim_ascii_start();
    let list = list.strip_prefix(b":").map(<[u8]>::trim_ascii_start).and_then(|list| list.strip_prefix(b"["));
    let begins_with_text = list.is_some_and(|list| list.trim_ascii_start().starts_with(b"\""));
    // In a text, a quote has a backslash before it.
    let follows_text = |at: usize| {
        let before = contents.get(..at).unwrap_or_default().trim_ascii_end();
        let text = before.strip_suffix(b",").map(<[u8]>::trim_ascii_end).unwrap_or_default();
        text.ends_with(b"\"") && !text.ends_with(b"\\\"")
    };
    !begins_with_text
        || memchr::memmem::find(contents, b"\"sections\"").is_some()
        || memchr::memmem::find_iter(contents, b"null").any(follows_text)
}

fn lacking_in(files: &FileTree, path: &PackagePath, map: SourceMap) -> Option<String> {
    let root = map.root.unwrap_or_default();
    let mut embedded = map.contents.unwrap_or_default().into_iter();
    map.sources.into_iter().find_map(|source| {
        let is_embedded = embedded.next().flatten().is_some();
        let source = source.filter(|source| !is_embedded && is_path(source))?;
        let source =
            if root.is_empty() { source } else { format!("{}/{source}", root.trim_end_matches('/')) };
        // A path that leads out of the package is packed nowhere; one of the whole disk may be meant from the package's root.
        let inside = match source.strip_prefix('/') {
            Some(rooted) => Some(rooted.to_owned()).filter(|rooted| files.get(rooted).is_some()),
            None => beside(path.directory(), &source),
        };
        match inside.filter(|_| is_path(&source)) {
            Some(inside) => files.get(&inside).is_none().then_some(inside),
            None => is_path(&source).then_some(source),
        }
    })
}

/// Tells whether a source is the path of a file. `webpack://p/src/a.ts`, `<anon>`, `\0helpers` and `a.vue?type=style` are names that tools
/// made up.
fn is_path(source: &str) -> bool {
    let is_made_up = source.contains([':', '\0', '<', '?', '|', ' ']) || source.contains("virtual");
    // What has no ending is no file as a rule: `webpack/bootstrap`, `anonymous`.
    let has_ending = source.rsplit('/').next().is_some_and(|name| name.trim_start_matches('.').contains('.'));
    has_ending && !is_made_up
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
            (
                vec![("a.js", ""), ("a.js.map", r#"{"version":3,"sources":["../src/a.ts"],"mappings":""}"#)],
                "a.js.map maps to ../src/a.ts, which is neither packed nor in the map",
            ),
            (
                vec![
                    ("a.js", ""),
                    ("a.js.map", r#"{"sources":["b.ts","c.ts","d.ts"],"sourcesContent":["x",null,"x"]}"#),
                    ("b.js.map", r#"{"sources":["b.ts"],"sourcesContent":[]}"#),
                ],
                "a.js.map maps to c.ts, which is neither packed nor in the map, and it is so with another file",
            ),
            (
                vec![
                    ("a.js", ""),
                    (
                        "a.js.map",
                        r#"{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":{"version":3,"sources":["b.ts"]}}]}"#,
                    ),
                ],
                "a.js.map maps to b.ts, which is neither packed nor in the map",
            ),
            (
                vec![("a.js", ""), ("a.js.map", r#"{"sourceRoot":"/source/","sources":["b.ts"]}"#)],
                "a.js.map maps to /source/b.ts, which is neither packed nor in the map",
            ),
            (
                // {"sources":["a.ts"]}
                vec![(
                    "a.js",
                    "f()\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,eyJzb3VyY2VzIjpbImEudHMiXX0=\n",
                )],
                "a.js maps to a.ts, which is neither packed nor in the map",
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
            vec![
                ("a.js", ""),
                ("a.js.map", r#"{"sourceRoot":"/","sources":["src/a.ts"]}"#),
                ("src/a.ts", ""),
            ],
            vec![("a.js", ""), ("a.js.map", r#"{"sources":["webpack://p/src/a.ts"]}"#)],
            vec![("a.js", ""), ("a.js.map", "no json")],
            vec![("a.js", ""), ("a.js.map", r#"{"sources":["a.ts"],"sourcesContent":["return null; []"]}"#)],
            vec![
                ("a.js", ""),
                (
                    "a.js.map",
                    r#"{"sources":["\u0000helpers.js","<stdin>","a.vue?x","webpack/bootstrap","_virtual/a.js",null]}"#,
                ),
            ],
            vec![("a.js", ""), ("a.js.map", r#"{"sourceRoot":"https://example.org/","sources":["a.ts"]}"#)],
            vec![("a.js", ""), ("a.js.map", r#"{"sections":[{"url":"https://example.org/a.map"}]}"#)],
            // {"sources":["a.ts"],"sourcesContent":["x"]}
            vec![(
                "a.js",
                "//# sourceMappingURL=data:application/json;base64,eyJzb3VyY2VzIjpbImEudHMiXSwic291cmNlc0NvbnRlbnQiOlsieCJdfQ==",
            )],
        ] {
            assert!(found(&files).is_empty(), "{files:?}");
        }
    }
}
