//! The JavaScript in a file of a consumer: the file itself, or the code fences of Markdown.

/// A piece of JavaScript, and the line of the file that it starts at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub text: String,
    pub line: u32,
}

/// The languages of fences that are read.
const LANGUAGES: [&str; 10] =
    ["js", "javascript", "mjs", "cjs", "jsx", "ts", "typescript", "mts", "tsx", "esm"];

/// The JavaScript of a file, by its name.
pub fn code_of(file_name: &str, text: &str) -> Vec<Code> {
    match file_name.rsplit('.').next() {
        Some("md" | "markdown" | "mdx") => fences(text),
        _ => vec![Code { text: text.to_owned(), line: 1 }],
    }
}

/// The code fences of Markdown in a language that is JavaScript, as CommonMark finds them.
fn fences(text: &str) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    let mut open: Option<(String, Option<Code>)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let content = line.trim_start_matches([' ', '>']);
        open = match open.take() {
            Some((fence, code)) if closes(content, &fence) => {
                found.extend(code);
                None
            }
            Some((fence, code)) => Some((fence, code.map(|code| with_line(code, line)))),
            None => opening(content).map(|(fence, language)| {
                let is_code = LANGUAGES.contains(&language.to_lowercase().as_str());
                (fence, is_code.then(|| Code { text: String::new(), line: number + 1 }))
            }),
        };
    }
    found.extend(open.and_then(|(_, code)| code));
    found
}

fn opening(line: &str) -> Option<(String, &str)> {
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = line.chars().take_while(|character| *character == mark).count();
    let info = line.get(length..)?.trim();
    let language = info.split([' ', '{', ',', ':']).next().unwrap_or(info);
    (length >= 3).then(|| (mark.to_string().repeat(length), language))
}

fn closes(line: &str, fence: &str) -> bool {
    let mark = fence.chars().next().unwrap_or('`');
    line.starts_with(fence) && line.trim_end().chars().all(|character| character == mark)
}

fn with_line(mut code: Code, line: &str) -> Code {
    code.text.push_str(line);
    code.text.push('\n');
    code
}

/// The import statements of code that does not parse as JavaScript (TypeScript, an abridged example), each by itself.
pub fn statements(code: &Code) -> Vec<Code> {
    let mut found = Vec::new();
    let mut open: Option<Code> = None;
    for (number, line) in (code.line..).zip(code.text.lines()) {
        let begins = ["import ", "import{", "import\"", "import'", "export {", "export *"];
        let is_new =
            begins.iter().any(|begin| line.trim_start().starts_with(begin)) || line.contains("require(");
        let current = match open.take() {
            Some(code) if !is_new => with_line(code, line),
            _ if is_new => with_line(Code { text: String::new(), line: number }, line),
            _ => continue,
        };
        let is_whole = current.text.matches(['\'', '"']).count() >= 2;
        match is_whole {
            true => found.push(without_types(current)),
            false => open = Some(current),
        }
    }
    found
}

/// `import type` asks for nothing at run time, and `import { type A, B }` for `B` only.
fn without_types(code: Code) -> Code {
    let text = code.text.trim_start();
    if text.starts_with("import type ") || text.starts_with("export type ") {
        return Code { text: String::new(), line: code.line };
    }
    let Some((before, rest)) = code.text.split_once('{') else { return code };
    let Some((names, after)) = rest.split_once('}') else { return code };
    let kept: Vec<_> = names.split(',').filter(|name| !name.trim_start().starts_with("type ")).collect();
    Code { text: format!("{before}{{{}}}{after}", kept.join(",")), line: code.line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_of_javascript_are_found() {
        let text = "# T\n```js\nimport 'a'\n```\n```sh\nnpm i\n```\n  ~~~ts title=\"x\"\n  import 'b'\n  ~~~\n````md\n```js\nno\n```\n````\n";
        let found = code_of("README.md", text);
        let rows: Vec<_> = found.iter().map(|code| (code.line, code.text.trim())).collect();
        assert_eq!(rows, [(3, "import 'a'"), (9, "import 'b'")]);
    }

    #[test]
    fn statements_stand_alone() {
        let text = "import { A, type T } from 'p'\nimport type { U } from 'p'\nimport {\n  B\n} from 'p'\nconst x: number = ...\nconst y = require('p')";
        let found = statements(&Code { text: text.to_owned(), line: 5 });
        let rows: Vec<_> = found.iter().map(|code| (code.line, code.text.trim())).collect();
        assert_eq!(
            rows,
            [
                (5, "import { A} from 'p'"),
                (6, ""),
                (7, "import {\n  B\n} from 'p'"),
                (11, "const y = require('p')")
            ]
        );
    }
}
