//! TypeScript finds declarations for a subpath, and they are true; or they have certain names.

use crate::{
    expectation::answer::{AnswerWords, ExpectationAnswer, listed},
    options::Options,
    path::PackagePath,
    render::{
        terminal::{Page, Role, Terminal},
        text::problem::Note,
    },
    report::{EntryPointReport, TypesReport, TypesStatus},
    resolve::{NodeTarget, typescript::TypesMode},
    session::Session,
};

/// A question about declarations; without a mode, in all modes of TypeScript that package.json offers the subpath to.
pub(super) struct TypesExpectation<'a> {
    pub subpath: Option<&'a str>,
    pub names: &'a [String],
    pub mode: Option<TypesMode>,
    pub node: &'a NodeTarget,
}

/// One subpath in one mode, and why it is not as expected.
struct UntrueTypes {
    specifier: String,
    mode: TypesMode,
    reasons: Vec<String>,
}

pub(super) fn answer<'a>(
    session: &'a Session,
    asked: TypesExpectation<'a>,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let entries = asked.entries(session);
    let seen = entries.iter().map(|entry| asked.types(entry).count()).sum::<usize>();
    let untrue: Vec<UntrueTypes> = entries.iter().flat_map(|entry| asked.untrue(entry)).collect();
    let pass = seen > 0 && untrue.is_empty();
    ExpectationAnswer::new(session, terminal, pass, move || AnswerWords {
        nodes: vec![asked.node.version.to_string()],
        expected: asked.expected(session, pass),
        received: received(seen, &untrue),
        why: why(&untrue, terminal),
    })
}

impl TypesExpectation<'_> {
    fn entries(&self, session: &Session) -> Vec<EntryPointReport> {
        let types_node10 = self.mode == Some(TypesMode::Node10);
        let options = Options { types_node10, ..Options::of(self.node) };
        session.exported(self.subpath, &options)
    }

    /// The modes that count: the one that is asked for, or those that lead to a file.
    fn types<'e>(&self, entry: &'e EntryPointReport) -> impl Iterator<Item = &'e TypesReport> {
        let mode = self.mode;
        let counts = move |types: &&TypesReport| match mode {
            Some(mode) => types.mode == mode,
            // `"./package.json"` leads to JSON, which has no declarations.
            None => types.target.is_some() && types.format != Some("json"),
        };
        entry.types.iter().filter(counts)
    }

    fn untrue(&self, entry: &EntryPointReport) -> Vec<UntrueTypes> {
        let found = self.types(entry).map(|types| UntrueTypes {
            specifier: entry.specifier.clone(),
            mode: types.mode,
            reasons: self.reasons(types),
        });
        found.filter(|untrue| !untrue.reasons.is_empty()).collect()
    }

    fn reasons(&self, types: &TypesReport) -> Vec<String> {
        if types.status == TypesStatus::Untyped {
            let target = types.target.as_ref().map_or("nothing", PackagePath::shown);
            return vec![format!("there are no declarations: TypeScript finds {target}")];
        }
        let target = types.target.as_ref().map_or("", PackagePath::shown);
        if !self.names.is_empty() {
            let is_there = |name: &&String| types.names.contains(name) || types.type_names.contains(name);
            let missing: Vec<_> = self.names.iter().filter(|name| !is_there(name)).collect();
            // Names that come from other packages are unknown, and never missing.
            let is_certain = types.complete && !missing.is_empty();
            return is_certain
                .then(|| format!("{target} does not declare {}", listed(&missing)))
                .into_iter()
                .collect();
        }
        // A fact of `node16` that the newer settings do not know is no fault.
        let problems = types.problems.iter().filter(|problem| !problem.is_fact());
        problems.map(|problem| problem.message.clone()).collect()
    }

    fn expected(&self, session: &Session, pass: bool) -> String {
        let subject = match self.subpath {
            Some(subpath) => format!("\"{}\"", session.specifier(subpath)),
            None => "every entry point".to_owned(),
        };
        let mode = self.mode.map_or(String::new(), |mode| format!(" ({mode})"));
        match (self.names.is_empty(), pass) {
            (true, false) => format!("{subject} has types that are true{mode}"),
            (true, true) => format!("{subject} has no types that are true{mode}"),
            (false, false) => format!("the types of {subject} have {}{mode}", listed(self.names)),
            (false, true) => {
                format!("the types of {subject} do not have all of {}{mode}", listed(self.names))
            }
        }
    }
}

fn received(seen: usize, untrue: &[UntrueTypes]) -> String {
    match untrue.first() {
        None if seen == 0 => "there are no types".to_owned(),
        None => "TypeScript finds them, and nothing is wrong with them".to_owned(),
        Some(first) => format!("\"{}\" in {}: {}", first.specifier, first.mode, first.reasons.join("; ")),
    }
}

fn why(untrue: &[UntrueTypes], terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    // The first is in the words of what was received.
    for one in untrue.iter().skip(1) {
        page.wrapped(4, &[Role::Bad.of("✗ "), Role::Strong.of(format!("{} ({})", one.specifier, one.mode))]);
        for reason in &one.reasons {
            Note::help(reason.clone()).render(&mut page, 2);
        }
    }
    page.finish()
}
