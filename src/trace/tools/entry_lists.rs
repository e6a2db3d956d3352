//! Writes one more entry to where the entries of a bundler stand: in its configuration, as far as that is plain data, or on its
//! command line.

use crate::{
    manifest::shell::ShellWord,
    module::source::literal_places,
    text::Span,
    trace::{
        disk::BuildDisk,
        paths::{extension_of, relative},
        plan::BuildStep,
        source_path::SourcePath,
        tools::{
            arguments::ToolArguments,
            bundler::arguments,
            bundler_config::BundlerConfig,
            effect::CommandPlace,
            known_bundlers::{KnownBundler, find},
        },
    },
};

/// A file with one more entry, and the place of the entries in it.
pub struct ListedEntry {
    pub file: SourcePath,
    pub at: Span,
    pub text: String,
}

/// A list of entries in a configuration: names with paths, the names empty in an array.
type Entries = Vec<(String, String)>;

/// The configuration or the command of a step with one more entry; `None` where the entries are code, or make one file.
pub fn with_entry(
    step: &BuildStep,
    disk: &BuildDisk<'_>,
    name: &str,
    entry: &SourcePath,
) -> Option<ListedEntry> {
    let bundler = find(step.tool.name())?;
    let words: Vec<ShellWord> = step
        .words
        .iter()
        .skip(1)
        .map(|text| ShellWord { text: text.clone(), is_quoted: false, is_expanded: false })
        .collect();
    let arguments = arguments(bundler, &words);
    let path = relative(&step.directory, entry);
    if makes_one_file(bundler, &arguments, step, disk) {
        return None;
    }
    if let Some(last) = bundler.words(&arguments).last() {
        let manifest = disk.tree.text("package.json")?.trim_start_matches('\u{feff}');
        let text = with_word(manifest, step.span?, last, &styled(path, last))?;
        return Some(ListedEntry { file: "package.json".into(), at: step.span?, text });
    }
    let at = CommandPlace { disk, directory: &step.directory };
    let config = BundlerConfig::find(bundler, &arguments, at);
    let Some(config) = config.filter(|config| has_entries(config.text, bundler)) else {
        return with_first_words(step, disk, bundler, path);
    };
    let (span, known) = list(config.text, bundler)?;
    let written = config.text.get(span.start as usize..span.end as usize)?;
    let item = styled(path, &known.last()?.1);
    let value = with_item(written, name, &item)?;
    let text = replaced(config.text, span, &value)?;
    // The new text is read once more: a change that shows anything but one more entry is not made.
    let is_same = list(&text, bundler).is_some_and(|(_, now)| {
        let new = now.last().is_some_and(|(_, path)| *path == item);
        new && now.len() == known.len() + 1 && now.starts_with(&known)
    });
    let whole = disk.tree.text(&config.path)?.trim_start_matches('\u{feff}');
    let end = config.start + u32::try_from(config.text.len()).ok()?;
    Some(ListedEntry {
        file: config.path.as_str().into(),
        at: Span::new(config.start + span.start, config.start + span.end),
        text: replaced(whole, Span::new(config.start, end), &text).filter(|_| is_same)?,
    })
}

/// A bundler that is told the name of the file takes one entry.
fn makes_one_file(
    bundler: &KnownBundler,
    arguments: &ToolArguments<'_>,
    step: &BuildStep,
    disk: &BuildDisk<'_>,
) -> bool {
    let config = BundlerConfig::find(bundler, arguments, CommandPlace { disk, directory: &step.directory });
    let given = arguments.values(bundler.folder).into_iter().map(str::to_owned);
    let mut targets = given.chain(config.iter().flat_map(|config| config.folders(bundler)));
    targets.any(|target| matches!(extension_of(&target), ".js" | ".mjs" | ".cjs"))
}

/// The command with its entries by default and one more, where nothing names any.
fn with_first_words(
    step: &BuildStep,
    disk: &BuildDisk<'_>,
    bundler: &KnownBundler,
    path: &str,
) -> Option<ListedEntry> {
    let manifest = disk.tree.text("package.json")?.trim_start_matches('\u{feff}');
    let span = step.span?;
    let raw = manifest.get(span.start as usize..span.end as usize)?;
    // Only where the program is the first word, so that no other word is taken for it.
    let rest = raw.strip_prefix(step.words.first()?.as_str()).filter(|_| bundler.takes_words)?;
    let program = raw.strip_suffix(rest)?;
    let known = step.bundles.iter().map(|bundle| relative(&step.directory, &bundle.entry));
    let entries: Vec<&str> = known.chain([path]).collect();
    let is_default = !step.bundles.is_empty() && step.bundles.iter().all(|bundle| !bundle.is_named);
    let new = format!("{program} {}{rest}", entries.join(" "));
    let text = replaced(manifest, span, &new).filter(|_| is_default)?;
    Some(ListedEntry { file: "package.json".into(), at: span, text })
}

