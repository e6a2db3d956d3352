//! A command does not start with `#!`.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::bins::{Bin, bins},
    facts::Facts,
    path::extension,
    rules::{rule, support::finding},
};

rule! {
    /// A command's file does not start with a `#!` line.
    ///
    /// ## Why it matters
    ///
    /// On Linux and macOS npm links the file itself, and the system asks its first line what to run it with. Without one, a shell
    /// runs JavaScript as a shell script: `import: command not found`.
    ///
    /// ## Example
    ///
    /// ```js
    /// import { run } from '../lib/run.js'
    /// ```
    ///
    /// Name Node on the first line:
    ///
    /// ```js
    /// #!/usr/bin/env node
    /// import { run } from '../lib/run.js'
    /// ```
    "bin-without-shebang", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    findings.extend(bins(facts.package).iter().filter_map(|bin| diagnostic(facts, bin)));
}

fn diagnostic(facts: &Facts<'_>, bin: &Bin) -> Option<Diagnostic> {
    let text = facts.package.files().contents(&bin.path)?;
    let is_script = match extension(bin.path.rsplit('/').next()?) {
        ".js" | ".mjs" | ".cjs" => true,
        "" => begins_as_javascript(text),
        _ => false,
    };
    let Bin { name, path, at } = bin;
    let (message, help) = match text {
        _ if !is_script || text.starts_with(b"#!") => return None,
        // The system compares the first two bytes of a file with `#!`, and skips no byte order mark.
        [0xef, 0xbb, 0xbf, b'#', b'!', ..] => (
            format!("{path}, which the bin \"{name}\" runs, has a byte order mark before its `#!`"),
            "save the file without a byte order mark",
        ),
        _ => (
            format!("{path}, which the bin \"{name}\" runs, does not start with `#!`"),
            "make `#!/usr/bin/env node` its first line",
        ),
    };
    Some(finding(&RULE, Some(at.clone()), message, Some(help.to_owned())))
}

/// Beginnings of programs in JavaScript that no shell runs. Comments are none of them: a few programs are both.
const BEGINNINGS: [&str; 11] = [
    "'use strict'",
    "\"use strict\"",
    "const ",
    "var ",
    "require(",
    "import {",
    "import '",
    "import \"",
    "import(",
    "module.exports",
    "console.",
];

/// Tells whether a file without an ending is certainly JavaScript.
fn begins_as_javascript(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning.as_bytes()))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(path: &str, text: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","bin":{{"tool":"{path}"}}}}"#);
        messages("bin-without-shebang", &[("package.json", &manifest), (path, text)])
    }

    #[test]
    fn scripts_that_a_shell_would_run() {
        assert_eq!(
            found("a.js", "import 'fs'"),
            ["a.js, which the bin \"tool\" runs, does not start with `#!`"]
        );
        assert_eq!(found("a", "\nvar a"), ["a, which the bin \"tool\" runs, does not start with `#!`"]);
        assert_eq!(
            found("a.js", "\u{feff}#!/usr/bin/env node"),
            ["a.js, which the bin \"tool\" runs, has a byte order mark before its `#!`"]
        );
    }

    #[test]
    fn scripts_with_a_first_line_and_other_files_are_silent() {
        // npm rewrites the line end of the first line of a bin.
        for (path, text) in
            [("a.js", "#!/usr/bin/env node\r\n"), ("a.sh", "echo"), ("a", "\0ELF"), ("a", "echo var a")]
        {
            assert!(found(path, text).is_empty(), "{path}");
        }
    }
}
