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
        limits::Limits,
        package::Package,
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
}
