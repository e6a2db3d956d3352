//! The uses of `NODE_ENV` in a text.

/// Tells whether a text may set `NODE_ENV`, or the environment as a whole.
pub(super) fn may_set_mode(text: &str) -> bool {
    let is_set = |behind: &str| {
        let behind = behind.trim_start_matches([' ', '\'', '"', '`', ']']);
        let sets = ["=", "||=", "??=", "&&="].iter().any(|it| behind.starts_with(it));
        sets && !behind.starts_with("==")
    };
    let is_assigned = |word: &str| text.split(word).skip(1).any(is_set);
    is_assigned("NODE_ENV") || is_assigned("process.env") || text.contains("assign(process.env")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_set_the_mode() {
        for (text, expected) in [
            ("process.env.NODE_ENV = 'production'", true),
            ("process.env['NODE_ENV'] ??= 'production'", true),
            ("if (!process.env.NODE_ENV) process.env.NODE_ENV='test'", true),
            ("process.env = {}", true),
            ("Object.assign(process.env, { A: 1 })", true),
            ("if (process.env.NODE_ENV === 'production') a = process.env.A == 1", false),
            ("'production' !== process.env.NODE_ENV && a()", false),
        ] {
            assert_eq!(may_set_mode(text), expected, "{text}");
        }
    }
}
