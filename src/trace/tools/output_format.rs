//! The option by which a tool writes CommonJS, and the text in which it says ES modules in its place.

use crate::{
    json::{self, JsonNode},
    manifest::shell::ShellWord,
    module::source::literal_places,
    path::join,
    text::Span,
    trace::{
        disk::BuildDisk,
        fixes::manifest::{replaced, with_members},
        paths::joined,
        plan::BuildStep,
        relaxed::relaxed_json,
        source_path::SourcePath,
        tools::{
            babel,
            bundler::arguments,
            bundler_config::BundlerConfig,
            config::declared_version,
            effect::{BuildTool, CommandPlace},
            known_bundlers::find,
            tsc::config_of,
        },
    },
};

/// A file with another option, the place of the option in it, and both in words.
pub struct FormatOption {
    pub file: SourcePath,
    pub at: Span,
    pub text: String,
    pub from: String,
    pub to: String,
}

/// The text with ES modules where a step writes CommonJS; `None` where it does not, or says so in no plain option.
pub fn as_modules(step: &BuildStep, disk: &BuildDisk<'_>) -> Option<FormatOption> {
    match step.tool {
        BuildTool::Swc => swc(step, disk),
        BuildTool::Tsc => tsc(step, disk),
        BuildTool::Babel => babel(step, disk),
        BuildTool::Esbuild => esbuild(step, disk),
        BuildTool::Sucrase => on_line(step, disk, &[(",imports", ""), ("imports,", "")]),
        BuildTool::Bundler("rollup" | "rolldown") => rollup(step, disk),
        _ => None,
    }
}

/// An option of the command line, the first of these that is there as a whole word, or in a list.
fn on_line(step: &BuildStep, disk: &BuildDisk<'_>, options: &[(&str, &str)]) -> Option<FormatOption> {
    let manifest = manifest(disk);
    let span = step.span?;
    let raw = manifest.get(span.start as usize..span.end as usize)?;
    let is_end = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric() && char != '-');
    options.iter().find_map(|(from, to)| {
        let (before, after) = raw.split_once(from)?;
        let is_whole = is_end(before.chars().next_back().filter(|_| !from.starts_with([',', ' '])))
            && is_end(after.chars().next().filter(|_| !from.ends_with(',')));
        let text = replaced(manifest, span, &format!("{before}{to}{after}")).filter(|_| is_whole)?;
        Some(option("package.json", span, text, (from, to)))
    })
}

fn option(file: &str, at: Span, text: String, (from, to): (&str, &str)) -> FormatOption {
    FormatOption { file: file.into(), at, text, from: from.to_owned(), to: to.to_owned() }
}

fn manifest<'t>(disk: &BuildDisk<'t>) -> &'t str {
    without_mark(disk.tree.text("package.json").unwrap_or_default())
}

/// A text without a byte order mark: places are counted so.
fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

/// The value of an option of the command line.
fn value<'s>(step: &'s BuildStep, names: &[&str]) -> Option<&'s str> {
    let mut words = step.words.iter().map(String::as_str);
    let mut found = None;
    while let Some(word) = words.next() {
        match word.split_once('=') {
            Some((name, value)) if names.contains(&name) => found = Some(value),
            None if names.contains(&word) => found = words.next(),
            _ => {}
        }
    }
    found
}

fn swc(step: &BuildStep, disk: &BuildDisk<'_>) -> Option<FormatOption> {
    let line = on_line(step, disk, &[("module.type=commonjs", "module.type=es6")]);
    line.or_else(|| {
        let name = value(step, &["--config-file"]).unwrap_or(".swcrc");
        let path = joined(&step.directory, name)?;
        let text = without_mark(disk.tree.text(&path)?);
        let document = relaxed_json(text)?;
        let kind = document.get("module")?.get("type")?;
        let is_other = kind.as_str().is_some_and(|kind| matches!(kind, "commonjs" | "umd" | "amd"));
        let new = replaced(text, kind.span, "\"es6\"").filter(|_| is_other)?;
        let words = (&*format!("\"type\": \"{}\"", kind.as_str()?), "\"type\": \"es6\"");
        Some(option(&path, kind.span, new, words))
    })
}

/// The modes in which tsc writes CommonJS.
const COMMONJS: [&str; 5] = ["commonjs", "none", "amd", "umd", "system"];

fn tsc(step: &BuildStep, disk: &BuildDisk<'_>) -> Option<FormatOption> {
    let at = CommandPlace { disk, directory: &step.directory };
    let config = config_of(&step.words, at)?;
    let new = match config.resolution.as_deref() {
        None | Some("nodenext" | "node16") => "nodenext",
        Some(_) => "es2022",
    };
    if let Some(given) = value(step, &["--module", "-m"]) {
        let is_other = COMMONJS.contains(&given.to_ascii_lowercase().as_str());
        let (from, to) = (format!(" {given}"), format!(" {new}"));
        return on_line(step, disk, &[(&from, &to)]).filter(|_| is_other);
    }
    let Some(place) = config.places.module else {
        let is_old = declared_version(at, "typescript").is_none_or(|(major, _)| major < 6);
        return with_new_option(&config.path, disk, ("module", new)).filter(|_| is_old);
    };
    let text = without_mark(disk.tree.text(&place.file)?);
    let is_other = COMMONJS.contains(&place.value.as_str());
    let changed = replaced(text, place.span, &format!("\"{new}\"")).filter(|_| is_other)?;
    let words = (&*format!("\"module\": \"{}\"", place.value), &*format!("\"module\": \"{new}\""));
    Some(option(&place.file, place.span, changed, words))
}

