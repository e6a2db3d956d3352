//! Expands the braces of a pattern, and splits it at its slashes.

/// The limit of how many patterns braces may make.
const ALTERNATIVES: usize = 256;

/// The parts between slashes; several slashes are one.
pub fn split(pattern: &str) -> Vec<String> {
    let last = pattern.matches('/').count();
    let is_kept = |(nth, part): &(usize, &str)| !part.is_empty() || *nth == 0 || *nth == last;
    pattern.split('/').enumerate().filter(is_kept).map(|(_, part)| part.to_owned()).collect()
}

/// Expands `a{b,c}` to `ab` and `ac`, and `{1..3}` to three patterns.
pub fn braces(pattern: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(next) = open.pop() {
        match first_braces(&next) {
            // Each pair of braces may multiply the patterns. Beyond the bound they stay, and stand for
            // themselves.
            Some((before, choices, after)) if done.len() + open.len() + choices.len() < ALTERNATIVES => {
                // `open` is a stack: reversed, the choices come off it in their order.
                open.extend(choices.iter().rev().map(|choice| format!("{before}{choice}{after}")));
            }
            _ => done.push(next),
        }
    }
    done
}

/// The first pair of braces with a comma or a range in it.
fn first_braces(pattern: &str) -> Option<(&str, Vec<String>, &str)> {
    let pairs = pairs(pattern);
    let mut choosing = pairs.iter().filter_map(|pair| Some((pair, choices(pattern, pair)?)));
    let (pair, choices) = choosing.next()?;
    Some((pattern.get(..pair.start)?, choices, pattern.get(pair.end + 1..)?))
}

/// A pair of braces, with the commas right in it.
struct BracePair {
    start: usize,
    end: usize,
    commas: Vec<usize>,
    /// No other pair is in it.
    is_innermost: bool,
}

/// The pairs of braces that close, in the order in which they begin.
fn pairs(pattern: &str) -> Vec<BracePair> {
    let (mut open, mut closed): (Vec<BracePair>, Vec<BracePair>) = (Vec::new(), Vec::new());
    for (at, char) in pattern.char_indices() {
        match char {
            '{' => {
                open.last_mut().into_iter().for_each(|outer| outer.is_innermost = false);
                open.push(BracePair { start: at, end: at, commas: Vec::new(), is_innermost: true });
            }
            '}' => closed.extend(open.pop().map(|pair| BracePair { end: at, ..pair })),
            ',' => open.last_mut().into_iter().for_each(|pair| pair.commas.push(at)),
            _ => {}
        }
    }
    closed.sort_by_key(|pair| pair.start);
    closed
}

/// The texts that a pair of braces stands for; `None` if it stands for itself.
fn choices(pattern: &str, pair: &BracePair) -> Option<Vec<String>> {
    if pair.commas.is_empty() {
        // A range has no braces in it, so that only what lies in no other pair is read for one.
        let inside = pair.is_innermost.then(|| pattern.get(pair.start + 1..pair.end))??;
        let (from, to) = inside.split_once("..")?;
        let (from, to) = (from.parse::<u32>().ok()?, to.parse::<u32>().ok()?);
        return (from <= to && to - from < 100)
            .then(|| (from..=to).map(|number| number.to_string()).collect());
    }
    let starts = std::iter::once(pair.start).chain(pair.commas.iter().copied());
    let ends = pair.commas.iter().copied().chain([pair.end]);
    let texts = starts.zip(ends).filter_map(|(start, end)| pattern.get(start + 1..end));
    Some(texts.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_make_only_so_many_patterns() {
        assert!(braces(&"{a,b}".repeat(40)).len() <= ALTERNATIVES);
    }
}
