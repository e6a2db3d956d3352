//! The commands of a script with the groups that they stand in: `(cd lib && node a.js) || exit 1`.

use crate::manifest::shell::{Command, Joined, commands};

/// Words that the shell reads itself.
pub(super) const SHELL_WORDS: [&str; 17] = [
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "!",
    "function", "set", "trap", "eval",
];

/// Words that make a script more than commands, groups and choices.
const UNREAD: [&str; 11] =
    ["for", "while", "until", "do", "done", "case", "esac", "function", "trap", "eval", "select"];

/// The way in which a command or a group follows what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Follow {
    pub joined: Joined,
    /// `&&`
    pub needs_success: bool,
}

impl Follow {
    pub const FIRST: Self = Self { joined: Joined::After, needs_success: false };
}

/// A part of a script, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ScriptStep {
    /// A group begins. In parentheses it is a shell of its own, which a `cd` or `exit` does not leave.
    Open {
        follow: Follow,
        is_shell: bool,
    },
    Run {
        follow: Follow,
        command: Command,
        /// `! command`
        is_negated: bool,
    },
    /// `if`, behind which a test stands.
    If {
        follow: Follow,
    },
    Then,
    /// `elif`, behind which another test stands, or `else`.
    Else {
        has_test: bool,
    },
    Fi,
    Close {
        is_shell: bool,
    },
    /// `&`: nobody waits for what stands before it.
    LeaveBehind,
}

/// Returns the steps of a script; `None` if it is more than commands, groups and choices.
pub(super) fn steps(script: &str) -> Option<Vec<ScriptStep>> {
    let mut reader = StepReader::default();
    let mut end = 0;
    for command in commands(script) {
        let (start, next) = (command.start, command.end);
        reader.between(script.get(end..start)?, command.joined)?;
        reader.command(command)?;
        end = next;
    }
    reader.between(script.get(end..)?, Joined::After)?;
    reader.open.is_empty().then_some(reader.steps)
}

