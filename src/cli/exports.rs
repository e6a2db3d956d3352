//! `packproof exports`: the names that each entry point exports.

use serde::Serialize;

use crate::{
    cli::{
        args,
        failure::Failure,
        format::PlainFormat,
        source,
        status::{OK, WRONG},
        surroundings::Surroundings,
    },
    options::Options,
    render::{
        terminal::{Page, Role},
        text,
    },
    report::{EntryPointReport, OutcomeReport, PackageReport, Status, help::help, package_report},
    resolve::Mode,
    session::Session,
};

/// The JSON document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ExportsDocument {
    schema: u32,
    package: PackageReport,
    entry_points: Vec<EntryPointReport>,
}

pub(super) fn run(args: &args::ExportsArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let session = Session::new(source::open(Some(&args.target), &args.packs, &args.output, surroundings)?);
    let package = session.package();
    let options = args.judged.options();
    let document = ExportsDocument {
        schema: 1,
        package: package_report(package),
        entry_points: session.exported(args.subpath.as_deref(), &options),
    };
    match args.output.format() {
        PlainFormat::Json => surroundings.print_json(&document)?,
        PlainFormat::Text => {
            let detail = args.output.detail();
            let ExportsDocument { package: summary, entry_points, .. } = &document;
            let shown = text::ShownNames { detail, types: args.types };
            let nodes = options.node_names();
            let mut shown = text::exported(entry_points, summary, &nodes, surroundings.terminal, shown);
            if let Some(help) =
                args.subpath.as_ref().and_then(|subpath| help_for(&session, subpath, &options))
            {
                let mut page = Page::new(surroundings.terminal);
                page.wrapped(8, &[Role::Good.of("  help"), Role::Plain.of(format!(": {help}"))]);
                shown.push_str(&page.finish());
            }
            surroundings.print(&shown)?;
        }
    }
    // A subpath that is asked for is wrong if no mode works, whatever it is meant for.
    let is_wrong = |entry: &EntryPointReport| {
        entry.is_broken() || (args.subpath.is_some() && entry.outcomes.iter().all(is_broken))
    };
    Ok(if document.entry_points.iter().any(is_wrong) { WRONG } else { OK })
}

fn is_broken(outcome: &OutcomeReport) -> bool {
    outcome.status == Status::Broken
}

/// The advice about a subpath that leads nowhere.
fn help_for(session: &Session, subpath: &str, options: &Options) -> Option<String> {
    let node = options.targets().into_iter().next()?;
    let answer = session.answer(&session.specifier(subpath), Mode::Import, &node);
    let error = answer.resolution.result.err()?;
    help(session.package(), Mode::Import, &node, &error)
}
