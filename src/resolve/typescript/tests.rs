//! Rows that TypeScript itself was asked (`__test__/declarations`).

use super::*;
use crate::files::FileTree;

fn rows(manifest: &str, files: &[&str], specifier: &str) -> String {
    let mut all = vec![("package.json", manifest)];
    all.extend(files.iter().map(|path| (*path, "")));
    let package = Package::new(FileTree::of(all));
    let resolver = TypeScriptResolver::new(&package);
    let row = |mode: TypesMode| {
        let found =
            resolver.resolve(TypesReferrer::Consumer, specifier, mode, mode.syntax(), TypesPass::Types);
        let fallback = if found.fell_back { "!" } else { "" };
        found.file.map_or("-".to_owned(), |file| format!("{file}{fallback}"))
    };
    let modes = [TypesMode::Node16Cjs, TypesMode::Node16Esm, TypesMode::Bundler, TypesMode::Node10];
    modes.map(row).join(" ")
}

#[test]
fn declarations_of_the_root() {
    for (manifest, files, expected) in [
        (r#"{"name":"p","main":"a.js"}"#, &["a.js", "a.d.ts"][..], "a.d.ts a.d.ts a.d.ts a.d.ts"),
        (
            r#"{"name":"p","types":"b.d.ts","main":"a.js"}"#,
            &["a.js", "b.d.ts"],
            "b.d.ts b.d.ts b.d.ts b.d.ts",
        ),
        (
            r#"{"name":"p","main":"a.js"}"#,
            &["a.js", "index.d.ts"],
            "index.d.ts index.d.ts index.d.ts index.d.ts",
        ),
        (
            r#"{"name":"p","main":"lib"}"#,
            &["lib/index.js", "lib/index.d.ts"],
            "lib/index.d.ts lib/index.d.ts lib/index.d.ts lib/index.d.ts",
        ),
        (
            r#"{"name":"p","exports":"./a.mjs"}"#,
            &["a.mjs", "a.d.mts", "index.d.ts"],
            "a.d.mts a.d.mts a.d.mts index.d.ts",
        ),
        (
            r#"{"name":"p","exports":{".":{"import":"./a.mjs","require":"./a.cjs","types":"./a.d.ts"}}}"#,
            &["a.mjs", "a.cjs", "a.d.ts"],
            "a.d.ts! a.d.ts! a.d.ts! -",
        ),
        (
            r#"{"name":"p","exports":{"types@<5":"./old.d.ts","types":"./new.d.ts"}}"#,
            &["old.d.ts", "new.d.ts"],
            "new.d.ts new.d.ts new.d.ts -",
        ),
        (
            r#"{"name":"p","types":"a.d.ts","typesVersions":{"<4":{"*":["old/*"]},">=4":{"*":["new/*"]}}}"#,
            &["a.d.ts", "old/a.d.ts", "new/a.d.ts"],
            "new/a.d.ts new/a.d.ts new/a.d.ts new/a.d.ts",
        ),
        (r#"{"name":"p","exports":{".":[null,"./a.js"]}}"#, &["a.js", "a.d.ts"], "a.d.ts a.d.ts a.d.ts -"),
    ] {
        assert_eq!(rows(manifest, files, "p"), expected, "{manifest}");
    }
}

#[test]
fn declarations_of_subpaths() {
    for (manifest, files, specifier, expected) in [
        (r#"{"name":"p"}"#, &["sub.js", "sub.d.ts"][..], "p/sub", "sub.d.ts - sub.d.ts sub.d.ts"),
        (r#"{"name":"p"}"#, &["sub.js", "sub.d.ts"], "p/sub.js", "sub.d.ts sub.d.ts sub.d.ts sub.d.ts"),
        (
            r#"{"name":"p","exports":{"./*":"./lib/*.js"}}"#,
            &["lib/a.js", "lib/a.d.ts"],
            "p/a",
            "lib/a.d.ts lib/a.d.ts lib/a.d.ts -",
        ),
        (
            r#"{"name":"p","exports":{"./lib/":"./lib/"}}"#,
            &["lib/a.js", "lib/a.d.ts"],
            "p/lib/a.js",
            "lib/a.d.ts lib/a.d.ts lib/a.d.ts lib/a.d.ts",
        ),
        (
            r#"{"name":"p","typesVersions":{"*":{"x":["lib/x.d.ts"]}}}"#,
            &["lib/x.d.ts"],
            "p/x",
            "lib/x.d.ts lib/x.d.ts lib/x.d.ts lib/x.d.ts",
        ),
        (
            r#"{"name":"p","exports":{"./s.css":"./s.css"}}"#,
            &["s.css", "s.d.css.ts"],
            "p/s.css",
            "s.d.css.ts s.d.css.ts s.d.css.ts s.d.css.ts",
        ),
    ] {
        assert_eq!(rows(manifest, files, specifier), expected, "{manifest} {specifier}");
    }
}
