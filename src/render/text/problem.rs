//! One thing that is wrong: what it is, where, what Node says, and what to do.

use crate::{
    package::Package,
    render::{
        snippet,
        terminal::{Page, Role, StyledText},
        text::words::words_of_node,
    },
    report::{At, ErrorReport, Finding},
};

/// A problem as it is drawn: title, place, lines of code, notes and help.
pub(crate) struct ShownProblem<'p> {
    pub title: StyledText<'p>,
    pub message: &'p str,
    pub at: Option<&'p At>,
    /// The other places of the same cause.
    pub also: &'p [&'p At],
    /// The most of them that are named beside those that are shown.
    pub named: usize,
    /// They come between the place and the help.
    pub notes: &'p [Note],
    pub help: Option<&'p str>,
}

/// The most entry points that are named.
const MOST_NAMED: usize = 6;

/// A line below a place: what Node says, or what to do.
pub(crate) struct Note {
    pub label: String,
    pub role: Role,
    pub text: String,
}

impl<'p> ShownProblem<'p> {
    /// A message with its title, and nothing else yet.
    pub fn new(title: StyledText<'p>, message: &'p str) -> Self {
        Self { title, message, at: None, also: &[], named: snippet::NAMED, notes: &[], help: None }
    }

    pub fn render(self, page: &mut Page, package: &Package, indent: usize) {
        let lead = Role::Plain.of(" ".repeat(indent));
        let message = format!(": {}", words_of_node(self.message));
        page.wrapped(indent + 2, &[lead, self.title, Role::Strong.of(message)]);
        let gutter = match self.at {
            Some(at) => snippet::frames(page, package, at, self.also, indent + 1, self.named),
            None => indent + 2,
        };
        let help = self.help.map(Note::help);
        for note in self.notes.iter().chain(&help) {
            note.render(page, gutter);
        }
    }
}

impl Note {
    /// The advice: what to do.
    pub fn help(text: impl Into<String>) -> Self {
        Self { label: "help".to_owned(), role: Role::Good, text: text.into() }
    }

    /// The imports that lead to an error, if there is any between.
    pub fn through(error: &ErrorReport) -> Option<Self> {
        let is_led_to = error.chain.len() > 1;
        is_led_to.then(|| Self {
            label: "through".to_owned(),
            role: Role::Plain,
            text: error.chain.join(" → "),
        })
    }

    /// The entry points and bins that what fails later is reached from.
    pub fn reached_from(finding: &Finding) -> Option<Self> {
        let named: Vec<&str> = finding.reached_from.iter().take(MOST_NAMED).map(String::as_str).collect();
        let more = finding.reached_from.len().saturating_sub(named.len());
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let label = "reached from".to_owned();
        (!named.is_empty()).then(|| Self {
            label,
            role: Role::Plain,
            text: format!("{}{rest}", named.join(", ")),
        })
    }

    pub fn render(&self, page: &mut Page, gutter: usize) {
        let label = format!("{}= {}", " ".repeat(gutter), self.label);
        let hang = gutter + 4;
        let text = Role::Plain.of(format!(": {}", words_of_node(&self.text)));
        page.wrapped(hang, &[self.role.of(label), text]);
    }
}
