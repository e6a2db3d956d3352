//! A subpath, or every entry point, resolves and links.

use crate::{
    entry_points::EntryKind,
    expectation::{
        answer::{AnswerWords, ExpectationAnswer, request},
        reason::{counts, reasons},
    },
    options::Options,
    render::{
        snippet,
        terminal::{Page, Terminal},
        text::{counted, mode_name, problem::Note},
    },
    report::{EntryPointReport, OutcomeReport, Status, at},
    resolve::Mode,
    session::Session,
};

pub(super) fn answer<'a>(
    session: &'a Session,
    subpath: Option<&'a str>,
    mode: Option<Mode>,
    options: &'a Options,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    match subpath {
        Some(subpath) => one(session, subpath, mode, options, terminal),
        None => every(session, mode, options, terminal),
    }
}

fn every<'a>(
    session: &'a Session,
    mode: Option<Mode>,
    options: &'a Options,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let entries = all_entries(session, mode, options);
    let is_empty = !entries.iter().any(EntryPointReport::is_offered);
    let broken = entries.iter().filter(|entry| entry.is_broken()).count();
    let pass = broken == 0 && !is_empty;
    ExpectationAnswer::new(session, terminal, pass, move || {
        let how = mode.map(|mode| format!(" by {}", mode_name(mode))).unwrap_or_default();
        AnswerWords {
            nodes: options.node_names(),
            expected: if pass {
                format!("some entry point cannot be imported{how}")
            } else {
                format!("every entry point can be imported{how}")
            },
            received: how_many(pass, broken, entries.len()),
            why: match (pass, broken) {
                (true, _) => String::new(),
                (false, 0) => nothing(terminal),
                (false, _) => reasons(session, entries, options, terminal),
            },
        }
    })
}

/// All that is declared, or what of it can be imported in one mode.
fn all_entries(session: &Session, mode: Option<Mode>, options: &Options) -> Vec<EntryPointReport> {
    let mut entries = (*session.entry_points(options)).clone();
    if let Some(mode) = mode {
        // A bin is run, and neither imported nor required.
        entries.retain(|entry| entry.kind != EntryKind::Bin);
        entries.iter_mut().for_each(|entry| only(entry, mode));
    }
    entries
}

fn how_many(pass: bool, broken: usize, total: usize) -> String {
    match (pass, broken) {
        (true, _) if total == 1 => "the only one can be".to_owned(),
        (true, _) => format!("all {total} can be, as far as they are meant to"),
        (false, 0) => "there is nothing to import".to_owned(),
        (false, 1) => format!("1 of {} is broken", counted(total, "entry point")),
        (false, broken) => format!("{broken} of {} are broken", counted(total, "entry point")),
    }
}

fn nothing(terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    let help = "name what is to be imported in \"exports\" or \"main\" of package.json, and have it packed";
    Note::help(help).render(&mut page, 2);
    page.finish()
}

fn one<'a>(
    session: &'a Session,
    subpath: &'a str,
    mode: Option<Mode>,
    options: &'a Options,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let entries = demanded(session, subpath, mode, options);
    let pass = !entries.iter().any(EntryPointReport::is_broken);
    ExpectationAnswer::new(session, terminal, pass, move || {
        let specifier = session.specifier(subpath);
        let can = if pass { "cannot" } else { "can" };
        let outcomes: Vec<_> = entries.iter().flat_map(|entry| &entry.outcomes).collect();
        AnswerWords {
            nodes: options.node_names(),
            expected: match mode {
                None => format!("\"{specifier}\" {can} be imported"),
                Some(mode) if pass => format!("{} fails", request(mode, &specifier)),
                Some(mode) => format!("{} works", request(mode, &specifier)),
            },
            received: if pass { works(&outcomes, options) } else { fails(&outcomes, options) },
            why: if pass {
                declared(session, &specifier, options, terminal)
            } else {
                reasons(session, entries, options, terminal)
            },
        }
    })
}

