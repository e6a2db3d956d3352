//! From the scripts of package.json to the commands that run, in their order.
//!
//! `npm run x` and its like are followed, with their pre- and post-scripts; what only surrounds a command is seen through.

use crate::{
    json::Node,
    path::beside,
    text::Span,
    trace::{
        glob::{Glob, GlobOptions},
        shell::{self, Joined, Word},
    },
};

/// A command that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptCommand {
    pub words: Vec<Word>,
    /// The folder that it runs in, relative to the project; `""` is the project.
    pub directory: String,
    /// As it is written.
    pub command: String,
    /// The script that it stands in.
    pub script: String,
    /// Its place in package.json.
    pub span: Option<Span>,
    /// Whether it runs beside the one before, so that their order is open.
    pub is_beside: bool,
    /// Whether it runs only where another fails.
    pub is_otherwise: bool,
}

impl ScriptCommand {
    /// The words as plain texts.
    pub fn arguments(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }
}

/// How deep scripts may call scripts, and how many commands there may be.
const DEPTH: usize = 16;
const RUNS: usize = 1_000;

/// The commands of a script, and what could not be followed.
pub fn runs(manifest: &Node, source: &str, name: &str) -> (Vec<ScriptCommand>, Vec<(String, String)>) {
    let mut reader = BuildScriptReader {
        manifest,
        source,
        runs: Vec::new(),
        unread: Vec::new(),
        open: Vec::new(),
        beside: false,
    };
    reader.script(name, "");
    (reader.runs, reader.unread)
}

struct BuildScriptReader<'m> {
    manifest: &'m Node,
    /// The text of package.json.
    source: &'m str,
    runs: Vec<ScriptCommand>,
    unread: Vec<(String, String)>,
    open: Vec<String>,
    beside: bool,
}

