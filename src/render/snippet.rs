//! The lines of a file that a finding points at, with marks under the place.

use unicode_width::UnicodeWidthStr;

use crate::{
    package::Package,
    path::PackagePath,
    render::terminal::{Page, Role, push_visible},
    report::At,
    secrets::masked,
    text::Position,
};

/// Adds the place, its line and marks under it; the answer is how far to indent what belongs to it.
pub fn frame(page: &mut Page, package: &Package, at: &At, indent: usize) -> usize {
    frames(page, package, at, &[], indent, 0)
}

/// The number of other places of a cause that are shown with their lines.
const WITH_LINES: usize = 2;

/// The most places that are named without their lines.
pub const NAMED: usize = 6;

/// Adds a place and the others of its cause: some with their lines, then `named` of the rest, then their number.
pub fn frames(
    page: &mut Page,
    package: &Package,
    at: &At,
    also: &[&At],
    indent: usize,
    named: usize,
) -> usize {
    let (shown, rest) = also.split_at(WITH_LINES.min(also.len()));
    let digits = |at: &At| at.line.to_string().len();
    let width = shown.iter().map(|at| digits(at)).max().unwrap_or_default().max(digits(at));
    let gutter = indent + width + 1;
    corner(page, gutter, "╭─ ", at);
    marked_line(page, package, at, indent, width);
    for at in shown {
        corner(page, gutter, "├─ ", at);
        marked_line(page, package, at, indent, width);
    }
    rest.iter().take(named).for_each(|at| corner(page, gutter, "├─ ", at));
    if let Some(more) = rest.len().checked_sub(named).filter(|more| *more > 0) {
        let text = format!("├─ … and {more} more place{}", if more == 1 { "" } else { "s" });
        page.line(&[Role::Plain.of(" ".repeat(gutter)), Role::Faint.of(text)]);
    }
    gutter
}

/// A line that names a place.
fn corner(page: &mut Page, gutter: usize, corner: &str, at: &At) {
    page.line(&[
        Role::Plain.of(" ".repeat(gutter)),
        Role::Faint.of(corner),
        Role::Plain.of(format!("{}:{}:{}", at.file, at.line, at.column)),
    ]);
}

/// The line of a place, and marks under it.
fn marked_line(page: &mut Page, package: &Package, at: &At, indent: usize, width: usize) {
    let available = page.terminal().width.saturating_sub(indent + width + 3).max(20);
    if let Some((part, column)) = part(package, at) {
        let excerpt = excerpt(part, column, at, available);
        let number = format!("{}{:>width$} │ ", " ".repeat(indent), at.line);
        let margin = format!("{}│ ", " ".repeat(indent + width + 1));
        page.line(&[Role::Faint.of(number), Role::Plain.of(excerpt.line)]);
        page.line(&[Role::Faint.of(margin), Role::Bad.of(excerpt.marks)]);
    }
}

/// The part of the line that is near the place, and the column where it begins.
fn part<'p>(package: &'p Package, at: &At) -> Option<(&'p [u8], u32)> {
    let own = package.files().get(&at.file).map(|(path, _)| path.clone());
    let path = own.or_else(|| PackagePath::beside(&at.file))?;
    let place = Position { line: at.line, column: at.column };
    package.lines(&path).near(package.contents(&path)?, place, NEAR)
}

/// A line made fit to be shown, and the marks to show under it.
#[derive(Debug, PartialEq, Eq)]
struct SnippetExcerpt {
    line: String,
    marks: String,
}

/// One character as it is shown.
struct Glyph {
    shown: String,
    is_marked: bool,
}

impl Glyph {
    fn width(&self) -> usize {
        self.shown.width()
    }
}

fn excerpt(part: &[u8], column: u32, at: &At, available: usize) -> SnippetExcerpt {
    let part = String::from_utf8_lossy(part);
    // Before the line is cut to the window, as the half of a key is not known as one.
    let near = masked(part.trim_end());
    let glyphs = glyphs(&near, at, column, available);
    let (window, cut_before, cut_after) = window(&glyphs, available);
    let mut excerpt = SnippetExcerpt { line: String::new(), marks: String::new() };
    if cut_before {
        excerpt.push("…", false);
    }
    for glyph in window {
        excerpt.push(&glyph.shown, glyph.is_marked);
    }
    if cut_after {
        excerpt.push("…", false);
    }
    if !excerpt.marks.contains('^') {
        excerpt.marks.push('^'); // The place is the end of the line.
    }
    excerpt.marks.truncate(excerpt.marks.trim_end().len());
    excerpt
}

impl SnippetExcerpt {
    fn push(&mut self, shown: &str, is_marked: bool) {
        self.line.push_str(shown);
        let mark = if is_marked { "^" } else { " " };
        self.marks.push_str(&mark.repeat(shown.width()));
    }
}

/// So many columns of a long line are looked at on both sides of a place; no terminal is that wide.
const NEAR: u32 = 2048;

