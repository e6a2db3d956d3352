//! `packproof check`: the verdict on one package, or on several.

use std::{
    mem,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    budget::SizeBudget,
    cli::{
        args, contained,
        deps::as_one,
        failing::tell,
        failure::Failure,
        format::{CheckFormat, PlainFormat, ReportFormat},
        repository,
        sheet::Sheet,
        source,
        status::{FAILED, OK, WRONG},
        stream,
        surroundings::{Surroundings, document},
        workspace,
    },
    deps::{DepsChoice, DepsScene, DepsSource, DepsVerdict, judge},
    hash::HashSet,
    options::{Options, ShownSuggestions},
    package::Package,
    render::{
        formats::{self, RepositoryFiles},
        terminal::{Page, Role, Terminal},
        text::{DepsColumn, Detail, render, render_several, sentence},
    },
    report::Report,
};

/// One target, and the verdict on it or why there is none.
struct TargetResult {
    target: String,
    result: Result<TargetVerdict, Failure>,
}

struct TargetVerdict {
    package: Package,
    report: Report,
    /// The verdicts that the report is made of, where there are several: one for each place that dependencies come from.
    several: Vec<DepsVerdict>,
    sources: RepositoryFiles,
}

impl TargetVerdict {
    /// Keeps only the files whose lines may be shown: of several packages the rest would fill the memory.
    fn with_shown_files(self) -> Self {
        let several = self.several.into_iter().map(|verdict| DepsVerdict {
            package: with_shown_files(&verdict.package, &verdict.report),
            ..verdict
        });
        let package = with_shown_files(&self.package, &self.report);
        Self { package, several: several.collect(), ..self }
    }
}

fn with_shown_files(package: &Package, report: &Report) -> Package {
    let of_findings = report.findings.iter().flat_map(|finding| finding.at.iter().chain(&finding.also));
    let outcomes = report.entry_points.iter().flat_map(|entry| &entry.outcomes);
    let of_errors = outcomes.flat_map(|outcome| &outcome.errors).filter_map(|error| error.at.as_ref());
    let shown: HashSet<_> = of_findings.chain(of_errors).map(|at| at.file.as_str()).collect();
    Package::new(package.files().only(&shown))
}

pub(super) fn run(args: &args::CheckArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    // Before anything is packed: a wrong name ends this at once.
    for name in &args.ignore {
        args::rule(name)?;
    }
    let targets = targets(args, surroundings)?;
    if args.output.sheets.iter().any(|sheet| sheet.format == ReportFormat::Ndjson) {
        if args.types_package.is_some() {
            return Err(Failure::usage("--types-package is about one package, and NDJSON about many"));
        }
        return stream::run(&targets.all(), &options(args), args, surroundings);
    }
    match targets {
        CheckTargets::One(target) => {
            let result = Ok(check(&target, args, surroundings)?);
            let checked = [TargetResult { target: source::shown(&target), result }];
            let status = write(&checked, one, args, surroundings);
            if !args.deps.iter().any(DepsSource::is_fetched) {
                // The process ends, which frees everything at once; but a temporary folder must go.
                mem::forget(checked);
            }
            status
        }
        CheckTargets::Several(targets) => {
            let all = check_all(&targets, args, surroundings)?;
            write(&all, several, args, surroundings)
        }
    }
}

