//! The run of a list of commands: groups, `if`, `set -e` and `exit` are followed as `sh` does.

use crate::{
    install::{
        arguments::{ShellOption, is_bare_exit, leaves, shell_option},
        lists::{ListState, join_endings},
        outcome::ListEnding,
        steps::{Follow, ScriptStep},
        tested::tested_steps,
    },
    manifest::shell::Command,
};

/// A reader that tells the ends of commands.
pub(super) trait RunsCommands {
    /// Returns the end of a command; `None` if it changes in a way that is not followed what the next ones mean.
    fn end_of(&mut self, command: &Command, is_sure: bool) -> Option<ListEnding>;

    /// The folder of the package in which the next command runs.
    fn folder(&mut self) -> &mut String;
}

/// A shell: the script's own, or one in parentheses.
#[derive(Clone, Default)]
struct ShellState {
    /// True behind `set -e`.
    ends_at_failure: bool,
    /// The ends with which it may have been left before.
    exits: Vec<ListEnding>,
}

/// The lists around the list that is read.
enum OpenList {
    Group { outer: ListState },
    Shell { outer: ListState, folder: String, shell: ShellState },
    If { outer: ListState, choice: IfChoice },
}

/// An `if` as far as it is read.
struct IfChoice {
    /// True if an arm certainly ran, so that no further one does.
    is_decided: bool,
    /// The ends of the arms that ran, or may have run.
    endings: Vec<ListEnding>,
    /// True while an arm is read that runs, or may run.
    is_in_arm: bool,
}

/// The run of a script's steps.
pub(super) struct ListRun {
    state: ListState,
    shell: ShellState,
    around: Vec<OpenList>,
    /// The number of groups that are open and do not run.
    skipped: usize,
    /// True if the shell was certainly left, so that nothing more of it runs.
    is_left: bool,
    /// True while an arm of an `if` is passed over.
    is_passed: bool,
    has_pipes: bool,
}

impl ListRun {
    /// Begins a script that has pipelines, or is run by a shell that ends at the first failure.
    pub fn new(has_pipes: bool, ends_at_failure: bool) -> Self {
        Self {
            state: ListState::new(true),
            shell: ShellState { ends_at_failure, exits: Vec::new() },
            around: Vec::new(),
            skipped: 0,
            is_left: false,
            is_passed: false,
            has_pipes,
        }
    }

    /// Runs the steps; `None` if one changes in a way that is not followed what the next ones mean.
    pub fn run(mut self, steps: &[ScriptStep], reader: &mut impl RunsCommands) -> Option<ListEnding> {
        let tested = tested_steps(steps);
        for (step, is_tested) in steps.iter().zip(tested) {
            if self.is_left || self.is_passed {
                self.pass(step, is_tested, reader)?;
            } else {
                self.step(step, is_tested, reader)?;
            }
        }
        Some(self.end_of_shell())
    }

    fn step(&mut self, step: &ScriptStep, is_tested: bool, reader: &mut impl RunsCommands) -> Option<()> {
        match step {
            _ if self.skipped > 0 => self.skip(step),
            ScriptStep::Open { follow, .. } | ScriptStep::If { follow } => self.open(step, *follow, reader),
            ScriptStep::Close { .. } => {
                let ending = self.close(reader)?;
                self.note_failure(&ending, is_tested);
            }
            ScriptStep::Then => self.then()?,
            ScriptStep::Else { has_test } => self.otherwise(*has_test)?,
            ScriptStep::Fi => self.fi()?,
            ScriptStep::Run { follow, command, is_negated } => {
                self.state.begin(*follow);
                if self.state.skips() {
                    self.state.end(ListEnding::Unknown);
                    return Some(());
                }
                let is_sure = self.state.is_sure() && !self.has_pipes;
                // In a pipeline, `set` and `exit` have a shell of their own, and `!` is for the whole of it.
                let is_of_whole = *is_negated || leaves(command) || shell_option(command).is_some();
                if self.has_pipes && is_of_whole {
                    return None;
                }
                match shell_option(command) {
                    Some(ShellOption::EndsAtFailure(ends)) if self.state.is_sure() => {
                        self.shell.ends_at_failure = ends
                    }
                    Some(ShellOption::Harmless) | None => {}
                    Some(_) => return None,
                }
                let ending = reader.end_of(command, is_sure)?;
                let ending = if *is_negated { negated(ending) } else { ending };
                if leaves(command) {
                    self.leave((!is_bare_exit(command)).then_some(ending));
                } else {
                    self.state.end(ending.clone());
                    self.note_failure(&ending, is_tested || *is_negated);
                }
            }
            ScriptStep::LeaveBehind => self.state.ending = ListEnding::Succeeds,
        }
        Some(())
    }

