//! The sentence that says why a module is meant to reach those who use the package.

use crate::trace::meant::MeantBy;

/// The evidence, said of the module.
pub(crate) fn meant(by: &MeantBy) -> String {
    match by {
        MeantBy::Export(specifier) => format!("\"{specifier}\" is made of it"),
        MeantBy::Bin(name) => format!("the command {name} is made of it"),
        MeantBy::Path => {
            "no entry point is made of a source module, so that all that the build writes is meant".to_owned()
        }
        MeantBy::Import(source) => format!("{source} imports it"),
        MeantBy::TakenIn(source) => {
            format!("{source} imports it, and the output of that does not: it may be in there")
        }
    }
}
