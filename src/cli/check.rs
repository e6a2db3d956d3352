//! `packproof check`: the verdict.

use crate::{
    cli::{
        OK, WRONG, args,
        failure::Failure,
        outputs::{Destination, Form, Sheet},
        repository,
        session::{Session, document},
        source,
    },
    options::Options,
    report::{
        Report,
        formats::{Checked, Opened, Sources},
        terminal::Terminal,
        text::{Detail, render},
    },
};

pub(super) fn run(args: &args::Check, session: &mut Session<'_>) -> Result<u8, Failure> {
    for name in &args.ignore {
        args::rule(name)?;
    }
    let source::Opened { package, folder } =
        source::open_from(args.target.as_deref(), &args.output, session)?;
    let report = crate::check(&package, &options(args));
    let sources =
        folder.map_or_else(Sources::default, |folder| repository::sources(&folder, &package, &report));
    let opened = Opened { package: &package, report: &report, sources };
    let checked = [Checked { target: source::shown(args.target.as_deref()), outcome: Ok(opened) }];
    let mut written = Ok(());
    for sheet in &args.output.sheets {
        let text = match sheet.form.render(&checked) {
            Some(text) => text,
            None if sheet.form == Form::Json => document(&report)?,
            None => render(&report, &package, terminal(sheet, session), detail(args)),
        };
        written = written.and(sheet.to.write(&text, session));
    }
    written.map(|()| status(&report))
}

fn status(report: &Report) -> u8 {
    if report.ok { OK } else { WRONG }
}

fn terminal(sheet: &Sheet, session: &Session<'_>) -> Terminal {
    match sheet.to {
        Destination::Stdout => session.terminal,
        Destination::File(_) => Terminal::PIPE,
    }
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