/// The targets of a check. One target is reported as such, and not as a list of one.
enum CheckTargets {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl CheckTargets {
    fn all(self) -> Vec<PathBuf> {
        match self {
            Self::One(target) => vec![target],
            Self::Several(targets) => targets,
        }
    }
}

fn targets(args: &args::CheckArgs, surroundings: &mut Surroundings<'_>) -> Result<CheckTargets, Failure> {
    match args.targets.as_slice() {
        // The process for one of several targets is called with the arguments of all of them.
        _ if contained::only_target().is_some() => {
            Ok(CheckTargets::Several(contained::only_target().into_iter().collect()))
        }
        _ if args.stdin_list => stream::listed(surroundings).map(CheckTargets::Several),
        targets if args.workspaces || !args.workspace.is_empty() => {
            workspace::targets(targets, args, surroundings).map(CheckTargets::Several)
        }
        [] => source::default_target(&args.output, surroundings).map(CheckTargets::One),
        [target] => Ok(CheckTargets::One(target.clone())),
        several => Ok(CheckTargets::Several(several.to_vec())),
    }
}

fn check(
    target: &Path,
    args: &args::CheckArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<TargetVerdict, Failure> {
    let source::OpenedTarget { package, folder } =
        source::open_target(target, &args.packs, &args.output, surroundings)?;
    let package = match &args.types_package {
        Some(types) => with_types_package(package, types, args, surroundings)?,
        None => package,
    };
    let scene = DepsScene {
        folder,
        directory: surroundings.directory.clone(),
        packing: args.packs.packing(&surroundings.stop),
    };
    let choice = DepsChoice::of(args.deps.clone());
    let mut tell = |what: &str| args.output.progress(what, surroundings);
    let verdicts = judge(&package, &choice, &scene, &options(args), &mut tell)?;
    let (package, report, several) = as_one(package, verdicts)?;
    let sources = scene
        .folder
        .map_or_else(RepositoryFiles::default, |folder| repository::sources(&folder, &package, &report));
    Ok(TargetVerdict { package, report, several, sources })
}

/// The package with the one of `@types` that is given for it.
fn with_types_package(
    package: Package,
    types: &Path,
    args: &args::CheckArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<Package, Failure> {
    let given = source::open_target(types, &args.packs, &args.output, surroundings)?.package;
    package.with_types_of(&given).map_err(|other| Failure::Usage {
        message: format!("--types-package: {other}"),
        help: Some(format!("give its tarball, as `npm pack {}` makes it", other.expected)),
    })
}

/// All of them, whatever becomes of one.
fn check_all(
    targets: &[PathBuf],
    args: &args::CheckArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<Vec<TargetResult>, Failure> {
    let is_told = !args.output.sheets.iter().any(Sheet::says_failures);
    let mut all = Vec::new();
    for target in targets {
        // Where addresses are few, another process tries it first: an allocation that fails there ends that
        // one only.
        let result = match contained::ends(target, &[]) {
            Some(failure) => Err(failure),
            None => check(target, args, surroundings).map(TargetVerdict::with_shown_files),
        };
        if surroundings.stop.is_requested() {
            result?;
            break;
        }
        if let (Err(failure), true) = (&result, is_told) {
            tell(failure, surroundings);
        }
        all.push(TargetResult { target: source::shown(target), result });
    }
    Ok(all)
}

/// Makes the text or the JSON of one target, or of several.
type OwnFormat =
    fn(&[TargetResult], PlainFormat, &Sheet, &args::CheckArgs, &Surroundings<'_>) -> Result<String, Failure>;

/// Writes every form to its place, whatever becomes of one; the worst verdict decides.
fn write(
    all: &[TargetResult],
    own: OwnFormat,
    args: &args::CheckArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<u8, Failure> {
    let others: Vec<_> = all.iter().map(TargetResult::plain).collect();
    let mut written = Ok(());
    for sheet in &args.output.sheets {
        let text = match sheet.format.entry().check {
            Some(CheckFormat::Plain(format)) => own(all, format, sheet, args, surroundings),
            Some(CheckFormat::Foreign(render)) => Ok(render(&others)),
            // Lines are written by `stream`, and what a check does not have was refused.
            Some(CheckFormat::Lines) | None => continue,
        };
        // The argument of `and` is evaluated in any case, so a form that cannot be written keeps no other
        // from it.
        written = written.and(text.and_then(|text| sheet.to.write(&text, surroundings)));
    }
    written.map(|()| all.iter().map(TargetResult::status).max().unwrap_or(OK))
}

/// The one report, as text or JSON.
fn one(
    checked: &[TargetResult],
    format: PlainFormat,
    sheet: &Sheet,
    args: &args::CheckArgs,
    surroundings: &Surroundings<'_>,
) -> Result<String, Failure> {
    let verdicts = checked.iter().filter_map(|checked| checked.result.as_ref().ok());
    let text = |verdict: &TargetVerdict| match format {
        PlainFormat::Json => document(&verdict.report),
        PlainFormat::Text => Ok(text(verdict, sheet.terminal(surroundings), args)),
    };
    verdicts.map(text).collect()
}

/// All the reports, as text or one JSON document.
fn several(
    all: &[TargetResult],
    format: PlainFormat,
    sheet: &Sheet,
    args: &args::CheckArgs,
    surroundings: &Surroundings<'_>,
) -> Result<String, Failure> {
    if format == PlainFormat::Json {
        let reports = all.iter().map(TargetResult::json).collect::<Result<Vec<_>, _>>()?;
        let ok = all.iter().all(|checked| checked.status() == OK);
        return document(&json!({ "schema": 1, "ok": ok, "reports": reports }));
    }
    let terminal = sheet.terminal(surroundings);
    let part = |checked: &TargetResult| {
        let text = text(checked.result.as_ref().ok()?, terminal, args);
        (!text.is_empty()).then(|| format!("{}{text}\n", heading(&checked.target, terminal)))
    };
    let parts: String = all.iter().filter_map(part).collect();
    Ok(parts + &summary(all, terminal))
}

impl TargetResult {
    fn status(&self) -> u8 {
        match &self.result {
            Ok(verdict) if verdict.report.ok => OK,
            Ok(_) => WRONG,
            Err(_) => FAILED,
        }
    }

    /// The report as for a single target, which it names.
    fn json(&self) -> Result<Value, Failure> {
        let rest = match &self.result {
            Ok(verdict) => {
                serde_json::to_value(&verdict.report).map_err(|error| Failure::Write(error.into()))?
            }
            Err(failure) => json!({ "error": failure.json() }),
        };
        let mut whole = json!({ "target": self.target });
        if let (Some(whole), Value::Object(rest)) = (whole.as_object_mut(), rest) {
            whole.extend(rest);
        }
        Ok(whole)
    }

    /// As the formats of other programs take it.
    fn plain(&self) -> formats::CheckedTarget<'_> {
        let outcome = match &self.result {
            Ok(verdict) => Ok(formats::CheckedPackage {
                package: &verdict.package,
                report: &verdict.report,
                sources: verdict.sources.clone(),
            }),
            Err(failure) => Err(failure.into()),
        };
        formats::CheckedTarget { target: self.target.clone(), outcome }
    }
}

fn text(verdict: &TargetVerdict, terminal: Terminal, args: &args::CheckArgs) -> String {
    if !verdict.several.is_empty() {
        let columns: Vec<_> = verdict.several.iter().map(column).collect();
        return render_several(&columns, terminal, detail(args));
    }
    render(&verdict.report, &verdict.package, terminal, detail(args))
}

fn column(verdict: &DepsVerdict) -> DepsColumn<'_> {
    DepsColumn { name: verdict.source.to_string(), report: &verdict.report, package: &verdict.package }
}

fn heading(target: &str, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    page.line(&[Role::Strong.of(target), Role::Plain.of(":")]);
    page.finish()
}

/// The most packages that the end of the text names.
const NAMED: usize = 10;

/// The packages that something is wrong with, in one line each.
fn wrong(all: &[TargetResult], page: &mut Page) {
    let line = |checked: &TargetResult| match &checked.result {
        Ok(verdict) if verdict.report.ok => None,
        Ok(verdict) => Some(format!("{}: {}", checked.target, sentence(&verdict.report))),
        Err(_) => Some(format!("{}: could not be checked", checked.target)),
    };
    let lines: Vec<String> = all.iter().filter_map(line).collect();
    for line in lines.iter().take(NAMED) {
        page.line(&[Role::Bad.of("✗ "), Role::Plain.of(line.as_str())]);
    }
    if let Some(more) = lines.len().checked_sub(NAMED).filter(|more| *more > 0) {
        let packages = if more == 1 { "package" } else { "packages" };
        page.line(&[Role::Bad.of(format!("✗ … and {more} more {packages}"))]);
    }
}

/// The last lines: the packages that something is wrong with, and the figures.
fn summary(all: &[TargetResult], terminal: Terminal) -> String {
    let count = |status| all.iter().filter(|checked| checked.status() == status).count();
    let total = format!("{} package{}", all.len(), if all.len() == 1 { "" } else { "s" });
    let (verdict, more) = match (count(WRONG), count(FAILED)) {
        (0, 0) => (Role::Good.of(format!("✓ {total} checked, nothing is wrong")), String::new()),
        (0, failed) => (Role::Bad.of(format!("✗ {failed} of {total} could not be checked")), String::new()),
        (wrong, 0) => (Role::Bad.of(format!("✗ Something is wrong with {wrong} of {total}")), String::new()),
        (wrong, failed) => {
            let verdict = format!("✗ Something is wrong with {wrong} of {total}");
            (Role::Bad.of(verdict), format!(" · {failed} could not be checked"))
        }
    };
    let mut page = Page::new(terminal);
    wrong(all, &mut page);
    page.wrapped(2, &[verdict, Role::Plain.of(more)]);
    page.finish()
}

fn options(args: &args::CheckArgs) -> Options {
    let suggestions = if args.suggestions { ShownSuggestions::All } else { ShownSuggestions::Folded };
    let options = args::types::apply(&args.types, args.judged.options());
    let by_engines = args.judged.node.is_empty();
    let budget = SizeBudget { packed: args.max_packed, unpacked: args.max_unpacked, files: args.max_files };
    Options { ignore: args.ignore.clone(), strict: args.strict, suggestions, by_engines, budget, ..options }
}

fn detail(args: &args::CheckArgs) -> Detail {
    match args.output.detail() {
        Detail::Folded if args.all => Detail::All,
        detail => detail,
    }
}
