//! The arguments of a command: options with their values, and the rest.

use crate::manifest::shell::ShellWord;

/// The arguments of a command, taken apart.
#[derive(Debug, Default)]
pub struct ToolArguments<'w> {
    options: Vec<(&'w str, &'w str)>,
    /// The words that are no options.
    pub words: Vec<&'w ShellWord>,
}

impl<'w> ToolArguments<'w> {
    /// `with_value` names the options that take the next word, in all their spellings.
    pub fn read(words: &'w [ShellWord], with_value: &[&str]) -> Self {
        let mut found = Self::default();
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            let text = word.text.as_str();
            match text.split_once('=') {
                _ if text == "--" => {
                    found.words.extend(rest.by_ref());
                }
                // A `-` alone is standard input.
                _ if !text.starts_with('-') || text == "-" => found.words.push(word),
                Some((name, value)) => found.options.push((name, value)),
                None if with_value.contains(&text) => {
                    // An option may stand without its value, and then another option follows.
                    let value = rest.as_slice().first().filter(|value| !value.text.starts_with('-'));
                    if value.is_some() {
                        rest.next();
                    }
                    found.options.push((text, value.map_or("", |value| value.text.as_str())));
                }
                None => found.options.push((text, "")),
            }
        }
        found
    }

    /// One of these options is given.
    pub fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|(name, _)| names.contains(name))
    }

    /// The value of an option; of several the last one.
    pub fn value(&self, names: &[&str]) -> Option<&'w str> {
        self.options.iter().rev().find(|(name, _)| names.contains(name)).map(|(_, value)| *value)
    }

    /// All values of an option that may be repeated.
    pub fn values(&self, names: &[&str]) -> Vec<&'w str> {
        self.options.iter().filter(|(name, _)| names.contains(name)).map(|(_, value)| *value).collect()
    }

    /// All values of an option that takes a list with commas, too.
    pub fn list(&self, names: &[&str]) -> Option<Vec<&'w str>> {
        let values = self.values(names);
        let items = || values.iter().flat_map(|value| value.split(',')).map(str::trim);
        (!values.is_empty()).then(|| items().filter(|item| !item.is_empty()).collect())
    }

    /// Every option with its value, in order.
    pub fn options(&self) -> &[(&'w str, &'w str)] {
        &self.options
    }
}