fn has_entries(config: &str, bundler: &KnownBundler) -> bool {
    let code = if config.trim_start().starts_with('{') { format!("({config})") } else { config.to_owned() };
    let mut keys = bundler.entries.iter().filter(|key| !key.starts_with('-'));
    keys.any(|key| !literal_places(&code, key).is_empty())
}

/// The only list of entries in a configuration.
fn list(config: &str, bundler: &KnownBundler) -> Option<(Span, Entries)> {
    let is_json = config.trim_start().starts_with('{');
    // An object by itself would be a block.
    let code = if is_json { format!("({config})") } else { config.to_owned() };
    let keys = bundler.entries.iter().filter(|key| !key.starts_with('-'));
    let mut found = keys.flat_map(|key| literal_places(&code, key));
    let (span, values) = found.next().filter(|_| found.next().is_none())?;
    let shift = u32::from(is_json);
    Some((Span::new(span.start.checked_sub(shift)?, span.end.checked_sub(shift)?), values?))
}

/// A path as its neighbour is written: with or without `./`, with or without its extension.
fn styled(path: &str, neighbour: &str) -> String {
    let dot = if neighbour.starts_with("./") { "./" } else { "" };
    let is_bare = extension_of(neighbour).is_empty() && !neighbour.contains('*');
    let path = if is_bare { path.strip_suffix(extension_of(path)).unwrap_or(path) } else { path };
    format!("{dot}{path}")
}

/// The command of a script with a word after another.
pub fn with_word(manifest: &str, command: Span, last: &str, word: &str) -> Option<String> {
    let raw = manifest.get(command.start as usize..command.end as usize)?;
    let end = raw.rfind(last)? + last.len();
    let quote = raw.get(end..)?.chars().take_while(|char| matches!(char, '\'' | '"' | '\\')).count();
    let at = command.start + u32::try_from(end + quote).ok()?;
    replaced(manifest, Span::new(at, at), &format!(" {word}"))
}

fn replaced(text: &str, span: Span, by: &str) -> Option<String> {
    Some(format!("{}{by}{}", text.get(..span.start as usize)?, text.get(span.end as usize..)?))
}

/// An array, an object or a string with one more item, written as the others are.
fn with_item(value: &str, name: &str, path: &str) -> Option<String> {
    let quote = value.chars().find(|char| matches!(char, '\'' | '"' | '`'))?;
    let path = format!("{quote}{path}{quote}");
    if value.starts_with(quote) {
        return Some(format!("[{value}, {path}]"));
    }
    let (open, rest) = value.split_at_checked(1)?;
    let (inner, close) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let item = match open {
        "[" => path,
        "{" => format!("{}: {path}", key(inner, name, quote)),
        _ => return None,
    };
    let trimmed = inner.trim_end();
    let (body, comma) = trimmed.strip_suffix(',').map_or((trimmed, ""), |body| (body, ","));
    let tail = inner.get(trimmed.len()..)?;
    let line = body.rsplit_once('\n').map(|(_, line)| line);
    let indent = line.map(|line| line.get(..line.len() - line.trim_start().len()).unwrap_or_default());
    let gap = indent.map_or_else(|| " ".to_owned(), |indent| format!("\n{indent}"));
    Some(format!("{open}{body},{gap}{item}{comma}{tail}{close}"))
}

/// A key of an object, with quotes where it needs them or the first one has them.
fn key(inner: &str, name: &str, quote: char) -> String {
    let is_quoted = inner.trim_start().starts_with(['\'', '"']);
    let is_word = name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '$');
    let is_plain = is_word && !name.starts_with(|char: char| char.is_ascii_digit());
    if is_quoted || !is_plain { format!("{quote}{name}{quote}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_written_as_the_others_are() {
        for (value, expected) in [
            ("['src/a.ts']", "['src/a.ts', 'src/b.ts']"),
            ("[\n  \"src/a.ts\",\n]", "[\n  \"src/a.ts\",\n  \"src/b.ts\",\n]"),
            ("'src/a.ts'", "['src/a.ts', 'src/b.ts']"),
            ("{ a: 'src/a.ts' }", "{ a: 'src/a.ts', b: 'src/b.ts' }"),
            ("{\"a\": \"src/a.ts\"}", "{\"a\": \"src/a.ts\", \"b\": \"src/b.ts\"}"),
        ] {
            assert_eq!(with_item(value, "b", "src/b.ts").as_deref(), Some(expected), "{value}");
        }
        assert_eq!(with_item("entries()", "b", "src/b.ts"), None);
    }

    #[test]
    fn a_path_is_written_as_its_neighbour_is() {
        for (neighbour, expected) in [
            ("src/a.ts", "src/b.ts"),
            ("./src/a.ts", "./src/b.ts"),
            ("src/a", "src/b"),
            ("src/*", "src/b.ts"),
        ] {
            assert_eq!(styled("src/b.ts", neighbour), expected);
        }
    }
}
