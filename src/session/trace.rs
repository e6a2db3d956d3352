//! The trace of a project to the tarball of this session.

use crate::{
    limits::LimitReached,
    options::Options,
    report::trace::{Checked, TraceReport},
    session::Session,
    trace::{TraceOptions, source_tree::SourceTree},
};

impl Session {
    /// Traces every source module of the project to this package.
    ///
    /// # Errors
    /// A limit keeps modules or entry points from being looked at.
    pub fn trace(&self, tree: &SourceTree, options: &TraceOptions) -> Result<TraceReport, LimitReached> {
        let checked = Checked {
            facts: self.facts(&options.node),
            entry_points: self.entry_points(&Options::of(&options.node)),
        };
        TraceReport::new(tree, self.package(), options, &checked, &|codes, nodes| self.link(codes, nodes))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        files::FileTree,
        limits::{LimitReached, Limits},
        package::Package,
        report::trace::TraceReport,
        session::Session,
        trace::{TraceOptions, source_tree::SourceTree},
    };

    #[test]
    fn entry_points_times_files_are_bounded() {
        let count: u64 = 60;
        let manifest = r#"{"name":"p","version":"1.0.0","type":"module","exports":{"./*":"./*.js"}}"#;
        let names: Vec<String> = (0..count).map(|nth| format!("m{nth}.js")).collect();
        let texts: Vec<String> =
            (0..count).map(|nth| format!("import './m{}.js'", (nth + 1) % count)).collect();
        let modules = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str));
        let files: Vec<(&str, &str)> = [("package.json", manifest)].into_iter().chain(modules).collect();
        let traced = |link_steps: u64| {
            let limits = Limits { link_steps, ..Limits::default() };
            let package = Package::new(FileTree::of(files.iter().copied())).within(limits);
            let tree = SourceTree::of(files.iter().copied());
            Session::new(package).trace(&tree, &TraceOptions::default()).map(|report| report.ok)
        };
        assert_eq!(traced(4 * count * count * 2), Ok(true));
        assert_eq!(traced(4 * count * count - 1).unwrap_err().limit, "link_steps");
    }

    fn traced(files: &[(String, String)], link_steps: u64) -> Result<TraceReport, LimitReached> {
        let files = || files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let limits = Limits { link_steps, ..Limits::default() };
        let package = Package::new(FileTree::of(files())).within(limits);
        Session::new(package).trace(&SourceTree::of(files()), &TraceOptions::default())
    }

    fn project(build: &str) -> (String, String) {
        let manifest = format!(
            r#"{{"name":"p","version":"1.0.0","type":"module","files":["dist"],"exports":{{"./*":"./dist/*.js"}},"scripts":{{"build":"{build}"}}}}"#
        );
        ("package.json".to_owned(), manifest)
    }

    #[test]
    fn bundles_times_modules_are_bounded() {
        let count: u64 = 30;
        let entries: Vec<String> = (0..count).map(|nth| format!("src/e{nth}.ts")).collect();
        let mut files = vec![project(&format!("tsup {}", entries.join(" ")))];
        for nth in 0..count {
            let own = format!("export const a{nth} = 1");
            files.push((format!("src/e{nth}.ts"), format!("import './c0'; {own}")));
            files.push((
                format!("src/c{nth}.ts"),
                format!("import './c{}'; export const b{nth} = 1", nth + 1),
            ));
            files.push((format!("dist/e{nth}.js"), own));
        }
        let modules = count * (count + 1);
        assert!(traced(&files, 44 * modules).is_ok());
        let limit = traced(&files, 44 * modules - 1).err().map(|reached| reached.limit);
        assert_eq!(limit, Some("link_steps"));
    }

    #[test]
    fn copies_of_copies_end() {
        let copies: Vec<String> = (0..40).map(|nth| format!("cp -r s s/d{nth}")).collect();
        let mut files = vec![project(&copies.join(" && "))];
        files.push(("s/a.js".to_owned(), "export const a = 1".to_owned()));
        let plan = traced(&files, 20_000_000).unwrap().plan;
        assert!(!plan.unread.is_empty() && plan.steps.len() < 17);
    }

    #[test]
    fn projects_that_refer_to_each_other_each_write_their_own_files() {
        let count = 100;
        let all: Vec<String> = (0..count).map(|nth| format!(r#"{{"path":"../p{nth}"}}"#)).collect();
        let mut files = vec![project("tsc -b p0")];
        for nth in 0..count {
            let options = format!(r#"{{"outDir":"../dist/{nth}","rootDir":".","composite":true}}"#);
            let config = format!(r#"{{"references":[{}],"compilerOptions":{options}}}"#, all.join(","));
            files.push((format!("p{nth}/tsconfig.json"), config));
            files.push((
                format!("p{nth}/a.ts"),
                format!("import '../p{}/a'; export const a = 1", (nth + 1) % count),
            ));
            files.push((format!("dist/{nth}/a.js"), "export const a = 1".to_owned()));
        }
        let report = traced(&files, 20_000_000).unwrap();
        assert!(report.modules.iter().all(|module| module.outputs.len() == 1));
    }
}
