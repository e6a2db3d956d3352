//! `packproof check`: the verdict on one package, or on several.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    cli::{
        FAILED, OK, WRONG,
        args::{self, Format},
        failure::Failure,
        failure_text,
        session::Session,
        source, workspace,
    },
    options::Options,
    package::Package,
    report::{
        Report,
        terminal::{Page, Role},
        text::{Detail, render},
    },
};

/// One target, and the verdict on it or why there is none.
struct Checked {
    target: String,
    result: Result<Verdict, Failure>,
}

struct Verdict {
    package: Package,
    report: Report,
}

pub(super) fn run(args: &args::Check, session: &mut Session<'_>) -> Result<u8, Failure> {
    for name in &args.ignore {
        args::rule(name)?;
    }
    match targets(args, session)? {
        Targets::One(target) => one(check(&target, args, session)?, args, session),
        Targets::Several(targets) => several(&targets, args, session),
    }
}

/// What is to be checked. One target is reported as such, and not as a list of one.
enum Targets {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

fn targets(args: &args::Check, session: &mut Session<'_>) -> Result<Targets, Failure> {
    match args.targets.as_slice() {
        targets if args.workspaces || !args.workspace.is_empty() => {
            workspace::targets(targets, args, session).map(Targets::Several)
        }
        [] => source::default_target(&args.output, session).map(Targets::One),
        [target] => Ok(Targets::One(target.clone())),
        several => Ok(Targets::Several(several.to_vec())),
    }
}

fn check(target: &Path, args: &args::Check, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let packing = args.packs.packing(&session.stop);
    let package = source::open_target(target, &packing, &args.output, session)?;
    let report = crate::check(&package, &options(args));
    Ok(Verdict { package, report })
}

fn one(verdict: Verdict, args: &args::Check, session: &mut Session<'_>) -> Result<u8, Failure> {
    match args.output.format() {
        Format::Json => session.print_json(&verdict.report)?,
        Format::Text => session.print(&text(&verdict, args, session))?,
    }
    Ok(status(&verdict))
}

/// All of them, whatever becomes of one; the worst decides.
fn several(targets: &[PathBuf], args: &args::Check, session: &mut Session<'_>) -> Result<u8, Failure> {
    let mut all = Vec::new();
    for target in targets {
        let result = check(target, args, session);
        if session.stop.is_requested() {
            result?;
            break;
        }
        all.push(Checked { target: target.display().to_string(), result });
    }
    match args.output.format() {
        Format::Json => session.print_json(&document(&all)?)?,
        Format::Text => print_texts(&all, args, session)?,
    }
    Ok(all.iter().map(Checked::status).max().unwrap_or(OK))
}

impl Checked {
    fn status(&self) -> u8 {
        self.result.as_ref().map_or(FAILED, status)
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
}

fn status(verdict: &Verdict) -> u8 {
    if verdict.report.ok { OK } else { WRONG }
}

fn document(all: &[Checked]) -> Result<Value, Failure> {
    let ok = all.iter().all(|checked| checked.status() == OK);
    let reports = all.iter().map(Checked::json).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "schema": 1, "ok": ok, "reports": reports }))
}

/// One after another, then what became of them all. Failures go where failures go.
fn print_texts(all: &[Checked], args: &args::Check, session: &mut Session<'_>) -> Result<(), Failure> {
    for checked in all {
        match &checked.result {
            Ok(verdict) => {
                let text = text(verdict, args, session);
                if !text.is_empty() {
                    let heading = heading(&checked.target, session);
                    session.print(&format!("{heading}{text}\n"))?;
                }
            }
            Err(failure) => {
                let _ = session.err.write_all(failure_text(failure, session.err_color).as_bytes());
                let _ = session.err.write_all(b"\n"); // Nobody is there to be told.
            }
        }
    }
    session.print(&summary(all, session))
}

fn text(verdict: &Verdict, args: &args::Check, session: &Session<'_>) -> String {
    render(&verdict.report, &verdict.package, session.terminal, detail(args))
}

fn heading(target: &str, session: &Session<'_>) -> String {
    let mut page = Page::new(session.terminal);
    page.line(&[Role::Strong.of(target), Role::Plain.of(":")]);
    page.finish()
}

/// What became of them all.
fn summary(all: &[Checked], session: &Session<'_>) -> String {
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
    let mut page = Page::new(session.terminal);
    page.wrapped(2, &[verdict, Role::Plain.of(more)]);
    page.finish()
}

fn options(args: &args::Check) -> Options {
    Options { ignore: args.ignore.clone(), strict: args.strict, ..args.judged.options() }
}

fn detail(args: &args::Check) -> Detail {
    match args.output.detail() {
        Detail::Folded if args.all => Detail::All,
        detail => detail,
    }
}
