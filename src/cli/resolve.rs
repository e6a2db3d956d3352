//! `packproof resolve`: one resolution, step by step.

use std::path::Path;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::{
    cli::{
        args, batch,
        failure::Failure,
        format::PlainFormat,
        source,
        status::{OK, WRONG},
        surroundings::Surroundings,
    },
    near::closest,
    package::Package,
    path::PackagePath,
    render::{
        snippet,
        terminal::{Page, Role},
        text::{mode_name, package_name, words_of_node},
    },
    report::{
        PackageReport, at,
        help::help,
        package_report,
        resolution::{ResolutionReport, ResolutionStatus, ResolutionStepReport, subject},
    },
    resolve::{NodeTarget, Referrer, resolve},
};

/// The JSON document.
#[derive(Debug, Serialize)]
struct ResolveDocument<'r> {
    schema: u32,
    package: PackageReport,
    #[serde(flatten)]
    resolution: &'r ResolutionReport,
}

pub(super) fn run(args: &args::ResolveArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    if args.batch && args.target == Path::new("-") {
        return Err(Failure::usage("with --batch standard input has the questions, so TARGET cannot be -"));
    }
    let package = source::open(Some(&args.target), &args.packs, &args.output, surroundings)?;
    let Some(specifier) = args.specifier.as_deref() else {
        return batch::run(&package, surroundings);
    };
    let asked = AskedResolution {
        package: &package,
        referrer: referrer(&package, args.from.as_deref())?,
        specifier,
        args,
        node: NodeTarget { version: args.node, conditions: args.conditions.clone() },
    };
    let report = ResolutionReport::new(&package, &asked.referrer, specifier, args.mode, &asked.node);
    match args.output.format() {
        PlainFormat::Json => {
            let package = package_report(&package);
            surroundings.print_json(&ResolveDocument { schema: 1, package, resolution: &report })?;
        }
        PlainFormat::Text => {
            let mut page = Page::new(surroundings.terminal);
            asked.render(&report, &mut page);
            surroundings.print(&page.finish())?;
        }
    }
    Ok(if report.status == ResolutionStatus::Broken { WRONG } else { OK })
}

fn referrer(package: &Package, from: Option<&str>) -> Result<Referrer, Failure> {
    let Some(from) = from else { return Ok(Referrer::Consumer) };
    let path = PackagePath::new(from.trim_start_matches("./"))
        .filter(|path| package.files().get(path.as_str()).is_some());
    path.map(Referrer::File).ok_or_else(|| {
        let near = closest(from, package.files().iter().map(|(path, _)| path.as_str()));
        Failure::Usage {
            message: format!("--from {from}: no such file is packed"),
            help: near.map(|near| format!("did you mean {near}?")),
        }
    })
}

/// A resolution that was asked for, with all that its text names.
struct AskedResolution<'a> {
    package: &'a Package,
    referrer: Referrer,
    specifier: &'a str,
    args: &'a args::ResolveArgs,
    node: NodeTarget,
}

impl AskedResolution<'_> {
    fn render(&self, report: &ResolutionReport, page: &mut Page) {
        if !self.args.output.quiet {
            self.header(page);
            page.blank();
            steps(&report.trail, page);
            page.blank();
        }
        self.answer(report, page);
    }

    fn header(&self, page: &mut Page) {
        let from = match &self.referrer {
            Referrer::Consumer => String::new(),
            Referrer::File(path) => format!(" from {path}"),
        };
        let conditions = match self.node.conditions.as_slice() {
            [] => String::new(),
            names => format!(" with {}", names.join(", ")),
        };
        page.wrapped(
            2,
            &[
                Role::Strong.of(package_name(&package_report(self.package))),
                Role::Faint.of(format!(" · Node {}", self.node.version)),
            ],
        );
        let subject = subject(self.package, &self.referrer, self.specifier);
        page.wrapped(
            2,
            &[
                Role::Plain.of(format!("{} ", mode_name(self.args.mode))),
                Role::Code.of(format!("\"{subject}\"")),
                Role::Plain.of(format!("{from}{conditions}")),
            ],
        );
    }

    fn answer(&self, report: &ResolutionReport, page: &mut Page) {
        let target = report.target.as_deref().unwrap_or_default();
        match report.status {
            ResolutionStatus::Ok | ResolutionStatus::Builtin => {
                let format = report.format.as_ref().map(|format| format!(" ({format})")).unwrap_or_default();
                page.wrapped(2, &[Role::Good.of("✓ "), Role::Strong.of(target), Role::Faint.of(format)]);
            }
            ResolutionStatus::External => {
                page.wrapped(
                    2,
                    &[Role::Good.of("→ "), Role::Plain.of("another package, which this one declares")],
                );
            }
            ResolutionStatus::Broken => self.failure(report, page),
        }
    }

    fn failure(&self, report: &ResolutionReport, page: &mut Page) {
        let code = report.code.as_deref().unwrap_or_default();
        page.wrapped(2, &[Role::Bad.of(format!("✗ {code}"))]);
        let message = words_of_node(report.message.as_deref().unwrap_or_default());
        page.wrapped(2, &[Role::Plain.of(format!("  {message}"))]);
        let subject = subject(self.package, &self.referrer, self.specifier);
        // The report has the words of the error only, and not its place.
        let again = resolve(self.package, &self.referrer, &subject, self.args.mode, &self.node);
        let Err(error) = again.result else { return };
        if let Some(place) = error.at() {
            snippet::frame(page, self.package, &at(self.package, place), 2);
        }
        if let Some(help) = help(self.package, self.args.mode, &self.node, &error) {
            page.wrapped(8, &[Role::Good.of("  help"), Role::Plain.of(format!(": {help}"))]);
        }
    }
}

/// Each step, and beside it its place in package.json.
fn steps(trail: &[ResolutionStepReport], page: &mut Page) {
    let available = page.terminal().width.saturating_sub(2);
    let place = |step: &ResolutionStepReport| {
        step.at.as_ref().map(|at| format!("{}:{}:{}", at.file, at.line, at.column))
    };
    let widest = |of: &dyn Fn(&ResolutionStepReport) -> usize| trail.iter().map(of).max().unwrap_or(0);
    let places = widest(&|step| place(step).unwrap_or_default().width());
    let texts = widest(&|step| step.text.width()).min(available.saturating_sub(places + 2));
    for step in trail {
        let place = place(step).unwrap_or_default();
        let gap = " ".repeat(texts.saturating_sub(step.text.width()) + 2);
        page.wrapped(
            4,
            &[Role::Plain.of(format!("  {}", step.text)), Role::Faint.of(format!("{gap}{place}"))],
        );
    }
}
