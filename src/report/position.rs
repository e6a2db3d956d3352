//! Lines and columns of places.

use crate::{package::Package, report::At, resolve::error::PackagePlace};

/// Lines and columns of a place.
pub fn at(package: &Package, place: &PackagePlace) -> At {
    let text = package.contents(&place.file).unwrap_or_default();
    let lines = package.lines(&place.file);
    let start = lines.position(text, place.span.start);
    let end = lines.position(text, place.span.end.max(place.span.start));
    At {
        file: place.file.to_string(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
