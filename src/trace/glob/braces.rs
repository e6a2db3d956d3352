//! Expands the braces of a pattern, and splits it at its slashes.

/// The limit of how many patterns braces may make.
const ALTERNATIVES: usize = 256;

/// The parts between slashes; several slashes are one.
pub fn split(pattern: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (nth, part) in pattern.split('/').enumerate() {
        let is_inner = nth > 0 && nth < pattern.split('/').count() - 1;
        if !(part.is_empty() && is_inner) {
            parts.push(part.to_owned());
        }
    }
    parts
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
    for (start, _) in pattern.match_indices('{') {
        let inside = pattern.get(start + 1..)?;
        let (mut depth, mut commas) = (1, Vec::new());
        let end = inside.char_indices().find_map(|(at, char)| {
            depth += i32::from(char == '{') - i32::from(char == '}');
            if char == ',' && depth == 1 {
                commas.push(at);
            }
            (depth == 0).then_some(at)
        });
        let Some(end) = end else { continue };
        let (before, after) = (pattern.get(..start)?, inside.get(end + 1..)?);
        if let Some(choices) = choices(inside.get(..end)?, &commas) {
            return Some((before, choices, after));
        }
    }
    None
}

fn choices(inside: &str, commas: &[usize]) -> Option<Vec<String>> {
    if commas.is_empty() {
        let (from, to) = inside.split_once("..")?;
        let (from, to) = (from.parse::<u32>().ok()?, to.parse::<u32>().ok()?);
        return (from <= to && to - from < 100)
            .then(|| (from..=to).map(|number| number.to_string()).collect());
    }
    let starts = std::iter::once(0).chain(commas.iter().map(|at| at + 1));
    let ends = commas.iter().copied().chain([inside.len()]);
    Some(starts.zip(ends).filter_map(|(start, end)| inside.get(start..end)).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_make_only_so_many_patterns() {
        assert!(braces(&"{a,b}".repeat(40)).len() <= ALTERNATIVES);
    }
}
