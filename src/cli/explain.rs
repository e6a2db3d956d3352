//! `packproof explain`: the pages of the rules.

use serde_json::json;

use crate::{
    cli::{args, failure::Failure, format::PlainFormat, status::OK, surroundings::Surroundings},
    render::{
        names::{severity_name, severity_role},
        terminal::{Color, Page, Role, StyledText},
    },
    rules::{RULES, Rule},
};

pub(super) fn run(args: &args::ExplainArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let rule = args.rule.as_deref().map(args::rule).transpose()?;
    match args.output.format() {
        PlainFormat::Json => {
            let rules: Vec<_> = rule.map_or_else(|| RULES.iter().collect(), |rule| vec![rule]);
            surroundings.print_json(
                &json!({ "schema": 1, "rules": rules.into_iter().map(document).collect::<Vec<_>>() }),
            )?;
        }
        PlainFormat::Text => {
            let mut page = Page::new(surroundings.terminal);
            match rule {
                Some(rule) => one(rule, &mut page),
                None => list(&mut page),
            }
            surroundings.print(&page.finish())?;
        }
    }
    Ok(OK)
}

fn document(rule: &Rule) -> serde_json::Value {
    json!({ "name": rule.name, "severity": rule.severity, "byReach": rule.by_reach, "summary": rule.summary(), "docs": rule.markdown() })
}

/// The columns that the name of the longest severity takes.
const WIDEST_SEVERITY: usize = "suggestion".len();

fn list(page: &mut Page) {
    let widest = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in RULES {
        let name = format!("{:widest$}  ", rule.name);
        let severity = severity_name(rule.severity);
        let gap = " ".repeat(WIDEST_SEVERITY.saturating_sub(severity.len()) + 2);
        page.wrapped(
            widest + WIDEST_SEVERITY + 4,
            &[
                Role::Strong.of(name),
                severity_role(rule.severity).of(severity),
                Role::Plain.of(format!("{gap}{}", rule.summary())),
            ],
        );
    }
    page.blank();
    page.wrapped(
        0,
        &[Role::Faint.of("`packproof explain RULE` prints its page; `--ignore RULE` leaves it out.")],
    );
}

fn one(rule: &Rule, page: &mut Page) {
    let severity = severity_role(rule.severity).of(rule.severity_words());
    page.line(&[Role::Strong.of(rule.name), Role::Plain.of(" ("), severity, Role::Plain.of(")")]);
    page.blank();
    let mut paragraph = String::new();
    let mut is_code = false;
    for line in rule.markdown().lines() {
        let is_fence = line.starts_with("```");
        if is_fence || is_code || line.is_empty() || line.starts_with('#') {
            flush(&mut paragraph, page);
        }
        match line {
            _ if is_fence => is_code = !is_code,
            _ if is_code => page.line(&[Role::Code.of(format!("    {line}"))]),
            "" => page.blank(),
            _ if line.starts_with('#') => page.line(&[Role::Strong.of(line.trim_start_matches(['#', ' ']))]),
            _ => {
                paragraph.push_str(line);
                paragraph.push(' ');
            }
        }
    }
    flush(&mut paragraph, page);
}

fn flush(paragraph: &mut String, page: &mut Page) {
    let text = std::mem::take(paragraph);
    if !text.is_empty() {
        page.wrapped(0, &prose(text.trim_end(), page.terminal().color));
    }
}

/// Text between backticks in its own colour; where there are no colours the backticks stay.
fn prose(text: &str, color: Color) -> Vec<StyledText<'_>> {
    let parts = text.split('`').enumerate();
    let spans = parts.map(|(nth, part)| match (nth % 2, color) {
        (0, _) => Role::Plain.of(part),
        (_, Color::Always) => Role::Code.of(part),
        (_, Color::Never) => Role::Plain.of(format!("`{part}`")),
    });
    spans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::terminal::Terminal;

    #[test]
    fn pages_are_plain_text() {
        for rule in RULES {
            let mut page = Page::new(Terminal::PIPE);
            one(rule, &mut page);
            let text = page.finish();
            assert!(text.starts_with(rule.name), "{text}");
            assert!(!text.contains("```") && !text.contains("##"), "{text}");
            assert!(!text.contains("\n\n\n"), "{text}");
        }
    }
}
