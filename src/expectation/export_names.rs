//! Names can be imported from a subpath.

use crate::{
    expectation::{
        answer::{AnswerWords, ExpectationAnswer, listed, request},
        reason::{counts, reasons},
        required_names,
    },
    link::statement::Offer,
    near::nearest,
    options::Options,
    render::{
        terminal::{Page, Role, Terminal},
        text::problem::Note,
    },
    report::{EntryPointReport, OutcomeReport},
    resolve::{Mode, NodeTarget},
    session::Session,
};

pub(super) struct NamesExpectation<'a> {
    pub subpath: &'a str,
    pub names: &'a [String],
    pub mode: Mode,
    pub node: &'a NodeTarget,
}

pub(super) fn answer<'a>(
    session: &'a Session,
    asked: NamesExpectation<'a>,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let specifier = session.specifier(asked.subpath);
    let entries = asked_for(session, &asked);
    let outcomes = entries.iter().flat_map(|entry| &entry.outcomes);
    let Some(outcome) = outcomes.into_iter().next().cloned() else {
        return ExpectationAnswer::new(session, terminal, false, move || nothing(&asked, &specifier));
    };
    let (missing, unknown) = asked.missing(&outcome);
    let pass = !counts(&outcome) && missing.is_empty();
    ExpectationAnswer::new(session, terminal, pass, move || {
        let view = NamesView { session, asked: &asked, specifier, outcome, missing, unknown, terminal };
        AnswerWords {
            nodes: vec![asked.node.version.to_string()],
            expected: view.expected(pass),
            received: if pass { view.offered() } else { view.received() },
            why: if pass { String::new() } else { view.why(entries) },
        }
    })
}

/// The entry point in that mode, as if it were meant for it.
fn asked_for(session: &Session, asked: &NamesExpectation<'_>) -> Vec<EntryPointReport> {
    let mut entries = session.exported(Some(asked.subpath), &Options::of(asked.node));
    for entry in &mut entries {
        entry.outcomes.retain(|outcome| outcome.modes.contains(&asked.mode));
        for outcome in &mut entry.outcomes {
            outcome.modes = vec![asked.mode];
            outcome.is_meant = true;
            if asked.mode == Mode::Require {
                required_names::put(session, outcome);
            }
        }
    }
    entries
}

fn nothing(asked: &NamesExpectation<'_>, specifier: &str) -> AnswerWords {
    AnswerWords {
        nodes: vec![asked.node.version.to_string()],
        expected: format!("\"{specifier}\" exports {}", listed(asked.names)),
        received: "there is no such entry point".to_owned(),
        why: String::new(),
    }
}

impl NamesExpectation<'_> {
    /// The names that are certainly not there, and those of which that cannot be known.
    fn missing(&self, outcome: &OutcomeReport) -> (Vec<String>, Vec<String>) {
        let absent = self.names.iter().filter(|name| !outcome.exports.contains(name)).cloned().collect();
        // A name that may come from outside of the package, or be made as it runs, fails no test.
        if outcome.exports_complete || outcome.target.is_none() {
            (absent, Vec::new())
        } else {
            (Vec::new(), absent)
        }
    }
}

struct NamesView<'a> {
    session: &'a Session,
    asked: &'a NamesExpectation<'a>,
    specifier: String,
    outcome: OutcomeReport,
    missing: Vec<String>,
    unknown: Vec<String>,
    terminal: Terminal,
}

impl NamesView<'_> {
    fn expected(&self, pass: bool) -> String {
        let names = listed(self.asked.names);
        match (pass, self.asked.names.len()) {
            (false, _) => format!("{} offers {names}", self.request()),
            (true, 1) => format!("{} does not offer {names}", self.request()),
            (true, _) => format!("{} does not offer all of {names}", self.request()),
        }
    }

    fn request(&self) -> String {
        request(self.asked.mode, &self.specifier)
    }

    fn target(&self) -> &str {
        self.outcome.target.as_deref().unwrap_or_default()
    }

    fn offered(&self) -> String {
        if self.unknown.is_empty() {
            format!("{} exports {}", self.target(), listed(self.asked.names))
        } else {
            format!(
                "{} may export {}: some of its names come from outside the package, or are made when it runs",
                self.target(),
                listed(&self.unknown)
            )
        }
    }

    fn received(&self) -> String {
        match self.outcome.errors.first().filter(|_| counts(&self.outcome)) {
            Some(error) => format!("it fails with {}", error.code),
            None => format!("{} exports {}", self.target(), listed(&self.outcome.exports)),
        }
    }

    fn why(&self, entries: Vec<EntryPointReport>) -> String {
        let broken = if counts(&self.outcome) {
            reasons(self.session, entries, &Options::of(self.asked.node), self.terminal)
        } else {
            String::new()
        };
        match self.outcome.target {
            Some(_) => [broken, self.names()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("\n"),
            None => broken,
        }
    }

    /// The lines for the names that are missing, one each, with what to do.
    fn names(&self) -> String {
        let mut page = Page::new(self.terminal);
        let facts = self.session.facts(self.asked.node);
        let offer = Offer::of(self.session.package(), &facts.entry_points, &facts.linkage);
        for name in &self.missing {
            page.wrapped(4, &[Role::Bad.of("✗ "), Role::Strong.of(name.as_str())]);
            self.note(name, &offer).render(&mut page, 2);
        }
        page.finish()
    }

    fn note(&self, name: &str, offer: &Offer<'_>) -> Note {
        let near = nearest(name, self.outcome.exports.iter().map(String::as_str));
        let elsewhere = offer.elsewhere(self.asked.mode, &[name.to_owned()]);
        let declaring = self.declaring(name);
        let target = self.target();
        let help = match (near.as_slice(), elsewhere.as_slice(), declaring.as_slice()) {
            ([near, ..], ..) => format!("did you mean {near}?"),
            ([], [_, ..], _) => format!("it is exported by {}", listed(&elsewhere)),
            ([], [], [_, ..]) => {
                format!("{} declares it: re-export it from {target}", listed(&declaring))
            }
            ([], [], []) if name == "default" => {
                format!("{target} has no default export: add one, or ask for what it exports by name")
            }
            ([], [], []) => format!("no module of the package declares it: export it from {target}"),
        };
        Note::help(help)
    }

    fn declaring(&self, name: &str) -> Vec<String> {
        let facts = self.session.facts(self.asked.node);
        match name {
            "default" => Vec::new(),
            _ => facts.linkage.graph.declaring(name).into_iter().map(ToString::to_string).collect(),
        }
    }
}
