//! The commands whose failure something tests: `set -e` does not end a shell for them.

use crate::{install::steps::ScriptStep, manifest::shell::Joined};

/// Tells of each step whether its failure is tested: by `&&`, `||` or `if`, in the list around it, too.
pub(super) fn tested_steps(steps: &[ScriptStep]) -> Vec<bool> {
    let mut beginnings = vec![0_usize; steps.len() + 1];
    let mut endings = vec![0_usize; steps.len() + 1];
    let mut mark = |from: usize, to: usize| {
        beginnings.get_mut(from).into_iter().for_each(|count| *count += 1);
        endings.get_mut(to).into_iter().for_each(|count| *count += 1);
    };
    let (mut open, mut tests) = (Vec::new(), Vec::new());
    for (at, step) in steps.iter().enumerate() {
        match step {
            ScriptStep::Open { .. } => open.push(at),
            ScriptStep::If { .. } => {
                open.push(at);
                tests.push(at);
            }
            ScriptStep::Else { has_test: true } => tests.push(at),
            ScriptStep::Then => tests.pop().into_iter().for_each(|from| mark(from, at)),
            ScriptStep::Close { .. } | ScriptStep::Fi => {
                let from = open.pop().filter(|_| is_joined(steps.get(at + 1)));
                from.into_iter().for_each(|from| mark(from, at));
            }
            ScriptStep::Run { .. } if is_joined(steps.get(at + 1)) => mark(at, at),
            _ => {}
        }
    }
    let mut around = 0_usize;
    let is_tested = |(begins, ends): (&usize, &usize)| {
        around += begins;
        let is_tested = around > 0;
        around -= ends;
        is_tested
    };
    beginnings.iter().zip(&endings).map(is_tested).take(steps.len()).collect()
}

/// Tells whether what stands before a step is a part of its list or pipeline.
fn is_joined(next: Option<&ScriptStep>) -> bool {
    match next {
        Some(
            ScriptStep::Run { follow, .. } | ScriptStep::Open { follow, .. } | ScriptStep::If { follow },
        ) => follow.needs_success || matches!(follow.joined, Joined::Otherwise | Joined::Piped),
        Some(ScriptStep::LeaveBehind) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::install::steps::steps;

    fn shown(script: &str) -> String {
        let steps = steps(script).unwrap();
        tested_steps(&steps).into_iter().map(|is_tested| if is_tested { 't' } else { '-' }).collect()
    }

    #[test]
    fn commands_that_are_tested() {
        for (script, expected) in [
            ("a; b", "--"),
            ("a && b", "t-"),
            ("a || b && c", "tt-"),
            ("a | b", "t-"),
            ("(a; b) || c", "tttt-"),
            ("(a; b); c", "-----"),
            ("if a; then b; fi; c", "ttt---"),
            ("if a; then b; elif c; then d; else e; fi", "ttt-ttt----"),
            ("a & b", "t--"),
        ] {
            assert_eq!(shown(script), expected, "{script}");
        }
    }
}