/// A configuration with an option that it does not have.
fn with_new_option(path: &str, disk: &BuildDisk<'_>, (key, value): (&str, &str)) -> Option<FormatOption> {
    let text = without_mark(disk.tree.text(path)?);
    let at = json::parse(text).ok()?.member("compilerOptions")?.key.span;
    let changed = with_members(text, "compilerOptions", &[(key.to_owned(), value.to_owned())])?;
    Some(option(path, at, changed, ("", &format!("\"{key}\": \"{value}\""))))
}

fn esbuild(step: &BuildStep, disk: &BuildDisk<'_>) -> Option<FormatOption> {
    let (cjs, iife, esm) = ("--format=cjs", "--format=iife", "--format=esm");
    if step.words.iter().any(|word| word.starts_with("--format")) {
        return on_line(step, disk, &[(cjs, esm), (iife, esm)]);
    }
    // Without an option, only what is bundled is written in another format.
    let is_bundle = step.words.iter().any(|word| word == "--bundle");
    let span = step.span.filter(|_| is_bundle)?;
    let text = replaced(manifest(disk), Span::new(span.end, span.end), &format!(" {esm}"))?;
    Some(option("package.json", span, text, ("", esm)))
}

fn rollup(step: &BuildStep, disk: &BuildDisk<'_>) -> Option<FormatOption> {
    let line = [("-f cjs", "-f es"), ("--format cjs", "--format es"), ("--format=cjs", "--format=es")];
    let on_line = on_line(step, disk, &line).filter(|_| value(step, &["-f", "--format"]).is_some());
    on_line.or_else(|| {
        let bundler = find(step.tool.name())?;
        let words: Vec<_> = step.words.iter().skip(1).map(|text| word(text)).collect();
        let at = CommandPlace { disk, directory: &step.directory };
        let config = BundlerConfig::find(bundler, &arguments(bundler, &words), at)?;
        let (span, from) = only_literal(config.text, "format")?;
        let is_other = matches!(from.as_str(), "cjs" | "commonjs");
        let quote = config.text.get(span.start as usize..)?.chars().next()?;
        let text = replaced(config.text, span, &format!("{quote}es{quote}")).filter(|_| is_other)?;
        Some(option(&config.path, span, text, (&format!("format: '{from}'"), "format: 'es'")))
    })
}

fn word(text: &str) -> ShellWord {
    ShellWord { text: text.to_owned(), is_quoted: false, is_expanded: false }
}

/// The only literal that a configuration gives for a key, with its place.
fn only_literal(text: &str, key: &str) -> Option<(Span, String)> {
    let found = literal_places(text, key);
    let [(span, Some(values))] = found.as_slice() else { return None };
    let [(name, value)] = values.as_slice() else { return None };
    let is_plain = name.is_empty() && text.get(span.start as usize..)?.starts_with(['"', '\'', '`']);
    is_plain.then(|| (*span, value.clone()))
}

fn babel(step: &BuildStep, disk: &BuildDisk<'_>) -> Option<FormatOption> {
    let named = value(step, &["--config-file"]).and_then(|path| joined(&step.directory, path));
    let usual = babel::CONFIGS.iter().map(|name| join(&step.directory, name));
    let mut paths = named.into_iter().chain(usual);
    paths.find_map(|path| {
        let text = without_mark(disk.tree.text(&path)?);
        let is_json = relaxed_json(text).is_some();
        // Other options in some environments: which one the build runs in is not known.
        if has_key(text, is_json, "env") {
            return None;
        }
        let (new, from, to) = without_plugin(text).or_else(|| with_preset(text, is_json))?;
        let at = place_of(text, &from);
        Some(option(&path, at, new, (&from, &to)))
    })
}

fn has_key(text: &str, is_json: bool, key: &str) -> bool {
    if is_json {
        relaxed_json(text).as_ref().and_then(|document: &JsonNode| document.get(key)).is_some()
    } else {
        !literal_places(text, key).is_empty()
    }
}

fn place_of(text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap_or_default() as u32;
    Span::new(start, start + part.len() as u32)
}

