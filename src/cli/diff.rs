//! `packproof diff`: what a release takes away from those who have the last one.

use std::{
    mem,
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        args::DiffArgs,
        failure::Failure,
        published::{day_of_version, predecessor},
        repository::sources_of,
        source::{self, OpenedTarget},
        status::{FAILED, OK, WRONG},
        surroundings::Surroundings,
    },
    diff::{AllowedChange, DiffOptions, InvalidAllow, allowed_by, diff},
    input::today,
    node::lines::CalendarDay,
    package::Package,
    render::{diff::ComparedTarget, text::Detail},
    session::Session,
    surface::texts,
};

pub(super) fn run(args: &DiffArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let mut allow = args.allow.iter().map(|text| allowed(text)).collect::<Result<Vec<_>, _>>()?;
    let new = match &args.new {
        Some(new) => new.clone(),
        None => source::default_target(&args.output, surroundings)?,
    };
    let OpenedTarget { package: new, folder } =
        source::open_target(&new, &args.packs, &args.output, surroundings)?;
    allow.extend(allowed_by(&new).map_err(invalid)?);
    let Some((old, published)) = older(&new, args, surroundings)? else {
        let name = new.declared_name().unwrap_or_default();
        surroundings
            .tell(&format!("no lower version of {name} is published: there is nothing to compare with"));
        return Ok(OK);
    };
    let options = DiffOptions {
        nodes: args.node.clone(),
        conditions: args.conditions.clone(),
        bump: args.bump,
        allow,
        published,
    };
    let (old, new) = (Session::new(old), Session::new(new));
    let report = diff(&old, &new, &options);
    for package in [old.package(), new.package()] {
        package.starved().map_or(Ok(()), |reached| Err(Failure::Memory(reached.place.clone())))?;
    }
    let places = report.changes.iter().filter_map(|change| change.new.as_ref());
    let files = places.map(|at| at.file.as_str()).chain(["package.json"]).collect();
    let sources = folder.as_deref().map(|folder| sources_of(folder, new.package(), files));
    let detail = if args.output.quiet { Detail::Problems } else { Detail::Folded };
    let target = ComparedTarget {
        report: &report,
        old: old.package(),
        new: new.package(),
        sources: sources.unwrap_or_default(),
    };
    let mut written = Ok(());
    for sheet in &args.output.sheets {
        let Some(write) = sheet.format.entry().diff else { continue }; // Such a format was refused.
        let text = write(&target, sheet.terminal(surroundings), detail)?;
        written = written.and(sheet.to.write(&text, surroundings));
    }
    // The process ends, which frees everything at once.
    mem::forget((old, new));
    written?;
    Ok(match report.ok.then_some(OK) {
        Some(ok) => ok,
        None if report.is_cut_short() => FAILED,
        None => WRONG,
    })
}

/// The older release with the day of its publication; `None` where nothing is published, and that is fine.
fn older(
    new: &Package,
    args: &DiffArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<Option<(Package, Option<CalendarDay>)>, Failure> {
    if args.old != Path::new("npm:") {
        let old = source::open(Some(&args.old), &args.packs, &args.output, surroundings)?;
        let published = published_on(&old, args, surroundings);
        return Ok(Some((old, published)));
    }
    let Some(found) = predecessor(new, args, surroundings)? else {
        return if args.if_published { Ok(None) } else { Err(unpublished(new)) };
    };
    let spec = PathBuf::from(format!("npm:{}@{}", new.declared_name().unwrap_or_default(), found.version));
    let old = source::open(Some(&spec), &args.packs, &args.output, surroundings)?;
    Ok(Some((old, found.published.or_else(|| Some(today())))))
}

/// The day on which a release was published, where it matters: it does not say itself which Nodes it runs on.
fn published_on(old: &Package, args: &DiffArgs, surroundings: &mut Surroundings<'_>) -> Option<CalendarDay> {
    let says_nodes = texts(old, "engines").contains_key("node") || !args.node.is_empty();
    let is_published = args.old.to_str().is_some_and(|target| target.starts_with("npm:"));
    let known = (is_published && !says_nodes)
        .then(|| day_of_version(old.declared_name()?, old.version()?, args, surroundings))
        .flatten();
    known.or_else(|| Some(today()))
}

fn unpublished(new: &Package) -> Failure {
    let name = new.declared_name().unwrap_or_default();
    Failure::Usage {
        message: format!(
            "no version of {name} that is lower than {} is published",
            new.version().unwrap_or_default()
        ),
        help: Some("--if-published is content with that, for the first release".to_owned()),
    }
}

fn allowed(text: &str) -> Result<AllowedChange, Failure> {
    AllowedChange::parse(text).map_err(invalid)
}

fn invalid(error: InvalidAllow) -> Failure {
    Failure::Usage { message: error.to_string(), help: error.help() }
}
