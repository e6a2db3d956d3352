//! A command that does not run as it is installed.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::bins::{Bin, bin_name, bin_path, bins, folder_of_bins},
    facts::Facts,
    hash::HashMap,
    install::package_of,
    json::{JsonContent, JsonNode},
    manifest::{Manifest, dependencies::DependencyKind},
    path::extension,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{
            bin_names::{DifferingName, differing_names, path_oddity},
            finding,
            first_line::{self, NeededPackage},
            first_line_words,
            no_script::no_script,
        },
    },
    text::Span,
};

rule! {
    /// A command does not run on some system, or not as every package manager links it.
    ///
    /// ## Why it matters
    ///
    /// Linux hands all that follows `env` on as one argument, and looks for a program named `node --flag`, or an option named `-i node`;
    /// only pnpm writes a script of its own around the command. Of a line it reads 255 bytes. With a variable in front of it, `env` starts the file again and again. A line end of Windows
    /// behind `#!` belongs to the name of the program: npm, pnpm and bun mend it, yarn does not. Node is in `/usr/local/bin` on some
    /// systems, and never there on Windows.
    ///
    /// A program such as `tsx`, or a module that Node loads first (`--import tsx`), is not there if only `"devDependencies"` bring it.
    ///
    /// A file that is neither a script nor a program (JSON, TypeScript) is run by a shell, which fails. Of two commands that have one name
    /// without their scopes, one manager links the first and another one the last. A command that is called `node`, `npm` or `sh`
    /// is what scripts of all who install the package run. yarn 4 does not read `"directories"`.
    ///
    /// pnpm and yarn 1 leave commands out whose names have other characters than letters, digits, `.`, `-` and `_`; npm and bun take
    /// what stands behind the last `/`, `\` or `:` for the name. npm names the commands of a list after their files, others by
    /// their numbers in the list. pnpm and yarn 1 do not read `\` in a path as `/`; only npm takes `/` at its beginning, and `..`, for
    /// the package.
    ///
    /// The mode of the file is of no matter: each package manager makes a command executable.
    ///
    /// ## Example
    ///
    /// ```js
    /// #!/usr/bin/env node --no-warnings
    /// ```
    ///
    /// Let `env` split it:
    ///
    /// ```js
    /// #!/usr/bin/env -S node --no-warnings
    /// ```
    "unrunnable-bin", Warning
}

/// The names of programs that come with Node, or that npm runs every script with.
const OWN_OF_NODE: [&str; 5] = ["corepack", "node", "npm", "npx", "sh"];

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let bins = bins(facts.package);
    findings.extend(bins.iter().filter_map(|bin| of_file(facts, bin)));
    findings.extend(bins.iter().filter_map(|bin| of_own_name(facts, bin)));
    let Some(manifest) = facts.package.manifest() else { return };
    let twice = name_that_stands_twice(manifest);
    let is_told = |key: &str| twice.as_ref().is_some_and(|twice| twice.name == bin_name(key));
    let differing = differing_names(manifest).into_iter().filter(|it| !is_told(it.key));
    findings.extend(differing.map(|it| of_differing(manifest, it)));
    findings.extend(twice.map(|twice| of_names(manifest, &twice)));
    findings.extend(of_list(manifest, &bins));
    findings.extend(of_odd_paths(facts, manifest));
    findings.extend(bins.first().and_then(|bin| of_directory(manifest, bin)));
}

fn of_file(facts: &Facts<'_>, bin: &Bin) -> Option<Diagnostic> {
    let text = facts.package.files().contents(&bin.path)?;
    let Bin { name, path, at } = bin;
    let is = format!("{path}, which the bin \"{name}\" runs,");
    let (message, help) = if text.starts_with(b"#!") {
        let fault = first_line::fault(text).map(|(line, fault)| first_line_words::words(&is, line, &fault));
        fault.or_else(|| of_program(facts, &is, text))?
    } else {
        let kind = no_script(path)?;
        (format!("{is} is {kind}, and no system runs it"), "name a file that starts with `#!`".to_owned())
    };
    Some(finding(&RULE, Some(at.clone()), message, Some(help)))
}

