//! These files are packed.

use crate::{
    expectation::answer::{AnswerWords, ExpectationAnswer, listed},
    package::Package,
    path::{PackagePath, parent},
    render::{
        snippet,
        terminal::{Page, Role, Terminal},
        text::{byte_size, problem::Note},
    },
    report::at,
    resolve::error::PackagePlace,
    rules,
    session::Session,
};

pub(super) fn answer<'a>(
    session: &'a Session,
    paths: &'a [String],
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let package = session.package();
    let paths: Vec<&str> = paths.iter().map(|path| path.strip_prefix("./").unwrap_or(path)).collect();
    let missing: Vec<&str> =
        paths.iter().copied().filter(|path| package.files().get(path).is_none()).collect();
    ExpectationAnswer::new(session, terminal, missing.is_empty(), move || AnswerWords {
        nodes: Vec::new(),
        expected: expected(&paths, missing.is_empty()),
        received: received(package, &paths, missing.len()),
        why: why(package, &missing, terminal),
    })
}

fn expected(paths: &[&str], pass: bool) -> String {
    let are = if paths.len() == 1 { "is" } else { "are" };
    let not = if pass { " not" } else { "" };
    format!("{} {are}{not} packed", listed(paths))
}

fn received(package: &Package, paths: &[&str], missing: usize) -> String {
    match (paths.len(), missing) {
        (1, 0) => format!("it is, with {}", sizes(package, paths)),
        (_, 0) => format!("they all are, with {}", sizes(package, paths)),
        (1, _) => "there is no such file in the package".to_owned(),
        (all, lost) if all == lost => "none of them is in the package".to_owned(),
        (all, 1) => format!("1 of {all} is not in the package"),
        (all, lost) => format!("{lost} of {all} are not in the package"),
    }
}

fn sizes(package: &Package, paths: &[&str]) -> String {
    byte_size(paths.iter().filter_map(|path| package.files().get(path)).map(|(_, file)| file.size()).sum())
}

fn why(package: &Package, missing: &[&str], terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    for path in missing {
        page.blank();
        page.wrapped(4, &[Role::Bad.of("✗ "), Role::Strong.of(*path)]);
        match rules::meant(package, path) {
            Some(meant) => Note::help(meant).render(&mut page, 2),
            None => lost(&mut page, package, path),
        }
    }
    page.finish()
}

/// Shows where a file was lost that has no trace in the package: in the list of what is packed, or before.
fn lost(page: &mut Page, package: &Package, path: &str) {
    let gutter = match files_list(package) {
        Some(place) => snippet::frame(page, package, &at(package, &place), 1),
        None => 2,
    };
    let beside = beside(package, path);
    if !beside.is_empty() {
        Note { label: "packed".to_owned(), role: Role::Plain, text: listed(&beside) }.render(page, gutter);
    }
    Note::help(rules::unpacked(package, path)).render(page, gutter);
}

/// The place of "files" in package.json.
fn files_list(package: &Package) -> Option<PackagePlace> {
    let manifest = package.manifest()?;
    Some(PackagePlace { file: manifest.path().clone(), span: manifest.get("files")?.span })
}

/// The files that are packed in the same folder.
fn beside<'p>(package: &'p Package, path: &str) -> Vec<&'p str> {
    let Some(folder) = parent(path).filter(|folder| !folder.is_empty()) else { return Vec::new() };
    let files = package.files().iter().map(|(path, _)| path);
    files.filter(|file| file.directory() == folder).map(PackagePath::as_str).collect()
}
