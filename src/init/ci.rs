//! The step in CI: a workflow for GitHub, or a job in the file that GitLab reads.

use crate::{
    init::project::{FileChange, ProjectOutlook},
    json::JsonNode,
    pack::Manager,
};

/// Returns the workflow, or where the project is on GitLab its file with one job more.
pub(super) fn step(manifest: &JsonNode, project: &ProjectOutlook) -> FileChange {
    let is_built = manifest.get("scripts").is_some_and(|scripts| scripts.get("build").is_some());
    match &project.gitlab {
        Some(before) => {
            let text = before.trim_end();
            let after =
                format!("{text}{}{}", if text.is_empty() { "" } else { "\n\n" }, gitlab(project, is_built));
            FileChange { path: ".gitlab-ci.yml".to_owned(), before: Some(before.clone()), after }
        }
        None => FileChange {
            path: ".github/workflows/packproof.yml".to_owned(),
            before: None,
            after: github(project, is_built),
        },
    }
}

fn github(project: &ProjectOutlook, is_built: bool) -> String {
    let runs = commands(project, is_built).into_iter().map(|command| format!("      - run: {command}\n"));
    let tools = match project.manager {
        Manager::Bun => "      - uses: oven-sh/setup-bun@v2\n",
        Manager::Npm | Manager::Pnpm | Manager::Yarn => "",
    };
    let check = format!(
        "      - run: {} --format github --format markdown --output \"$GITHUB_STEP_SUMMARY\"\n",
        program(project.manager)
    );
    format!("{GITHUB}{tools}{}{check}", runs.collect::<String>())
}

const GITHUB: &str = "\
name: package
on: [push, pull_request]
permissions:
  contents: read
jobs:
  packproof:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with:
          node-version: 22
";

fn gitlab(project: &ProjectOutlook, is_built: bool) -> String {
    let image = match project.manager {
        Manager::Bun => "oven/bun:1",
        Manager::Npm | Manager::Pnpm | Manager::Yarn => "node:22",
    };
    let mut commands = commands(project, is_built);
    commands.push(format!("{} --output packproof.xml", program(project.manager)));
    let script: String = commands.into_iter().map(|command| format!("    - {command}\n")).collect();
    format!(
        "packproof:\n  image: {image}\n  script:\n{script}  artifacts:\n    when: always\n    reports:\n      junit: packproof.xml\n"
    )
}

/// The commands that install and build.
fn commands(project: &ProjectOutlook, is_built: bool) -> Vec<String> {
    let install: &[&str] = match (project.manager, project.is_locked) {
        (Manager::Npm, true) => &["npm ci"],
        (Manager::Npm, false) => &["npm install"],
        (Manager::Pnpm, true) => &["corepack enable", "pnpm install --frozen-lockfile"],
        (Manager::Pnpm, false) => &["corepack enable", "pnpm install"],
        (Manager::Yarn, _) => &["corepack enable", "yarn install"],
        (Manager::Bun, true) => &["bun install --frozen-lockfile"],
        (Manager::Bun, false) => &["bun install"],
    };
    let build = is_built.then(|| format!("{} run build", project.manager.name()));
    install.iter().map(|command| (*command).to_owned()).chain(build).collect()
}

/// The program, as the manager starts it.
fn program(manager: Manager) -> &'static str {
    match manager {
        Manager::Npm => "npx packproof",
        Manager::Pnpm => "pnpm exec packproof",
        Manager::Yarn => "yarn packproof",
        Manager::Bun => "bunx packproof",
    }
}
