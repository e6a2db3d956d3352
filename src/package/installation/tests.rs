//! The files that install scripts may write, and those that they do not.

use crate::{files::FileTree, package::Package};

fn maker(manifest: &str, files: &[(&str, &str)], missing: &str) -> Option<String> {
    let mut all = vec![("package.json", manifest)];
    all.extend(files);
    let package = Package::new(FileTree::of(all));
    package.made_at_installation(missing, missing)
}

const GYP: (&str, &str) = ("binding.gyp", "{ 'targets': [{ 'target_name': 'fast' }] }");
const GENERATES: &str =
    "require('fs').writeFileSync(require('path').join(__dirname, 'location.js'), 'module.exports = 1')";
const DOWNLOADS: &str = "require('https').get(url, it => it.pipe(require('fs').createWriteStream(require('path').join(__dirname, '../bin/fast.node'))))";
const BANNER: &str = "console.log('Thank you for installing!'); require('./dist/hello')";

#[test]
fn what_an_install_script_may_write() {
    for (manifest, files, missing) in [
        (r#"{"scripts":{"install":"node-gyp rebuild"}}"#, vec![GYP], "build/Release/fast.node"),
        ("{}", vec![GYP], "build/Release/fast"),
        (r#"{"scripts":{"install":"npm run c"," c":"","c":"node-gyp rebuild"}}"#, vec![GYP], "out/fast"),
        (
            r#"{"scripts":{"install":"prebuild-install -r napi || node-gyp rebuild"},"dependencies":{"prebuild-install":"1"}}"#,
            vec![],
            "build/Release/fast.node",
        ),
        (r#"{"scripts":{"postinstall":"node make"}}"#, vec![("make.js", GENERATES)], "lib/location.js"),
        (
            r#"{"scripts":{"postinstall":"node make"}}"#,
            vec![("make.js", "require('./lib/work')()"), ("lib/work.js", GENERATES)],
            "lib/location",
        ),
        (
            r#"{"scripts":{"install":"node build.js"}}"#,
            vec![("build.js", "require('child_process').spawn('node-gyp', ['rebuild'])")],
            "build/fast.node",
        ),
        (
            r#"{"scripts":{"postinstall":"tsc"},"dependencies":{"typescript":"5"}}"#,
            vec![("src/a.ts", "")],
            "dist/a.js",
        ),
        (
            r#"{"scripts":{"postinstall":"make-it --out ./gen"},"dependencies":{"make-it":"5"}}"#,
            vec![],
            "gen/a.js",
        ),
        (r#"{"peerDependencies":{"prisma":"*"}}"#, vec![], ".prisma/client/default"),
        (r#"{"dependencies":{"@prisma/client":"5"}}"#, vec![], ".prisma/client"),
        (
            r#"{"scripts":{"install":"npx --yes cmake-js@7 compile"}}"#,
            vec![("CMakeLists.txt", "")],
            "build/Release/fast.node",
        ),
        (r#"{"scripts":{"install":"npx node-gyp rebuild"}}"#, vec![GYP], "build/Release/fast.node"),
        (
            r#"{"scripts":{"install":"npm exec -- @mapbox/node-pre-gyp install"}}"#,
            vec![],
            "lib/binding/fast.node",
        ),
        (r#"{"scripts":{"install":"npx prebuild-install"}}"#, vec![], "build/Release/fast.node"),
        (
            r#"{"scripts":{"install":"pnpm exec prebuild-install"},"dependencies":{"prebuild-install":"1"}}"#,
            vec![],
            "build/Release/fast.node",
        ),
        (r#"{"scripts":{"install":"yarn node-gyp rebuild"}}"#, vec![GYP], "build/Release/fast.node"),
        (
            r#"{"scripts":{"postinstall":"npm run --silent b","b":"node-pre-gyp install"},"dependencies":{"node-pre-gyp":"1"}}"#,
            vec![],
            "lib/fast.node",
        ),
        (
            r#"{"scripts":{"install":"napi build --release"},"dependencies":{"@napi-rs/cli":"2"}}"#,
            vec![],
            "fast.linux-x64-gnu.node",
        ),
        (
            r#"{"scripts":{"install":"neon build"},"dependencies":{"@neon-rs/cli":"1"}}"#,
            vec![],
            "native/index.node",
        ),
        (
            r#"{"scripts":{"install":"cargo-cp-artifact -nc index.node -- cargo build"},"dependencies":{"cargo-cp-artifact":"0.1"}}"#,
            vec![("Cargo.toml", "")],
            "index.node",
        ),
        (
            r#"{"scripts":{"install":"npx cargo-cp-artifact -a cdylib a ./lib/a.node -- cargo build"}}"#,
            vec![("native/Cargo.toml", "")],
            "lib/a.node",
        ),
        (
            r#"{"scripts":{"install":"node ./scripts/download.js"}}"#,
            vec![("scripts/download.js", DOWNLOADS)],
            "bin/fast.node",
        ),
    ] {
        assert!(maker(manifest, &files, missing).is_some(), "{manifest}: {missing}");
    }
}

#[test]
fn what_no_install_script_writes() {
    for (manifest, files, missing) in [
        (
            r#"{"scripts":{"install":"npx cargo-cp-artifact -nc index.node -- cargo build"}}"#,
            vec![("Cargo.toml", "")],
            "build/Release/x.node",
        ),
        (
            r#"{"scripts":{"install":"npx cargo-cp-artifact -nc index.node -- cargo build"}}"#,
            vec![],
            "index.node",
        ),
        ("{}", vec![], "build/Release/fast.node"),
        (
            r#"{"scripts":{"install":"npx --no-install cmake-js"}}"#,
            vec![("CMakeLists.txt", "")],
            "build/a.node",
        ),
        (r#"{"scripts":{"install":"pnpm exec prebuild-install"}}"#, vec![], "build/Release/fast.node"),
        (r#"{"scripts":{"install":"npx cmake-js"}}"#, vec![], "build/Release/fast.node"),
        (r#"{"scripts":{"install":"npx node-gyp rebuild"}}"#, vec![GYP], "dist/index.js"),
        (r#"{"scripts":{"install":"npx only-allow pnpm"}}"#, vec![], "index.node"),
        (r#"{"scripts":{"postinstall":"npx tsc"}}"#, vec![("src/a.ts", "")], "dist/a.js"),
        (r#"{"scripts":{"prepare":"npx node-gyp rebuild"}}"#, vec![], "build/Release/fast.node"),
        (r#"{"gypfile":false}"#, vec![GYP], "build/Release/fast.node"),
        (r#"{"scripts":{"install":"node-gyp rebuild"}}"#, vec![], "build/Release/fast.node"),
        (r#"{"scripts":{"install":"node-gyp rebuild"}}"#, vec![GYP], "dist/index.js"),
        (r#"{"scripts":{"install":"prebuild-install"}}"#, vec![GYP], "build/Release/fast.node"),
        (
            r#"{"scripts":{"prepare":"node-gyp rebuild","install":"echo"}}"#,
            vec![GYP],
            "build/Release/fast.node",
        ),
        (r#"{"scripts":{"postinstall":"node banner.js"}}"#, vec![("banner.js", BANNER)], "dist/index.js"),
        (r#"{"scripts":{"postinstall":"node banner.js"}}"#, vec![], "dist/index.js"),
        (
            r#"{"scripts":{"postinstall":"patch-package"},"dependencies":{"patch-package":"1"}}"#,
            vec![],
            "dist/a.js",
        ),
        (
            r#"{"scripts":{"postinstall":"npx rimraf dist && eslint dist"},"dependencies":{"rimraf":"1","eslint":"9"}}"#,
            vec![],
            "dist/a.js",
        ),
        (r#"{"scripts":{"postinstall":"husky install"},"dependencies":{"husky":"1"}}"#, vec![], "dist/a.js"),
        (
            r#"{"scripts":{"postinstall":"tsc"},"devDependencies":{"typescript":"5"}}"#,
            vec![("src/a.ts", "")],
            "dist/a.js",
        ),
        (
            r#"{"scripts":{"postinstall":"node p"}}"#,
            vec![("p.js", "const x = require('./dist/index.js'); fs.writeFileSync('/tmp/seen', '')")],
            "dist/index.js",
        ),
        ("{}", vec![], ".prisma/client/default"),
        (r#"{"dependencies":{"@prism/client":"5","prisma-client":"5"}}"#, vec![], ".prisma/client"),
        (r#"{"devDependencies":{"@prisma/client":"5"}}"#, vec![], ".prisma/client"),
        (r#"{"dependencies":{"lib":"1"}}"#, vec![("lib/a.js", "")], ".lib/a"),
    ] {
        assert_eq!(maker(manifest, &files, missing), None, "{manifest}: {missing}");
    }
}