/// Programs that run scripts and come as packages.
const RUNNERS: [&str; 10] = [
    "babel-node",
    "esno",
    "jiti",
    "swc-node",
    "ts-node",
    "ts-node-esm",
    "ts-node-script",
    "tsx",
    "vite-node",
    "zx",
];

/// Returns the message and the help for a program, or a module that Node loads first, which the package does not bring.
fn of_program(facts: &Facts<'_>, is: &str, text: &[u8]) -> Option<(String, String)> {
    let needed = first_line::needed(text)?;
    let name = match needed {
        NeededPackage::Program(program) => package_of(program),
        NeededPackage::Loaded(name) => name,
    };
    let is_runner = RUNNERS.contains(&name) || RUNNERS.iter().any(|runner| package_of(runner) == name);
    // The package itself is installed, and so is its command.
    let own = facts.package.declared_name();
    let place = match facts.package.manifest()?.declared(name) {
        _ if own == Some(name) => return None,
        // `bun` and its like may be on the machine.
        DependencyKind::DevOnly if is_runner || matches!(needed, NeededPackage::Loaded(_)) => {
            "in \"devDependencies\" only"
        }
        DependencyKind::Nowhere if is_runner => "in no dependencies",
        _ => return None,
    };
    let message = match needed {
        NeededPackage::Program(program) => format!("{is} is run by `{program}`, and \"{name}\" is {place}"),
        NeededPackage::Loaded(_) => format!("{is} lets Node load \"{name}\" first, which is {place}"),
    };
    let help = "compile it to JavaScript, and start it with `#!/usr/bin/env node`".to_owned();
    Some((format!("{message}: those who install the package do not have it"), help))
}

/// Judges a command that has the name of one that is there already, unless the package is about that one.
fn of_own_name(facts: &Facts<'_>, bin: &Bin) -> Option<Diagnostic> {
    let Bin { name, at, .. } = bin;
    let own = facts.package.declared_name().unwrap_or_default();
    // Packages such as `node` and `npm` bring these programs on purpose.
    let is_about = |word: &str| word == name.as_str() || (word == "npm" && name == "npx");
    if !OWN_OF_NODE.contains(&name.as_str()) || own.split(['/', '-', '@']).any(is_about) {
        return None;
    }
    let message = match name.as_str() {
        "sh" => "the bin \"sh\" takes the place of the shell: npm runs every script of those who install the package with it"
            .to_owned(),
        _ => format!(
            "the bin \"{name}\" takes the place of the one that comes with Node, in every script of those who install the package; with -g, npm refuses it"
        ),
    };
    Some(finding(&RULE, Some(at.clone()), message, Some("give it a name of its own".to_owned())))
}

/// Two keys of "bin" that are linked by one name.
struct SharedName<'m> {
    name: String,
    keys: [&'m str; 2],
    at: Span,
}

/// Finds two names of "bin" that are one without their scopes. A key that stands twice is another rule's.
fn name_that_stands_twice(manifest: &Manifest) -> Option<SharedName<'_>> {
    let members = manifest.get("bin").and_then(JsonNode::as_object)?;
    let mut keys: HashMap<String, &str> = HashMap::default();
    members.iter().find_map(|member| {
        let key = member.key.value.as_str();
        let name = bin_name(key);
        let earlier = *keys.entry(name.clone()).or_insert(key);
        let is_shared = earlier != key && !name.is_empty();
        is_shared.then_some(SharedName { name, keys: [earlier, key], at: member.key.span })
    })
}

fn of_names(
    manifest: &Manifest,
    SharedName { name, keys: [earlier, later], at }: &SharedName<'_>,
) -> Diagnostic {
    let at = PackagePlace { file: manifest.path().clone(), span: *at };
    let message = format!(
        "the bins \"{earlier}\" and \"{later}\" are both linked as \"{name}\": package managers differ in which one"
    );
    finding(&RULE, Some(at), message, Some("give each a name of its own".to_owned()))
}