/// Returns the glyphs near the place, more than fit: thousands of places may lie in one line.
fn glyphs(line: &str, at: &At, mut column: u32, available: usize) -> Vec<Glyph> {
    let reach = u32::try_from(available).unwrap_or(u32::MAX);
    let reached = at.column.saturating_sub(reach)..at.column.saturating_add(reach.saturating_mul(2));
    let start = at.column;
    // A place that spans lines is marked to the end of its first line.
    let end = if at.end_line == at.line { at.end_column.max(start + 1) } else { u32::MAX };
    let glyph = |char: char| {
        let (is_marked, is_near) = ((start..end).contains(&column), reached.contains(&column));
        // Columns are UTF-16 units.
        column += if char.len_utf16() == 2 { 2 } else { 1 };
        if !is_near {
            return None;
        }
        let mut shown = String::new();
        match char {
            '\t' => shown.push_str("    "),
            _ => push_visible(&mut shown, char),
        }
        Some(Glyph { shown, is_marked })
    };
    line.chars().filter_map(glyph).collect()
}

/// The glyphs that fit, the marked place among them; and whether something is cut before and after.
fn window(glyphs: &[Glyph], available: usize) -> (&[Glyph], bool, bool) {
    if fitting(glyphs, available) == glyphs.len() {
        return (glyphs, false, false);
    }
    let available = available.saturating_sub(2); // For an ellipsis at both ends.
    let marked = glyphs.iter().position(|glyph| glyph.is_marked).unwrap_or(0);
    let before = glyphs.get(..marked).unwrap_or_default();
    let lead = before.iter().rev().scan(0, |width, glyph| {
        *width += glyph.width();
        Some(*width)
    });
    let marks: usize = glyphs.iter().filter(|glyph| glyph.is_marked).map(Glyph::width).sum();
    let room = (available / 3).min(available.saturating_sub(marks)); // The place before what leads to it.
    let start = marked - lead.take_while(|&width| width <= room).count();
    let tail = glyphs.get(start..).unwrap_or_default();
    let count = fitting(tail, available);
    (tail.get(..count).unwrap_or_default(), start > 0, count < tail.len())
}

/// The number of glyphs that fit into a width.
fn fitting(glyphs: &[Glyph], available: usize) -> usize {
    let widths = glyphs.iter().scan(0, |width, glyph| {
        *width += glyph.width();
        Some(*width)
    });
    widths.take_while(|&width| width <= available).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LineIndex;

    fn at(line: u32, column: u32, end_line: u32, end_column: u32) -> At {
        At { file: "a.js".to_owned(), line, column, end_line, end_column }
    }

    fn excerpt_of(text: &str, at: &At, available: usize) -> SnippetExcerpt {
        let place = Position { line: at.line, column: at.column };
        let lines = LineIndex::of(text.as_bytes());
        let (part, column) = lines.near(text.as_bytes(), place, NEAR).unwrap();
        excerpt(part, column, at, available)
    }

    #[test]
    fn marks_stand_under_the_place() {
        for (text, at, line, marks) in [
            ("a\nbcd\n", at(2, 2, 2, 4), "bcd", " ^^"),
            ("a\r\n\tb", at(2, 2, 2, 3), "    b", "    ^"),
            ("日本x", at(1, 3, 1, 4), "日本x", "    ^"),
            ("😀x", at(1, 3, 1, 4), "😀x", "  ^"),
            ("a\u{202e}b", at(1, 3, 1, 4), r"a\u{202e}b", "         ^"),
            ("{\n  a", at(1, 1, 2, 3), "{", "^"),
            ("ab", at(1, 3, 1, 3), "ab", "  ^"),
            ("", at(1, 1, 1, 1), "", "^"),
        ] {
            let excerpt = excerpt_of(text, &at, 40);
            assert_eq!((excerpt.line.as_str(), excerpt.marks.as_str()), (line, marks), "{text:?}");
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}here{}", "a".repeat(1000), "b".repeat(1000));
        let excerpt = excerpt_of(&text, &at(1, 1001, 1, 1005), 20);
        assert_eq!(excerpt.line, "…aaaaaaherebbbbbbbb…");
        assert_eq!(excerpt.marks, "       ^^^^");
        let excerpt = excerpt_of(&text, &at(1, 990, 1, 1005), 20);
        assert_eq!(excerpt.line, "…aaaaaaaaaaaaaahere…");
        assert_eq!(excerpt.marks, "    ^^^^^^^^^^^^^^^");
        for (before, column) in
            [("a".repeat(9000), 9001), ("é".repeat(9000), 9001), ("😀".repeat(9000), 18001)]
        {
            let text = format!("{before}here{before}");
            let excerpt = excerpt_of(&text, &at(1, column, 1, column + 4), 20);
            assert!(excerpt.line.contains("here") && excerpt.line.ends_with('…'), "{}", excerpt.line);
            assert!(excerpt.marks.ends_with(" ^^^^"), "{}", excerpt.marks);
        }
    }
}
