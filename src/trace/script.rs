//! Reads the scripts of package.json down to the commands that run, in their order.
//!
//! `npm run x` and its like are followed, with their pre- and post-scripts; a program that only runs another is unwrapped.

mod budget;
pub(super) mod command;
mod origin;
mod unwrap;

use std::rc::Rc;

use crate::{
    hash::HashMap,
    json::JsonNode,
    manifest::shell::{self, Joined},
    path::parent,
    trace::{
        glob::{Glob, GlobOptions},
        paths::joined,
        script::{
            budget::ScriptBudget,
            command::{ScriptCommand, ScriptPlace},
            origin::ScriptOrigin,
            unwrap::{UnwrappedCommand, seen_through, seen_through_once, without_assignments},
        },
        unread::{UnreadPart, UnreadReason},
    },
};

/// The limit of how deep scripts may call scripts.
const DEPTH: usize = 16;

/// The calls that are told of those that cannot be followed.
const MOST_UNREAD: usize = 64;

/// The commands of a script, and those that cannot be followed, with the reason.
pub fn runs(
    manifest: &JsonNode,
    source: &str,
    name: &str,
    is_package: &dyn Fn(&str) -> bool,
) -> (Vec<ScriptCommand>, Vec<UnreadPart>) {
    let scripts = manifest.get("scripts").and_then(JsonNode::as_object).unwrap_or_default();
    let mut reader = BuildScriptReader {
        // Of several of one name the last counts.
        scripts: scripts.iter().map(|member| (member.key.value.as_str(), &member.value)).collect(),
        names: scripts.iter().map(|member| member.key.value.as_str()).collect(),
        source,
        is_package,
        runs: Vec::new(),
        unread: Vec::new(),
        open: Vec::new(),
        calls: Vec::new(),
        beside: false,
        budget: ScriptBudget::new(),
    };
    reader.script(name, "");
    if reader.budget.is_spent() {
        let place = reader.scripts.get(name).map(|node| node.span);
        reader.unread.push(UnreadPart::of_command(format!("npm run {name}"), UnreadReason::TooMuch, place));
    }
    (reader.runs, reader.unread)
}

struct BuildScriptReader<'m> {
    scripts: HashMap<&'m str, &'m JsonNode>,
    /// The names of the scripts, in the order of package.json.
    names: Vec<&'m str>,
    /// The text of package.json.
    source: &'m str,
    /// True for a folder with a package.json of its own.
    is_package: &'m dyn Fn(&str) -> bool,
    runs: Vec<ScriptCommand>,
    unread: Vec<UnreadPart>,
    open: Vec<String>,
    /// The places from which the scripts that are open were called, and that of the command that is read.
    calls: Vec<ScriptPlace>,
    beside: bool,
    budget: ScriptBudget,
}