/// Judges a name that package managers link differently.
fn of_differing(manifest: &Manifest, DifferingName { key, at, links }: DifferingName<'_>) -> Diagnostic {
    let at = PackagePlace { file: manifest.path().clone(), span: at };
    let help = "name it with letters, digits, `.`, `-` and `_` only".to_owned();
    finding(&RULE, Some(at), format!("the bin \"{key}\" is linked {links}"), Some(help))
}

/// Judges commands that are a list.
fn of_list(manifest: &Manifest, bins: &[Bin]) -> Option<Diagnostic> {
    let list = manifest.get("bin").filter(|bin| matches!(bin.value, JsonContent::Array(_)))?;
    let first = bins.first()?;
    let at = PackagePlace { file: manifest.path().clone(), span: list.span };
    let message = format!(
        "\"bin\" is a list: npm links \"{}\", pnpm and yarn link commands by their numbers (\"0\"), and bun links none",
        first.name
    );
    let help = format!("give each a name, as in {{ \"{}\": \"{}\" }}", stem(&first.name), first.path);
    Some(finding(&RULE, Some(at), message, Some(help)))
}

fn stem(file: &str) -> &str {
    file.strip_suffix(extension(file)).filter(|stem| !stem.is_empty()).unwrap_or(file)
}

/// Judges paths that only some package managers read as those of packed files.
fn of_odd_paths(facts: &Facts<'_>, manifest: &Manifest) -> Vec<Diagnostic> {
    let files = facts.package.files();
    let paths = match manifest.get("bin") {
        Some(bin @ JsonNode { value: JsonContent::String(_), .. }) => vec![bin],
        Some(bin) => bin.as_object().into_iter().flatten().map(|member| &member.value).collect(),
        None => Vec::new(),
    };
    let found = paths.into_iter().filter_map(|node| {
        let path = node.as_str()?;
        let why = path_oddity(path)?;
        let packed = bin_path(path);
        files.get(&packed)?;
        let at = PackagePlace { file: manifest.path().clone(), span: node.span };
        let message = format!("\"bin\" has the path {path}: {why}, and link no command on Linux and macOS");
        Some(finding(&RULE, Some(at), message, Some(format!("write {packed}"))))
    });
    found.collect()
}

