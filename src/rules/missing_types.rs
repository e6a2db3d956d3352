//! Declarations import a part of another package that TypeScript does not find in the version that is there.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// Declarations import a part of another package that TypeScript does not find in the version that is there, or a dependency without
    /// any types.
    ///
    /// ## Why it matters
    ///
    /// All that comes from there is `any` to consumers, without a word; with `skipLibCheck: false` their builds fail (`TS2307`, `TS7016`).
    /// It is looked for where the packages beside the package are known (`--deps`), in what package.json declares. Names that are not
    /// there are reported as `missing-declared-name`.
    ///
    /// ## Example
    ///
    /// ```ts
    /// import type { Options } from 'dep/types' // "exports" of dep opens "." only
    /// ```
    "missing-types", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::MissingTypes, "imports", findings);
}
