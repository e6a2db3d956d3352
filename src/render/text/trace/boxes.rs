//! Boxes with rows, and the arrows between them.

use unicode_width::UnicodeWidthStr;

use crate::render::terminal::{Page, Role, visible};

/// A row of a box: a mark, a text that may wrap, and a figure at the end.
pub(super) struct BoxRow {
    role: Role,
    mark: &'static str,
    text: String,
    figure: String,
}

impl BoxRow {
    pub fn new(role: Role, mark: &'static str, text: String, figure: String) -> Self {
        Self { role, mark, text, figure }
    }
}

/// A box with a title and a figure in its upper edge.
pub(super) fn boxed(page: &mut Page, title: &str, figure: &str, rows: &[BoxRow]) {
    let inner = page.terminal().width.saturating_sub(4).max(30);
    let line = "─".repeat((inner - 2).saturating_sub(title.width() + figure.width()));
    page.line(&[
        Role::Faint.of("┌ "),
        Role::Strong.of(title),
        Role::Faint.of(format!(" {line} ")),
        Role::Plain.of(figure),
        Role::Faint.of(" ┐"),
    ]);
    for row in rows {
        draw(page, row, inner);
    }
    page.line(&[Role::Faint.of(format!("└{}┘", "─".repeat(inner + 2)))]);
}

/// The arrow that leads from one box to the next.
pub(super) fn arrow(page: &mut Page, what: &str) {
    let half = page.terminal().width / 2;
    page.line(&[Role::Faint.of(format!("{}↓ ", " ".repeat(half.saturating_sub(2)))), Role::Faint.of(what)]);
}

fn draw(page: &mut Page, row: &BoxRow, inner: usize) {
    let figure = row.figure.width() + usize::from(!row.figure.is_empty()) * 2;
    let room = inner.saturating_sub(2 + figure).max(10);
    for (nth, line) in wrapped(&row.text, room).into_iter().enumerate() {
        let (mark, figure) = if nth == 0 { (row.mark, row.figure.as_str()) } else { (" ", "") };
        let gap = inner.saturating_sub(2 + line.width() + figure.width());
        page.line(&[
            Role::Faint.of("│ "),
            row.role.of(format!("{mark} ")),
            Role::Plain.of(format!("{line}{}", " ".repeat(gap))),
            Role::Faint.of(figure),
            Role::Faint.of(" │"),
        ]);
    }
}

/// Lines that fit, broken at blanks; a word that does not fit is cut.
pub(super) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let text = visible(text);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let mut rest = word.to_owned();
        while let Some(line) = lines.last_mut() {
            let gap = usize::from(!line.is_empty());
            if line.width() + gap + rest.width() <= room {
                line.push_str(if gap == 1 { " " } else { "" });
                line.push_str(&rest);
                break;
            }
            if !line.is_empty() {
                lines.push(String::new());
                continue;
            }
            let cut = fitting(&rest, room);
            line.push_str(rest.get(..cut).unwrap_or_default());
            rest = rest.get(cut..).unwrap_or_default().to_owned();
            lines.push(String::new());
        }
    }
    lines
}

/// The number of bytes of a word that fit, one character at least.
fn fitting(word: &str, room: usize) -> usize {
    let mut width = 0;
    for (at, char) in word.char_indices() {
        width += char.to_string().width();
        if width > room && at > 0 {
            return at;
        }
    }
    word.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::terminal::Terminal;

    #[test]
    fn every_line_of_a_box_is_as_wide_as_the_terminal() {
        let mut page = Page::new(Terminal { width: 40, ..Terminal::PIPE });
        let text = format!("{} 日本 b", "a".repeat(90));
        boxed(&mut page, "Title", "3 of 4", &[BoxRow::new(Role::Good, "✓", text, "3 modules".to_owned())]);
        let shown = page.finish();
        assert!(shown.lines().all(|line| line.width() == 40), "{shown}");
    }
}