impl BuildScriptReader<'_> {
    /// A script with the one before and the one after it, as npm runs them.
    fn script(&mut self, name: &str, directory: &str) {
        for name in [format!("pre{name}"), name.to_owned(), format!("post{name}")] {
            self.own(&name, directory);
        }
    }

    fn own(&mut self, name: &str, directory: &str) {
        let Some(node) = self.manifest.get("scripts").and_then(|scripts| scripts.get(name)) else { return };
        let Some(text) = node.as_str() else { return };
        if self.open.iter().any(|open| open == name) || self.open.len() >= DEPTH {
            return self.unread.push((format!("npm run {name}"), "it calls itself".to_owned()));
        }
        self.open.push(name.to_owned());
        let origin = ScriptOrigin { script: name, node };
        self.commands(text, directory, Some(&origin));
        self.open.pop();
    }

    fn commands(&mut self, text: &str, directory: &str, origin: Option<&ScriptOrigin<'_>>) {
        let mut folders = vec![directory.to_owned()];
        for command in shell::commands(text) {
            folders.truncate(command.depth + 1);
            while folders.len() <= command.depth {
                folders.push(folders.last().cloned().unwrap_or_default());
            }
            let here = folders.last().cloned().unwrap_or_default();
            let words = without_assignments(&command.words);
            if words.first().is_some_and(|word| word.text == "cd") {
                let target = words.get(1).map(|word| word.text.as_str()).unwrap_or_default();
                if let (Some(last), Some(path)) = (folders.last_mut(), joined(&here, target)) {
                    *last = path;
                }
                continue;
            }
            if self.runs.len() >= RUNS {
                return;
            }
            let written = text.get(command.start..command.end).unwrap_or_default();
            let run = ScriptCommand {
                words: words.to_vec(),
                directory: here,
                command: written.split_whitespace().collect::<Vec<_>>().join(" "),
                script: origin.map(|origin| origin.script.to_owned()).unwrap_or_default(),
                span: origin.map(|origin| origin.span(self.source, command.start, command.end)),
                is_beside: self.beside || command.joined == Joined::Beside,
                is_otherwise: command.joined == Joined::Otherwise,
            };
            self.run(run);
        }
    }

    fn run(&mut self, run: ScriptCommand) {
        match seen_through(run) {
            UnwrappedCommand::Command(run) => self.runs.push(run),
            UnwrappedCommand::Nothing => {}
            UnwrappedCommand::Scripts { names, directory, are_beside } => {
                let before = self.beside;
                self.beside |= are_beside;
                let names: Vec<String> = names.iter().flat_map(|pattern| self.named(pattern)).collect();
                for name in names {
                    self.script(&name, &directory);
                }
                self.beside = before;
            }
            UnwrappedCommand::ScriptOrProgram { name, run } if self.has(&name) => {
                self.script(&name, &run.directory)
            }
            UnwrappedCommand::ScriptOrProgram { run, .. } => {
                if let UnwrappedCommand::Command(run) = seen_through_once(run) {
                    self.runs.push(run);
                }
            }
            UnwrappedCommand::Elsewhere { run, why } => self.unread.push((run.command, why)),
            UnwrappedCommand::Lines { lines, run, are_beside } => {
                let before = self.beside;
                self.beside |= are_beside;
                for line in lines {
                    let from = self.runs.len();
                    self.commands(&line, &run.directory, None);
                    for inner in self.runs.iter_mut().skip(from) {
                        inner.script.clone_from(&run.script);
                        inner.span = run.span;
                    }
                }
                self.beside = before;
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.manifest.get("scripts").is_some_and(|scripts| scripts.get(name).is_some())
    }

    /// The scripts that a name of npm-run-all stands for: `build:*` is any that begins so.
    fn named(&self, pattern: &str) -> Vec<String> {
        let scripts =
            self.manifest.get("scripts").and_then(|scripts| scripts.as_object()).unwrap_or_default();
        if !pattern.contains('*') {
            return vec![pattern.to_owned()];
        }
        // Its separator is the colon.
        let glob = Glob::new(&pattern.replace(':', "/"), GlobOptions { dot: true, ..GlobOptions::default() });
        let names = scripts.iter().map(|member| member.key.value.clone());
        names.filter(|name| glob.matches(&name.replace(':', "/"))).collect()
    }
}

/// Where a script stands in package.json.
struct ScriptOrigin<'m> {
    script: &'m str,
    node: &'m Node,
}

impl ScriptOrigin<'_> {
    /// The place in package.json of a range of the unescaped script.
    fn span(&self, source: &str, start: usize, end: usize) -> Span {
        let raw = source.get(self.node.span.start as usize..self.node.span.end as usize).unwrap_or_default();
        let offsets = raw_offsets(raw);
        let at = |place: usize| {
            let offset = offsets.get(place).or(offsets.last()).copied().unwrap_or_default();
            self.node.span.start + u32::try_from(offset).unwrap_or_default()
        };
        Span::new(at(start), at(end))
    }
}

/// For each byte of an unescaped JSON string, where it begins in the text with its quotes; and the end.
fn raw_offsets(raw: &str) -> Vec<usize> {
    let mut offsets = Vec::new();
    let mut chars = raw.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => {
                let width = match chars.next() {
                    Some((_, 'u')) => {
                        let hex: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                        let code = u32::from_str_radix(&hex, 16).unwrap_or(0);
                        char::from_u32(code).map_or(2, char::len_utf8) // Half of a pair: four bytes in two.
                    }
                    _ => 1,
                };
                offsets.extend(std::iter::repeat_n(at, width));
            }
            '"' => {
                offsets.push(at);
                break;
            }
            _ => offsets.extend((0..char.len_utf8()).map(|nth| at + nth)),
        }
    }
    offsets
}

/// What a command is, once what surrounds it is taken away.
enum UnwrappedCommand {
    Command(ScriptCommand),
    /// It builds nothing.
    Nothing,
    Scripts {
        names: Vec<String>,
        directory: String,
        are_beside: bool,
    },
    /// `pnpm build`, `yarn babel`: a script, or a program where there is no script of that name.
    ScriptOrProgram {
        name: String,
        run: ScriptCommand,
    },
    /// Whole command lines among the arguments.
    Lines {
        lines: Vec<String>,
        run: ScriptCommand,
        are_beside: bool,
    },
    /// It runs somewhere that is no part of this project.
    Elsewhere {
        run: ScriptCommand,
        why: String,
    },
}

