//! The words of a shell script, as far as build scripts use the shell: quotes, escapes, operators, groups.

/// A command of a script: its words, and its relation to the command before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub words: Vec<ShellWord>,
    /// The operator that joins it to the command before.
    pub joined: Joined,
    /// The number of groups around it: the effect of a `cd` in a group ends with the group.
    pub depth: usize,
    /// Its place in the script, in bytes.
    pub start: usize,
    pub end: usize,
    /// True if it, or the group before it, writes into a file: `> file`.
    pub writes: bool,
    /// The last file that it writes into.
    pub output: Option<String>,
}

/// One word, unquoted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShellWord {
    pub text: String,
    /// True if a part of it was quoted, so that the shell expands no pattern.
    pub is_quoted: bool,
    /// True if the shell puts something in the place of a part: `$NAME`, `$(command)`.
    pub is_expanded: bool,
}

/// The ways in which a command follows the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It stands first, or behind `&&`, `;` or a line end.
    After,
    /// `||`: it runs where the one before fails.
    Otherwise,
    /// `|`: it reads what the one before writes.
    Piped,
    /// `&`: both run at once.
    Beside,
}

/// Returns the commands of a script, in order.
pub fn commands(script: &str) -> Vec<Command> {
    let mut reader = ShellReader {
        script,
        at: 0,
        depth: 0,
        joined: Joined::After,
        words: Vec::new(),
        start: 0,
        end: 0,
        writes: false,
        output: None,
        done: Vec::new(),
    };
    reader.read();
    reader.done
}

struct ShellReader<'s> {
    script: &'s str,
    at: usize,
    depth: usize,
    joined: Joined,
    words: Vec<ShellWord>,
    start: usize,
    end: usize,
    writes: bool,
    output: Option<String>,
    done: Vec<Command>,
}

impl ShellReader<'_> {
    fn read(&mut self) {
        while let Some(char) = self.peek() {
            match char {
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                '\\' if self.rest().starts_with("\\\r\n") => self.at += 3,
                ' ' | '\t' | '\r' => self.at += 1,
                '\n' | ';' => self.finish(1, Joined::After),
                '&' if self.rest().starts_with("&&") => self.finish(2, Joined::After),
                '&' if self.rest().starts_with("&>") => self.redirect(),
                '&' => self.finish(1, Joined::Beside),
                '|' if self.rest().starts_with("||") => self.finish(2, Joined::Otherwise),
                '|' => self.finish(1, Joined::Piped),
                '(' => {
                    self.finish(1, self.joined);
                    self.depth += 1;
                }
                ')' => {
                    self.finish(1, Joined::After);
                    self.depth = self.depth.saturating_sub(1);
                }
                // Within a word `#` begins no comment, and is read by `word`.
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '<' | '>' => self.redirect(),
                _ => self.word(),
            }
        }
        self.finish(0, Joined::After);
    }

    fn rest(&self) -> &str {
        self.script.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += char.len_utf8();
        Some(char)
    }

    fn finish(&mut self, width: usize, next: Joined) {
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            let Self { joined, depth, start, end, .. } = *self;
            let (writes, output) = (std::mem::take(&mut self.writes), self.output.take());
            self.done.push(Command { words, joined, depth, start, end, writes, output });
        }
        self.at += width;
        self.joined = next;
    }

    /// Skips `> file` or `2>&1`: the place where output goes is no argument.
    fn redirect(&mut self) {
        let operator = self.at;
        while self.peek().is_some_and(|char| matches!(char, '<' | '>' | '&')) {
            self.at += 1;
        }
        let is_output = self.script.get(operator..self.at).is_some_and(|it| it.contains('>'));
        while self.peek().is_some_and(|char| matches!(char, ' ' | '\t')) {
            self.at += 1;
        }
        let (start, end, count) = (self.start, self.end, self.words.len());
        self.word();
        let target = self.words.get(count).map_or("", |word| word.text.as_str());
        let is_file =
            !matches!(target, "/dev/null" | "-" | "") && !target.bytes().all(|it| it.is_ascii_digit());
        self.writes |= is_output && is_file;
        if is_output && is_file {
            self.output = Some(target.to_owned());
        }
        self.words.truncate(count);
        (self.start, self.end) = (start, if count > 0 { self.at.max(end) } else { end });
    }

    fn word(&mut self) {
        let start = self.at;
        let mut word = ShellWord::default();
        let mut groups = OpenGroups::default();
        while let Some(char) = self.peek() {
            match char {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>'
                    if !groups.take(char, &word.text) =>
                {
                    break;
                }
                '\'' => self.single(&mut word),
                '"' => self.double(&mut word),
                '\\' => self.escape(&mut word),
                _ => {
                    self.at += char.len_utf8();
                    word.text.push(char);
                    word.is_expanded |= self.begins_expansion(char);
                }
            }
        }
        // The `2` of `2>&1` is no argument.
        let is_descriptor =
            matches!(self.peek(), Some('<' | '>')) && word.text.parse::<u8>().is_ok() && !word.is_quoted;
        if is_descriptor || self.at == start {
            // A character that begins no word is passed over, so that every step gets further.
            self.at += usize::from(self.at == start);
            return;
        }
        if self.words.is_empty() {
            self.start = start;
        }
        self.end = self.at;
        self.words.push(word);
    }

    fn single(&mut self, word: &mut ShellWord) {
        self.at += 1;
        word.is_quoted = true;
        let length = self.rest().find('\'').unwrap_or(self.rest().len());
        word.text.push_str(self.script.get(self.at..self.at + length).unwrap_or_default());
        self.at = (self.at + length + 1).min(self.script.len());
    }

    fn double(&mut self, word: &mut ShellWord) {
        self.at += 1;
        word.is_quoted = true;
        while let Some(char) = self.next() {
            match char {
                '"' => return,
                '\\' => match self.next() {
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => word.text.push(escaped),
                    Some('\n') | None => {}
                    Some(other) => word.text.extend(['\\', other]),
                },
                _ => {
                    word.text.push(char);
                    word.is_expanded |= self.begins_expansion(char);
                }
            }
        }
    }

    /// Tells whether the shell puts something in the place of a character that was just read, and of what follows.
    fn begins_expansion(&self, char: char) -> bool {
        let is_name =
            |next: char| next.is_ascii_alphanumeric() || matches!(next, '_' | '{' | '(' | '@' | '*' | '#');
        char == '`' || (char == '$' && self.peek().is_some_and(is_name))
    }

    fn escape(&mut self, word: &mut ShellWord) {
        self.at += 1;
        match self.next() {
            Some('\n') | None => {}
            Some(char) => {
                word.is_quoted = true;
                word.text.push(char);
            }
        }
    }
}

