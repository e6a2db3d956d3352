//! XML, in which no text of a package can be more than text.

use crate::render::terminal::visible;

/// XML in the making. What is added cannot end an element or an attribute, nor be a character that XML does not have.
pub(in crate::render) struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    /// An empty document.
    pub fn document() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 }
    }

    pub fn finish(self) -> String {
        self.text
    }

    pub fn open(&mut self, element: &str, attributes: &[(&str, &str)]) {
        self.start(element, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    pub fn close(&mut self, element: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        self.text.push_str(&format!("</{element}>\n"));
    }

    pub fn empty(&mut self, element: &str, attributes: &[(&str, &str)]) {
        self.start(element, attributes);
        self.text.push_str("/>\n");
    }

    pub fn with_text(&mut self, element: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(element, attributes);
        self.text.push_str(&format!(">{}</{element}>\n", escape_text(text)));
    }

    fn start(&mut self, element: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(element);
        for (name, value) in attributes {
            self.text
                .push_str(&format!(" {name}=\"{}\"", escape_text(&visible(value)).replace('"', "&quot;")));
        }
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.depth));
    }
}

/// Text between tags. Line ends stay; whatever else cannot be seen is spelled out before.
fn escape_text(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace(|char| !is_xml(char), "\u{fffd}")
}

/// The characters of XML 1.0.
fn is_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_an_attribute_or_a_text() {
        let mut xml = Xml { text: String::new(), depth: 0 };
        xml.with_text("a", &[("b", "\"><x y='\u{0}\n")], "]]></a><!--\u{ffff}&amp;");
        assert_eq!(
            xml.text,
            "<a b=\"&quot;&gt;&lt;x y='\\u{0}\\n\">]]&gt;&lt;/a&gt;&lt;!--\u{fffd}&amp;amp;</a>\n"
        );
    }
}
