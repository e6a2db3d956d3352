//! `packproof check`: the verdict.

use crate::{
    cli::{
        OK, WRONG,
        args::{self, Format},
        failure::Failure,
        session::Session,
        source,
    },
    options::Options,
    report::text::{Detail, render},
};

pub(super) fn run(args: &args::Check, session: &mut Session<'_>) -> Result<u8, Failure> {
    for name in &args.ignore {
        args::rule(name)?;
    }
    let package = source::open(args.target.as_deref(), &args.limits.0, &args.output, session)?;
    let report = crate::check(&package, &options(args));
    match args.output.format() {
        Format::Json => session.print_json(&report)?,
        Format::Text => session.print(&render(&report, &package, session.terminal, detail(args)))?,
    }
    Ok(if report.ok { OK } else { WRONG })
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