/// A name of a plugin or a preset with its quotes, where it stands once in a configuration.
fn only_name(text: &str, names: &[&str]) -> Option<(usize, String)> {
    let forms = names.iter().flat_map(|name| [format!("'{name}'"), format!("\"{name}\"")]);
    let found: Vec<_> = forms
        .flat_map(|form| text.match_indices(&form).map(|(at, _)| (at, form.clone())).collect::<Vec<_>>())
        .collect();
    match found.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// A configuration without the plugin that writes CommonJS, which stands in its list by its name alone.
fn without_plugin(text: &str) -> Option<(String, String, String)> {
    let names = ["@babel/plugin-transform-modules-commonjs", "@babel/transform-modules-commonjs"];
    let (at, name) = only_name(text, &names)?;
    let (before, after) = (text.get(..at)?, text.get(at + name.len()..)?);
    let (head, tail) = (before.trim_end(), after.trim_start());
    let new = match (head.strip_suffix(','), tail.strip_prefix(',')) {
        // `["name", { … }]` is one item.
        _ if head.ends_with('[') && tail.starts_with(',') && tail.get(1..)?.trim_start().starts_with('{') => {
            None
        }
        (Some(head), _) if tail.starts_with([',', ']']) => Some(format!("{head}{after}")),
        (None, Some(tail)) if head.ends_with('[') => Some(format!("{before}{}", tail.trim_start())),
        (None, None) if head.ends_with('[') && tail.starts_with(']') => Some(format!("{before}{after}")),
        _ => None,
    };
    Some((new?, name, String::new()))
}

/// A configuration whose preset leaves modules as they are.
fn with_preset(text: &str, is_json: bool) -> Option<(String, String, String)> {
    let (at, name) = only_name(text, &["@babel/preset-env", "@babel/env"])?;
    let quote = name.get(..1)?;
    let key = if is_json { format!("{quote}modules{quote}: false") } else { "modules: false".to_owned() };
    let code = if is_json { format!("({text})") } else { text.to_owned() };
    let given = literal_places(&code, "modules");
    if let [(span, Some(values))] = given.as_slice() {
        let shift = u32::from(is_json);
        let span = Span::new(span.start.checked_sub(shift)?, span.end.checked_sub(shift)?);
        let [(_, value)] = values.as_slice() else { return None };
        let is_other = matches!(value.as_str(), "commonjs" | "cjs" | "auto" | "umd" | "amd");
        let from = text.get(span.start as usize..span.end as usize)?.to_owned();
        return Some((replaced(text, span, "false").filter(|_| is_other)?, from, key));
    }
    let (before, after) = (text.get(..at)?, text.get(at + name.len()..)?);
    let options = after.trim_start().strip_prefix(',').map(str::trim_start);
    let is_pair =
        before.trim_end().strip_suffix('[').is_some_and(|head| head.trim_end().ends_with(['[', ',']));
    let new = match (is_pair, options) {
        _ if !given.is_empty() => return None,
        (true, Some(options)) => {
            let inner = options.strip_prefix('{')?;
            let start = text.len() - inner.len();
            let end = if inner.trim_start().starts_with('}') { " " } else { "," };
            format!("{} {key}{end}{inner}", text.get(..start)?)
        }
        (true, None) => format!("{before}{name}, {{ {key} }}{after}"),
        (false, _) => format!("{before}[{name}, {{ {key} }}]{after}"),
    };
    Some((new, name, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_leaves_modules_as_they_are() {
        for (text, is_json, expected) in [
            (
                r#"{"presets":["@babel/preset-env"]}"#,
                true,
                r#"{"presets":[["@babel/preset-env", { "modules": false }]]}"#,
            ),
            (
                r#"{"presets":[["@babel/preset-env", {"targets": "x"}], "b"]}"#,
                true,
                r#"{"presets":[["@babel/preset-env", { "modules": false,"targets": "x"}], "b"]}"#,
            ),
            (
                "export default { presets: ['a', ['@babel/env', {}]] }",
                false,
                "export default { presets: ['a', ['@babel/env', { modules: false }]] }",
            ),
            (
                "module.exports = { presets: [['@babel/env', { modules: 'cjs' }]] }",
                false,
                "module.exports = { presets: [['@babel/env', { modules: false }]] }",
            ),
        ] {
            assert_eq!(with_preset(text, is_json).unwrap().0, expected, "{text}");
        }
        for text in [
            "export default { presets: [['@babel/env', { modules: false }]] }",
            "export default { presets: [['@babel/env', { modules: given }]] }",
            "export default { presets: ['@babel/env'], overrides: [{ presets: ['@babel/env'] }] }",
        ] {
            assert_eq!(with_preset(text, false), None, "{text}");
        }
    }

    #[test]
    fn a_plugin_is_taken_out() {
        let name = "'@babel/plugin-transform-modules-commonjs'";
        for (before, expected) in [
            (format!("[{name}]"), "[]"),
            (format!("['a', {name}]"), "['a']"),
            (format!("[{name}, 'b']"), "['b']"),
            (format!("['a', {name}, 'b']"), "['a', 'b']"),
        ] {
            assert_eq!(without_plugin(&before).unwrap().0, expected);
        }
        assert_eq!(without_plugin(&format!("[[{name}, {{ loose: true }}]]")), None);
    }
}
