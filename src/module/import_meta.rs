//! The uses of `import.meta` in a text.

/// Tells whether a module only reads properties of `import.meta`.
pub(super) fn keeps_import_meta(text: &str) -> bool {
    text.split("import.meta").skip(1).all(is_only_read)
}

/// Tells whether the text behind `import.meta` begins with a name of a property, and does not set it.
fn is_only_read(behind: &str) -> bool {
    // Compilers write `(import.meta).env`.
    let behind = behind.trim_start().trim_start_matches(')').trim_start();
    let behind = behind.strip_prefix('?').unwrap_or(behind);
    let Some(behind) = behind.strip_prefix('.') else { return false };
    let is_name = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
    let behind = behind.trim_start().trim_start_matches(is_name).trim_start();
    // It may be taken out of what is assigned, in brackets of every kind.
    let behind = behind.trim_start_matches(|it: char| it.is_whitespace() || matches!(it, ')' | ']' | '}'));
    const SETTING: [&str; 11] = ["=", "??=", "||=", "&&=", "+=", "-=", "++", "--", "of ", "/*", "//"];
    let sets = SETTING.iter().any(|it| behind.starts_with(it));
    !sets || behind.starts_with("==") || behind.starts_with("=>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_change_import_meta() {
        for (text, expected) in [
            ("a(import.meta.require, import.meta . url)", true),
            ("import.meta.require == 1", true),
            ("(import.meta).env.x = 1; import.meta?.env", true),
            ("(import.meta).env = {}", false),
            ("(import.meta.env) = {}", false),
            ("[import.meta.env] = [{}]", false),
            ("for (import.meta.env of all) f()", false),
            ("import.meta.count++", false),
            ("import.meta.env /* it */ = {}", false),
            ("const f = (mode = import.meta.env) => mode", true),
            ("a(import.meta)", false),
            ("import.meta.require ??= f", false),
            ("import.meta.require = f", false),
            ("import.meta['require'] = f", false),
            ("Object.assign(import.meta, a)", false),
        ] {
            assert_eq!(keeps_import_meta(text), expected, "{text}");
        }
    }
}
