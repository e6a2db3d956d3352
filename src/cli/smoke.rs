//! `packproof smoke`: the verdict of real Node, beside the static one.

use std::{
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    cli::{
        args,
        failure::Failure,
        format::PlainFormat,
        source,
        status::{FAILED, OK, WRONG},
        surroundings::Surroundings,
    },
    pack::Manager,
    render::{
        terminal::{Page, Role, Terminal},
        text::{self, Detail},
    },
    report::smoke::{Deps, SmokeReport},
    session::Session,
    smoke::{
        SmokeFailure, SmokeOptions, SmokeProgress,
        containment::Containment,
        install::{Peers, Scripts},
        room::Keep,
        smoke,
        sources::AllowedSources,
    },
};

pub(super) fn run(args: &args::SmokeArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let stop = surroundings.stop.clone();
    let package = source::open(args.target.as_deref(), &args.packs, &args.output, surroundings)?;
    let session = Session::new(package);
    let options = options(args, surroundings);
    let mut bar = Bar::new(args, surroundings);
    let report = smoke(&session, &options, &stop, &mut |progress| bar.tell(&progress));
    bar.clear();
    if matches!(report, Err(SmokeFailure::Stopped)) {
        stop.answer();
    }
    let report = report?;
    match args.output.format() {
        PlainFormat::Json => surroundings.print_json(&report)?,
        PlainFormat::Text => {
            surroundings.print(&text::smoke(&report, surroundings.terminal, detail(args)))?
        }
    }
    if let (Some(path), Some(issue)) = (&args.report, &report.issue) {
        fs::write(surroundings.directory.join(path), issue)
            .map_err(|error| Failure::WriteFile { file: path.display().to_string(), error })?;
    }
    Ok(status(&report))
}

/// A broken entry point is wrong with the package; one that could not be judged is not proven.
fn status(report: &SmokeReport) -> u8 {
    let summary = report.summary;
    match (report.ok, summary.broken + summary.failed_runs + summary.failed_scripts) {
        (true, _) => OK,
        (false, 0) => FAILED,
        (false, _) => WRONG,
    }
}

fn options(args: &args::SmokeArgs, surroundings: &Surroundings<'_>) -> SmokeOptions {
    SmokeOptions {
        node: args.node.clone(),
        conditions: args.conditions.clone(),
        deps: args.deps,
        manager: args.packs.manager().unwrap_or(Manager::Npm),
        peers: if args.optional_peers { Peers::All } else { Peers::Required },
        scripts: if args.scripts { Scripts::On } else { Scripts::Off },
        allowed: AllowedSources {
            git: args.sources.allow_git,
            remote: args.sources.allow_remote,
            file: args.sources.allow_file,
            directory: args.sources.allow_directory,
        },
        keeper: surroundings.keeper.clone(),
        containment: if args.r#unsafe { Containment::Unsafe } else { Containment::Contained },
        // `--pack-timeout` can lengthen the time of the installation, and not shorten it.
        install_time: args
            .packs
            .packing(&surroundings.stop)
            .timeout
            .max(SmokeOptions::default().install_time),
        time: Duration::from_secs(args.timeout),
        memory: args.memory,
        run: args.run.clone(),
        import: args.import.clone(),
        keep: if args.keep { Keep::Keep } else { Keep::Remove },
        directory: surroundings.directory.clone(),
        project: project(args, surroundings),
    }
}

/// The folder whose dependencies are linked: the one given, the one that was packed, or this one.
fn project(args: &args::SmokeArgs, surroundings: &Surroundings<'_>) -> PathBuf {
    let packed = args.target.as_deref().filter(|target| surroundings.directory.join(target).is_dir());
    let project = args.project.as_deref().or(packed).unwrap_or(Path::new(""));
    surroundings.directory.join(project)
}

fn detail(args: &args::SmokeArgs) -> Detail {
    match args.output.detail() {
        Detail::Folded if args.all => Detail::All,
        detail => detail,
    }
}

/// The progress on standard error: one line that changes on a terminal, a line for each step elsewhere.
struct Bar<'b, 's> {
    surroundings: &'b mut Surroundings<'s>,
    is_quiet: bool,
    is_terminal: bool,
    is_shown: bool,
}

impl<'b, 's> Bar<'b, 's> {
    fn new(args: &args::SmokeArgs, surroundings: &'b mut Surroundings<'s>) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { surroundings, is_quiet: args.output.quiet, is_terminal, is_shown: false }
    }

    fn tell(&mut self, progress: &SmokeProgress<'_>) {
        match progress {
            SmokeProgress::Kept(folder) => self.line(&format!("this folder stays: {}", folder.display())),
            _ if self.is_quiet => {}
            SmokeProgress::Providing(options) => match options.deps {
                Deps::Install => self.line(&format!("installing with {}", options.manager)),
                Deps::Link => self.line("linking the dependencies of this project"),
                Deps::None => {}
            },
            SmokeProgress::Asked { done, total, what } if self.is_terminal => {
                let bar: String = (0..20).map(|at| if at * total < done * 20 { '█' } else { '░' }).collect();
                self.show(&format!(
                    "\r\u{1b}[2Kpackproof: {bar} {done}/{total} {}",
                    crate::render::terminal::visible(what)
                ));
                self.is_shown = true;
            }
            SmokeProgress::Asked { done, total, .. } if done == total => {
                self.line(&format!("asked Node {total} times"))
            }
            SmokeProgress::Asked { .. } => {}
        }
    }

    fn line(&mut self, what: &str) {
        let mut page = Page::new(Terminal { width: usize::MAX, color: self.surroundings.err_color });
        page.line(&[Role::Faint.of(format!("packproof: {what}"))]);
        self.show(&page.finish());
    }

    fn clear(mut self) {
        if self.is_shown {
            self.show("\r\u{1b}[2K");
        }
    }

    fn show(&mut self, text: &str) {
        let _ = self.surroundings.err.write_all(text.as_bytes()); // Nobody is there to be told.
        let _ = self.surroundings.err.flush();
    }
}
