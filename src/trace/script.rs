//! Reads the scripts of package.json down to the commands that run, in their order.
//!
//! `npm run x` and its like are followed, with their pre- and post-scripts; a program that only runs another is unwrapped.

pub(super) mod command;
mod origin;
mod unwrap;

use crate::{
    json::JsonNode,
    manifest::shell::{self, Joined},
    trace::{
        glob::{Glob, GlobOptions},
        paths::joined,
        script::{
            command::ScriptCommand,
            origin::ScriptOrigin,
            unwrap::{UnwrappedCommand, seen_through, seen_through_once, without_assignments},
        },
        unread::UnreadReason,
    },
};

/// The limits of how deep scripts may call scripts, and of how many commands may run.
const DEPTH: usize = 16;
const RUNS: usize = 1_000;

/// The commands of a script, and those that cannot be followed, with the reason.
pub fn runs(
    manifest: &JsonNode,
    source: &str,
    name: &str,
) -> (Vec<ScriptCommand>, Vec<(String, UnreadReason)>) {
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
    manifest: &'m JsonNode,
    /// The text of package.json.
    source: &'m str,
    runs: Vec<ScriptCommand>,
    unread: Vec<(String, UnreadReason)>,
    open: Vec<String>,
    beside: bool,
}

impl BuildScriptReader<'_> {
    /// Reads a script with its pre- and post-script, as npm runs them.
    fn script(&mut self, name: &str, directory: &str) {
        for name in [format!("pre{name}"), name.to_owned(), format!("post{name}")] {
            self.own(&name, directory);
        }
    }

    fn own(&mut self, name: &str, directory: &str) {
        let Some(node) = self.manifest.get("scripts").and_then(|scripts| scripts.get(name)) else { return };
        let Some(text) = node.as_str() else { return };
        if self.open.iter().any(|open| open == name) || self.open.len() >= DEPTH {
            return self.unread.push((format!("npm run {name}"), UnreadReason::CallsItself));
        }
        self.open.push(name.to_owned());
        let origin = ScriptOrigin::new(name, node, self.source);
        self.commands(text, directory, Some(&origin));
        self.open.pop();
    }

    fn commands(&mut self, text: &str, directory: &str, origin: Option<&ScriptOrigin<'_>>) {
        let mut folders = vec![directory.to_owned()];
        for command in shell::commands(text) {
            // Each level of parentheses has its own folder: `(cd a && b)` leaves the folder of what follows
            // as it is.
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
                span: origin.map(|origin| origin.span(command.start, command.end)),
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
                    // The commands of an inner line have no place of their own in package.json, so they get
                    // that of the whole command.
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
