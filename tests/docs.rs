//! `docs/rules.md` is what the rules say of themselves (`UPDATE=1` writes it), and the README shows real output.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::{fmt::Write, fs, path::Path};

use packproof::{diagnostic::Severity, rules::RULES};
use support::expected_file;

#[test]
fn the_readme_shows_what_check_prints() {
    let text = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    assert!(
        text("README.md").contains(&text("tests/cli/check.txt")),
        "put tests/cli/check.txt into README.md"
    );
}

#[test]
fn rules_are_documented() {
    let mut text = String::from(
        "# The rules\n\nWhat `packproof check` finds. `packproof explain RULE` prints the same page; `--ignore RULE` leaves a \
         rule out.\n\nThis file is written from the doc comments in `src/rules/` by `UPDATE=1 cargo test --test docs`.\n",
    );
    for rule in RULES {
        let article = if rule.severity == Severity::Error { "An" } else { "A" };
        write!(text, "\n## {}\n\n{article} {}.\n\n", rule.name, rule.severity_words()).unwrap();
        for line in rule.docs.lines() {
            let line = line.strip_prefix(' ').unwrap_or(line);
            let deeper = if line.starts_with("## ") { "#" } else { "" };
            writeln!(text, "{deeper}{line}").unwrap();
        }
    }
    expected_file("docs/rules.md", &text);
}
