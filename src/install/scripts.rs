//! The scripts that npm and yarn run at installation, as far as the tarball alone shows that they fail.
//!
//! A script is evaluated as `sh` does it, over three outcomes: it succeeds, it fails, or the tarball does not
//! tell. Only certain failures are reported. A file counts as missing only if no earlier command of the
//! installation may have written it.

use crate::{
    entry_points::bins::bins,
    install::{
        command::InstallScriptReader,
        outcome::{RunOutcome, ScriptFault},
    },
    json::{JsonContent, JsonNode},
    manifest::install_scripts::{INSTALL_SCRIPTS, REBUILD},
    package::{Package, installation::is_rebuilt},
    resolve::NodeTarget,
    text::Span,
};

/// A script of package.json that certainly fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailingScript {
    pub event: &'static str,
    /// The script's text in package.json.
    pub at: Span,
    pub fault: ScriptFault,
}

/// A script that runs at installation, and its outcome as far as the tarball tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeseenScript {
    pub event: &'static str,
    /// The script's text in package.json.
    pub at: Span,
    pub command: String,
    pub outcome: RunOutcome,
}

/// Returns the first script that fails when the package is installed, in all of these versions of Node: the installation ends
/// there.
pub fn failing_script(package: &Package, nodes: &[NodeTarget]) -> Option<FailingScript> {
    null_scripts(package).or_else(|| foreseen_failure(package, nodes))
}

/// Returns "scripts" where it is null: npm ends with a TypeError as it looks for a script in it.
fn null_scripts(package: &Package) -> Option<FailingScript> {
    let scripts = package.manifest()?.get("scripts").filter(|scripts| scripts.value == JsonContent::Null)?;
    Some(FailingScript { event: "scripts", at: scripts.span, fault: ScriptFault::NoScripts })
}

fn foreseen_failure(package: &Package, nodes: &[NodeTarget]) -> Option<FailingScript> {
    foreseen_scripts(package, nodes).into_iter().find_map(|script| match script.outcome {
        RunOutcome::Fails(fault) => Some(FailingScript { event: script.event, at: script.at, fault }),
        RunOutcome::Succeeds | RunOutcome::Unknown => None,
    })
}

/// Returns the scripts that run when the package is installed, in their order. The outcome of those behind one that fails is
/// unknown: they do not run.
pub fn foreseen_scripts(package: &Package, nodes: &[NodeTarget]) -> Vec<ForeseenScript> {
    let Some(manifest) = package.manifest() else { return Vec::new() };
    let scripts = manifest.get("scripts");
    let own_bins = bins(package).into_iter().map(|bin| bin.name).collect();
    let mut reader = InstallScriptReader::new(package, scripts, own_bins, nodes);
    let mut has_failed = false;
    let foreseen = |event| {
        let written =
            scripts.and_then(|scripts| Some((text(scripts.get(event)?)?, scripts.get(event)?.span)));
        let implied = || {
            let is_rebuilt = event == "install" && is_rebuilt(package.files(), manifest);
            is_rebuilt.then(|| (REBUILD, Span::default()))
        };
        let (command, at) = written.or_else(implied)?;
        let outcome = if has_failed { RunOutcome::Unknown } else { reader.script(command) };
        has_failed |= matches!(outcome, RunOutcome::Fails(_));
        Some(ForeseenScript { event, at, command: command.to_owned(), outcome })
    };
    INSTALL_SCRIPTS.into_iter().filter_map(foreseen).collect()
}

