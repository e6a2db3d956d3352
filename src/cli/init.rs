//! `packproof init`: shows what it would write into a project, asks, and writes it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::{
    cli::{args, failure::Failure, format::PlainFormat, status::OK, surroundings::Surroundings},
    init::{FileChange, InitPlan, ManifestProblem, ProjectOutlook, difference, plan},
    pack::{Manager, detect, has_modern_yarn, is_locked},
    render::terminal::{Page, Role},
};

pub(super) fn run(args: &args::InitArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let directory = surroundings.directory.join(args.project.as_deref().unwrap_or(Path::new(".")));
    let project = look(&directory)?;
    let plan = plan(&project).map_err(|problem| refused(&problem))?;
    let written = match args.output.format() {
        PlainFormat::Json => args.yes,
        PlainFormat::Text => {
            show(&plan, project.manager, surroundings)?;
            !plan.changes.is_empty() && (args.yes || agrees(surroundings)?)
        }
    };
    if written {
        plan.changes.iter().try_for_each(|change| write(&directory, change))?;
    }
    match args.output.format() {
        PlainFormat::Json => surroundings.print_json(&document(&plan, project.manager, written))?,
        PlainFormat::Text if plan.changes.is_empty() => {
            surroundings.print("Nothing to do: the project has it all.\n")?
        }
        PlainFormat::Text => {
            surroundings.print(if written { "Written.\n" } else { "Nothing was written.\n" })?
        }
    }
    Ok(OK)
}

fn refused(problem: &ManifestProblem) -> Failure {
    let help = match problem {
        ManifestProblem::Private => {
            Some("in a monorepo, name the folder of a package that is published".to_owned())
        }
        _ => None,
    };
    Failure::Usage { message: problem.to_string(), help }
}

/// Folders of tests, the first that is there.
const TEST_FOLDERS: [&str; 4] = ["test", "tests", "__tests__", "spec"];
const GITLAB: &str = ".gitlab-ci.yml";

/// Looks at the project.
fn look(directory: &Path) -> Result<ProjectOutlook, Failure> {
    let file = directory.join("package.json");
    let manifest = fs::read_to_string(&file).map_err(|error| Failure::Read {
        target: file.display().to_string(),
        help: Some("init takes the folder of a package".to_owned()),
        error,
    })?;
    let gitlab = fs::read_to_string(directory.join(GITLAB)).ok();
    let test_folder = TEST_FOLDERS.into_iter().find(|folder| directory.join(folder).is_dir());
    let is_ours = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains("packproof"));
    // A test of that name is not written over, and gets none beside it in another language.
    let has_test = ["mjs", "cjs", "js", "ts", "mts"].into_iter().any(|ending| {
        directory.join(test_folder.unwrap_or("test")).join(format!("package.test.{ending}")).exists()
    }) || test_folder
        .is_some_and(|folder| files_in(&directory.join(folder)).iter().any(is_ours));
    let has_ci = files_in(&directory.join(".github/workflows")).iter().any(is_ours)
        || gitlab.as_ref().is_some_and(|text| text.contains("packproof"));
    let manager = detect(directory).manager;
    let is_locked = is_locked(directory, manager);
    let has_modern_yarn = has_modern_yarn(directory);
    Ok(ProjectOutlook {
        manifest,
        manager,
        has_modern_yarn,
        is_locked,
        test_folder,
        has_test,
        has_ci,
        gitlab,
    })
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect()
}

fn show(plan: &InitPlan, manager: Manager, surroundings: &mut Surroundings<'_>) -> Result<(), Failure> {
    let mut page = Page::new(surroundings.terminal);
    for change in &plan.changes {
        let what = if change.before.is_some() { "change" } else { "new" };
        page.line(&[Role::Strong.of(change.path.clone()), Role::Faint.of(format!(" ({what})"))]);
        for (sign, line) in difference(change) {
            let role = if sign == ' ' { Role::Faint } else { Role::Plain };
            page.line(&[role.of(format!("  {sign} {line}"))]);
        }
        page.blank();
    }
    if plan.must_install {
        page.line(
            &[Role::Plain.of(format!("packproof is not among the dependencies: {}", install(manager)))],
        );
        page.blank();
    }
    surroundings.print(&page.finish())
}

fn install(manager: Manager) -> &'static str {
    match manager {
        Manager::Npm => "npm install --save-dev packproof",
        Manager::Pnpm => "pnpm add --save-dev packproof",
        Manager::Yarn => "yarn add --dev packproof",
        Manager::Bun => "bun add --dev packproof",
    }
}

/// Asks on standard output, and reads one line; no answer is a no.
fn agrees(surroundings: &mut Surroundings<'_>) -> Result<bool, Failure> {
    surroundings.print("Write this? [y/N] ")?;
    let mut answer = Vec::new();
    let mut byte = [0];
    // The bound is for an input that has no end of line.
    while answer.len() < 16 && matches!(surroundings.input.read(&mut byte), Ok(1)) && byte != *b"\n" {
        answer.extend(byte);
    }
    let answer = String::from_utf8_lossy(&answer).trim().to_ascii_lowercase();
    Ok(answer == "y" || answer == "yes")
}

fn write(directory: &Path, change: &FileChange) -> Result<(), Failure> {
    let path = directory.join(&change.path);
    let failed = |error| Failure::WriteFile { file: change.path.clone(), error };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(&path, &change.after).map_err(failed)
}

fn document(plan: &InitPlan, manager: Manager, written: bool) -> serde_json::Value {
    let changes: Vec<_> = plan
        .changes
        .iter()
        .map(|change| json!({ "path": change.path, "isNew": change.before.is_none(), "text": change.after }))
        .collect();
    let install = plan.must_install.then(|| install(manager));
    json!({ "schema": 1, "changes": changes, "written": written, "mustInstall": plan.must_install, "install": install })
}