/// Judges commands that no "bin" lists.
fn of_directory(manifest: &Manifest, first: &Bin) -> Option<Diagnostic> {
    folder_of_bins(manifest)?;
    let message = "yarn 4 does not read \"directories\", and links none of the commands".to_owned();
    let help = format!("list them in \"bin\", as in {{ \"{}\": \"{}\" }}", first.name, first.path);
    Some(finding(&RULE, Some(first.at.clone()), message, Some(help)))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::only;

    fn found(path: &str, text: &str) -> (String, String) {
        let manifest = format!(r#"{{"name":"p","bin":{{"tool":"{path}"}}}}"#);
        only("unrunnable-bin", &[("package.json", &manifest), (path, text)])
    }

    #[test]
    fn commands_that_do_not_run() {
        for (path, text, message, help) in [
            (
                "a.js",
                "#!/usr/bin/env node --no-warnings\n",
                "starts with `#!/usr/bin/env node --no-warnings`: Linux looks for a program named \"node --no-warnings\"",
                "write `#!/usr/bin/env -S node --no-warnings`",
            ),
            (
                "a.js",
                "#!/usr/bin/env A=b node\n",
                "starts with `#!/usr/bin/env A=b node`: Linux takes that for one variable, and starts the file again without end",
                "write `#!/usr/bin/env -S A=b node`",
            ),
            (
                "a.js",
                "#!/usr/local/bin/node --harmony\n",
                "starts with `#!/usr/local/bin/node --harmony`: it does not run where Node is in another folder, as on Windows",
                "write `#!/usr/bin/env -S node --harmony`",
            ),
            (
                "a.js",
                "#!node\n",
                "starts with `#!node`: Linux and macOS look for it in the folder in which it is called",
                "write `#!/usr/bin/env node`",
            ),
            (
                "a",
                "#!/usr/bin/env node\r\n",
                "has a line end of Windows behind `#!`: as yarn links it, Linux and macOS look for \"node\\r\"",
                "save the file with the line ends of Unix (LF)",
            ),
            ("a.json", "{}", "is JSON, and no system runs it", "name a file that starts with `#!`"),
            ("a.yml", "a: b", "is YAML, and no system runs it", "name a file that starts with `#!`"),
            (
                "a.js",
                "#!/usr/bin/env -i node\n",
                "starts with `#!/usr/bin/env -i node`: Linux takes all of `-i node` for one option of `env`, and starts no program",
                "write `#!/usr/bin/env -S -i node`",
            ),
            (
                "a.js",
                "#!\nrun()",
                "names no program behind `#!`, and a shell runs it",
                "write `#!/usr/bin/env node`",
            ),
        ] {
            let message = format!("{path}, which the bin \"tool\" runs, {message}");
            assert_eq!(found(path, text), (message, help.to_owned()));
        }
    }

    #[test]
    fn programs_that_no_consumer_has() {
        for (line, dependencies, expected) in [
            (
                "#!/usr/bin/env tsx",
                r#""devDependencies":{"tsx":"1"}"#,
                "is run by `tsx`, and \"tsx\" is in \"devDependencies\" only",
            ),
            (
                "#!/usr/bin/env ts-node",
                r#""dependencies":{}"#,
                "is run by `ts-node`, and \"ts-node\" is in no dependencies",
            ),
            (
                "#!/usr/bin/env babel-node",
                r#""devDependencies":{"@babel/node":"7"}"#,
                "is run by `babel-node`, and \"@babel/node\" is in \"devDependencies\" only",
            ),
            (
                "#!/usr/bin/env -S node --no-warnings --import tsx/esm",
                r#""devDependencies":{"tsx":"1"}"#,
                "lets Node load \"tsx\" first, which is in \"devDependencies\" only",
            ),
            ("#!/usr/bin/env -S node --import=tsx", r#""dependencies":{"tsx":"1"}"#, ""),
            ("#!/usr/bin/env tsx", r#""dependencies":{"tsx":"1"}"#, ""),
            ("#!/usr/bin/env -S node --import ./register.js", r#""devDependencies":{"tsx":"1"}"#, ""),
            ("#!/usr/bin/env node", r#""devDependencies":{"node":"20"}"#, ""),
            ("#!/usr/bin/env -S node --import p", r#""devDependencies":{"p":"1"}"#, ""),
            ("#!/usr/bin/env bun", r#""devDependencies":{"bun":"1"}"#, ""),
            ("#!/usr/bin/env bash", r#""devDependencies":{"tsx":"1"}"#, ""),
            ("#!/usr/bin/env something", r#""dependencies":{}"#, ""),
        ] {
            let manifest = format!(r#"{{"name":"p","bin":{{"tool":"a.js"}},{dependencies}}}"#);
            let text = format!("{line}\n");
            let (message, _) = only("unrunnable-bin", &[("package.json", &manifest), ("a.js", &text)]);
            let words = format!("a.js, which the bin \"tool\" runs, {expected}");
            assert!(message.is_empty() == expected.is_empty(), "{line}: {message}");
            assert!(message.is_empty() || message.starts_with(&words), "{line}: {message}");
        }
    }

    fn of_manifest(manifest: &str) -> String {
        let files = [("package.json", manifest), ("bin/a.js", "#!/usr/bin/env node"), ("b.js", "#!/bin/sh")];
        only("unrunnable-bin", &files).0
    }

    #[test]
    fn two_names_that_are_one() {
        let of = |bin: &str| of_manifest(&format!(r#"{{"name":"p","bin":{bin}}}"#));
        assert_eq!(
            of(r#"{"@s/tool":"bin/a.js","tool":"b.js"}"#),
            "the bins \"@s/tool\" and \"tool\" are both linked as \"tool\": package managers differ in which one"
        );
        assert!(of(r#"{"tool":"bin/a.js","tools":"b.js","tool2":"bin/a.js"}"#).is_empty());
    }

    #[test]
    fn names_and_paths_that_some_read_otherwise() {
        let of = |bin: &str| of_manifest(&format!(r#"{{"name":"p","bin":{bin}}}"#));
        for (bin, message) in [
            (
                r#"{"a:b":"b.js"}"#,
                "the bin \"a:b\" is linked as \"b\" by npm and bun, as \"a:b\" by yarn 4, and not at all by pnpm and yarn 1",
            ),
            (
                r#"{"c++":"b.js"}"#,
                "the bin \"c++\" is linked as \"c++\" by npm, yarn 4 and bun, and not at all by pnpm and yarn 1",
            ),
            (
                r#"["./bin/a.js"]"#,
                "\"bin\" is a list: npm links \"a.js\", pnpm and yarn link commands by their numbers (\"0\"), and bun links none",
            ),
            (
                r#"".\\bin\\a.js""#,
                "\"bin\" has the path .\\bin\\a.js: pnpm and yarn 1 do not read `\\` as `/`, and link no command on Linux and macOS",
            ),
            (
                r#""/b.js""#,
                "\"bin\" has the path /b.js: yarn 1 and bun take it for a path of the whole disk, and link no command on Linux and macOS",
            ),
            (
                r#""../b.js""#,
                "\"bin\" has the path ../b.js: pnpm, yarn and bun look outside of the package, and link no command on Linux and macOS",
            ),
        ] {
            assert_eq!(of(bin), message);
        }
        for bin in [
            r#"{"a.b_c-D":"./bin/a.js"}"#,
            "[]",
            r#"{"a/b":"b.js"}"#,
            r#"{"tool":"bin\\gone.js"}"#,
            r#"{"a+b":5}"#,
            r#""./b.js""#,
        ] {
            assert!(of(bin).is_empty(), "{bin}");
        }
    }

    #[test]
    fn names_of_programs_that_are_there_already() {
        let of = |package: &str, bin: &str| {
            of_manifest(&format!(r#"{{"name":"{package}","bin":{{"{bin}":"b.js"}}}}"#))
        };
        for name in ["node", "npm", "npx", "corepack"] {
            let message = of("p", name);
            assert!(message.starts_with(&format!("the bin \"{name}\" takes the place")), "{message}");
        }
        assert!(of("p", "sh").ends_with("npm runs every script of those who install the package with it"));
        for (package, bin) in
            [("npm", "npx"), ("node", "node"), ("@s/node-bin", "node"), ("p", "nodes"), ("p", "p")]
        {
            assert!(of(package, bin).is_empty(), "{package} {bin}");
        }
    }

    #[test]
    fn commands_in_a_directory() {
        assert_eq!(
            of_manifest(r#"{"name":"p","directories":{"bin":"bin"}}"#),
            "yarn 4 does not read \"directories\", and links none of the commands"
        );
        for manifest in [
            r#"{"name":"p","directories":{"bin":"bin"},"bin":"b.js"}"#,
            r#"{"name":"p","directories":{"bin":"gone"}}"#,
            r#"{"name":"p","directories":{"lib":"bin"}}"#,
        ] {
            assert!(of_manifest(manifest).is_empty(), "{manifest}");
        }
    }

    #[test]
    fn commands_that_run_are_silent() {
        for (path, text) in [
            ("a.js", "#!/usr/bin/env node  \nrun()\r\n"),
            ("a.js", "#!/usr/bin/env -S node --no-warnings\n"),
            ("a.ts", "#!/usr/bin/env -S npx tsx\n"),
            ("a.sh", "echo"),
            ("a.js", "run()"),
            ("a", "\u{7f}ELF"),
        ] {
            assert!(found(path, text).0.is_empty(), "{path} {text}");
        }
    }
}