/// The parentheses of a word, as far as it is read.
#[derive(Default)]
struct OpenGroups {
    counted: usize,
    opening: usize,
    closing: usize,
}

impl OpenGroups {
    /// Tells whether the character after the word belongs to a pattern such as `!(bin)`. A word only grows, so that each part
    /// of it is counted once.
    fn take(&mut self, next: char, word: &str) -> bool {
        let more = word.get(self.counted..).unwrap_or_default();
        self.opening += more.matches('(').count();
        self.closing += more.matches(')').count();
        self.counted = word.len();
        let begins = next == '(' && word.ends_with(['!', '@', '+', '*', '?']);
        matches!(next, '(' | '|' | ')') && (begins || self.opening > self.closing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(script: &str) -> Vec<String> {
        let joined = |joined| match joined {
            Joined::After => "",
            Joined::Otherwise => "|| ",
            Joined::Piped => "| ",
            Joined::Beside => "& ",
        };
        let command = |command: &Command| {
            let words: Vec<_> = command.words.iter().map(|word| word.text.as_str()).collect();
            format!("{}{}", joined(command.joined), words.join("·"))
        };
        commands(script).iter().map(command).collect()
    }

    #[test]
    fn scripts_are_split_as_a_shell_does() {
        for (script, expected) in [
            ("babel src/ --out-dir dist/", vec!["babel·src/·--out-dir·dist/"]),
            ("a && b ; c\nd", vec!["a", "b", "c", "d"]),
            ("a || b | c & d", vec!["a", "|| b", "| c", "& d"]),
            ("a \\\n  b", vec!["a·b"]),
            (r#"node -e "fs.cpSync('a', \"b\")""#, vec![r#"node·-e·fs.cpSync('a', "b")"#]),
            ("a 'b c' d\\ e \"f'g\"", vec!["a·b c·d e·f'g"]),
            ("a > log 2>&1 && b 2> /dev/null c", vec!["a", "b·c"]),
            ("(cd x && y) && z", vec!["cd·x", "y", "z"]),
            ("rm dist/!(bin|lib) x", vec!["rm·dist/!(bin|lib)·x"]),
            ("NODE_ENV=production a # b", vec!["NODE_ENV=production·a"]),
            ("a ''", vec!["a·"]),
            ("", vec![]),
            ("&& | ;", vec![]),
            ("'open", vec!["open"]),
        ] {
            assert_eq!(shown(script), expected, "{script}");
        }
    }

    #[test]
    fn commands_know_their_place_and_their_group() {
        let script = "x && (a  b) ; c";
        let places: Vec<_> = commands(script)
            .iter()
            .map(|command| (script.get(command.start..command.end).unwrap(), command.depth))
            .collect();
        assert_eq!(places, [("x", 0), ("a  b", 1), ("c", 0)]);
    }
}