    fn open(&mut self, step: &ScriptStep, follow: Follow, reader: &mut impl RunsCommands) {
        self.state.begin(follow);
        if self.state.skips() {
            self.skipped = 1;
            return self.state.end(ListEnding::Unknown);
        }
        let is_shell = matches!(step, ScriptStep::Open { is_shell: true, .. });
        let inner = ListState::new(is_shell || self.state.is_sure());
        let outer = std::mem::replace(&mut self.state, inner);
        self.around.push(match step {
            ScriptStep::If { .. } => OpenList::If { outer, choice: IfChoice::new() },
            _ if is_shell => {
                let inner = ShellState { ends_at_failure: self.shell.ends_at_failure, exits: Vec::new() };
                let shell = std::mem::replace(&mut self.shell, inner);
                OpenList::Shell { outer, folder: reader.folder().clone(), shell }
            }
            _ => OpenList::Group { outer },
        });
    }

    /// Ends a group, and returns its end.
    fn close(&mut self, reader: &mut impl RunsCommands) -> Option<ListEnding> {
        let ending = match self.around.pop()? {
            OpenList::Group { outer } => std::mem::replace(&mut self.state, outer).ending,
            OpenList::Shell { outer, folder, shell } => {
                let ending = self.end_of_shell();
                self.state = outer;
                self.shell = shell;
                *reader.folder() = folder;
                ending
            }
            OpenList::If { .. } => return None,
        };
        self.state.end(ending.clone());
        Some(ending)
    }

    fn end_of_shell(&mut self) -> ListEnding {
        let last = (!self.is_left).then(|| self.state.ending.clone());
        self.is_left = false;
        join_endings(self.shell.exits.drain(..).chain(last))
    }

    /// Leaves the shell, certainly or perhaps; without an end, with that of the command before.
    fn leave(&mut self, ending: Option<ListEnding>) {
        self.is_left = self.state.is_sure();
        let ending = self.state.blamed(ending);
        self.shell.exits.push(self.blamed_around(ending));
        // Behind it, what stands before it did not happen.
        self.state.end(ListEnding::Unknown);
    }

    /// Returns an end with the reason for which the groups around it run: `fails || { exit 1; }`.
    fn blamed_around(&self, mut ending: ListEnding) -> ListEnding {
        for open in self.around.iter().rev() {
            match open {
                OpenList::Group { outer } | OpenList::If { outer, .. } => ending = outer.blamed(Some(ending)),
                OpenList::Shell { .. } => break,
            }
        }
        ending
    }

    /// Ends the shell behind `set -e` where a command fails that nothing tests.
    fn note_failure(&mut self, ending: &ListEnding, is_tested: bool) {
        if !self.shell.ends_at_failure || is_tested {
            return;
        }
        match ending {
            ListEnding::Succeeds => {}
            ListEnding::Unknown => self.shell.exits.push(ListEnding::Fails(None)),
            ListEnding::Fails(_) => {
                self.is_left = self.state.is_sure();
                self.shell.exits.push(ending.clone());
            }
        }
    }

