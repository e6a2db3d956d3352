//! `packproof import`: would these statements link?

use std::{fs, path::Path};

use serde::Serialize;

use crate::{
    cli::{
        args,
        failure::Failure,
        format::PlainFormat,
        source,
        status::{FAILED, OK, WRONG},
        surroundings::Surroundings,
    },
    link::{code::Code, documents::Document, shown::names_package},
    package::Package,
    render::text,
    report::{
        PackageReport, package_report,
        statements::{SkippedReport, StatementReport},
    },
    resolve::NodeTarget,
    session::Session,
};

/// The JSON document.
#[derive(Debug, Serialize)]
struct ImportDocument {
    schema: u32,
    package: PackageReport,
    statements: Vec<StatementReport>,
    /// The blocks of documents that name the package and were not read.
    skipped: Vec<SkippedReport>,
}

pub(super) fn run(args: &args::ImportArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    // Before the package is packed: a wrong path ends this at once.
    let read = args.file.iter().map(|path| from_file(path, surroundings)).collect::<Result<Vec<_>, _>>()?;
    let session = Session::new(source::open(Some(&args.target), &args.packs, &args.output, surroundings)?);
    let package = session.package();
    let options = args.judged.options();
    let nodes = options.targets();
    let mut codes = args
        .statements
        .iter()
        .map(|statement| from_argument(package, statement, &nodes))
        .collect::<Result<Vec<_>, _>>()?;
    codes.extend(read.iter().flat_map(|(_, read)| read.codes().cloned()));
    let skipped = |(file, read): &(String, Document)| {
        nodes.first().map(|node| SkippedReport::of(package, file, read, node)).unwrap_or_default()
    };
    let document = ImportDocument {
        schema: 1,
        package: package_report(package),
        statements: session.link(&codes, &nodes),
        skipped: read.iter().flat_map(skipped).collect(),
    };
    match args.output.format() {
        PlainFormat::Json => surroundings.print_json(&document)?,
        PlainFormat::Text => {
            let ImportDocument { package: summary, statements, skipped, .. } = &document;
            let nodes = options.node_names();
            let detail = args.output.detail();
            let shown = text::statements(
                statements,
                skipped,
                package,
                summary,
                &nodes,
                surroundings.terminal,
                detail,
            );
            surroundings.print(&shown)?;
        }
    }
    Ok(status(&document.statements))
}

/// A statement that does not parse could not be checked: the package is not at fault.
fn status(statements: &[StatementReport]) -> u8 {
    match statements {
        _ if statements.iter().any(|statement| statement.parsed && !statement.ok) => WRONG,
        _ if statements.iter().any(|statement| !statement.parsed) => FAILED,
        _ => OK,
    }
}

/// A statement by itself is for the package, or it was given by mistake.
fn from_argument(package: &Package, statement: &str, nodes: &[NodeTarget]) -> Result<Code, Failure> {
    let code = Code::statement(statement);
    let name = package.name();
    if nodes.iter().any(|node| names_package(package, &code, node)) {
        Ok(code)
    } else {
        Err(Failure::Usage {
            message: format!("this statement does not name {name}: {statement}"),
            help: Some(format!("ask as one who has it installed, such as 'import \"{name}\"'")),
        })
    }
}

fn from_file(path: &Path, surroundings: &Surroundings<'_>) -> Result<(String, Document), Failure> {
    let name = path.display().to_string();
    let bytes = fs::read(surroundings.directory.join(path));
    let bytes = bytes.map_err(|error| Failure::Read { target: name.clone(), help: None, error })?;
    let read = Document::of(&name, &String::from_utf8_lossy(&bytes));
    Ok((name, read))
}
