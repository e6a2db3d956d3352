//! Puts text from a package into the page: maud escapes the characters of HTML, and characters that cannot be seen are
//! spelled out.

use std::borrow::Cow;

use maud::{Markup, html};
use url::form_urlencoded::byte_serialize;

use crate::{
    render::{
        terminal::visible,
        trace::{label, place},
    },
    report::{At, trace::ModuleReport},
    trace::stage::Stage,
};

/// Text on one line.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    visible(text)
}

/// A path, name or command.
pub(super) fn code(text: &str) -> Markup {
    html! { code { (shown(text)) } }
}

/// Paths, names or commands in a list; a very long one ends with a count.
pub(super) fn codes(texts: &[String]) -> Markup {
    const MOST: usize = 200;
    if let [text] = texts {
        return code(text);
    }
    html! {
        ul .codes {
            @for text in texts.iter().take(MOST) { li { (code(text)) } }
            @if texts.len() > MOST { li { "… and " (texts.len() - MOST) " more" } }
        }
    }
}

/// Lines of code as they are, with a button that copies them.
pub(super) fn block(text: &str) -> Markup {
    let lines: Vec<_> = text.lines().map(visible).collect();
    html! {
        div .block {
            pre tabindex="0" { code { (lines.join("\n")) } }
            button .copy type="button" data-done="Copied" hidden { "Copy" }
        }
    }
}

/// A unified diff with a button that copies it; each line has the colour of its sign.
pub(super) fn diff(text: &str) -> Markup {
    let class = |line: &str| match line.chars().next() {
        Some('+') if !line.starts_with("+++") => "new",
        Some('-') if !line.starts_with("---") => "gone",
        Some('@') => "place",
        _ => "same",
    };
    html! {
        div .block.diff {
            pre tabindex="0" { code { @for line in text.lines() { span .(class(line)) { (visible(line)) "\n" } } } }
            button .copy type="button" data-done="Copied" hidden { "Copy" }
        }
    }
}

pub(super) fn at(at: Option<&At>) -> Markup {
    html! { @if let Some(at) = at { span .at { (code(&place(at))) } } }
}

/// A sentence with names in it; text between backticks is code.
pub(super) fn prose(text: &str) -> Markup {
    let mut rest = text;
    let mut parts = Vec::new();
    while let Some((before, inside, after)) = quoted(rest) {
        parts.push(html! { (shown(before)) (code(inside)) });
        rest = after;
    }
    html! { @for part in parts { (part) } (shown(rest)) }
}

/// The first words between backticks, if there are any; a backtick within a name is a part of it.
fn quoted(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('`').find_map(|(start, _)| {
        let (before, rest) = (text.get(..start)?, text.get(start + 1..)?);
        let (inside, after) = rest.split_once('`')?;
        let is_start = before.is_empty() || before.ends_with([' ', '(']);
        let is_end = after.is_empty() || after.starts_with([' ', ',', '.', ':', ';', ')']);
        (is_start && is_end && !inside.is_empty()).then_some((before, inside, after))
    })
}

/// The address of a module on this page; the script understands it.
pub(super) fn link(source: &str) -> String {
    format!("#m={}", byte_serialize(shown(source).as_bytes()).collect::<String>())
}

/// The end of a module's way as the page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShownEnd {
    /// It is lost at this stage.
    Lost(Stage),
    /// It gets to this stage, and nobody misses anything.
    At(Stage),
    /// A command that is not read may have taken it in.
    NotKnown,
}

impl ShownEnd {
    pub fn of(module: &ModuleReport) -> Self {
        match module.stage {
            _ if module.unknown => Self::NotKnown,
            stage if module.lost => Self::Lost(stage),
            stage => Self::At(stage),
        }
    }

    /// The ends of several modules as one: lost, if one of them is.
    pub fn joined(stage: Stage, is_lost: bool) -> Self {
        if is_lost { Self::Lost(stage) } else { Self::At(stage) }
    }

    /// The name for programs: that of a stage is as in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lost(stage) | Self::At(stage) => kebab(stage),
            Self::NotKnown => "not-known",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Lost(stage) | Self::At(stage) => label(stage),
            Self::NotKnown => "not known",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Lost(stage) | Self::At(stage) => stage.title(),
            Self::NotKnown => "not known: the build is not read",
        }
    }

    /// The class that gives it its colour.
    pub fn tone(self) -> &'static str {
        match self {
            Self::At(Stage::Importable) => "good",
            Self::Lost(_) => "bad",
            Self::At(_) => "kept",
            Self::NotKnown => "unsaid",
        }
    }

    /// The sign that says the same as the colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::At(Stage::Importable) => "✓",
            Self::Lost(_) => "✕",
            Self::At(_) => "○",
            Self::NotKnown => "?",
        }
    }

    /// Words in the colour and with the sign of it.
    pub fn says(self, words: &str) -> Markup {
        html! { span .says.(self.tone()) { span .sign aria-hidden="true" { (self.sign()) } (words) } }
    }
}

fn kebab(stage: Stage) -> &'static str {
    match stage {
        Stage::Missing => "missing",
        Stage::CaseDiffers => "case-differs",
        Stage::NotCompiled => "not-compiled",
        Stage::Overwritten => "overwritten",
        Stage::NotPacked => "not-packed",
        Stage::Unreachable => "unreachable",
        Stage::Broken => "broken",
        Stage::Importable => "importable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_have_the_names_of_the_json() {
        for stage in Stage::ALL {
            assert_eq!(serde_json::to_value(stage).unwrap(), kebab(stage));
        }
    }

    #[test]
    fn what_is_quoted_is_code_and_no_backtick_is_lost() {
        for (text, expected) in [
            ("run `a b`, then `c`", "run <code>a b</code>, then <code>c</code>"),
            ("(`a`) b`c`d `e", "(<code>a</code>) b`c`d `e"),
            ("`` `a``b ```c```", "`` `a``b ```c```"),
            ("<`a<`>", "&lt;`a&lt;`&gt;"),
        ] {
            assert_eq!(prose(text).into_string(), expected);
        }
    }

    #[test]
    fn what_html_reads_is_escaped() {
        for (text, expected) in [
            ("</script><b \"x\">", "<code>&lt;/script&gt;&lt;b &quot;x&quot;&gt;</code>"),
            ("a\u{202e}\n&amp;", r"<code>a\u{202e}\n&amp;amp;</code>"),
        ] {
            assert_eq!(code(text).into_string(), expected);
        }
        assert_eq!(link("a b&c=#\"<.js"), "#m=a+b%26c%3D%23%22%3C.js");
    }
}
