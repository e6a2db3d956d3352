//! Walks through paths as a tree, without recursion: folders are entered, files met, folders left.

/// A step of the walk through a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TreeWalk<'t, T> {
    /// A folder is entered; folders with nothing but one folder inside are one.
    Enter {
        name: &'t str,
        depth: usize,
        items: &'t [(&'t str, T)],
    },
    File {
        name: &'t str,
        depth: usize,
        item: &'t T,
    },
    Leave,
}

/// The limit of how deep folders stand in one another; deeper files are shown with a longer name, as parsers of HTML have
/// limits, too.
const DEEPEST: usize = 24;

/// Walks through sorted paths, each with its item: in each folder first its folders, then its files.
pub(super) fn walk<'t, T>(items: &'t [(&'t str, T)]) -> Vec<TreeWalk<'t, T>> {
    let mut steps = Vec::new();
    let mut open = vec![TreeTodo::Inside { items, start: 0, depth: 0 }];
    while let Some(todo) = open.pop() {
        match todo {
            TreeTodo::Inside { items, start, depth } => {
                let inside = children(items, start, depth);
                let (files, folders): (Vec<_>, Vec<_>) = inside.into_iter().partition(TreeTodo::is_file);
                // What is pushed last is taken first: folders before files, and each in its order.
                open.extend(files.into_iter().rev());
                open.extend(folders.into_iter().rev());
            }
            TreeTodo::Folder { items, start, end, depth } => {
                let name = items.first().and_then(|(path, _)| path.get(start..end)).unwrap_or_default();
                steps.push(TreeWalk::Enter { name, depth, items });
                open.push(TreeTodo::Leave);
                open.push(TreeTodo::Inside { items, start: end + 1, depth: depth + 1 });
            }
            TreeTodo::File { item: (path, item), start, depth } => {
                steps.push(TreeWalk::File { name: path.get(start..).unwrap_or(path), depth, item });
            }
            TreeTodo::Leave => steps.push(TreeWalk::Leave),
        }
    }
    steps
}

/// A part that is still to be walked through; `start` is the place of the first name that is not yet written.
enum TreeTodo<'t, T> {
    Inside { items: &'t [(&'t str, T)], start: usize, depth: usize },
    Folder { items: &'t [(&'t str, T)], start: usize, end: usize, depth: usize },
    File { item: &'t (&'t str, T), start: usize, depth: usize },
    Leave,
}

impl<T> TreeTodo<'_, T> {
    fn is_file(&self) -> bool {
        matches!(self, Self::File { .. })
    }
}

fn children<'t, T>(mut items: &'t [(&'t str, T)], start: usize, depth: usize) -> Vec<TreeTodo<'t, T>> {
    let mut found = Vec::new();
    while let Some((first, rest)) = items.split_first() {
        match folder(first.0, start).filter(|_| depth < DEEPEST) {
            None => {
                found.push(TreeTodo::File { item: first, start, depth });
                items = rest;
            }
            Some(folder) => {
                // The paths are sorted, so those of a folder stand together.
                let inside = items.partition_point(|(path, _)| {
                    path.get(..=folder.len()).is_some_and(|head| is_in(head, folder))
                });
                let (inside, rest) = items.split_at(inside.max(1));
                found.push(TreeTodo::Folder {
                    items: inside,
                    start,
                    end: common_end(inside, folder.len()),
                    depth,
                });
                items = rest;
            }
        }
    }
    found
}

fn is_in(head: &str, folder: &str) -> bool {
    head.strip_suffix('/') == Some(folder)
}

/// The path up to the first slash after `start`; an empty name is none.
fn folder(path: &str, start: usize) -> Option<&str> {
    let length = path.get(start..)?.find('/').filter(|length| *length > 0)?;
    path.get(..start + length)
}

/// The end of the name of a folder, which goes on while the folder holds nothing but one other.
fn common_end<T>(items: &[(&str, T)], end: usize) -> usize {
    // Of sorted paths, all have in common what the first and the last have.
    let (Some((first, _)), Some((last, _))) = (items.first(), items.last()) else { return end };
    let mut end = end;
    while let Some(next) =
        folder(first, end + 1).filter(|next| is_in(last.get(..=next.len()).unwrap_or_default(), next))
    {
        end = next.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(paths: &[&str]) -> String {
        let items: Vec<_> = paths.iter().map(|path| (*path, ())).collect();
        let lines = walk(&items).into_iter().map(|step| match step {
            TreeWalk::Enter { name, depth, items } => {
                format!("{}{name}/{}\n", " ".repeat(depth), items.len())
            }
            TreeWalk::File { name, depth, .. } => format!("{}{name}\n", " ".repeat(depth)),
            TreeWalk::Leave => String::new(),
        });
        lines.collect()
    }

    #[test]
    fn folders_stand_before_files_and_lonely_ones_are_joined() {
        for (paths, expected) in [
            (&["a.js"][..], "a.js\n"),
            (&["a/b.js", "a/c/d.js", "a/e.js", "f.js"], "a/3\n c/1\n  d.js\n b.js\n e.js\nf.js\n"),
            (&["a/b/c/d.js", "a/b/c/e.js"], "a/b/c/2\n d.js\n e.js\n"),
            (&["a/b/c/d.js", "a/b/e.js"], "a/b/2\n c/1\n  d.js\n e.js\n"),
            (&["a-b/c.js", "a.js", "a/b.js"], "a-b/1\n c.js\na/1\n b.js\na.js\n"),
            (&["a/ab/c.js", "a/abc/c.js"], "a/2\n ab/1\n  c.js\n abc/1\n  c.js\n"),
            (&["日/本.js", "日本/語.js"], "日/1\n 本.js\n日本/1\n 語.js\n"),
            (&["/a.js", "a//b.js"], "a/1\n /b.js\n/a.js\n"),
        ] {
            assert_eq!(drawn(paths), expected, "{paths:?}");
        }
    }

    #[test]
    fn what_is_very_deep_is_shown_with_a_longer_name() {
        let deep = |depth: usize| (0..depth).map(|nth| format!("{nth}/")).collect::<String>();
        let paths: Vec<_> = (1..4_000).map(|depth| format!("{}a.js", deep(depth.min(90)))).collect();
        let mut paths: Vec<_> = paths.iter().map(String::as_str).collect();
        paths.sort_unstable();
        let text = drawn(&paths);
        assert!(text.lines().all(|line| line.len() - line.trim_start().len() <= DEEPEST), "{text}");
    }
}
