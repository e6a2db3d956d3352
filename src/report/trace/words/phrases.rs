//! Phrases that several sentences have.

use crate::link::LinkCause;

/// `a, b and 3 more`
pub(crate) fn listed(items: &[String], most: usize) -> String {
    let shown = items.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    match items.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// `"a", "b"`
pub(super) fn quoted(items: &[String]) -> Vec<String> {
    items.iter().map(|item| format!("\"{item}\"")).collect()
}

/// Node's words for a cause, without the lines that follow.
pub(super) fn first_line(cause: &LinkCause) -> &str {
    cause.fault.message.lines().next().unwrap_or_default()
}