/// Takes away what surrounds a command, as often as something does.
fn seen_through(mut run: ScriptCommand) -> UnwrappedCommand {
    for _ in 0..DEPTH {
        let arguments = run.arguments();
        let Some((program, rest)) = arguments.split_first() else { return UnwrappedCommand::Nothing };
        let skipped = match (file_name(program), rest.first().copied()) {
            ("npm" | "pnpm" | "yarn" | "bun", _) => return package_manager(run),
            ("npx" | "bunx" | "pnpx", _) => 1 + options(rest, &["-p", "--package", "-c", "--call"]),
            ("cross-env" | "cross-env-shell" | "env", _) => {
                1 + rest.iter().take_while(|word| is_assignment(word) || word.starts_with('-')).count()
            }
            ("dotenv" | "dotenvx" | "env-cmd", _) => match rest.iter().position(|word| *word == "--") {
                Some(at) => at + 2,
                None => 1 + options(rest, &["-e", "-f", "-r"]),
            },
            ("time" | "nice" | "exec" | "command" | "builtin", _) => 1,
            ("sh" | "bash" | "zsh", Some("-c" | "-ec" | "-euc")) => return lines(run, 2, false),
            ("npm-run-all" | "npm-run-all2", _) => return run_all(run),
            ("run-s", _) => return scripts(&run, rest, false),
            ("run-p", _) => return scripts(&run, rest, true),
            ("concurrently" | "conc", _) => return concurrently(run),
            ("true" | "echo" | ":" | "exit" | "printf", _) => return UnwrappedCommand::Nothing,
            _ => return UnwrappedCommand::Command(run),
        };
        run.words = without_assignments(run.words.get(skipped..).unwrap_or_default()).to_vec();
    }
    UnwrappedCommand::Command(run)
}

/// The name of a program that may be given by its path: `./node_modules/.bin/babel`.
fn file_name(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or(program)
}

/// How many words at the front are options, the values of some included.
fn options(words: &[&str], with_value: &[&str]) -> usize {
    let mut count = 0;
    while let Some(word) = words.get(count).filter(|word| word.starts_with('-')) {
        count += if with_value.contains(word) { 2 } else { 1 };
        if *word == "--" {
            break;
        }
    }
    count
}

/// `npm run build`, `pnpm build`, `yarn workspace x build`, `npm exec babel`.
fn package_manager(mut run: ScriptCommand) -> UnwrappedCommand {
    let arguments: Vec<String> = run.arguments().iter().map(ToString::to_string).collect();
    let manager = file_name(arguments.first().map_or("", String::as_str)).to_owned();
    let mut directory = run.directory.clone();
    let mut at = 1;
    while let Some(option) = arguments.get(at).filter(|word| word.starts_with('-')) {
        let is_elsewhere =
            ["-w", "--workspace", "--workspaces", "-ws", "-r", "--recursive", "--filter", "-F"]
                .iter()
                .any(|other| option == other || option.starts_with(&format!("{other}=")));
        if is_elsewhere {
            return UnwrappedCommand::Elsewhere {
                run,
                why: "it runs in other packages of the workspace".to_owned(),
            };
        }
        if let "--prefix" | "-C" | "--dir" | "--cwd" = option.as_str() {
            let target = arguments.get(at + 1).map(String::as_str).unwrap_or_default();
            directory = joined(&directory, target).unwrap_or_default();
            at += 1;
        }
        at += 1;
    }
    let verb = arguments.get(at).map(String::as_str).unwrap_or_default();
    let rest: Vec<&str> = arguments.iter().skip(at + 1).map(String::as_str).collect();
    let runs_elsewhere = rest.iter().take_while(|word| **word != "--").any(|word| {
        ["-w", "--workspace", "--workspaces", "-ws"].contains(word) || word.starts_with("--workspace=")
    });
    match verb {
        "workspace" | "workspaces" => {
            UnwrappedCommand::Elsewhere { run, why: "it runs in another package of the workspace".to_owned() }
        }
        "run" | "run-script" | "rum" | "urn" if runs_elsewhere => {
            UnwrappedCommand::Elsewhere { run, why: "it runs in other packages of the workspace".to_owned() }
        }
        "run" | "run-script" | "rum" | "urn" => {
            let options = options(&rest, &[]);
            let name = rest.get(options).copied().unwrap_or_default();
            called(name, directory)
        }
        "exec" | "dlx" => exec(run, at, &rest, directory),
        "x" if manager == "npm" || manager == "bun" => exec(run, at, &rest, directory),
        "test" | "start" | "stop" | "restart" | "t" => called(verb, directory),
        "install" | "i" | "ci" | "add" | "publish" | "pack" | "version" | "link" | "audit" | "" => {
            UnwrappedCommand::Nothing
        }
        name if manager != "npm" && manager != "bun" => {
            let name = name.to_owned();
            run.words = run.words.get(at..).unwrap_or_default().to_vec();
            run.directory = directory;
            UnwrappedCommand::ScriptOrProgram { name, run }
        }
        _ => UnwrappedCommand::Nothing,
    }
}

