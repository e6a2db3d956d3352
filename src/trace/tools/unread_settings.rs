//! Finds the settings of a bundler that are code: what they make of the build is not known.

use crate::{
    module::source::read_source,
    text::Span,
    trace::{
        tools::{bundler_config::BundlerConfig, known_bundlers::KnownBundler},
        unread::{UnreadPart, UnreadReason},
    },
};

/// The settings that name outputs. Where they are code, the names of bundles are found by what these export.
const NAMES: [&str; 5] = ["entryFileNames", "fileName", "filename", "outExtension", "outExtensions"];

/// The settings that run code, or copy.
const CODE: [&str; 6] = ["onSuccess", "hooks", "writeBundle", "closeBundle", "buildEnd", "copy"];

/// The settings of a configuration that cannot be read: entries and folders that the command line does not overrule, names, and code
/// that may write anything.
pub fn unread_settings(
    bundler: &KnownBundler,
    config: &BundlerConfig<'_>,
    has_entries: bool,
    has_folder: bool,
) -> Vec<UnreadPart> {
    let part = |why: UnreadReason, span: Span| UnreadPart::of_file(&config.path, why, Some(span));
    let keys = |all: &'static [&'static str]| all.iter().copied().filter(|key| !key.starts_with('-'));
    let computed = |key: &'static str| {
        let places = config.places(key).into_iter();
        places.filter(|(_, is_plain)| !is_plain).map(move |(span, _)| (key, span))
    };
    let entries = keys(bundler.entries).filter(|_| !has_entries).flat_map(computed);
    let entries = entries.map(|(_, span)| part(UnreadReason::ComputedEntries, span).deciding());
    let folders = keys(bundler.folder).filter(|_| !has_folder).flat_map(computed);
    let folders = folders.map(|(key, span)| part(UnreadReason::ComputedSetting(key), span).deciding());
    let names = NAMES.into_iter().flat_map(computed);
    let names = names.map(|(key, span)| part(UnreadReason::ComputedSetting(key), span));
    let code = CODE.into_iter().flat_map(|key| config.places(key).into_iter().map(move |it| (key, it.0)));
    let code = code.map(|(key, span)| part(UnreadReason::CodeSetting(key), span));
    let all: Vec<UnreadPart> = entries.chain(folders).chain(names).chain(code).collect();
    all.into_iter().chain(copying_plugins(config)).collect()
}