impl BuildScriptReader<'_> {
    /// Reads a script with its pre- and post-script, as npm runs them.
    fn script(&mut self, name: &str, directory: &str) {
        for name in [format!("pre{name}"), name.to_owned(), format!("post{name}")] {
            if self.budget.allows(name.len()) {
                self.own(&name, directory);
            }
        }
    }

    fn own(&mut self, name: &str, directory: &str) {
        let Some(node) = self.scripts.get(name).copied() else { return };
        let Some(text) = node.as_str() else { return };
        if self.open.iter().any(|open| open == name) || self.open.len() >= DEPTH {
            return self.know_not(format!("npm run {name}"), UnreadReason::CallsItself);
        }
        if !self.budget.allows(text.len()) {
            return;
        }
        self.open.push(name.to_owned());
        let origin = ScriptOrigin::new(name, node, self.source);
        self.commands(text, directory, Some(&origin));
        self.open.pop();
    }

    fn commands(&mut self, text: &str, directory: &str, origin: Option<&ScriptOrigin<'_>>) {
        let mut folders: Vec<Rc<str>> = vec![directory.into()];
        for command in shell::commands(text) {
            // Each level of parentheses has its own folder: `(cd a && b)` leaves the folder of what follows
            // as it is.
            folders.truncate(command.depth + 1);
            while folders.len() <= command.depth {
                folders.push(folders.last().cloned().unwrap_or_else(|| "".into()));
            }
            let here = folders.last().cloned().unwrap_or_else(|| "".into());
            if !self.budget.allows(here.len()) {
                return;
            }
            let words = without_assignments(&command.words);
            if words.first().is_some_and(|word| word.text == "cd") {
                let target = words.get(1).map(|word| word.text.as_str()).unwrap_or_default();
                if let (Some(last), Some(path)) = (folders.last_mut(), joined(&here, target)) {
                    *last = path.into();
                }
                continue;
            }
            if !self.budget.allows_run(self.runs.len()) {
                return;
            }
            let written = text.get(command.start..command.end).unwrap_or_default();
            let run = ScriptCommand {
                words: words.to_vec(),
                directory: here.to_string(),
                command: written.split_whitespace().collect::<Vec<_>>().join(" "),
                script: origin.map(|origin| origin.script.to_owned()).unwrap_or_default(),
                span: origin.map(|origin| origin.span(command.start, command.end)),
                calls: Vec::new(),
                is_beside: self.beside || command.joined == Joined::Beside,
                is_otherwise: command.joined == Joined::Otherwise,
                writes_to: command.output,
            };
            self.run(run);
        }
    }

    fn run(&mut self, run: ScriptCommand) {
        let depth = self.calls.len();
        self.calls.extend(run.place());
        self.follow(run);
        self.calls.truncate(depth);
    }

    /// Remembers what is not read, at the call that leads to it.
    fn know_not(&mut self, what: String, why: UnreadReason) {
        let place = self.calls.last().map(|place| place.span);
        let part = UnreadPart::of_command(what, why, place);
        if self.unread.len() < MOST_UNREAD && !self.unread.contains(&part) {
            self.unread.push(part);
        }
    }

    fn push(&mut self, run: ScriptCommand) {
        self.runs.push(ScriptCommand { calls: self.calls.clone(), ..run });
    }

    fn follow(&mut self, run: ScriptCommand) {
        match seen_through(run) {
            UnwrappedCommand::Command(run) => self.push(run),
            UnwrappedCommand::Nothing => {}
            UnwrappedCommand::Scripts { names, directory, are_beside, is_optional } => {
                let before = self.beside;
                self.beside |= are_beside;
                for pattern in names {
                    for name in self.named(&pattern) {
                        self.called(&name, &directory, is_optional);
                    }
                }
                self.beside = before;
            }
            UnwrappedCommand::ScriptOrProgram { name, run } if self.has(&name) => {
                self.called(&name, &run.directory, true)
            }
            UnwrappedCommand::ScriptOrProgram { run, .. } => {
                if let UnwrappedCommand::Command(run) = seen_through_once(run) {
                    self.push(run);
                }
            }
            UnwrappedCommand::Elsewhere { run, why } => {
                self.unread.push(UnreadPart::of_command(run.command, why, run.span))
            }
            UnwrappedCommand::Lines { lines, run, are_beside } => {
                let before = self.beside;
                self.beside |= are_beside;
                for line in lines {
                    if !self.budget.allows(line.len() + run.directory.len()) {
                        break;
                    }
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

    fn called(&mut self, name: &str, directory: &str, is_optional: bool) {
        if !self.budget.allows(name.len()) {
            return;
        }
        // A package manager runs scripts of the nearest package.json, in its folder.
        let mut folders = std::iter::successors(Some(directory), |folder| parent(folder));
        if folders.any(|folder| !folder.is_empty() && (self.is_package)(folder)) {
            return self.know_not(format!("npm run {name}"), UnreadReason::AnotherPackage);
        }
        if self.has(name) {
            self.script(name, "");
        } else if !is_optional {
            self.know_not(format!("npm run {name}"), UnreadReason::NoScript);
        }
    }

    fn has(&self, name: &str) -> bool {
        self.scripts.contains_key(name)
    }

    /// The scripts that a name of npm-run-all stands for: `build:*` is any that begins so.
    fn named(&mut self, pattern: &str) -> Vec<String> {
        if !pattern.contains('*') {
            return vec![pattern.to_owned()];
        }
        // The pattern is compared with every name.
        if !self.budget.allows(pattern.len().saturating_mul(self.names.len())) {
            return Vec::new();
        }
        // Its separator is the colon.
        let glob = Glob::new(&pattern.replace(':', "/"), GlobOptions { dot: true, ..GlobOptions::default() });
        let names = self.names.iter().filter(|name| glob.matches(&name.replace(':', "/")));
        names.map(|name| (*name).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(scripts: &str) -> Vec<String> {
        let source = format!(r#"{{"scripts":{scripts}}}"#);
        let manifest = crate::json::parse(&source).unwrap();
        let (runs, unread) = runs(&manifest, &source, "build", &|folder| folder == "packages/a");
        let run = |run: &ScriptCommand| {
            let beside = if run.is_beside { "& " } else { "" };
            let at = if run.directory.is_empty() { String::new() } else { format!("{}: ", run.directory) };
            format!("{beside}{at}{}", run.arguments().join(" "))
        };
        runs.iter().map(run).chain(unread.iter().map(|part| format!("? {}", part.what))).collect()
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
            (r#"{"build":"node --run x && bun y","x":"a","y":"b"}"#, vec!["a", "b"]),
            (
                r#"{"build":"bun build src/a.ts && bun run build.ts && bun x.ts && bun test"}"#,
                vec!["? bun build src/a.ts", "? bun run build.ts", "? bun x.ts"],
            ),
            (r#"{"build":"npm run gone && npm run no --if-present"}"#, vec!["? npm run gone"]),
            (
                r#"{"build":"cd packages/a && npm run x && cd ../b && npm run x","x":"tsc"}"#,
                vec!["tsc", "? npm run x"],
            ),
        ] {
            assert_eq!(shown(scripts), expected, "{scripts}");
        }
    }

    #[test]
    fn scripts_that_ask_for_too_much_are_read_in_part() {
        let call = |name: &str| ["run-s", name, name, name, name, name, name, name, name].join(" ");
        let mut scripts: Vec<String> =
            (0..10).map(|nth| format!(r#""a{nth}":"{}""#, call(&format!("a{}", nth + 1)))).collect();
        scripts.push(r#""build":"run-s a0""#.to_owned());
        let read = shown(&format!("{{{}}}", scripts.join(",")));
        assert_eq!(read, ["? npm run a10", "? npm run build"]);
        scripts.push(r#""a10":"a""#.to_owned());
        let read = shown(&format!("{{{}}}", scripts.join(",")));
        assert_eq!((read.len(), read.last().unwrap().as_str()), (1_001, "? npm run build"));
        let patterns =
            format!(r#"{{"build":"run-s {}"{}}}"#, "x:* ".repeat(1_000), ",\"x:a\":\"\"".repeat(1_000));
        assert_eq!(shown(&patterns), ["? npm run build"]);
        let folders = format!(r#"{{"build":"{}a"}}"#, "cd aaaaaaaa && ".repeat(2_000));
        assert_eq!(shown(&folders), ["? npm run build"]);
    }

    #[test]
    fn programs_that_run_each_other_are_unwrapped_so_often() {
        for chain in ["npm exec npx ", "bun x npx ", "npx "] {
            let read = shown(&format!(r#"{{"build":"{}tsc"}}"#, chain.repeat(20_000)));
            assert_eq!(read.len(), 1, "{chain}");
            assert_eq!(shown(&format!(r#"{{"build":"{}tsc"}}"#, chain.repeat(3))), ["tsc"], "{chain}");
        }
    }

    #[test]
    fn a_command_knows_its_place_in_package_json() {
        let source = r#"{"scripts":{"build":"node -e \"x\" \u0026\u0026 babel 'ü' && tsc"}}"#;
        let manifest = crate::json::parse(source).unwrap();
        let (runs, _) = runs(&manifest, source, "build", &|_| false);
        let places: Vec<_> = runs
            .iter()
            .map(|run| source.get(run.span.unwrap().start as usize..run.span.unwrap().end as usize).unwrap())
            .collect();
        assert_eq!(places, [r#"node -e \"x\""#, "babel 'ü'", "tsc"]);
    }
}
