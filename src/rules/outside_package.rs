//! A path leads out of the package.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{near, report, words},
    },
};

rule! {
    /// A path leads out of the package.
    ///
    /// ## Why it matters
    ///
    /// In the checkout there is something above the folder that is packed; in `node_modules` there is another package, or
    /// nothing. Whoever imports it gets `ERR_MODULE_NOT_FOUND`, or a stranger's file.
    ///
    /// ## Example
    ///
    /// ```js
    /// // lib/index.js
    /// import { run } from '../../scripts/run.js'
    /// ```
    ///
    /// Keep what is needed inside the package:
    ///
    /// ```js
    /// import { run } from '../scripts/run.js'
    /// ```
    "outside-package", Error where it breaks an entry point, of OutsidePackage
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let guide = near::Guide::default();
    for problem in problems {
        if words::is_of_disk(problem) {
            let message = format!("{}, a path of the disk, and of no package", words::subject(problem));
            let help = "write the path from the importing file on, as in \"./lib/a.js\"".to_owned();
            findings.add(report(&RULE, problem, message, Some(help)));
            continue;
        }
        let outside = words::missing(problem).trim_start_matches('/');
        let message = format!("{} {outside}, outside the package", words::leads_to(problem));
        let help = guide.help_outside(facts.package, problem, outside);
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::only;

    #[test]
    fn paths_above_the_root() {
        let manifest = ("package.json", r#"{"name":"p","type":"module","exports":"./lib/a.js"}"#);
        for (specifier, message, help) in [
            (
                "../../bin/x.js",
                "lib/a.js imports \"../../bin/x.js\", which leads to node_modules/bin/x.js, outside the package",
                "bin/x.js is packed: the path is one `../` too deep",
            ),
            (
                "../../y.js",
                "lib/a.js imports \"../../y.js\", which leads to node_modules/y.js, outside the package",
                "keep what is needed inside the package, and import it from there",
            ),
        ] {
            let main = format!("import '{specifier}'");
            let found = only("outside-package", &[manifest, ("lib/a.js", &main), ("bin/x.js", "")]);
            assert_eq!(found, (message.to_owned(), help.to_owned()));
        }
    }

    #[test]
    fn paths_inside_are_silent() {
        let manifest = ("package.json", r#"{"name":"p","type":"module","exports":"./lib/a.js"}"#);
        for main in ["import '../b.js'", "import '../c.js'", "import 'x'"] {
            assert_eq!(
                only("outside-package", &[manifest, ("lib/a.js", main), ("b.js", "")]).0,
                "",
                "{main}"
            );
        }
    }
}
