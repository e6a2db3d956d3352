//! A limit was reached, so that a part of the package was not judged.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, Problem, ThrownBy},
    limits::{LimitReached, Limits},
    link::fault::{Fault, FaultKind},
    resolve::error::{PackagePlace, ResolveError},
    rules::{rule, support::finding},
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
    ///
    /// ## The limits
    ///
    /// - `--limit-packed-bytes`: Bytes of the packed file: 512 MiB.
    /// - `--limit-unpacked-bytes`: Bytes inflated in all, skipped ones and those behind the end of the
    ///   archive included: 2 GiB.
    /// - `--limit-kept-bytes`: Bytes of the archive kept in memory, which are those up to its end mark: 512
    ///   MiB, so that 1 GiB is enough to run.
    /// - `--limit-ratio`: Bytes inflated for each packed one, once more than 64 MiB are inflated: 200. npm
    ///   itself stops at 1000, whatever the size.
    /// - `--limit-file-bytes`: Bytes of one file: 1 GiB. A size that a header only claims allocates
    ///   nothing.
    /// - `--limit-entries`: Headers of any kind, bad ones included: 200,000.
    /// - `--limit-directories`: Folders that the paths of files imply: 200,000.
    /// - `--limit-path-bytes`: Bytes of the path of one file: 4,093, what Linux has room for. npm drops
    ///   what is longer, and so does this, with a finding.
    /// - `--limit-extension-bytes`: Bytes in all pax and GNU extension headers together: 64 MiB. npm
    ///   ignores a single one above 1 MiB.
    /// - `--limit-gzip-members`: Members of a gzip file: 10,000.
    /// - `--limit-json-bytes`: Bytes of one package.json or other JSON file: 16 MiB.
    /// - `--limit-json-depth`: The depth to which arrays and objects of a JSON file nest: 1,000.
    /// - `--limit-javascript-bytes`: Bytes of one file of JavaScript: 32 MiB.
    /// - `--limit-scope-entries`: Entries that the variables of one module make in tables of scopes, a
    ///   `var` one in each block around it: 2,000,000, in less than 256 MiB.
    /// - `--limit-modules`: Modules that are read: 200,000.
    /// - `--limit-expansions`: Subpaths that the patterns of "exports" stand for: 50,000. One of a long
    ///   pattern counts for each 256 bytes.
    /// - `--limit-names`: Names that are printed of all entry points together: 500,000. A long one counts
    ///   for each 100 bytes.
    /// - `--limit-link-steps`: Steps from module to module in search of a name, or of what breaks an entry
    ///   point: 20,000,000.
    /// - `--limit-steps`: Steps of reading modules, five for each byte and one for each place where a
    ///   name is looked for: 2,000,000,000, which is one to five seconds.
    /// - `--limit-errors`: Errors of all entry points together, besides the first of each: 200,000. Beyond
    ///   300 bytes for each of them, texts are cut.
    /// - `--limit-findings`: Findings that are printed: 10,000.
    /// - `--limit-changes`: Changes of a comparison that are printed, the worst of them: 10,000.
    "limit-reached", Error, of LimitReached
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    findings.extend(problems.iter().copied().filter_map(of_problem));
    findings.extend(facts.package.unread_manifests().iter().map(of_limit));
    let cut = facts.nodes.iter().flat_map(|node| node.cut.iter().chain(&node.linkage.cut));
    findings.extend(cut.map(of_limit));
    findings.extend(facts.types.iter().flat_map(|types| &types.cut).map(of_limit));
}

fn of_problem(problem: &Problem) -> Option<Diagnostic> {
    let reached = match &problem.thrown {
        ThrownBy::Target { error: ResolveError::NotRead { reached, .. }, .. } => reached,
        ThrownBy::Fault(fault) => of_fault(fault)?,
        _ => return None,
    };
    let (entry_points, modes) = (problem.entry_points.clone(), problem.modes.clone());
    Some(Diagnostic { entry_points, modes, ..of_limit(reached) })
}

fn of_fault(fault: &Fault) -> Option<&LimitReached> {
    let error = match &fault.kind {
        FaultKind::Limit(reached) => return Some(reached),
        FaultKind::Unresolved(error) => error.as_ref(),
        _ => return None,
    };
    match error {
        ResolveError::NotRead { reached, .. } => Some(reached),
        _ => None,
    }
}

