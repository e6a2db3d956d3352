//! The commands of a script with the groups that they stand in: `(cd lib && node a.js) || exit 1`.

use crate::{
    install::arguments::{behind_assignments, program},
    manifest::shell::{Command, Joined, commands},
};

/// Words that make a script more than commands and groups.
pub(super) const SHELL_WORDS: [&str; 17] = [
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "!",
    "function", "set", "trap", "eval",
];

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
    },
    Close {
        is_shell: bool,
    },
    /// `&`: nobody waits for what stands before it.
    LeaveBehind,
}

/// Returns the steps of a script; `None` if it is more than commands and groups.
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
    let is_whole = reader.open.is_empty() && leaves_at_ends_only(&reader.steps);
    is_whole.then_some(reader.steps)
}

#[derive(Default)]
struct StepReader {
    steps: Vec<ScriptStep>,
    /// The groups that are open; true for those in parentheses.
    open: Vec<bool>,
    /// The way in which the next command or group follows.
    follow: Option<Follow>,
    /// True if an operator stands before the next command, or nothing at all.
    is_parted: bool,
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
        let is_word = |command: &Command, text: &str| {
            command.words.first().is_some_and(|word| word.text == text && !word.is_quoted)
        };
        while is_word(&command, "{") {
            let follow = self.follow.replace(Follow::FIRST).unwrap_or(Follow::FIRST);
            self.open(follow, false);
            command.words.remove(0);
        }
        if !self.is_parted {
            return None;
        }
        if is_word(&command, "}") {
            self.follow = None;
            return (command.words.len() == 1).then(|| self.close(false))?;
        }
        if SHELL_WORDS.iter().any(|word| is_word(&command, word)) {
            return None;
        }
        if !command.words.is_empty() {
            let follow = self.follow.take().unwrap_or(Follow::FIRST);
            self.steps.push(ScriptStep::Run { follow, command });
        }
        Some(())
    }

    fn open(&mut self, follow: Follow, is_shell: bool) {
        self.open.push(is_shell);
        self.steps.push(ScriptStep::Open { follow, is_shell });
    }

    fn close(&mut self, is_shell: bool) -> Option<()> {
        self.steps.push(ScriptStep::Close { is_shell });
        (self.open.pop()? == is_shell).then_some(())
    }
}

/// Tells whether `exit` and `exec`, which leave a shell, stand only where it ends anyway.
fn leaves_at_ends_only(steps: &[ScriptStep]) -> bool {
    let leaves = |step: &ScriptStep| match step {
        ScriptStep::Run { command, .. } => {
            let first = behind_assignments(&command.words).and_then(|words| words.first());
            first.is_some_and(|word| word.text == "exec")
                || program(&command.words).is_some_and(|(name, _)| name == "exit")
        }
        _ => false,
    };
    let is_at_end = |at: usize| {
        let mut behind = steps.iter().skip(at + 1);
        let next = behind.find(|step| !matches!(step, ScriptStep::Close { is_shell: false }));
        matches!(next, None | Some(ScriptStep::Close { is_shell: true }))
    };
    steps.iter().enumerate().all(|(at, step)| !leaves(step) || is_at_end(at))
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
            ScriptStep::Run { follow, command } => {
                let words: Vec<_> = command.words.iter().map(|word| word.text.as_str()).collect();
                format!("{}{}", sign(follow), words.join("·"))
            }
            ScriptStep::Close { is_shell: true } => ")".to_owned(),
            ScriptStep::Close { is_shell: false } => "}".to_owned(),
            ScriptStep::LeaveBehind => "&".to_owned(),
        };
        Some(steps(script)?.iter().map(step).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn commands_and_groups() {
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
            ("", ""),
        ] {
            assert_eq!(shown(script).as_deref(), Some(expected), "{script}");
        }
    }

    #[test]
    fn what_is_more_than_commands_and_groups() {
        for script in [
            "if a; then b; fi",
            "! a",
            "a || exit 0; b",
            "exec a; b",
            "X=1 exec a; b",
            "{ exit 1; }; b",
            "f() { a; }",
            "echo $(a)",
            "(a) b",
            "(a",
            "a)",
            "{ a; ",
            "{ a; )",
            "(a) > b",
            "set -e; a",
        ] {
            assert_eq!(shown(script), None, "{script}");
        }
    }
}