/// The plugins that copy files, by their names.
fn copying_plugins(config: &BundlerConfig<'_>) -> Vec<UnreadPart> {
    let module = read_source(&config.path, config.text);
    let requests = module.into_iter().flat_map(|module| module.requests).map(|request| request.specifier);
    let copying = requests.filter(|it| it.value.contains("copy") && !it.value.starts_with('.'));
    copying
        .map(|it| UnreadPart::of_file(&config.path, UnreadReason::CopyingPlugin(it.value), Some(it.span)))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::trace::{plan::plan, source_tree::SourceTree};

    /// The parts of a build that are not read, each with its line, and an exclamation mark if nothing is certain then.
    fn unread(build: &str, file: &str, text: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","scripts":{{"build":"{build}"}}}}"#);
        let files =
            [("package.json", manifest.as_str()), (file, text), ("src/index.js", ""), ("src/a.js", "")];
        let tree = SourceTree::of(files);
        let plan = plan(&tree, None, &[]);
        let line = |file: &str, start: u32| {
            let text = tree.text(file).unwrap_or_default();
            text.get(..start as usize).unwrap_or_default().matches('\n').count() + 1
        };
        let shown = |part: &crate::trace::unread::UnreadPart| {
            let at = part.at.as_ref().map(|at| format!("{}:{}", at.file, line(&at.file, at.span.start)));
            let mark = if part.is_command { "!" } else { "" };
            format!("{mark}{:?} {}", part.why, at.unwrap_or_default())
        };
        plan.unread.iter().map(shown).collect()
    }

    #[test]
    fn settings_that_are_code_are_told_with_their_lines() {
        for (build, file, text, expected) in [
            (
                "rollup -c",
                "rollup.config.js",
                "export default {\n  input: list(),\n  output: { dir: 'd' } }",
                vec!["!ComputedEntries rollup.config.js:2"],
            ),
            (
                "rollup -c",
                "rollup.config.js",
                "export default { input: 'src/a.js',\n  output: { file: pkg.main } }",
                vec!["!ComputedSetting(\"file\") rollup.config.js:2"],
            ),
            (
                "rollup -c",
                "rollup.config.js",
                "export default { input: 'src/a.js',\n output: { dir: 'd',\n entryFileNames: it => it.name } }",
                vec!["ComputedSetting(\"entryFileNames\") rollup.config.js:3"],
            ),
            (
                "rollup -c",
                "rollup.config.js",
                "\nimport copy from 'rollup-plugin-copy'\nexport default { input: 'src/a.js', output: { dir: 'd' }, plugins: [copy({})] }",
                vec!["CopyingPlugin(\"rollup-plugin-copy\") rollup.config.js:2"],
            ),
            ("rollup -c", "none.js", "", vec!["!NoConfig package.json:1"]),
            ("swc src -d d --config-file gone.json", "none.js", "", vec!["!NoConfig package.json:1"]),
            ("swc src -d d --config-file swc.json", "swc.json", "{}", vec![]),
            (
                "rollup -c",
                "rollup.config.js",
                "import pkg from './package.json'\nconst input = 'src/a.js'\nexport default { input, output: { file: pkg.name } }",
                vec![],
            ),
            (
                "tsup",
                "tsup.config.ts",
                "export default {\n  outDir: process.env.OUT,\n  onSuccess: 'cp a d' }",
                vec![
                    "!ComputedSetting(\"outDir\") tsup.config.ts:2",
                    "CodeSetting(\"onSuccess\") tsup.config.ts:3",
                ],
            ),
            ("tsup -d d src/a.js", "tsup.config.ts", "export default { entry: list(), outDir: out }", vec![]),
            (
                "unbuild",
                "build.config.ts",
                "export default { entries: [{ builder: 'mkdist', input: 'src/' }],\n hooks: { 'build:done'() {} } }",
                vec!["!ComputedEntries build.config.ts:1", "CodeSetting(\"hooks\") build.config.ts:2"],
            ),
            (
                "vite build",
                "vite.config.js",
                "export default { build: { lib: {\n entry: entries } } }",
                vec!["!ComputedEntries vite.config.js:2"],
            ),
            ("vite build", "vite.config.js", "export default {}", vec!["!Site "]),
            (
                "webpack",
                "webpack.config.js",
                "module.exports = { output: { path: __dirname + '/d' } }",
                vec!["!ComputedSetting(\"path\") webpack.config.js:1"],
            ),
            (
                "babel src -d d",
                "babel.config.js",
                "module.exports = {\n ignore: list() }",
                vec!["ComputedKey(\"ignore\") babel.config.js:2"],
            ),
            ("babel src -d d", "babel.config.js", "module.exports = { ignore: ['a'] } // only: no", vec![]),
            ("babel $SRC -d d", "a.js", "", vec!["!Expanded package.json:1"]),
            ("babel src -d d --ignore 'a$' --only '$b'", "a.js", "", vec![]),
            ("babel src/a.js > d/a.js", "a.js", "", vec!["!Redirected package.json:1"]),
            ("echo {} > d/package.json && eslint $X && tsc -v > log.txt", "tsconfig.json", "{}", vec![]),
            (
                "gulp && grunt x",
                "gulpfile.js",
                "",
                vec!["!UnknownProgram package.json:1", "!UnknownProgram package.json:1"],
            ),
            (
                "tsc",
                "tsconfig.json",
                "{\n \"extends\": \"./gone.json\" }",
                vec!["AbsentBase(\"./gone.json\") tsconfig.json:2"],
            ),
            (
                "tsup",
                "tsup.config.ts",
                "export default { entry: ['src/a.js'], outDir: 'd', format: ['esm'] }",
                vec![],
            ),
            (
                "rollup -c",
                "rollup.config.js",
                "export default { input: 'src/a.js', output: { dir: 'd', entryFileNames: '[name].js' } }",
                vec![],
            ),
        ] {
            assert_eq!(unread(build, file, text), expected, "{build} {text}");
        }
    }
}
