//! The changes by which a project takes packproof into use: the script, the first test and the step in CI.

mod ci;
mod difference;
mod project;
mod scripts;
mod test_file;

pub use difference::difference;
pub use project::{FileChange, ProjectOutlook};
pub use scripts::ManifestProblem;

use crate::json;

/// All changes that the project lacks, and whether it must install packproof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitPlan {
    pub changes: Vec<FileChange>,
    pub must_install: bool,
}

/// Plans what to write. A project that has all of it already gets no change.
pub fn plan(project: &ProjectOutlook) -> Result<InitPlan, ManifestProblem> {
    let text = project.manifest.strip_prefix('\u{feff}').unwrap_or(&project.manifest);
    let manifest = json::parse(text).map_err(|error| ManifestProblem::NotJson(error.to_string()))?;
    let mut changes = Vec::new();
    if let Some(after) = scripts::with_gate(text, &manifest, project)? {
        let bom = if text.len() < project.manifest.len() { "\u{feff}" } else { "" };
        let before = Some(project.manifest.clone());
        changes.push(FileChange { path: "package.json".to_owned(), before, after: format!("{bom}{after}") });
    }
    if !project.has_test {
        changes.push(test_file::first_test(&manifest, project.test_folder));
    }
    if !project.has_ci {
        changes.push(ci::step(&manifest, project));
    }
    let is_named = |key| manifest.get(key).is_some_and(|list| list.get("packproof").is_some());
    let must_install = !["devDependencies", "dependencies"].into_iter().any(is_named);
    Ok(InitPlan { changes, must_install })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Manager;

    fn outlook(manifest: &str) -> ProjectOutlook {
        ProjectOutlook {
            manifest: manifest.to_owned(),
            manager: Manager::Npm,
            has_modern_yarn: false,
            is_locked: true,
            test_folder: None,
            has_test: false,
            has_ci: false,
            gitlab: None,
        }
    }

    fn after(project: &ProjectOutlook, path: &str) -> String {
        let plan = plan(project).unwrap();
        plan.changes
            .into_iter()
            .find(|change| change.path == path)
            .map(|change| change.after)
            .unwrap_or_default()
    }

    #[test]
    fn the_script_comes_where_it_belongs_and_nothing_else_moves() {
        let rows = [
            (
                "{\n  \"name\": \"p\"\n}\n",
                "{\n  \"name\": \"p\",\n  \"scripts\": {\n    \"prepublishOnly\": \"packproof check\"\n  }\n}\n",
            ),
            (
                "{\n\t\"name\": \"p\",\n\t\"scripts\": {\n\t\t\"build\": \"tsc\"\n\t},\n\t\"main\": \"a\"\n}",
                "{\n\t\"name\": \"p\",\n\t\"scripts\": {\n\t\t\"build\": \"tsc\",\n\t\t\"prepublishOnly\": \"npm run build && packproof check\"\n\t},\n\t\"main\": \"a\"\n}",
            ),
            (
                "{\r\n    \"name\": \"p\",\r\n    \"scripts\": {}\r\n}",
                "{\r\n    \"name\": \"p\",\r\n    \"scripts\": {\r\n        \"prepublishOnly\": \"packproof check\"\r\n    }\r\n}",
            ),
            (
                r#"{"name":"p","scripts":{"prepublishOnly":"tsc \"a\""}}"#,
                r#"{"name":"p","scripts":{"prepublishOnly":"tsc \"a\" && packproof check"}}"#,
            ),
            (r#"{ "name": "p" }"#, r#"{ "name": "p", "scripts": { "prepublishOnly": "packproof check" } }"#),
        ];
        for (before, expected) in rows {
            assert_eq!(after(&outlook(before), "package.json"), expected, "{before}");
        }
    }

    #[test]
    fn what_is_there_stays_and_once_is_enough() {
        let manifest = r#"{"name":"p","scripts":{"prepublishOnly":"npm run build && packproof"}}"#;
        assert_eq!(after(&outlook(manifest), "package.json"), "");
        let mut project = outlook("{\n  \"name\": \"p\",\n  \"devDependencies\": { \"vitest\": \"4\" }\n}\n");
        project.manifest = after(&project, "package.json");
        (project.has_test, project.has_ci) = (true, true);
        assert_eq!(plan(&project).unwrap().changes, []);
    }

    #[test]
    fn a_yarn_that_knows_no_prepublish_only_is_led_there() {
        let rows = [
            (
                r#"{"name":"p"}"#,
                r#"{"name":"p","scripts": {"prepublishOnly": "packproof check","prepublish": "yarn run prepublishOnly"}}"#,
            ),
            (
                "{\n  \"name\": \"p\",\n  \"scripts\": {\n    \"prepublish\": \"yarn build\"\n  }\n}\n",
                "{\n  \"name\": \"p\",\n  \"scripts\": {\n    \"prepublish\": \"yarn build && yarn run prepublishOnly\",\n    \"prepublishOnly\": \"packproof check\"\n  }\n}\n",
            ),
            (
                r#"{"name":"p","scripts":{"prepublishOnly":"packproof"}}"#,
                r#"{"name":"p","scripts":{"prepublishOnly":"packproof","prepublish": "yarn run prepublishOnly"}}"#,
            ),
            (r#"{"name":"p","scripts":{"prepublishOnly":"packproof","prepublish":"packproof"}}"#, ""),
        ];
        for (before, expected) in rows {
            let project = ProjectOutlook { manager: Manager::Yarn, has_modern_yarn: true, ..outlook(before) };
            assert_eq!(after(&project, "package.json"), expected, "{before}");
        }
    }

    #[test]
    fn a_script_that_names_another_is_no_gate() {
        let manifest = r#"{"name":"p","scripts":{"prepublishOnly":"npm run prepublishOnly:all"}}"#;
        assert!(after(&outlook(manifest), "package.json").contains("prepublishOnly:all && packproof check"));
    }

    #[test]
    fn each_runner_gets_a_test_that_it_finds() {
        let rows = [
            (r#"{"name":"p","devDependencies":{"vitest":"4"}}"#, "test/package.test.mjs", "packproof/vitest"),
            (
                r#"{"name":"p","devDependencies":{"ts-jest":"29"}}"#,
                "test/package.test.js",
                "require('packproof/jest')",
            ),
            (
                r#"{"name":"p","type":"module","devDependencies":{"jest":"30"}}"#,
                "test/package.test.cjs",
                "packproof/jest",
            ),
            (
                r#"{"name":"p","type":"module","devDependencies":{"jest":"^29.7.0"}}"#,
                "test/package.test.js",
                "import 'packproof/jest'",
            ),
            (
                r#"{"name":"p","type":"module","devDependencies":{"@jest/globals":"latest"}}"#,
                "test/package.test.cjs",
                "packproof/jest",
            ),
            (r#"{"name":"p","devDependencies":{"mocha":"12"}}"#, "test/package.test.mjs", "this.timeout"),
            (r#"{"name":"p","devDependencies":{"ava":"7"}}"#, "test/package.test.mjs", "from 'ava'"),
            (r#"{"name":"p","scripts":{"test":"bun test"}}"#, "test/package.test.mjs", "bun:test"),
            (r#"{"name":"p"}"#, "test/package.test.mjs", "node:test"),
        ];
        for (manifest, path, word) in rows {
            assert!(after(&outlook(manifest), path).contains(word), "{manifest}");
        }
        let there = ProjectOutlook { test_folder: Some("__tests__"), ..outlook(r#"{"name":"p"}"#) };
        assert_ne!(after(&there, "__tests__/package.test.mjs"), "");
    }

    #[test]
    fn the_step_is_for_the_manager_and_the_server() {
        let built = r#"{"name":"p","scripts":{"build":"tsc"}}"#;
        let github =
            |manager| after(&ProjectOutlook { manager, ..outlook(built) }, ".github/workflows/packproof.yml");
        assert!(
            github(Manager::Npm)
                .contains("      - run: npm ci\n      - run: npm run build\n      - run: npx packproof ")
        );
        assert!(github(Manager::Pnpm).contains("pnpm install --frozen-lockfile"));
        assert!(github(Manager::Yarn).contains("      - run: yarn packproof "));
        assert!(github(Manager::Bun).contains("oven-sh/setup-bun"));
        let gitlab = ProjectOutlook { gitlab: Some("stages: [test]".to_owned()), ..outlook(built) };
        assert!(after(&gitlab, ".gitlab-ci.yml").starts_with("stages: [test]\n\npackproof:\n"));
    }

    #[test]
    fn what_is_no_package_is_refused() {
        for manifest in ["{", "[]", "{}", r#"{"name":"p","private":true}"#, r#"{"name":"p","scripts":7}"#] {
            assert!(plan(&outlook(manifest)).is_err(), "{manifest}");
        }
    }
}
