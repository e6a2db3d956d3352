//! Outputs tell of the sources that they were made of: those that a bundler left out as unused, and those that an older
//! output lacks.

use crate::{
    cjs_lexer::CommonJsLexer,
    package::Package,
    trace::{
        imports::SourceModules, lacking::lacking, older::OutputEvidence, outputs::BuildOutputs,
        plan::BuildPlan, taken::taken,
    },
};

/// The evidence of packed outputs.
pub fn evidence(
    plan: &BuildPlan<'_>,
    package: &Package,
    outputs: &BuildOutputs,
    sources: &mut SourceModules,
    lexer: CommonJsLexer,
) -> OutputEvidence {
    let mut found = taken(plan, package, outputs, sources);
    found.older.extend(lacking(plan, package, outputs, sources, lexer));
    found
}
