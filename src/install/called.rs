//! The scripts of package.json that an install script runs by way of a package manager: `npm run build`.

use crate::{
    install::{
        arguments::{has_expansion, is_of_yarn},
        command::{InstallScriptReader, MOST_SCRIPTS, ScriptEnd, ScriptStart},
        outcome::{RunOutcome, ScriptFault},
    },
    manifest::shell::ShellWord,
};

impl<'p> InstallScriptReader<'p> {
    /// Evaluates `npm run NAME`, and `npm test` and `npm start`, which are short for it.
    pub(super) fn manager(&mut self, manager: &str, arguments: &[ShellWord]) -> RunOutcome {
        let arguments = without_quiet(arguments);
        let [first, rest @ ..] = arguments else { return self.anything() };
        // Another package.json may be the nearest one there.
        if !self.folder.is_empty() {
            return self.anything();
        }
        match (first.text.as_str(), rest) {
            ("run" | "run-script" | "rum" | "urn", rest) => match without_quiet(rest) {
                [name, rest @ ..] => self.run_script(manager, &name.text, without_quiet(rest).is_empty()),
                [] => self.anything(),
            },
            ("t" | "tst", rest) if manager == "npm" => self.run_script(manager, "test", rest.is_empty()),
            // npm runs server.js where there is no script "start".
            ("start", _) if self.package.files().get("server.js").is_some() => self.anything(),
            (name @ ("test" | "start"), rest) => self.run_script(manager, name, rest.is_empty()),
            // yarn and pnpm run a script by its name alone.
            (name, rest) if manager != "npm" && self.scripts.contains_key(name) && !is_of_yarn(name) => {
                self.run_script(manager, name, rest.is_empty())
            }
            _ => self.anything(),
        }
    }

    fn run_script(&mut self, manager: &str, name: &str, is_bare: bool) -> RunOutcome {
        if name.starts_with('-') || has_expansion(name) || self.depth == MOST_SCRIPTS {
            return self.anything();
        }
        match (self.scripts.get_key_value(name).map(|(name, script)| (*name, script.as_str())), manager) {
            (Some((name, Some(script))), _) => self.with_neighbours(name, script, manager),
            (Some(_), _) => self.anything(),
            // Both print the variables.
            (None, "npm" | "yarn") if name == "env" => RunOutcome::Succeeds,
            (None, "yarn") => {
                let outcome = self.tool(name);
                self.may_have_written |= outcome == RunOutcome::Unknown;
                outcome
            }
            // With `--if-present` behind the name, npm succeeds without the script.
            (None, _) if is_bare => RunOutcome::Fails(ScriptFault::MissingScript(name.to_owned())),
            (None, _) => self.anything(),
        }
    }

    /// The outcome of what may write any file.
    fn anything(&mut self) -> RunOutcome {
        self.may_have_written = true;
        RunOutcome::Unknown
    }

    /// Evaluates a script between those that npm and yarn run before and behind it by their names.
    fn with_neighbours(&mut self, name: &'p str, script: &'p str, manager: &str) -> RunOutcome {
        let neighbour = |reader: &Self, prefix| {
            let (name, script) = reader.scripts.get_key_value(format!("{prefix}{name}").as_str())?;
            // pnpm runs them only where its settings say so.
            Some((*name, script.as_str()?)).filter(|_| manager != "pnpm")
        };
        let (before, after) = (neighbour(self, "pre"), neighbour(self, "post"));
        let mut end = RunOutcome::Succeeds;
        for (name, script) in before.into_iter().chain([(name, script)]).chain(after) {
            match self.called(name, script) {
                RunOutcome::Succeeds => {}
                RunOutcome::Unknown => end = RunOutcome::Unknown,
                fails @ RunOutcome::Fails(_) => return fails,
            }
        }
        end
    }

    /// Evaluates a script that another one runs.
    fn called(&mut self, name: &'p str, script: &'p str) -> RunOutcome {
        let start = ScriptStart { name, depth: self.depth, may_have_written: self.may_have_written };
        if let Some(end) = self.known.get(&start) {
            self.may_have_written = end.may_have_written;
            return end.outcome.clone();
        }
        self.depth += 1;
        let outcome = self.script(script);
        self.depth -= 1;
        let end = ScriptEnd { outcome: outcome.clone(), may_have_written: self.may_have_written };
        self.known.insert(start, end);
        outcome
    }
}

/// Leaves out the words at the beginning by which a manager prints less.
fn without_quiet(words: &[ShellWord]) -> &[ShellWord] {
    let is_quiet = |word: &&ShellWord| matches!(word.text.as_str(), "-s" | "--silent" | "-q" | "--quiet");
    words.get(words.iter().take_while(is_quiet).count()..).unwrap_or_default()
}