fn called(name: &str, directory: String) -> UnwrappedCommand {
    UnwrappedCommand::Scripts { names: vec![name.to_owned()], directory, are_beside: false }
}

/// `npm exec -- babel src`
fn exec(mut run: ScriptCommand, at: usize, rest: &[&str], directory: String) -> UnwrappedCommand {
    let skipped = at + 1 + options(rest, &["-p", "--package", "-c", "--call"]);
    run.words = run.words.get(skipped..).unwrap_or_default().to_vec();
    run.directory = directory;
    seen_through_once(run)
}

/// Once more, for a command that another ran.
fn seen_through_once(run: ScriptCommand) -> UnwrappedCommand {
    match run.words.first().map(|word| file_name(&word.text)) {
        Some("npm" | "pnpm" | "yarn" | "bun") | None => UnwrappedCommand::Nothing,
        _ => seen_through(run),
    }
}

/// `npm-run-all a --parallel b c --sequential d`
fn run_all(run: ScriptCommand) -> UnwrappedCommand {
    let arguments = run.arguments();
    let is_beside = arguments.iter().any(|word| matches!(*word, "-p" | "--parallel"));
    scripts(&run, arguments.get(1..).unwrap_or_default(), is_beside)
}

fn scripts(run: &ScriptCommand, words: &[&str], are_beside: bool) -> UnwrappedCommand {
    let mut names = Vec::new();
    for word in words {
        match *word {
            "--" => break,
            word if word.starts_with('-') => {}
            word => names.push(word.split_whitespace().next().unwrap_or(word).to_owned()),
        }
    }
    UnwrappedCommand::Scripts { names, directory: run.directory.clone(), are_beside }
}

fn concurrently(run: ScriptCommand) -> UnwrappedCommand {
    let with_value = [
        "-n",
        "--names",
        "-c",
        "--prefix-colors",
        "-m",
        "--max-processes",
        "-p",
        "--prefix",
        "-l",
        "-s",
        "--success",
        "--restart-tries",
        "--restart-after",
        "-t",
        "--timestamp-format",
        "-i",
    ];
    let arguments = run.arguments();
    let mut lines = Vec::new();
    let mut at = 1;
    while let Some(word) = arguments.get(at) {
        match *word {
            word if with_value.contains(&word) => at += 1,
            word if word.starts_with('-') => {}
            word => lines.push(match word.split_once(':') {
                Some(("npm" | "pnpm" | "yarn" | "bun", name)) => format!("npm-run-all -p {name}"),
                _ => word.to_owned(),
            }),
        }
        at += 1;
    }
    UnwrappedCommand::Lines { lines, run, are_beside: true }
}

