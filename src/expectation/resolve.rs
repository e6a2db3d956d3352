//! A subpath leads to a packed file, perhaps to a certain one.

use crate::{
    entry_points::target_file,
    expectation::{
        answer::{AnswerWords, ExpectationAnswer, request},
        reason::reasons,
    },
    options::Options,
    package::Package,
    render::{
        snippet,
        terminal::{Page, Terminal},
        text::{mode_name, problem::Note},
    },
    report::{EntryPointReport, OutcomeReport, Status, at},
    resolve::{Mode, NodeTarget, Resolution, error::PackagePlace},
    rules,
    session::Session,
};

pub(super) struct ResolveExpectation<'a> {
    pub subpath: &'a str,
    pub to: Option<&'a str>,
    pub mode: Mode,
    pub node: &'a NodeTarget,
}

pub(super) fn answer<'a>(
    session: &'a Session,
    asked: ResolveExpectation<'a>,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let specifier = session.specifier(asked.subpath);
    let to = asked.to.map(|to| to.strip_prefix("./").unwrap_or(to));
    let resolution = session.answer(&specifier, asked.mode, asked.node).resolution;
    let target = target_file(&resolution).map(ToString::to_string);
    let pass = target.is_some() && to.is_none_or(|to| target.as_deref() == Some(to));
    ExpectationAnswer::new(session, terminal, pass, move || {
        let request = request(asked.mode, &specifier);
        let leads = if pass { "does not lead" } else { "leads" };
        AnswerWords {
            nodes: vec![asked.node.version.to_string()],
            expected: format!("{request} {leads} to {}", to.unwrap_or("a packed file")),
            received: match (&target, &resolution.result) {
                (Some(target), _) => format!("it leads to {target}"),
                (None, Err(error)) => format!("it fails with {}", error.code()),
                (None, Ok(_)) => "it leads to no file of the package".to_owned(),
            },
            why: match &target {
                Some(target) => {
                    let expected = to.filter(|to| to != target);
                    led_astray(session, &asked, &specifier, &resolution, expected, terminal)
                }
                None => {
                    reasons(session, vec![unresolved(session, &asked)], &Options::of(asked.node), terminal)
                }
            },
        }
    })
}

/// The entry point, as far as it does not resolve in that mode.
fn unresolved(session: &Session, asked: &ResolveExpectation<'_>) -> EntryPointReport {
    let mut entries = session.exported(Some(asked.subpath), &Options::of(asked.node));
    // `exported` answers any subpath with an entry point, declared or not.
    let mut entry = entries.swap_remove(0);
    let is_asked =
        |outcome: &OutcomeReport| outcome.modes.contains(&asked.mode) && outcome.status == Status::Broken;
    entry.outcomes.retain(is_asked);
    for outcome in &mut entry.outcomes {
        outcome.modes = vec![asked.mode];
        outcome.is_meant = true;
    }
    entry
}

/// The target in package.json that was taken, and what to do where another was expected.
fn led_astray(
    session: &Session,
    asked: &ResolveExpectation<'_>,
    specifier: &str,
    resolution: &Resolution,
    expected: Option<&str>,
    terminal: Terminal,
) -> String {
    let package = session.package();
    let mut page = Page::new(terminal);
    let gutter = match taken(resolution) {
        Some(place) => snippet::frame(&mut page, package, &at(package, place), 1),
        None => 2,
    };
    if let Some(expected) = expected {
        let help =
            instead(session, asked, specifier, expected).unwrap_or_else(|| not_there(package, expected));
        Note::help(help).render(&mut page, gutter);
    }
    page.finish()
}

/// The last place where package.json decided.
fn taken(resolution: &Resolution) -> Option<&PackagePlace> {
    resolution.trail.iter().rev().find_map(|step| step.at.as_ref())
}

/// The other mode, where that leads to the file.
fn instead(
    session: &Session,
    asked: &ResolveExpectation<'_>,
    specifier: &str,
    expected: &str,
) -> Option<String> {
    let other = match asked.mode {
        Mode::Import => Mode::Require,
        Mode::Require => Mode::Import,
    };
    let resolution = session.answer(specifier, other, asked.node).resolution;
    let leads = target_file(&resolution).is_some_and(|target| target.as_str() == expected);
    leads.then(|| {
        let other = mode_name(other);
        format!("{other} leads to {expected}: ask for it with {{ mode: \"{other}\" }}")
    })
}

fn not_there(package: &Package, expected: &str) -> String {
    match package.files().get(expected) {
        Some(_) => format!("{expected} is packed: change the target, or what is expected"),
        None => {
            let near = rules::meant(package, expected);
            near.map_or_else(
                || format!("{expected} is not packed"),
                |near| format!("{expected} is not packed, but {near}"),
            )
        }
    }
}