/// Makes the finding about a limit. Some limits are Node's own, and no flag raises them.
pub(crate) fn of_limit(reached: &LimitReached) -> Diagnostic {
    let at = reached.file.as_ref().map(|file| PackagePlace { file: file.clone(), span: Span::default() });
    let is_flag = Limits::TABLE.iter().any(|limit| limit.name == reached.limit);
    finding(&RULE, at, reached.to_string(), is_flag.then(|| reached.help()))
}

#[cfg(test)]
mod tests {
    use crate::{
        files::FileTree,
        limits::Limits,
        options::Options,
        package::Package,
        report::{OutcomeReport, Report},
    };

    const MANIFEST: (&str, &str) =
        ("package.json", r#"{"name":"p","exports":{"./*":"./*.js"},"type":"module"}"#);

    fn check(files: &[(&str, &str)], limits: &Limits) -> Report {
        let package = Package::new(FileTree::of(files.iter().copied())).within(limits.clone());
        crate::check(&package, &Options::default())
    }

    #[test]
    fn the_page_lists_every_limit() {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for limit in Limits::TABLE {
            let row = format!("- `--limit-{}`: {}", limit.name.replace('_', "-"), limit.about);
            assert!(words(super::RULE.docs).contains(&words(&row)), "{row}");
        }
    }

    #[test]
    fn nothing_is_ok_that_was_not_judged() {
        let files = [MANIFEST, ("a.js", "export * from './b.js'; export const [c, d, e] = []"), ("b.js", "")];
        assert!(check(&files, &Limits::default()).ok);
        for (name, value) in [
            ("javascript_bytes", 10),
            ("modules", 1),
            ("expansions", 1),
            ("names", 2),
            ("link_steps", 1),
            ("steps", 10),
        ] {
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

    #[test]
    fn declared_names_count_over_all_entry_points() {
        let exports = |count: usize| {
            let subpaths =
                (0..count).map(|nth| format!(r#""./{nth}":{{"types":"./a.d.ts","default":"./a.js"}}"#));
            format!(
                r#"{{"name":"p","type":"module","exports":{{{}}}}}"#,
                subpaths.collect::<Vec<_>>().join(",")
            )
        };
        let limits = Limits { names: 100, ..Limits::default() };
        for (count, is_cut) in [(2, false), (60, true)] {
            let manifest = exports(count);
            let files = [
                ("package.json", manifest.as_str()),
                ("a.js", "export {}"),
                ("a.d.ts", "export type A = 1; export type B = 2; export type C = 3"),
            ];
            let report = check(&files, &limits);
            let cut = report.findings.iter().find(|finding| finding.rule == "limit-reached");
            assert_eq!((report.ok, cut.is_some()), (!is_cut, is_cut), "{count}");
            let types = report.entry_points.iter().flat_map(|entry| &entry.types);
            assert!(types.map(|types| types.type_names.len()).sum::<usize>() <= 100, "{count}");
        }
    }

    /// The outcomes of many subpaths that lead to one module, and the limit that was reached.
    fn outcomes_of_one_root(files: &[(&str, &str)], limits: &Limits) -> (Vec<OutcomeReport>, Option<String>) {
        let subpaths = (0..SUBPATHS).map(|nth| format!(r#""./{nth}":"./a.js""#));
        let subpaths = subpaths.collect::<Vec<_>>().join(",");
        let manifest = format!(r#"{{"name":"p","type":"module","exports":{{{subpaths}}}}}"#);
        let report = check(&[&[("package.json", manifest.as_str())], files].concat(), limits);
        let cut = report.findings.iter().find(|finding| finding.rule == "limit-reached");
        let cut = cut.map(|cut| cut.message.clone());
        (report.entry_points.iter().flat_map(|entry| entry.outcomes.clone()).collect(), cut)
    }

    const SUBPATHS: usize = 40;

    #[test]
    fn errors_count_over_all_entry_points_of_one_module() {
        let text: String = (0..50).map(|nth| format!("import './gone{nth}.js'\n")).collect();
        for (errors, most) in [(200_000, SUBPATHS * 50), (100, 100 + SUBPATHS)] {
            let limits = Limits { errors, ..Limits::default() };
            let (outcomes, cut) = outcomes_of_one_root(&[("a.js", &text)], &limits);
            assert!(outcomes.iter().all(|outcome| !outcome.errors.is_empty()));
            let count: usize = outcomes.iter().map(|outcome| outcome.errors.len()).sum();
            assert!(count <= most && cut.is_some() == (errors == 100), "{count} {cut:?}");
        }
    }

    #[test]
    fn long_texts_of_errors_are_cut_where_there_are_many() {
        let text = format!("import './{}.js'", "x".repeat(5000));
        for errors in [200_000, 20] {
            let limits = Limits { errors, ..Limits::default() };
            let (outcomes, cut) = outcomes_of_one_root(&[("a.js", &text)], &limits);
            assert_eq!((outcomes.len(), cut.is_some()), (SUBPATHS, errors == 20));
            for error in outcomes.iter().flat_map(|outcome| &outcome.errors) {
                let [message, missing] = [&error.message, error.missing.as_ref().unwrap()];
                assert_eq!(message.ends_with('…') && missing.chars().count() == 201, cut.is_some());
            }
        }
    }

    #[test]
    fn long_chains_are_cut_where_there_are_many() {
        let paths: Vec<String> = (0..30).map(|nth| format!("m{nth}.js")).collect();
        let texts: Vec<String> = (1..=30).map(|nth| format!("import './m{nth}.js'")).collect();
        let mut files: Vec<_> =
            paths.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
        files.push(("a.js", "import './m0.js'"));
        for (errors, length) in [(200_000, 31), (1, 2)] {
            let limits = Limits { errors, ..Limits::default() };
            let (outcomes, cut) = outcomes_of_one_root(&files, &limits);
            let last = outcomes.last().unwrap();
            assert_eq!((last.errors[0].chain.len(), cut.is_some()), (length, length == 2));
        }
    }

    #[test]
    fn a_long_name_counts_as_several() {
        let text = format!("export const {} = 1", "x".repeat(5000));
        for (names, is_cut) in [(500_000, false), (60, true)] {
            let (_, cut) = outcomes_of_one_root(&[("a.js", &text)], &Limits { names, ..Limits::default() });
            assert_eq!(cut.is_some(), is_cut, "{cut:?}");
        }
    }

    #[test]
    fn a_long_pattern_counts_as_several_expansions() {
        for (length, is_cut) in [(1, false), (5000, true)] {
            let manifest = format!(r#"{{"name":"p","exports":{{"./{}/*":"./*.js"}}}}"#, "x".repeat(length));
            let files = [("package.json", manifest.as_str()), ("a.js", ""), ("b.js", "")];
            let report = check(&files, &Limits { expansions: 10, ..Limits::default() });
            assert_eq!(report.findings.iter().any(|finding| finding.rule == "limit-reached"), is_cut);
        }
    }

    #[test]
    fn names_that_are_renamed_in_a_circle_take_one_search() {
        let count = 300;
        let paths: Vec<String> = (0..count).map(|nth| format!("m{nth}.js")).collect();
        let text = |nth: u64| {
            let (next, other) = ((nth + 1) % count, (nth + 7) % count);
            format!("export {{ a{} as a{nth} }} from './m{next}.js'; export * from './m{other}.js'", nth + 1)
        };
        let texts: Vec<String> = (0..count).map(text).collect();
        let manifest = r#"{"name":"p","version":"1.0.0","type":"module","exports":"./index.js"}"#;
        let mut files = vec![("package.json", manifest), ("index.js", "import { a0 } from './m0.js'")];
        files.extend(paths.iter().map(String::as_str).zip(texts.iter().map(String::as_str)));
        // To look for each name in every module would take 300 × 300 / 2.
        let limits = Limits { link_steps: 40 * count, ..Limits::default() };
        let report = check(&files, &limits);
        let found = |rule: &str| report.findings.iter().filter(|finding| finding.rule == rule).count();
        assert_eq!((found("limit-reached"), found("missing-export")), (0, 1));
    }

    #[test]
    fn refused_requires_of_one_file_take_one_search() {
        let count = 300;
        let requires: String = (0..count).map(|nth| format!("require('./m{nth}.js')\n")).collect();
        let paths: Vec<String> = (0..count).map(|nth| format!("m{nth}.js")).collect();
        let manifest = r#"{"name":"p","version":"1.0.0","type":"module","exports":"./index.js"}"#;
        let mut files =
            vec![("package.json", manifest), ("index.js", "import './c.cjs'"), ("c.cjs", requires.as_str())];
        files.extend(paths.iter().map(|path| (path.as_str(), "import './c.cjs'; export {}")));
        // A search for each of them would take 300 × 300.
        let limits = Limits { link_steps: 20 * count, ..Limits::default() };
        let report = check(&files, &limits);
        let found = |rule: &str| report.findings.iter().filter(|finding| finding.rule == rule).count();
        assert_eq!((found("limit-reached"), found("require-of-module")), (0, 300));
    }
}