#[derive(Default)]
struct StepReader {
    steps: Vec<ScriptStep>,
    /// The groups that are open.
    open: Vec<OpenGroup>,
    /// The way in which the next command or group follows.
    follow: Option<Follow>,
    /// True if an operator stands before the next command, or nothing at all.
    is_parted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenGroup {
    /// In parentheses.
    Shell,
    /// In braces.
    Braces,
    /// An `if` whose test is read.
    Test,
    /// An `if` of which an arm is read.
    Arm,
    LastArm,
}

impl OpenGroup {
    fn of(is_shell: bool) -> Self {
        if is_shell { Self::Shell } else { Self::Braces }
    }
}

impl StepReader {
    /// Reads the operators and parentheses between two commands.
    fn between(&mut self, text: &str, joined: Joined) -> Option<()> {
        let (mut needs_success, mut is_parted) = (false, self.steps.is_empty());
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '(' if is_parted => {
                    let follow = self.follow.take().unwrap_or(Follow { joined, needs_success });
                    self.open(follow, true);
                    self.follow = Some(Follow::FIRST);
                }
                ')' if self.follow.is_none() => {
                    self.close(true)?;
                    is_parted = false;
                }
                '&' if chars.next_if_eq(&'&').is_some() => (needs_success, is_parted) = (true, true),
                '&' => {
                    self.steps.push(ScriptStep::LeaveBehind);
                    is_parted = true;
                }
                '|' | ';' | '\n' => is_parted = true,
                '#' => {
                    chars.by_ref().take_while(|char| *char != '\n').for_each(drop);
                    is_parted = true;
                }
                char if char.is_whitespace() || char == '\\' => {}
                _ => return None,
            }
        }
        self.follow = self.follow.or(Some(Follow { joined, needs_success }));
        self.is_parted = is_parted;
        Some(())
    }

    fn command(&mut self, mut command: Command) -> Option<()> {
        let mut is_negated = false;
        while let Some(word) = command.words.first().filter(|word| !word.is_quoted) {
            match word.text.as_str() {
                "{" => {
                    let follow = self.follow.take().unwrap_or(Follow::FIRST);
                    self.open(follow, false);
                }
                "if" if self.is_parted => {
                    let follow = self.follow.take().unwrap_or(Follow::FIRST);
                    self.open.push(OpenGroup::Test);
                    self.steps.push(ScriptStep::If { follow });
                }
                word @ ("then" | "elif" | "else") if self.is_parted => self.go_on(word)?,
                "!" if self.is_parted => {
                    is_negated = !is_negated;
                    command.words.remove(0);
                    continue;
                }
                _ => break,
            }
            self.follow = Some(Follow::FIRST);
            command.words.remove(0);
        }
        if !self.is_parted {
            return None;
        }
        let first = command.words.first().filter(|word| !word.is_quoted).map(|word| word.text.as_str());
        match first {
            Some(end @ ("}" | "fi")) => {
                self.follow = None;
                (command.words.len() == 1).then(|| if end == "fi" { self.fi() } else { self.close(false) })?
            }
            Some(word) if UNREAD.contains(&word) => None,
            None if command.words.is_empty() => (!is_negated).then_some(()),
            _ => {
                let follow = self.follow.take().unwrap_or(Follow::FIRST);
                self.steps.push(ScriptStep::Run { follow, command, is_negated });
                Some(())
            }
        }
    }

    /// Reads a word of an `if` that stands behind a part of it.
    fn go_on(&mut self, word: &str) -> Option<()> {
        let group = self.open.last_mut()?;
        let (next, step) = match (*group, word) {
            (OpenGroup::Test, "then") => (OpenGroup::Arm, ScriptStep::Then),
            (OpenGroup::Arm, "elif") => (OpenGroup::Test, ScriptStep::Else { has_test: true }),
            (OpenGroup::Arm, "else") => (OpenGroup::LastArm, ScriptStep::Else { has_test: false }),
            _ => return None,
        };
        *group = next;
        self.steps.push(step);
        Some(())
    }

    fn fi(&mut self) -> Option<()> {
        self.steps.push(ScriptStep::Fi);
        matches!(self.open.pop()?, OpenGroup::Arm | OpenGroup::LastArm).then_some(())
    }

    fn open(&mut self, follow: Follow, is_shell: bool) {
        self.open.push(OpenGroup::of(is_shell));
        self.steps.push(ScriptStep::Open { follow, is_shell });
    }

    fn close(&mut self, is_shell: bool) -> Option<()> {
        self.steps.push(ScriptStep::Close { is_shell });
        (self.open.pop()? == OpenGroup::of(is_shell)).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(script: &str) -> Option<String> {
        let sign = |follow: &Follow| match (follow.joined, follow.needs_success) {
            (Joined::After, true) => "&&",
            (Joined::After, false) => "",
            (Joined::Otherwise, _) => "||",
            (Joined::Piped, _) => "|",
            (Joined::Beside, _) => "&",
        };
        let step = |step: &ScriptStep| match step {
            ScriptStep::Open { follow, is_shell } => {
                format!("{}{}", sign(follow), if *is_shell { "(" } else { "{" })
            }
            ScriptStep::Run { follow, command, is_negated } => {
                let words: Vec<_> = command.words.iter().map(|word| word.text.as_str()).collect();
                format!("{}{}{}", sign(follow), if *is_negated { "!" } else { "" }, words.join("·"))
            }
            ScriptStep::If { follow } => format!("{}if", sign(follow)),
            ScriptStep::Then => "then".to_owned(),
            ScriptStep::Else { has_test } => if *has_test { "elif" } else { "else" }.to_owned(),
            ScriptStep::Fi => "fi".to_owned(),
            ScriptStep::Close { is_shell: true } => ")".to_owned(),
            ScriptStep::Close { is_shell: false } => "}".to_owned(),
            ScriptStep::LeaveBehind => "&".to_owned(),
        };
        Some(steps(script)?.iter().map(step).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn commands_groups_and_choices() {
        for (script, expected) in [
            ("a && b c", "a &&b·c"),
            ("(a)", "( a )"),
            ("(a && b) || exit 1", "( a &&b ) ||exit·1"),
            ("a && (b || c); d", "a &&( b ||c ) d"),
            ("a || { b; exit 1; }", "a ||{ b exit·1 }"),
            ("((a | b) && c) # (d\n e", "( ( a |b ) &&c ) e"),
            ("{ a; } && { b\n}", "{ a } &&{ b }"),
            ("a & b &", "a & &b &"),
            ("(a; exit 1) || b", "( a exit·1 ) ||b"),
            ("exec a b", "exec·a·b"),
            ("echo } {", "echo·}·{"),
            ("if a; then b; fi", "if a then b fi"),
            ("if a\nthen\n  b\nelse\n  c\nfi && d", "if a then b else c fi &&d"),
            ("a || if ! b; then c; elif d; then e; fi", "a ||if !b then c elif d then e fi"),
            ("a || exit 0; b", "a ||exit·0 b"),
            ("exec a; b", "exec·a b"),
            ("{ exit 1; }; b", "{ exit·1 } b"),
            ("set -e; a", "set·-e a"),
            ("echo if then fi", "echo·if·then·fi"),
            ("", ""),
        ] {
            assert_eq!(shown(script).as_deref(), Some(expected), "{script}");
        }
    }

    #[test]
    fn what_is_more_than_commands_groups_and_choices() {
        for script in [
            "if a; b; fi",
            "if a; then b",
            "if a; then b; else c; else d; fi",
            "then a",
            "(if a; then b)",
            "!",
            "for a in b; do c; done",
            "f() { a; }",
            "echo $(a)",
            "(a) b",
            "(a",
            "a)",
            "{ a; ",
            "{ a; )",
            "(a) > b",
        ] {
            assert_eq!(shown(script), None, "{script}");
        }
    }
}
