//! The lines in which a file changes, for people who are asked to agree.

use crate::init::project::FileChange;

/// The lines that are shown around a change.
const CONTEXT: usize = 2;

/// Returns each line with its sign: `+`, `-`, or a blank for one that stays. A change is in one place of a file.
pub fn difference(change: &FileChange) -> Vec<(char, &str)> {
    let after: Vec<&str> = change.after.lines().collect();
    let Some(before) = &change.before else {
        return after.into_iter().map(|line| ('+', line)).collect();
    };
    let before: Vec<&str> = before.lines().collect();
    let same = |(one, other): &(&&str, &&str)| one == other;
    let head = before.iter().zip(&after).take_while(same).count();
    // A line counts for the head or for the tail, and not for both.
    let rest = before.len().min(after.len()) - head;
    let tail = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(same).count();
    let kept =
        |from: usize, to: usize| after.get(from..to).unwrap_or_default().iter().map(|line| (' ', *line));
    let gone = before.get(head..before.len() - tail).unwrap_or_default().iter().map(|line| ('-', *line));
    let new = after.get(head..after.len() - tail).unwrap_or_default().iter().map(|line| ('+', *line));
    let end = after.len() - tail;
    kept(head.saturating_sub(CONTEXT), head)
        .chain(gone)
        .chain(new)
        .chain(kept(end, (end + CONTEXT).min(after.len())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_is_shown_with_two_lines_around_it() {
        let change = |before: Option<&str>, after: &str| FileChange {
            path: String::new(),
            before: before.map(str::to_owned),
            after: after.to_owned(),
        };
        assert_eq!(difference(&change(None, "a\nb\n")), [('+', "a"), ('+', "b")]);
        let edited = change(Some("1\n2\n3\n4\n5\n6\n"), "1\n2\n3\n4!\nnew\n5\n6\n");
        let shown: String =
            difference(&edited).into_iter().map(|(sign, line)| format!("{sign}{line} ")).collect();
        assert_eq!(shown, " 2  3 -4 +4! +new  5  6 ");
        assert_eq!(difference(&change(Some("a\n"), "a\na\n")), [(' ', "a"), ('+', "a")]);
    }
}