    /// Counts the groups that are open in what does not run.
    fn skip(&mut self, step: &ScriptStep) {
        match step {
            ScriptStep::Open { .. } | ScriptStep::If { .. } => self.skipped += 1,
            ScriptStep::Close { .. } | ScriptStep::Fi => self.skipped = self.skipped.saturating_sub(1),
            _ => {}
        }
    }

    /// Passes over what does not run: the rest of a shell that was left, an arm that is not taken.
    fn pass(&mut self, step: &ScriptStep, is_tested: bool, reader: &mut impl RunsCommands) -> Option<()> {
        match step {
            ScriptStep::Open { .. } | ScriptStep::If { .. } => self.skip(step),
            _ if self.skipped > 0 => self.skip(step),
            ScriptStep::Close { is_shell: true } => {
                let ending = self.close(reader)?;
                self.note_failure(&ending, is_tested);
            }
            ScriptStep::Close { is_shell: false } => self.state = self.outer_of_group()?,
            ScriptStep::Fi if self.is_left => self.state = self.outer_of_group()?,
            ScriptStep::Fi => self.fi()?,
            ScriptStep::Else { has_test } if !self.is_left => self.otherwise(*has_test)?,
            _ => {}
        }
        Some(())
    }

    fn outer_of_group(&mut self) -> Option<ListState> {
        match self.around.pop()? {
            OpenList::Group { outer } | OpenList::If { outer, .. } => Some(outer),
            OpenList::Shell { .. } => None,
        }
    }

    fn choice(&mut self) -> Option<(&ListState, &mut IfChoice)> {
        match self.around.last_mut()? {
            OpenList::If { outer, choice } => Some((outer, choice)),
            _ => None,
        }
    }

    /// Begins the arm behind a test.
    fn then(&mut self) -> Option<()> {
        let test = self.state.ending.clone();
        let (outer, choice) = self.choice()?;
        let is_sure = outer.is_sure() && choice.endings.is_empty() && test == ListEnding::Succeeds;
        choice.is_decided = test == ListEnding::Succeeds;
        choice.is_in_arm = !matches!(test, ListEnding::Fails(_));
        self.is_passed = !choice.is_in_arm;
        self.state = ListState::new(is_sure);
        Some(())
    }

    /// Begins what stands behind an arm: `elif` with its test, or `else`.
    fn otherwise(&mut self, has_test: bool) -> Option<()> {
        self.end_of_arm()?;
        let (outer, choice) = self.choice()?;
        let is_sure = outer.is_sure() && choice.endings.is_empty();
        let is_passed = choice.is_decided;
        choice.is_in_arm = !has_test && !is_passed;
        choice.is_decided |= !has_test;
        self.is_passed = is_passed;
        self.state = ListState::new(is_sure);
        Some(())
    }

    fn end_of_arm(&mut self) -> Option<()> {
        let ending = self.state.ending.clone();
        let (_, choice) = self.choice()?;
        if std::mem::take(&mut choice.is_in_arm) {
            choice.endings.push(ending);
        }
        Some(())
    }

    fn fi(&mut self) -> Option<()> {
        self.end_of_arm()?;
        self.is_passed = false;
        let OpenList::If { outer, choice } = self.around.pop()? else { return None };
        // Without `else`, a choice of which no arm runs succeeds.
        let none = (!choice.is_decided).then_some(ListEnding::Succeeds);
        self.state = outer;
        self.state.end(join_endings(choice.endings.into_iter().chain(none)));
        Some(())
    }
}

impl IfChoice {
    fn new() -> Self {
        Self { is_decided: false, endings: Vec::new(), is_in_arm: false }
    }
}

fn negated(ending: ListEnding) -> ListEnding {
    match ending {
        ListEnding::Succeeds => ListEnding::Fails(None),
        ListEnding::Fails(_) => ListEnding::Succeeds,
        ListEnding::Unknown => ListEnding::Unknown,
    }
}