/// The subpath, with what is asked of it marked as what it is meant for.
fn demanded(
    session: &Session,
    subpath: &str,
    mode: Option<Mode>,
    options: &Options,
) -> Vec<EntryPointReport> {
    let mut entries = session.exported(Some(subpath), options);
    for entry in &mut entries {
        match mode {
            Some(mode) => {
                only(entry, mode);
                entry.outcomes.iter_mut().for_each(|outcome| outcome.is_meant = true);
            }
            None => demand_something(entry, options),
        }
    }
    entries
}

/// Leaves the outcomes of one mode.
fn only(entry: &mut EntryPointReport, mode: Mode) {
    entry.outcomes.retain(|outcome| outcome.modes.contains(&mode));
    entry.outcomes.iter_mut().for_each(|outcome| outcome.modes = vec![mode]);
}

/// An entry point of which nothing works on some version of Node fails, whatever it is meant for.
fn demand_something(entry: &mut EntryPointReport, options: &Options) {
    for node in options.node_names() {
        let works = |outcome: &OutcomeReport| outcome.status == Status::Ok && outcome.node.contains(&node);
        if !entry.outcomes.iter().any(works) {
            let of_node = entry.outcomes.iter_mut().filter(|outcome| outcome.node.contains(&node));
            of_node.for_each(|outcome| outcome.is_meant = true);
        }
    }
}

fn works(outcomes: &[&OutcomeReport], options: &Options) -> String {
    let way = |outcome: &&OutcomeReport| {
        let target = outcome.target.as_deref().unwrap_or_default();
        format!("{} leads to {target}", asked(outcome, options))
    };
    let ways = outcomes.iter().filter(|outcome| outcome.status == Status::Ok).map(way);
    let ways: Vec<_> = ways.collect();
    format!("{}, and all of it links", ways.join("; "))
}

fn fails(outcomes: &[&OutcomeReport], options: &Options) -> String {
    let mut codes: Vec<(&str, Vec<String>)> = Vec::new();
    for outcome in outcomes.iter().filter(|outcome| counts(outcome)) {
        let code = outcome.errors.first().map_or("", |error| error.code.as_str());
        match codes.iter_mut().find(|(other, _)| *other == code) {
            Some((_, asked_for)) => asked_for.push(asked(outcome, options)),
            None => codes.push((code, vec![asked(outcome, options)])),
        }
    }
    let sentence = |(code, asked): (&str, Vec<String>)| {
        let asked = asked.join(" and ");
        let fail = if asked.contains(" and ") { "fail" } else { "fails" };
        format!("{asked} {fail} with {code}")
    };
    codes.into_iter().map(sentence).collect::<Vec<_>>().join("; ")
}

/// `import and require`, and on which versions of Node where they differ.
fn asked(outcome: &OutcomeReport, options: &Options) -> String {
    let modes: Vec<_> = outcome.modes.iter().map(|mode| mode_name(*mode)).collect();
    if outcome.node.len() == options.nodes.len() {
        modes.join(" and ")
    } else {
        format!("{} on Node {}", modes.join(" and "), outcome.node.join(", "))
    }
}

/// Shows where package.json offers an entry point that should not be there.
fn declared(session: &Session, specifier: &str, options: &Options, terminal: Terminal) -> String {
    let package = session.package();
    let mut page = Page::new(terminal);
    let place = options.targets().first().and_then(|node| {
        let facts = session.facts(node);
        let mut entries = facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
        entries.find(|entry| entry.specifier(package) == specifier)?.declared.clone()
    });
    let (gutter, help) = match place {
        Some(place) => (
            snippet::frame(&mut page, package, &at(package, &place), 1),
            "to keep it private, take its key out of \"exports\", or give it the target null",
        ),
        None => {
            (2, "to keep it private, add \"exports\" to package.json: only what it names can be imported")
        }
    };
    Note::help(help).render(&mut page, gutter);
    page.finish()
}