fn text(script: &JsonNode) -> Option<&str> {
    script.as_str().filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn why(members: &str) -> Option<String> {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
        let files = [
            ("package.json", manifest.as_str()),
            ("here.js", ""),
            ("lib/index.js", ""),
            ("a.mjs", ""),
            ("asks.js", "require('fs')"),
            ("run.sh", "#!/bin/sh\nset -e\nnode gone.js\necho done\n"),
            ("fine.sh", "cat <<END\nnode gone.js\nEND\n"),
        ];
        let failing = failing_script(&Package::new(FileTree::of(files)), &[NodeTarget::default()])?;
        Some(format!("{}: {:?}", failing.event, failing.fault))
    }

    fn file(event: &str, path: &str) -> Option<String> {
        Some(format!("{event}: MissingFile({path:?})"))
    }

    fn operand(event: &str, path: &str) -> Option<String> {
        Some(format!("{event}: MissingOperand({path:?})"))
    }

    fn test(event: &str, path: &str, is_packed: bool) -> Option<String> {
        Some(format!("{event}: FailingTest {{ path: {path:?}, is_packed: {is_packed} }}"))
    }

    fn dev(event: &str, command: &str, package: &str) -> Option<String> {
        Some(format!("{event}: DevelopmentCommand {{ command: {command:?}, package: {package:?} }}"))
    }

    #[test]
    fn scripts_that_ask_for_what_is_not_there() {
        for (members, expected) in [
            (r#""scripts":{"postinstall":"node scripts/x.js"}"#, file("postinstall", "scripts/x.js")),
            (r#""scripts":{"install":"node ./gone"}"#, file("install", "gone")),
            (
                r#""scripts":{"preinstall":"NODE_ENV=production node --no-warnings gone.js -q"}"#,
                file("preinstall", "gone.js"),
            ),
            (r#""scripts":{"postinstall":"echo hello && node gone.js"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"./bin/x.sh"}"#, file("postinstall", "bin/x.sh")),
            (r#""scripts":{"postinstall":"sh install.sh"}"#, file("postinstall", "install.sh")),
            (
                r#""scripts":{"postinstall":"npm run build","build":"tsc -p ."},"devDependencies":{"typescript":"5"}"#,
                dev("postinstall", "tsc", "typescript"),
            ),
            (
                r#""scripts":{"postinstall":"husky install"},"devDependencies":{"husky":"8"}"#,
                dev("postinstall", "husky", "husky"),
            ),
            (
                r#""scripts":{"postinstall":"is-ci || husky install"},"devDependencies":{"husky":"8","is-ci":"3"}"#,
                dev("postinstall", "husky", "husky"),
            ),
            (
                r#""scripts":{"postinstall":"is-ci && husky install"},"dependencies":{"is-ci":"3"},"devDependencies":{"husky":"8"}"#,
                dev("postinstall", "husky", "husky"),
            ),
            (
                r#""scripts":{"postinstall":"[ -d lib ] && husky"},"devDependencies":{"husky":"8"}"#,
                dev("postinstall", "husky", "husky"),
            ),
            (
                r#""scripts":{"postinstall":"[ -d .git ] && husky"},"devDependencies":{"husky":"8"}"#,
                test("postinstall", ".git", false),
            ),
            (r#""scripts":{"postinstall":"test ! -f here.js"}"#, test("postinstall", "here.js", true)),
            (r#""scripts":{"postinstall":"[ -e gone ] || node gone.js"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"set -e; node gone.js; true"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"set -ex\nnode gone.js\ntrue"}"#, file("postinstall", "gone.js")),
            (
                r#""scripts":{"postinstall":"set -e; (node gone.js; true); true"}"#,
                file("postinstall", "gone.js"),
            ),
            (r#""scripts":{"postinstall":"set -e; tool; node gone.js"}"#, None),
            (r#""scripts":{"postinstall":"node gone.js || exit"}"#, file("postinstall", "gone.js")),
            (
                r#""scripts":{"postinstall":"if [ -f here.js ]; then node gone.js; fi"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"if [ -f gone ]; then echo; elif [ -d lib ]; then node gone.js; fi"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"if [ -n \"$CI\" ]; then node gone.js; else node gone2.js; fi"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"if [ -d lib ]; then echo; fi && node gone.js"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"[ -n \"$CI\" ] && exit 1; node gone.js"}"#,
                file("postinstall", "gone.js"),
            ),
            (r#""scripts":{"postinstall":"sh -c 'node gone.js'"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"sh run.sh"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"sh -x gone.sh"}"#, file("postinstall", "gone.sh")),
            (
                r#""scripts":{"postinstall":"./run.sh"}"#,
                Some("postinstall: NotExecutable(\"run.sh\")".to_owned()),
            ),
            (r#""main":"gone.js","scripts":{"postinstall":"node ."}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"node -- gone.js"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"node --check gone.js"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"node here.js; node gone.js"}"#, file("postinstall", "gone.js")),
            (
                r#""scripts":{"postinstall":"node -e \"import('./gone.mjs').then(it => it.run())\""}"#,
                file("postinstall", "gone.mjs"),
            ),
            (
                r#""scripts":{"postinstall":"node -e \"require('husky').install()\""},"devDependencies":{"husky":"8"}"#,
                dev("postinstall", "husky", "husky"),
            ),
            (
                r#""scripts":{"postinstall":"npm run -s build","build":"export A=b && A=c; node gone.js"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"npm run a && npm run b","a":"node here.js","b":"node gone.js"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"cd lib && cd .. && node gone.js"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"npm run gone"}"#,
                Some("postinstall: MissingScript(\"gone\")".to_owned()),
            ),
            (
                r#""scripts":{"postinstall":"npm test"}"#,
                Some("postinstall: MissingScript(\"test\")".to_owned()),
            ),
            (r#""scripts":{"install":"npm start"}"#, Some("install: MissingScript(\"start\")".to_owned())),
            (
                r#""scripts":{"postinstall":"npm run b","preb":"tsc","b":"echo 1"},"devDependencies":{"typescript":"5"}"#,
                dev("postinstall", "tsc", "typescript"),
            ),
            (
                r#""scripts":{"postinstall":"yarn run husky"},"devDependencies":{"husky":"8"}"#,
                dev("postinstall", "husky", "husky"),
            ),
            (
                r#""scripts":{"postinstall":"yarn build","build":"tsc"},"devDependencies":{"typescript":"5"}"#,
                dev("postinstall", "tsc", "typescript"),
            ),
            (
                r#""scripts":{"postinstall":"npx --no-install husky install"},"devDependencies":{"husky":"8"}"#,
                dev("postinstall", "husky", "husky"),
            ),
            (
                r#""scripts":{"postinstall":"npx tsc"},"devDependencies":{"typescript":"5"}"#,
                dev("postinstall", "tsc", "typescript"),
            ),
            (
                r#""scripts":{"postinstall":"node ./node_modules/husky/bin.js"},"devDependencies":{"husky":"8"}"#,
                dev("postinstall", "husky", "husky"),
            ),
            (
                r#""scripts":{"postinstall":"node_modules/.bin/tsc"},"devDependencies":{"typescript":"5"}"#,
                dev("postinstall", "tsc", "typescript"),
            ),
            (r#""scripts":{"postinstall":"node gone.js || exit 1"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"cd gone && npm install"}"#, operand("postinstall", "gone")),
            (r#""scripts":{"postinstall":"node -e \"require('./gone')\""}"#, file("postinstall", "gone")),
            (r#""scripts":{"postinstall":"chmod +x bin/gone"}"#, operand("postinstall", "bin/gone")),
            (r#""scripts":{"postinstall":"cp -r gone lib there"}"#, operand("postinstall", "gone")),
            (r#""scripts":{"install":"node-gyp rebuild"}"#, operand("install", "binding.gyp")),
            (r#""scripts":{"postinstall":"(node gone.js)"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"(cd lib && node gone.js)"}"#, file("postinstall", "lib/gone.js")),
            (r#""scripts":{"postinstall":"cd lib; node ./gone.js"}"#, file("postinstall", "lib/gone.js")),
            (r#""scripts":{"postinstall":"(cd lib) && node lib/gone"}"#, file("postinstall", "lib/gone")),
            (
                r#""scripts":{"postinstall":"node gone.js || (echo no; exit 1)"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"node gone.js || { echo no; exit 1; }"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"echo a && (node gone.js || exit 2)"}"#,
                file("postinstall", "gone.js"),
            ),
            (r#""scripts":{"postinstall":"false || node gone.js"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"env X=1 node gone.js"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"exec node gone.js"}"#, file("postinstall", "gone.js")),
            (r#""scripts":{"postinstall":"X=1 exec env Y=2 ./gone"}"#, file("postinstall", "gone")),
            (
                r#""scripts":{"postinstall":"cross-env X=1 node gone.js"},"dependencies":{"cross-env":"7"}"#,
                file("postinstall", "gone.js"),
            ),
            (
                r#""scripts":{"postinstall":"cross-env X=1 node here.js"},"devDependencies":{"cross-env":"7"}"#,
                dev("postinstall", "cross-env", "cross-env"),
            ),
            (r#""scripts":{"postinstall":"node -r ./gone here.js"}"#, file("postinstall", "gone")),
            (r#""scripts":{"postinstall":"node --require=./gone.js -e 0"}"#, file("postinstall", "gone.js")),
            (
                r#""scripts":{"postinstall":"node --import ./gone.mjs a.mjs"}"#,
                file("postinstall", "gone.mjs"),
            ),
            (r#""scripts":{"postinstall":"node --import ./here a.mjs"}"#, file("postinstall", "here")),
            (r#""scripts":{"postinstall":"node --env-file=.env here.js"}"#, operand("postinstall", ".env")),
            (
                r#""scripts":{"postinstall":"node -r ts-node/register here.js"},"devDependencies":{"ts-node":"10"}"#,
                dev("postinstall", "ts-node", "ts-node"),
            ),
            (
                r#""scripts":{"postinstall":"node --import=tsx here.js"},"devDependencies":{"tsx":"4"}"#,
                dev("postinstall", "tsx", "tsx"),
            ),
        ] {
            assert_eq!(why(members), expected, "{members}");
        }
    }

    #[test]
    fn scripts_that_may_well_succeed() {
        for members in [
            r#""scripts":{"postinstall":"node here.js && node lib && node a.mjs && node here"}"#,
            r#""scripts":{"prepare":"husky install","test":"node gone.js"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"node gone.js || true"}"#,
            r#""scripts":{"postinstall":"set -e; node gone.js || true; true"}"#,
            r#""scripts":{"postinstall":"set -e; [ -f gone ] && node gone.js; true"}"#,
            r#""scripts":{"postinstall":"set -e; set +e; node gone.js; true"}"#,
            r#""scripts":{"postinstall":"set -e; ! node gone.js; true"}"#,
            r#""scripts":{"postinstall":"set -e; node gone.js | cat; true"}"#,
            r#""scripts":{"postinstall":"set -e | cat; node gone.js; true"}"#,
            r#""scripts":{"postinstall":"exit 1 | cat; true"}"#,
            r#""scripts":{"postinstall":"! echo a | node gone.js"}"#,
            r#""scripts":{"postinstall":"set -e; if node gone.js; then echo; fi; true"}"#,
            r#""scripts":{"postinstall":"set -euo pipefail; node gone.js"}"#,
            r#""scripts":{"postinstall":"[ -f gone.js ] && node gone.js || true"}"#,
            r#""scripts":{"postinstall":"test -d .git || exit 0; husky"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"[ -n \"$CI\" ] && exit 0; husky"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"[ -n \"$CI\" ] || husky"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"if [ -f gone.js ]; then node gone.js; fi"}"#,
            r#""scripts":{"postinstall":"if [ -d .git ]; then husky; else echo no; fi"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"if [ -n \"$CI\" ]; then echo; else husky; fi"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"if [ ! -d lib ]; then node gone.js; elif [ -f gone ]; then node gone.js; fi"}"#,
            r#""scripts":{"postinstall":"if [ -d lib ]; then exit 0; fi; node gone.js"}"#,
            r#""scripts":{"postinstall":"if node gone.js; then echo; fi"}"#,
            r#""scripts":{"postinstall":"tool; [ -f gone ] && node gone.js"}"#,
            r#""scripts":{"postinstall":"! husky"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"exit 0; node gone.js"}"#,
            r#""scripts":{"postinstall":"sh -c 'node gone.js || true' && sh fine.sh"}"#,
            r#""bin":"run.sh","scripts":{"postinstall":"./run.sh"}"#,
            r#""scripts":{"postinstall":"chmod +x run.sh && ./run.sh"}"#,
            r#""scripts":{"postinstall":"node . && node -- here.js && node -c here.js"},"main":"./lib""#,
            r#""scripts":{"postinstall":"node -e \"import('./gone.mjs').catch(() => {})\""}"#,
            r#""scripts":{"postinstall":"node -e \"try{require('./gone')}catch(e){}\""}"#,
            r#""scripts":{"postinstall":"node -e \"require('fs').existsSync('x')\""},"devDependencies":{"fs":"0"}"#,
            r#""scripts":{"postinstall":"node a.mjs; node asks.js; node gone.js"}"#,
            r#""scripts":{"postinstall":"npm install; node gone.js"}"#,
            r#""scripts":{"postinstall":"npm run a; node gone.js","a":"tool"}"#,
            r#""scripts":{"postinstall":"cd gone && npm install || true"}"#,
            r#""scripts":{"postinstall":"cd lib && node ../here.js"}"#,
            r#""scripts":{"postinstall":"(cd lib && node index.js) && node here.js"}"#,
            r#""scripts":{"postinstall":"test -d lib && cd lib; node gone.js || exit 0"}"#,
            r#""scripts":{"postinstall":"tool && cd lib; node index.js"}"#,
            r#""scripts":{"postinstall":"tool || cd lib && node index.js"}"#,
            r#""scripts":{"postinstall":"cd lib && npm run gone"}"#,
            r#""scripts":{"postinstall":"cd $DIR && node gone.js"}"#,
            r#""scripts":{"postinstall":"(node gone.js) || true"}"#,
            r#""scripts":{"postinstall":"(test -d src && node gone.js) || exit 0"}"#,
            r#""scripts":{"postinstall":"test -d src || (node gone.js; exit 0)"}"#,
            r#""scripts":{"postinstall":"test -d src && (node gone.js || exit 1) || echo none"}"#,
            r#""scripts":{"postinstall":"node gone.js || (echo no; exit 0)"}"#,
            r#""scripts":{"postinstall":"node gone.js || { echo no; }"}"#,
            r#""scripts":{"postinstall":"true || (node gone.js && node gone.js)"}"#,
            r#""scripts":{"postinstall":"true || echo a | node gone.js"}"#,
            r#""scripts":{"postinstall":"tool || echo a | node gone.js"}"#,
            r#""scripts":{"postinstall":"(node gone.js &)"}"#,
            r#""scripts":{"postinstall":"(node gone.js) &"}"#,
            r#""scripts":{"postinstall":"echo $(node gone.js)"}"#,
            r#""scripts":{"postinstall":"echo no && exit 1"}"#,
            r#""scripts":{"postinstall":"false"}"#,
            r#""scripts":{"postinstall":"env X=1 node here.js"}"#,
            r#""scripts":{"postinstall":"env -i node gone.js"}"#,
            r#""scripts":{"postinstall":"env --chdir=lib/x node index.js"}"#,
            r#""scripts":{"postinstall":"exec node here.js"}"#,
            r#""scripts":{"postinstall":"command -v gone/x || true"}"#,
            r#""scripts":{"postinstall":"cross-env X=1 node here.js"},"dependencies":{"cross-env":"7"}"#,
            r#""scripts":{"postinstall":"node -r ./here here.js"}"#,
            r#""scripts":{"postinstall":"node -r ./here gone.ts"}"#,
            r#""scripts":{"postinstall":"node -r ts-node/register gone"},"dependencies":{"ts-node":"10"}"#,
            r#""scripts":{"postinstall":"node -r fs here.js"},"devDependencies":{"fs":"0"}"#,
            r#""name":"p","scripts":{"postinstall":"node -r p/here here.js"},"devDependencies":{"p":"0"}"#,
            r##""scripts":{"postinstall":"node --import './a.mjs#x' here.js"}"##,
            r#""scripts":{"postinstall":"node --import ./%61.mjs here.js"}"#,
            r#""scripts":{"postinstall":"node --import ./a.mjs here.js"}"#,
            r#""scripts":{"postinstall":"node --import data:text/javascript,0 here.js"}"#,
            r#""scripts":{"postinstall":"node --env-file-if-exists=.env here.js"}"#,
            r#""scripts":{"postinstall":"cd .. && node gone.js"}"#,
            r#""scripts":{"postinstall":"cp lib/index.js gone.js && chmod +x gone.js"}"#,
            r#""scripts":{"postinstall":"cp *.js gone"}"#,
            r#""scripts":{"postinstall":"chmod +x here.js lib"}"#,
            r#""scripts":{"postinstall":"node -e \"try{require('./gone')}catch{}\""}"#,
            r#""scripts":{"postinstall":"node -e \"require('./lib')\""}"#,
            r#""scripts":{"postinstall":"node -e \"require('x')\""}"#,
            r#""scripts":{"postinstall":"yarn install","install":"node gone.js || true"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"npx -y husky"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"npx --no-install husky"},"dependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"node node_modules/husky/bin.js"},"dependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"node-gyp rebuild || true"}"#,
            r#""scripts":{"postinstall":"node gone.js || exit 0"}"#,
            r#""scripts":{"postinstall":"node gone.js; exit 0"}"#,
            r#""scripts":{"postinstall":"node gone.js; echo done"}"#,
            r#""scripts":{"postinstall":"node gone.js | cat"}"#,
            r#""scripts":{"postinstall":"node gone.js &"}"#,
            r#""scripts":{"postinstall":"test -f gone.js || exit 0; node gone.js"}"#,
            r#""scripts":{"postinstall":"if [ -f gone.js ]; then node gone.js; fi"}"#,
            r#""scripts":{"postinstall":"[ ! -f gone.js ] || node gone.js"}"#,
            r#""scripts":{"postinstall":"(node gone.js || true) && echo"}"#,
            r#""scripts":{"postinstall":"node -e \"try{require('./gone')}catch{}\""}"#,
            r#""scripts":{"postinstall":"node build.js && node dist/gone.js","preinstall":"node asks.js"}"#,
            r#""scripts":{"preinstall":"node asks.js","postinstall":"node out/gone.js"}"#,
            r#""scripts":{"postinstall":"node $DIR/gone.js"}"#,
            r#""scripts":{"postinstall":"node ../gone.js"}"#,
            r#""scripts":{"postinstall":"cd lib && node index.js"}"#,
            r#""scripts":{"postinstall":"patch-package"},"dependencies":{"patch-package":"8"},"devDependencies":{"patch-package":"8"}"#,
            r#""scripts":{"postinstall":"patch-package"},"peerDependencies":{"patch-package":"8"},"devDependencies":{"patch-package":"8"}"#,
            r#""scripts":{"postinstall":"own"},"bin":{"own":"here.js"},"devDependencies":{"own":"8"}"#,
            r#""scripts":{"postinstall":"tar xf a"},"devDependencies":{"tar":"8"}"#,
            r#""scripts":{"postinstall":"is-ci || husky install"},"dependencies":{"is-ci":"3"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"npm run gone --if-present"}"#,
            r#""scripts":{"postinstall":"npm run env"}"#,
            r#""scripts":{"postinstall":"yarn run env"}"#,
            r#""scripts":{"postinstall":"yarn run tool"},"dependencies":{"tool":"1"}"#,
            r#""scripts":{"postinstall":"yarn run own"},"bin":{"own":"here.js"}"#,
            r#""scripts":{"postinstall":"npm test","test":"node here"}"#,
            r#""scripts":{"postinstall":"npm test --if-present"}"#,
            r#""scripts":{"postinstall":"pnpm run b","preb":"tsc","b":"echo 1"},"devDependencies":{"typescript":"5"}"#,
            r#""scripts":{"postinstall":"npm run a","a":"npm run b","b":"npm run a"}"#,
            r#""scripts":{"postinstall":"npx husky"},"devDependencies":{"husky":"8"}"#,
            r#""scripts":{"postinstall":"some-global-tool"}"#,
            r#""scripts":{"postinstall":" "}"#,
            r#""scripts":{"postinstall":5}"#,
            r#""scripts":"node gone.js""#,
        ] {
            assert_eq!(why(members), None, "{members}");
        }
    }
}
