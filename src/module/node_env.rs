//! The uses of `NODE_ENV` in a text.

/// Tells whether a text may set `NODE_ENV`, or the environment as a whole.
pub(super) fn may_set_mode(text: &str) -> bool {
    let is_set = |behind: &str| {
        let behind = behind.trim_start_matches([' ', '\'', '"', '`', ']']);
        let sets = ["=", "||=", "??=", "&&="].iter().any(|it| behind.starts_with(it));
        sets && !behind.starts_with("==")
    };
    let is_assigned = |word: &str| text.split(word).skip(1).any(is_set);
    // `process.env[key] = value` may set any of them.
    let is_member_set = |behind: &str| {
        let behind = behind.strip_prefix('[').filter(|behind| !behind.starts_with(['\'', '"']));
        let behind = behind.and_then(|behind| behind.split_once(']'));
        behind.is_some_and(|(_, behind)| is_set(behind))
    };
    is_assigned("NODE_ENV")
        || is_assigned("process.env")
        || text.split("process.env").skip(1).any(is_member_set)
        || ["assign(process.env", "loadEnvFile"].iter().any(|words| text.contains(words))
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
            ("for (const k in conf) process.env[k] = conf[k]", true),
            ("process.loadEnvFile('.env')", true),
            ("process.env['A'] = 1; a = process.env[k] === 1", false),
            ("if (process.env.NODE_ENV === 'production') a = process.env.A == 1", false),
            ("'production' !== process.env.NODE_ENV && a()", false),
        ] {
            assert_eq!(may_set_mode(text), expected, "{text}");
        }
    }
}
