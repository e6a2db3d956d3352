//! A change of a file as a unified diff, which `git apply` and `patch` take.

use std::fmt::Write;

/// The number of lines before and after a change that are shown.
const CONTEXT: usize = 3;

/// The number of pairs of lines that are compared; more than these become one change.
const MOST_PAIRS: usize = 1 << 20;

/// A line of a diff, with its places in the old and the new text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineChange {
    Same(usize, usize),
    Gone(usize),
    New(usize),
}

/// The diff from one text of a file to another; empty where they are equal.
pub(super) fn unified(path: &str, before: &str, after: &str) -> String {
    // With their ends, as a last line without one differs from the same with one.
    let (old, new): (Vec<_>, Vec<_>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let changes = changes(&old, &new);
    let mut text = String::new();
    for hunk in hunks(&changes) {
        if text.is_empty() {
            let _ = writeln!(text, "--- a/{path}\n+++ b/{path}"); // Writing to a String cannot fail.
        }
        write_hunk(&mut text, hunk, &old, &new);
    }
    text
}

fn write_hunk(text: &mut String, hunk: &[LineChange], old: &[&str], new: &[&str]) {
    let is_old = |it: &&LineChange| !matches!(it, LineChange::New(_));
    let is_new = |it: &&LineChange| !matches!(it, LineChange::Gone(_));
    let first_old = hunk.iter().find_map(|it| match it {
        LineChange::Same(old, _) | LineChange::Gone(old) => Some(old + 1),
        LineChange::New(_) => None,
    });
    let first_new = hunk.iter().find_map(|it| match it {
        LineChange::Same(_, new) | LineChange::New(new) => Some(new + 1),
        LineChange::Gone(_) => None,
    });
    let (count_old, count_new) = (hunk.iter().filter(is_old).count(), hunk.iter().filter(is_new).count());
    let (first_old, first_new) = (first_old.unwrap_or(0), first_new.unwrap_or(0));
    let _ = writeln!(text, "@@ -{first_old},{count_old} +{first_new},{count_new} @@");
    for line in hunk {
        let (sign, shown) = match line {
            LineChange::Same(place, _) => (' ', old.get(*place)),
            LineChange::Gone(place) => ('-', old.get(*place)),
            LineChange::New(place) => ('+', new.get(*place)),
        };
        let shown = shown.copied().unwrap_or_default();
        let end = if shown.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
        let _ = write!(text, "{sign}{shown}{end}");
    }
}

/// The changed lines with those around them, in order.
fn hunks(changes: &[LineChange]) -> Vec<&[LineChange]> {
    let is_change = |it: &LineChange| !matches!(it, LineChange::Same(..));
    let places = changes.iter().enumerate().filter(|(_, it)| is_change(it)).map(|(place, _)| place);
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for place in places {
        let (start, end) = (place.saturating_sub(CONTEXT), (place + CONTEXT + 1).min(changes.len()));
        match ranges.last_mut() {
            Some((_, last)) if start <= *last => *last = end,
            _ => ranges.push((start, end)),
        }
    }
    ranges.into_iter().filter_map(|(start, end)| changes.get(start..end)).collect()
}

fn changes(old: &[&str], new: &[&str]) -> Vec<LineChange> {
    // Equal lines at both ends are set aside, as the table of pairs grows with the product of what is left.
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    // No line may count for both ends: `a` and `a a` share one line, not two.
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let mut all: Vec<LineChange> = (0..head).map(|place| LineChange::Same(place, place)).collect();
    let middle = (old.get(head..old_end).unwrap_or_default(), new.get(head..new_end).unwrap_or_default());
    all.extend(between(middle.0, middle.1).into_iter().map(|change| match change {
        LineChange::Same(a, b) => LineChange::Same(a + head, b + head),
        LineChange::Gone(a) => LineChange::Gone(a + head),
        LineChange::New(b) => LineChange::New(b + head),
    }));
    all.extend((0..tail).map(|place| LineChange::Same(old_end + place, new_end + place)));
    all
}

/// The longest common lines stay.
fn between(old: &[&str], new: &[&str]) -> Vec<LineChange> {
    let mut all = Vec::new();
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        all.extend((0..old.len()).map(LineChange::Gone));
        all.extend((0..new.len()).map(LineChange::New));
        return all;
    }
    // The cell for two places has the number of lines that the texts have in common from there on.
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    let at = |common: &[u32], a: usize, b: usize| common.get(a * width + b).copied().unwrap_or(0);
    for (a, line) in old.iter().enumerate().rev() {
        for (b, other) in new.iter().enumerate().rev() {
            let length = if line == other {
                at(&common, a + 1, b + 1) + 1
            } else {
                at(&common, a + 1, b).max(at(&common, a, b + 1))
            };
            if let Some(cell) = common.get_mut(a * width + b) {
                *cell = length;
            }
        }
    }
    let (mut a, mut b) = (0, 0);
    while let (Some(line), Some(other)) = (old.get(a), new.get(b)) {
        match () {
            () if line == other => {
                all.push(LineChange::Same(a, b));
                (a, b) = (a + 1, b + 1);
            }
            // Of two equal ways the old line goes first, as diffs show what is gone above what is new.
            () if at(&common, a + 1, b) >= at(&common, a, b + 1) => {
                all.push(LineChange::Gone(a));
                a += 1;
            }
            () => {
                all.push(LineChange::New(b));
                b += 1;
            }
        }
    }
    all.extend((a..old.len()).map(LineChange::Gone));
    all.extend((b..new.len()).map(LineChange::New));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_with_the_lines_around_them() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
        for (after, expected) in [
            (before, ""),
            ("a\nb\nc\nd\nE\nf\ng\nh\ni\n", "@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n"),
            ("x\na\nb\nc\nd\ne\nf\ng\nh\ni\n", "@@ -1,3 +1,4 @@\n+x\n a\n b\n c\n"),
            ("a\nb\nc\nd\ne\nf\ng\nh\n", "@@ -6,4 +6,3 @@\n f\n g\n h\n-i\n"),
        ] {
            let head = if expected.is_empty() { "" } else { "--- a/p\n+++ b/p\n" };
            assert_eq!(unified("p", before, after), format!("{head}{expected}"), "{after}");
        }
    }

    #[test]
    fn a_last_line_without_an_end_is_marked() {
        for (before, after, expected) in [
            ("{}", "{ }", "-{}\n\\ No newline at end of file\n+{ }\n\\ No newline at end of file\n"),
            ("a\nb", "A\nb", "-a\n+A\n b\n\\ No newline at end of file\n"),
            ("a\nb", "a\nb\n", " a\n-b\n\\ No newline at end of file\n+b\n"),
            ("a\nb\n", "a\nB", " a\n-b\n+B\n\\ No newline at end of file\n"),
            ("a\n\n", "A\n\n", "-a\n+A\n \n"),
        ] {
            let diff = unified("p", before, after);
            let lines = diff.split_inclusive('\n').skip(3).collect::<String>();
            assert_eq!(lines, expected, "{before:?} {after:?}");
        }
        assert_eq!(unified("p", "", "a\n"), "--- a/p\n+++ b/p\n@@ -0,0 +1,1 @@\n+a\n");
        assert_eq!(
            unified("p", "a\n1\n2\n3\n4\nb", "A\n1\n2\n3\n4\nb"),
            "--- a/p\n+++ b/p\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
        );
    }

    #[test]
    fn what_stays_between_two_changes_is_shown_once() {
        let diff = unified("p", "1\n2\n3\n", "one\n2\nthree\n");
        assert_eq!(diff, "--- a/p\n+++ b/p\n@@ -1,3 +1,3 @@\n-1\n+one\n 2\n-3\n+three\n");
    }
}
