//! Reads the parts of a pattern.

use crate::hash::HashSet;

#[derive(Clone, Debug)]
pub enum GlobPart {
    /// `**`, any number of names.
    Any,
    Name(Vec<GlobPiece>),
}

/// The limit of how deep groups may nest.
const DEPTH: usize = 6;

#[derive(Clone, Debug)]
pub enum GlobPiece {
    Char(char),
    One,
    Many,
    Class { members: Vec<(char, char)>, is_negated: bool },
    Group { kind: char, choices: Vec<Vec<GlobPiece>> },
}

impl GlobPart {
    pub fn parse(part: &str) -> Self {
        match part {
            "**" => Self::Any,
            _ => Self::Name(GlobParser::new(part).pieces(0)),
        }
    }
}

struct GlobParser {
    text: Vec<char>,
    at: usize,
    /// The groups that close, by the places where they begin. All are found beforehand, so that the parser never goes back.
    closed: HashSet<usize>,
    /// The place of the last `]`: behind it no class closes.
    last_bracket: Option<usize>,
}

impl GlobParser {
    fn new(part: &str) -> Self {
        let text: Vec<char> = part.chars().collect();
        let last_bracket = text.iter().rposition(|&char| char == ']');
        let mut parser = Self { text, at: 0, closed: HashSet::default(), last_bracket };
        parser.find_groups();
        parser.at = 0;
        parser
    }

    fn find_groups(&mut self) {
        let mut open = Vec::new();
        while let Some(char) = self.peek(0) {
            if self.begins_group(char) {
                open.push(self.at);
                self.at += 2;
                continue;
            }
            if char == ')' {
                self.closed.extend(open.pop());
            }
            self.plain(char);
        }
    }

    fn begins_group(&self, char: char) -> bool {
        matches!(char, '!' | '@' | '?' | '*' | '+') && self.peek(1) == Some('(')
    }

    fn pieces(&mut self, depth: usize) -> Vec<GlobPiece> {
        let mut pieces = Vec::new();
        while let Some(&char) = self.text.get(self.at) {
            if depth > 0 && matches!(char, '|' | ')') {
                break;
            }
            let piece = self.piece(char, depth);
            // `**` inside a name stands for no more than `*`.
            if !matches!((&piece, pieces.last()), (GlobPiece::Many, Some(GlobPiece::Many))) {
                pieces.push(piece);
            }
        }
        pieces
    }

    fn piece(&mut self, char: char, depth: usize) -> GlobPiece {
        if depth < DEPTH && self.begins_group(char) && self.closed.contains(&self.at) {
            return self.group(char, depth);
        }
        self.plain(char)
    }

    fn plain(&mut self, char: char) -> GlobPiece {
        self.at += 1;
        match char {
            '*' => GlobPiece::Many,
            '?' => GlobPiece::One,
            '[' => self.class().unwrap_or(GlobPiece::Char('[')),
            '\\' => {
                let escaped = self.peek(0);
                self.at += usize::from(escaped.is_some());
                GlobPiece::Char(escaped.unwrap_or('\\'))
            }
            _ => GlobPiece::Char(char),
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    /// Reads a group that closes.
    fn group(&mut self, kind: char, depth: usize) -> GlobPiece {
        self.at += 2;
        let mut choices = vec![self.pieces(depth + 1)];
        while self.peek(0) == Some('|') {
            self.at += 1;
            choices.push(self.pieces(depth + 1));
        }
        self.at += usize::from(self.peek(0) == Some(')'));
        GlobPiece::Group { kind, choices }
    }

    /// Reads a class after its `[`.
    fn class(&mut self) -> Option<GlobPiece> {
        let rest = self.text.get(self.at..)?;
        let is_negated = matches!(rest.first(), Some('!' | '^'));
        let from = usize::from(is_negated);
        if self.last_bracket.is_none_or(|last| last < self.at + from + 1) {
            return None;
        }
        // A `]` at the beginning of a class is one of its members.
        let end = rest.iter().skip(from + 1).position(|&char| char == ']')? + from + 1;
        let inside = rest.get(from..end)?;
        let mut members = Vec::new();
        let mut at = 0;
        while let Some(&first) = inside.get(at) {
            match (inside.get(at + 1), inside.get(at + 2)) {
                (Some('-'), Some(&last)) => {
                    members.push((first, last));
                    at += 3;
                }
                _ => {
                    members.push((first, first));
                    at += 1;
                }
            }
        }
        self.at += end + 1;
        Some(GlobPiece::Class { members, is_negated })
    }
}
