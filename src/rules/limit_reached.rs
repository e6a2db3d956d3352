//! A limit was reached, so that something was not judged.

use crate::{
    diagnostic::{Diagnostic, Findings},
    facts::{Facts, Problem, Thrown},
    limits::{Limits, Reached},
    link::fault::FaultKind,
    resolve::error::Place,
    rules::{
        rule,
        support::{finding, problems},
    },
    text::Span,
};

rule! {
    /// A limit was reached, so that something was not judged.
    ///
    /// ## Why it matters
    ///
    /// What was not looked at is not known to work. Hardly any package comes near a limit; one that does may have been made to
    /// use up the memory or the time of whoever looks at it. So the check fails, and says what was left out.
    ///
    /// ## Example
    ///
    /// ```text
    /// a.js has 40000000 bytes and was not read (`javascript_bytes` is 33554432)
    /// ```
    ///
    /// Where you trust the package, raise the limit:
    ///
    /// ```sh
    /// packproof check big-1.0.0.tgz --limit-javascript-bytes 100000000
    /// ```
    "limit-reached", Error
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    findings.extend(problems(facts, &RULE).filter_map(of_problem));
    findings.extend(facts.package.unread_manifests().iter().map(of_limit));
    let cut = facts.nodes.iter().flat_map(|node| node.cut.iter().chain(&node.linkage.cut));
    findings.extend(cut.map(of_limit));
}

fn of_problem(problem: &Problem) -> Option<Diagnostic> {
    let Thrown::Fault(fault) = &problem.thrown else { return None };
    let FaultKind::Limit(reached) = &fault.kind else { return None };
    let (entry_points, modes) = (problem.entry_points.clone(), problem.modes.clone());
    Some(Diagnostic { entry_points, modes, ..of_limit(reached) })
}

/// The finding about a limit; some are Node's own, and no flag raises them.
pub(crate) fn of_limit(reached: &Reached) -> Diagnostic {
    let at = reached.file.as_ref().map(|file| Place { file: file.clone(), span: Span::default() });
    let is_flag = Limits::TABLE.iter().any(|limit| limit.name == reached.limit);
    finding(&RULE, at, reached.to_string(), is_flag.then(|| reached.help()))
}

#[cfg(test)]
mod tests {
    use crate::{files::FileTree, limits::Limits, options::Options, package::Package, report::Report};

    const MANIFEST: (&str, &str) =
        ("package.json", r#"{"name":"p","exports":{"./*":"./*.js"},"type":"module"}"#);

    fn check(files: &[(&str, &str)], limits: &Limits) -> Report {
        let package = Package::new(FileTree::of(files.iter().copied())).within(limits.clone());
        crate::check(&package, &Options::default())
    }

    #[test]
    fn nothing_is_ok_that_was_not_judged() {
        let files = [MANIFEST, ("a.js", "export * from './b.js'; export const [c, d, e] = []"), ("b.js", "")];
        assert!(check(&files, &Limits::default()).ok);
        for (name, value) in
            [("javascript_bytes", 10), ("modules", 1), ("expansions", 1), ("names", 2), ("link_steps", 1)]
        {
            let mut limits = Limits::default();
            *limits.get_mut(name).unwrap() = value;
            let report = check(&files, &limits);
            let found: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
            assert!(!report.ok && found.contains(&"limit-reached"), "{name}: {found:?}");
            let finding = report.findings.iter().find(|finding| finding.rule == "limit-reached").unwrap();
            assert!(finding.message.contains(&format!("`{name}` is {value}")), "{}", finding.message);
            assert!(finding.help.as_ref().unwrap().contains("--limit-"));
        }
    }
}
