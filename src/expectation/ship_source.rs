//! A source module of the project reaches those who import the package.

use crate::{
    expectation::{
        answer::{AnswerWords, ExpectationAnswer, listed},
        verdict::Misuse,
    },
    near::closest,
    path::beside,
    render::{
        terminal::{Page, Role, Terminal},
        text::{self, Detail},
    },
    report::trace::{ModuleReport, TraceReport},
    session::Session,
    trace::{TraceOptions, source_tree::SourceTree, stage::Stage},
};

/// A source module that is to arrive, and the project that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// The project that was packed.
    pub tree: SourceTree,
    pub options: TraceOptions,
    /// Its path in the project.
    pub source: String,
    /// The subpath that it is to be reached by; by default any.
    pub subpath: Option<String>,
}

pub(super) fn answer<'a>(
    session: &'a Session,
    asked: &'a Shipped,
    terminal: Terminal,
) -> Result<ExpectationAnswer<'a>, Misuse> {
    let report = session.trace(&asked.tree, &asked.options);
    let mut report = report.map_err(|reached| Misuse(reached.to_string()))?;
    // A test may build the path with the separators of Windows.
    let source = beside("", &asked.source.replace('\\', "/")).unwrap_or_else(|| asked.source.clone());
    let wanted = asked.subpath.as_ref().map(|subpath| session.specifier(subpath));
    let found = report.modules.iter().find(|module| module.source == source);
    let is_known = found.is_some();
    let (pass, received) = found.map_or((false, unknown(asked, &source)), |module| arrives(module, &wanted));
    Ok(ExpectationAnswer::new(session, terminal, pass, move || {
        let does = if pass { "does not reach" } else { "reaches" };
        let way = wanted.map_or_else(String::new, |specifier| format!(" as \"{specifier}\""));
        let why = match (is_known, pass) {
            (false, _) => near(&report, &source, terminal),
            (true, true) => String::new(),
            (true, false) => {
                report.keep(|module| module.source == source);
                text::trace(&report, terminal, Detail::Problems)
            }
        };
        let expected = format!("{source} {does} those who import the package{way}");
        AnswerWords { nodes: vec![asked.options.node.version.to_string()], expected, received, why }
    }))
}

/// Tells whether it arrives, by that specifier if there is one, and what becomes of it.
fn arrives(module: &ModuleReport, wanted: &Option<String>) -> (bool, String) {
    if module.stage != Stage::Importable {
        return (false, format!("it is lost: {}", module.stage.title()));
    }
    let specifiers: Vec<String> = module.specifiers.iter().map(|name| format!("\"{name}\"")).collect();
    let is_there = wanted.as_ref().is_none_or(|wanted| module.specifiers.contains(wanted));
    let only = if is_there { "" } else { "only " };
    (is_there, format!("it is reached {only}by {}", listed(&specifiers)))
}

fn unknown(asked: &Shipped, source: &str) -> String {
    if asked.tree.contains(source) {
        "it is a file of the project, but no source module: nothing builds, packs or imports it".to_owned()
    } else {
        "the project has no such file".to_owned()
    }
}

/// The source module that was probably meant.
fn near(report: &TraceReport, source: &str, terminal: Terminal) -> String {
    let sources = || report.modules.iter().map(|module| module.source.as_str());
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let same_name = || sources().find(|other| name(other) == name(source));
    let mut page = Page::new(terminal);
    if let Some(near) = closest(source, sources()).or_else(same_name) {
        page.wrapped(4, &[Role::Plain.of(format!("  = help: did you mean {near}?"))]);
    }
    page.finish()
}
