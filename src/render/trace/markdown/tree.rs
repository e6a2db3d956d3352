//! A tree of modules drawn in characters, with the stage of each.

use unicode_width::UnicodeWidthStr;

use crate::render::{
    terminal::{shortened, visible},
    trace::tree::{TreeWalk, walk},
};

/// The column up to which marks are moved to stand below each other.
const WIDEST: usize = 56;

/// Draws paths, which are sorted, each with a mark at the end of its line.
pub(super) fn draw(items: &[(&str, String)]) -> String {
    let steps = walk(items);
    let last = last_ones(&steps);
    let mut lines: Vec<(String, &str)> = Vec::new();
    let mut bars: Vec<&str> = Vec::new();
    for (step, is_last) in steps.iter().zip(last) {
        let (branch, bar) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let line = |name: &str| format!("{}{branch}{}", bars.concat(), shortened(&visible(name)));
        match step {
            TreeWalk::Enter { name, .. } => {
                lines.push((format!("{}/", line(name)), ""));
                bars.push(bar);
            }
            TreeWalk::File { name, item, .. } => lines.push((line(name), item)),
            TreeWalk::Leave => {
                bars.pop();
            }
        }
    }
    aligned(&lines)
}

/// Tells for each step of the walk that nothing follows it in its folder.
fn last_ones<T>(steps: &[TreeWalk<'_, T>]) -> Vec<bool> {
    let mut followed = vec![false];
    let mut last = Vec::with_capacity(steps.len());
    for step in steps.iter().rev() {
        match step {
            TreeWalk::Leave => {
                followed.push(false);
                last.push(false);
                continue;
            }
            TreeWalk::Enter { .. } => drop(followed.pop()),
            TreeWalk::File { .. } => {}
        }
        last.push(followed.last() == Some(&false));
        if let Some(is_followed) = followed.last_mut() {
            *is_followed = true;
        }
    }
    last.reverse();
    last
}

fn aligned(lines: &[(String, &str)]) -> String {
    let widths = lines.iter().filter(|(_, mark)| !mark.is_empty()).map(|(line, _)| line.width());
    let widest = widths.filter(|width| *width <= WIDEST).max().unwrap_or(0);
    let line = |(line, mark): &(String, &str)| {
        if mark.is_empty() {
            format!("{line}\n")
        } else {
            format!("{line}{}  {mark}\n", " ".repeat(widest.saturating_sub(line.width())))
        }
    };
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_of_a_folder_has_a_corner() {
        let items: Vec<_> =
            ["a/b.js", "a/long/d.js", "a/z.js", "y.js"].map(|path| (path, "✅".to_owned())).into();
        let expected = "\
├─ a/
│  ├─ long/
│  │  └─ d.js  ✅
│  ├─ b.js     ✅
│  └─ z.js     ✅
└─ y.js        ✅
";
        assert_eq!(draw(&items), expected);
    }

    #[test]
    fn a_name_forges_no_line() {
        assert_eq!(draw(&[("a\n└─ b\u{202e}", "❌".to_owned())]), "└─ a\\n└─ b\\u{202e}  ❌\n");
    }
}
