//! The bytes and words of a text that can begin a level of nesting, counted without a parser.

/// Returns a number no less than [`levels`], by a quick look: as if every name were a word that begins a
/// level.
pub(super) fn at_most(text: &str) -> usize {
    /// The bytes of a chunk, few enough to be counted in a `u8`.
    const CHUNK: usize = 128;
    let begins = |(before, byte): (&u8, &u8)| u8::from(is_mark(*byte) | (is_name(*byte) & !is_name(*before)));
    let count = |chunk: &[u8]| {
        let behind_first = chunk.iter().zip(chunk.get(1..).unwrap_or_default());
        // The count begins at 1, as the first byte of a chunk has nothing before it here and may begin a level.
        usize::from(behind_first.map(begins).fold(1u8, u8::wrapping_add))
    };
    text.as_bytes().chunks(CHUNK).map(count).sum()
}

/// Tells the same as [`class`], but without a look into a table, so that the compiler can check many bytes at
/// once.
fn is_name(byte: u8) -> bool {
    is_within(byte | 0x20, b'a', 26)
        | is_within(byte, b'0', 10)
        | (byte == b'_')
        | (byte == b'$')
        | (byte >= 0x80)
}

/// Like [`is_name`], for the marks and parts of [`class`].
fn is_mark(byte: u8) -> bool {
    let brackets = (byte == b'(') | (byte == b'[') | is_within(byte, b'{', 2) | (byte == b'`');
    let ranges = is_within(byte, b'%', 2) | is_within(byte, b'*', 2) | is_within(byte, b'-', 3);
    let others = (byte == b'!') | (byte == b':') | (byte == b'^') | (byte == b'~');
    brackets | ranges | others | is_within(byte, b'<', 5)
}

fn is_within(byte: u8, from: u8, length: u8) -> bool {
    byte.wrapping_sub(from) < length
}

/// Returns an upper bound of how deep a program nests: the number of its bytes that can begin a level.
///
/// Strings and comments are counted like code: only the parser knows where they are.
pub(super) fn levels(text: &str) -> usize {
    levels_up_to(text, usize::MAX)
}

/// Returns [`levels`], or `most` if they are no fewer.
pub(super) fn levels_up_to(text: &str, most: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut levels, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at).filter(|_| levels < most) {
        match class(byte) {
            NAME => {
                let rest = bytes.get(at..).unwrap_or_default();
                let length = rest.iter().take_while(|&&byte| class(byte) == NAME).count();
                levels += usize::from(takes_operand(rest.get(..length).unwrap_or_default()));
                at += length;
            }
            other => {
                levels += usize::from(other >= MARK);
                at += 1;
                if other == PART {
                    let rest = bytes.get(at..).unwrap_or_default();
                    at += rest.iter().take_while(|&&byte| class(byte) == PART).count();
                }
            }
        }
    }
    levels
}

const OTHER: u8 = 0;
pub(super) const NAME: u8 = 1;
pub(super) const MARK: u8 = 2;
pub(super) const PART: u8 = 3;

/// Returns the class of a byte: a mark begins a level, and so does the first part of `===`, `=>`, `...` or
/// `//`, of which no two stand side by side; a name may be a word that does.
#[allow(clippy::indexing_slicing)] // There is one for every byte.
pub(super) fn class(byte: u8) -> u8 {
    CLASS[usize::from(byte)]
}

#[allow(clippy::indexing_slicing)] // The compiler runs it, and would see.
const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        let is_name = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'_' | b'$' | 0x80..);
        table[byte] = if is_name { NAME } else { OTHER };
        byte += 1;
    }
    let marks = b"([{+-!~:@`";
    let mut index = 0;
    while index < marks.len() {
        table[marks[index] as usize] = MARK;
        index += 1;
    }
    let parts = b"./*%&|^<>=?";
    let mut index = 0;
    while index < parts.len() {
        table[parts[index] as usize] = PART;
        index += 1;
    }
    table
};

/// The words that take an operand, or a statement, without a mark. (`function` and `if` need brackets.)
const WORDS: [&[u8]; 18] = [
    b"typeof",
    b"void",
    b"delete",
    b"do",
    b"else",
    b"await",
    b"yield",
    b"new",
    b"in",
    b"instanceof",
    b"of",
    b"async",
    b"class",
    b"extends",
    b"as",
    b"satisfies",
    b"keyof",
    b"readonly",
];

/// Tells whether a name is one of [`WORDS`]. Few names begin like one and are as long, so that is asked
/// first.
pub(super) fn takes_operand(name: &[u8]) -> bool {
    let begins = |byte: &u8| matches!(byte, b'a' | b'c'..=b'e' | b'i' | b'k' | b'n' | b'o' | b'r'..=b't' | b'v' | b'y');
    matches!(name.len(), 2..=10) && name.first().is_some_and(begins) && WORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_and_words_begin_levels() {
        for (text, expected) in [
            ("", 0),
            ("a b c", 0),
            ("a(b)[c]", 2),
            ("typeof void 0", 2),
            ("newer doing $in _of", 0),
            ("do x else y", 2),
            ("\u{e9}new new\u{e9} new", 1),
            ("async()=>await x", 4),
        ] {
            assert_eq!(levels(text), expected, "{text}");
        }
        for word in WORDS {
            assert!(takes_operand(word));
        }
    }

    #[test]
    fn the_quick_look_knows_the_same_bytes() {
        for byte in 0..=u8::MAX {
            assert_eq!((is_name(byte), is_mark(byte)), (class(byte) == NAME, class(byte) >= MARK), "{byte}");
        }
    }

    proptest! {
        #[test]
        fn a_quick_look_finds_no_fewer(text in r#"((typeof|do|in|x|\$|é|[-+(\[{}\]) .;,"]){0,3}){0,80}"#) {
            prop_assert!(at_most(&text) >= levels(&text), "{text}");
        }
    }
}
