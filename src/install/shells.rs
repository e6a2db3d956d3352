//! Tests of the shell, and files of the package that a shell runs.

use crate::{
    entry_points::bins::bins,
    install::{
        arguments::{has_expansion, is_expanded},
        command::{InstallScriptReader, MOST_SCRIPTS},
        outcome::{RunOutcome, ScriptFault},
    },
    manifest::shell::ShellWord,
};

/// The longest file that is read as a script, in bytes.
const LONGEST_SCRIPT: usize = 16 * 1024;

impl InstallScriptReader<'_> {
    /// Evaluates `[ -f FILE ]` and `test ! -d FOLDER`, as far as they ask for a file of the package.
    pub(super) fn test(&self, name: &str, arguments: &[ShellWord]) -> RunOutcome {
        let arguments = match (name, arguments.split_last()) {
            ("[", Some((last, inner))) if last.text == "]" => inner,
            ("[", _) => return RunOutcome::Unknown,
            _ => arguments,
        };
        let (is_negated, asked) = match arguments {
            [not, asked @ ..] if not.text == "!" => (true, asked),
            asked => (false, asked),
        };
        let [operator, path] = asked else { return RunOutcome::Unknown };
        let Some(path) =
            self.packed_path(&path.text).filter(|_| !self.may_have_written && !is_expanded(path))
        else {
            return RunOutcome::Unknown;
        };
        let files = self.package.files();
        let (file, is_folder) = (files.get(&path), files.is_directory(&path));
        let holds = match operator.text.as_str() {
            "-f" => file.is_some(),
            "-d" => is_folder,
            "-e" | "-r" => file.is_some() || is_folder,
            "-s" => file.is_some_and(|(_, file)| file.size() > 0) || is_folder,
            _ => return RunOutcome::Unknown,
        };
        if holds != is_negated {
            return RunOutcome::Succeeds;
        }
        RunOutcome::Fails(ScriptFault::FailingTest { path, is_packed: is_negated })
    }

    /// Evaluates `sh FILE` and `sh -c "COMMANDS"`.
    pub(super) fn called_shell(&mut self, arguments: &[ShellWord]) -> RunOutcome {
        let is_flags = |word: &&ShellWord| {
            word.text.starts_with('-')
                && word.text.len() > 1
                && word.text.chars().skip(1).all(|it| "eux".contains(it))
        };
        let flags = arguments.iter().take_while(is_flags).count();
        let ends_at_failure = arguments.iter().take(flags).any(|word| word.text.contains('e'));
        match arguments.get(flags..) {
            Some([flag, script, ..]) if flag.text == "-c" => {
                let is_known = !script.is_expanded && !script.text.contains(['$', '`']);
                self.nested(script.text.clone(), is_known, ends_at_failure)
            }
            Some([file, ..]) if !file.text.starts_with('-') => self.shell_file(&file.text, ends_at_failure),
            _ => self.nested(String::new(), false, false),
        }
    }

    /// Evaluates a program of the package that is called by its path.
    pub(super) fn started(&mut self, file: &str) -> RunOutcome {
        let outcome = self.file(file);
        let Some(path) = self.packed_path(file).filter(|_| outcome == RunOutcome::Unknown) else {
            return outcome;
        };
        let files = self.package.files();
        let Some((_, found)) = files.get(&path).filter(|_| !self.may_have_written) else { return outcome };
        // npm makes commands of the package executable.
        let is_command = || bins(self.package).iter().any(|bin| bin.path == path);
        if found.mode & 0o111 == 0 && !is_command() {
            return RunOutcome::Fails(ScriptFault::NotExecutable(path));
        }
        outcome
    }

    fn shell_file(&mut self, file: &str, ends_at_failure: bool) -> RunOutcome {
        let outcome = self.file(file);
        let path = self.packed_path(file).filter(|_| outcome == RunOutcome::Unknown && !has_expansion(file));
        let text = path.and_then(|path| self.package.files().contents(&path));
        let text = text.filter(|text| text.len() <= LONGEST_SCRIPT && !self.may_have_written);
        match text.and_then(|text| std::str::from_utf8(text).ok()) {
            // A text that is handed to a command (`<<END`) holds no commands.
            Some(text) => self.nested(text.to_owned(), !text.contains("<<"), ends_at_failure),
            None => {
                self.may_have_written |= outcome == RunOutcome::Unknown;
                outcome
            }
        }
    }

    fn nested(&mut self, script: String, is_known: bool, ends_at_failure: bool) -> RunOutcome {
        if !is_known || self.depth == MOST_SCRIPTS {
            self.may_have_written = true;
            return RunOutcome::Unknown;
        }
        self.depth += 1;
        let outcome = self.shell(&script, ends_at_failure);
        self.depth -= 1;
        outcome
    }

    /// Tells whether a command is a packed file that Node runs and that asks for nothing, so that it can write nothing.
    pub(super) fn writes_nothing(&self, name: &str, arguments: &[ShellWord]) -> bool {
        let ("node", [file, ..]) = (name, arguments) else { return false };
        let path = self.packed_path(&file.text);
        let text = path.and_then(|path| self.package.files().contents(&path));
        let asks = |text: &str| {
            ["require", "import", "process.binding", "getBuiltinModule", "eval", "Function"]
                .iter()
                .any(|word| text.contains(word))
        };
        text.and_then(|text| std::str::from_utf8(text).ok()).is_some_and(|text| !asks(text))
    }
}