fn lines(run: ScriptCommand, skipped: usize, are_beside: bool) -> UnwrappedCommand {
    let line = run.words.get(skipped).map(|word| word.text.clone());
    UnwrappedCommand::Lines { lines: line.into_iter().collect(), run, are_beside }
}

/// The words after `NAME=value`.
fn without_assignments(words: &[Word]) -> &[Word] {
    let count = words.iter().take_while(|word| is_assignment(&word.text)).count();
    words.get(count..).unwrap_or_default()
}

fn is_assignment(word: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|char: char| char.is_ascii_digit())
            && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
    };
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// A path of a folder, as the project sees it; `None` where it leads out of it.
pub fn joined(directory: &str, path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') { None } else { beside(directory, &path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(scripts: &str) -> Vec<String> {
        let source = format!(r#"{{"scripts":{scripts}}}"#);
        let manifest = crate::json::parse(&source).unwrap();
        let (runs, unread) = runs(&manifest, &source, "build");
        let run = |run: &ScriptCommand| {
            let beside = if run.is_beside { "& " } else { "" };
            let at = if run.directory.is_empty() { String::new() } else { format!("{}: ", run.directory) };
            format!("{beside}{at}{}", run.arguments().join(" "))
        };
        runs.iter().map(run).chain(unread.iter().map(|(what, _)| format!("? {what}"))).collect()
    }

    #[test]
    fn scripts_are_followed_and_what_surrounds_a_command_is_seen_through() {
        for (scripts, expected) in [
            (r#"{"prebuild":"a","build":"b && c","postbuild":"d"}"#, vec!["a", "b", "c", "d"]),
            (r#"{"build":"npm run x -- y && npm test","prex":"a","x":"b","test":"t"}"#, vec!["a", "b", "t"]),
            (r#"{"build":"pnpm x && yarn run y && bun run z","x":"a","y":"b","z":"c"}"#, vec!["a", "b", "c"]),
            (r#"{"build":"run-s x:*","x:a":"1","x:b":"2","x:b:c":"3"}"#, vec!["1", "2"]),
            (r#"{"build":"npm-run-all x -p y z","x":"1","y":"2","z":"3"}"#, vec!["& 1", "& 2", "& 3"]),
            (r#"{"build":"concurrently -n a,b \"npm:x\" 'tsc -w'","x":"1"}"#, vec!["& 1", "& tsc -w"]),
            (r#"{"build":"NODE_ENV=x cross-env A=1 B=2 babel src"}"#, vec!["babel src"]),
            (
                r#"{"build":"npx --yes tsc && pnpm exec tsc -b && npm exec -- swc src"}"#,
                vec!["tsc", "tsc -b", "swc src"],
            ),
            (r#"{"build":"cd lib && (cd x && tsc) && babel ."}"#, vec!["lib/x: tsc", "lib: babel ."]),
            (r#"{"build":"sh -c 'a && b'"}"#, vec!["a", "b"]),
            (
                r#"{"build":"npm run build -w packages/a && pnpm -r build"}"#,
                vec!["? npm run build -w packages/a", "? pnpm -r build"],
            ),
            (r#"{"build":"npm run x","x":"npm run build"}"#, vec!["? npm run build"]),
            (r#"{"build":"yarn tsc && echo done"}"#, vec!["tsc"]),
        ] {
            assert_eq!(shown(scripts), expected, "{scripts}");
        }
    }

    #[test]
    fn a_command_knows_its_place_in_package_json() {
        let source = r#"{"scripts":{"build":"node -e \"x\" \u0026\u0026 babel 'ü' && tsc"}}"#;
        let manifest = crate::json::parse(source).unwrap();
        let (runs, _) = runs(&manifest, source, "build");
        let places: Vec<_> = runs
            .iter()
            .map(|run| source.get(run.span.unwrap().start as usize..run.span.unwrap().end as usize).unwrap())
            .collect();
        assert_eq!(places, [r#"node -e \"x\""#, "babel 'ü'", "tsc"]);
    }
}
