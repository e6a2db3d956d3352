//! Runs `packproof trace`, which shows where each source module is lost on its way to those who import it.

use std::path::{Path, PathBuf};

use crate::{
    cli::{OK, WRONG, args, failure::Failure, sheet::Sheet, source, surroundings::Surroundings},
    input::source_tree,
    near::closest,
    render::text::Detail,
    report::trace::TraceReport,
    resolve::NodeTarget,
    session::Session,
    trace::{TraceOptions, paths::joined},
};

pub(super) fn run(args: &args::TraceArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let TracedProject { project, what } = asked(args, surroundings)?;
    let directory = surroundings.directory.join(&project);
    let tree = source_tree::read(&directory).map_err(|error| Failure::Read {
        target: project.display().to_string(),
        help: Some("trace takes the folder of a project; its tarball goes with --tarball".to_owned()),
        error,
    })?;
    let options = TraceOptions {
        node: NodeTarget { version: args.node, conditions: args.conditions.clone() },
        build_script: args.build_script.clone(),
        maps: args.map.iter().map(|map| map_of(map)).collect::<Result<_, _>>()?,
    };
    let package = source::open(
        Some(args.tarball.as_deref().unwrap_or(&project)),
        &args.packs,
        &args.output,
        surroundings,
    )?;
    let mut report = Session::new(package).trace(&tree, &options)?;
    refuse_unknown_script(args, &report)?;
    if let Some(what) = &what {
        follow(&mut report, what)?;
    }
    let detail = match (args.output.quiet, args.all || what.is_some()) {
        (true, _) => Detail::Problems,
        (false, true) => Detail::All,
        (false, false) => Detail::Folded,
    };
    write(&report, detail, &args.output.sheets, surroundings)?;
    Ok(if report.ok { OK } else { WRONG })
}

/// Writes the report in each form; one that cannot be written keeps no other from it.
fn write(
    report: &TraceReport,
    detail: Detail,
    sheets: &[Sheet],
    surroundings: &mut Surroundings<'_>,
) -> Result<(), Failure> {
    let mut written = Ok(());
    for sheet in sheets {
        let Some(write) = sheet.format.entry().trace else { continue }; // Such a format was refused.
        let text = write(report, sheet.terminal(surroundings), detail)?;
        written = written.and(sheet.to.write(&text, surroundings));
    }
    written
}

/// The project, and the part of it that is followed.
struct TracedProject {
    project: PathBuf,
    what: Option<String>,
}

/// Reads the first word as the project, or as the part that is followed where it is no folder with a package.json but this one, or one
/// on the way to it, is.
fn asked(args: &args::TraceArgs, surroundings: &Surroundings<'_>) -> Result<TracedProject, Failure> {
    let Some(first) = &args.project else {
        return Ok(TracedProject { project: PathBuf::from("."), what: None });
    };
    let is_project = surroundings.directory.join(first).join("package.json").is_file();
    match &args.what {
        Some(what) => Ok(TracedProject { project: PathBuf::from(first), what: Some(what.clone()) }),
        None if is_project => Ok(TracedProject { project: PathBuf::from(first), what: None }),
        None if surroundings.directory.join("package.json").is_file() => Ok(around(first, surroundings)),
        None if surroundings.directory.join(first).is_file() => Err(Failure::Usage {
            message: format!("{first} is a file, not the folder of a project"),
            help: Some(format!("packproof trace . --tarball {first}")),
        }),
        None => Ok(TracedProject { project: PathBuf::from(first), what: None }),
    }
}

/// The project that a path lies in, of several the innermost; a word that is no path is looked for in this folder's.
fn around(what: &str, surroundings: &Surroundings<'_>) -> TracedProject {
    let is_project = |folder: &&Path| surroundings.directory.join(folder).join("package.json").is_file();
    let path = Path::new(what);
    let is_there = path.is_relative() && surroundings.directory.join(path).exists();
    let inner = path.ancestors().skip(1).find(is_project).filter(|_| is_there);
    let inner = inner.filter(|folder| !folder.as_os_str().is_empty());
    let rest = inner.and_then(|folder| Some((folder, path.strip_prefix(folder).ok()?.to_str()?)));
    match rest {
        Some((folder, rest)) => TracedProject { project: folder.to_owned(), what: Some(rest.to_owned()) },
        None => TracedProject { project: PathBuf::from("."), what: Some(what.to_owned()) },
    }
}

fn map_of(text: &str) -> Result<(String, String), Failure> {
    let pair = text.split_once('=').and_then(|(from, to)| Some((joined("", from)?, joined("", to)?)));
    pair.filter(|(from, to)| !from.is_empty() && !to.is_empty()).ok_or_else(|| Failure::Usage {
        message: format!("--map {text} is not of the form SRC=DIST"),
        help: Some("as in --map src=dist; both are folders of the project".to_owned()),
    })
}

fn refuse_unknown_script(args: &args::TraceArgs, report: &TraceReport) -> Result<(), Failure> {
    match &args.build_script {
        Some(name) if report.plan.script.is_none() => {
            Err(Failure::usage(format!("--build-script {name}: package.json has no such script")))
        }
        _ => Ok(()),
    }
}

/// Keeps what a path or an exported name stands for.
fn follow(report: &mut TraceReport, what: &str) -> Result<(), Failure> {
    let path = what.trim_start_matches("./").trim_end_matches('/');
    let is_at = |source: &str| source == path || source.starts_with(&format!("{path}/"));
    let by_path = report.modules.iter().any(|module| is_at(&module.source));
    let known: Vec<String> = report
        .modules
        .iter()
        .flat_map(|module| module.names.iter().cloned().chain([module.source.clone()]))
        .collect();
    report.keep(|module| {
        if by_path {
            is_at(&module.source)
        } else {
            module.names.iter().any(|name| name == what)
                || module.packed_as.iter().chain(&module.outputs).any(|output| is_at(output))
        }
    });
    if report.modules.is_empty() {
        let near = closest(what, known.iter().map(String::as_str));
        return Err(Failure::Usage {
            message: format!("\"{what}\" is no source module, and none exports that name"),
            help: near.map(|near| format!("did you mean {near}?")),
        });
    }
    Ok(())
}
