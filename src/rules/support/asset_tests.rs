//! Tests of `missing-asset`: modules that open files, with those of them that must stay silent.

use crate::{
    diagnostic::Severity,
    rules::support::testing::{findings, messages},
};

const MANIFEST: (&str, &str) =
    ("package.json", r#"{"exports":{".":"./lib/a.js","./m":"./lib/m.mjs"},"bin":{"t":"bin/t.js"}}"#);

fn found(file: &str, code: &str) -> Vec<String> {
    let mut files =
        vec![MANIFEST, ("lib/t/a.txt", ""), ("lib/w.js", ""), ("x/Case.txt", ""), ("lib/d.node", "")];
    for own in ["lib/a.js", "lib/m.mjs", "bin/t.js"] {
        files.push((own, if own == file { code } else { "" }));
    }
    messages("missing-asset", &files)
}

fn of_commonjs(code: &str) -> Vec<String> {
    let head = "const cp = require('child_process'), fs = require('fs'), path = require('node:path'), { join, resolve } = path;\n";
    found("lib/a.js", &format!("{head}{code}"))
}

fn of_module(code: &str) -> Vec<String> {
    let head = "import fs, { readFileSync } from 'fs'; import { join, dirname } from 'path';
        import { fileURLToPath } from 'node:url'; import { Worker } from 'worker_threads';
        import { readFile } from 'node:fs/promises';\n";
    found("lib/m.mjs", &format!("{head}{code}"))
}

#[test]
fn paths_that_lead_above_the_package() {
    let help = |name: &str, path: &str| {
        let manifest = format!(r#"{{"name":"{name}","main":"dist/i.js"}}"#);
        let code = format!("require('fs').readFileSync(require('path').join(__dirname, '{path}'))");
        let files = [("package.json", manifest.as_str()), ("dist/i.js", code.as_str())];
        findings("missing-asset", &files).into_iter().map(|found| found.help.unwrap_or_default()).collect()
    };
    let own = "the path leads out of the package: its own package.json is ../package.json from there";
    for (name, path, expected) in [
        ("m", "../package.json", vec![]),
        ("m", "../../package.json", vec![own]),
        ("@s/m", "../../package.json", vec![own]),
        ("@s/m", "../../../package.json", vec![own]),
        // What the consumer's project may have, another package, a package with a dot in its name, npm's own notes.
        ("m", "../../../package.json", vec![]),
        ("@s/m", "../../../../package.json", vec![]),
        ("m", "../../other/package.json", vec![]),
        ("m", "../../other", vec![]),
        ("m", "../../.package-lock.json", vec![]),
    ] {
        let found: Vec<String> = help(name, path);
        assert_eq!(found, expected, "{name} {path}");
    }
}

#[test]
fn files_that_commonjs_opens() {
    for (code, expected) in [
        ("fs.readFileSync(__dirname + '/t/b.txt')", "lib/a.js reads lib/t/b.txt"),
        ("fs.readFileSync(`${__dirname}/t/b.txt`)", "lib/a.js reads lib/t/b.txt"),
        ("fs.readFileSync(path.join(__dirname, '../../package.json'))", "lib/a.js reads ../package.json"),
        (
            "exports.f = () => fs.readFileSync(resolve(__dirname, '..', '..', 'README.md'))",
            "lib/a.js reads ../README.md",
        ),
        ("fs.readFileSync(path.join(__dirname, 't', 'b.txt'))", "lib/a.js reads lib/t/b.txt"),
        ("exports.f = () => fs.readFileSync(resolve(__dirname, '../b.txt'))", "lib/a.js reads b.txt"),
        ("const T = 't'; fs.readFileSync(join(__dirname, T, 'b.txt'))", "lib/a.js reads lib/t/b.txt"),
        (
            "const d = join(__dirname, '..'); exports.f = () => fs.createReadStream(join(d, 'b'))",
            "lib/a.js reads b",
        ),
        (
            "exports.f = () => { const d = __dirname + '/t'; return () => fs.readdirSync(d + 'x') }",
            "lib/a.js lists the folder lib/tx",
        ),
        ("fs.readFileSync(join(__filename, '..', 'b.txt'))", "lib/a.js reads lib/b.txt"),
        ("fs.readFileSync(join(path.dirname(__dirname), 'x/case.txt'))", "lib/a.js reads x/case.txt"),
        ("require('child_process').fork(join(__dirname, 'gone'))", "lib/a.js forks lib/gone"),
        (
            "fs.readFile(join(__dirname, 'b'), (err, data) => { if (err) throw err; use(data) })",
            "lib/a.js reads lib/b",
        ),
        (
            "exports.f = (done) => fs.readFile(join(__dirname, 'b'), (err, data) => err ? done(err) : use(data))",
            "lib/a.js reads lib/b",
        ),
        (
            "exports.g = () => execSync('make'); exports.f = () => fs.readFileSync(join(__dirname, 'b'))",
            "lib/a.js reads lib/b",
        ),
        (
            "exports.f = (re) => { re.exec('x'); fs.readFileSync(join(__dirname, 'b')) }",
            "lib/a.js reads lib/b",
        ),
        ("exports.f = () => cp.spawn(join(__dirname, 'gone'), [])", "lib/a.js runs lib/gone"),
        (
            "exports.f = () => cp.spawn(process.execPath, [join(__dirname, 'gone.js')])",
            "lib/a.js runs lib/gone.js",
        ),
        ("cp.execFileSync('node', [__dirname + '/gone.js', 'x'])", "lib/a.js runs lib/gone.js"),
        ("exports.f = (done) => cp.execFile(join(__dirname, 'gone.sh'), done)", "lib/a.js runs lib/gone.sh"),
        ("process.dlopen(module, join(__dirname, 'e.node'))", "lib/a.js loads the addon lib/e.node"),
        ("require(join(__dirname, 'gone'))", "lib/a.js requires lib/gone"),
        (
            "var p = __importDefault(require('path')); fs.readFileSync(p.default.join(__dirname, 'b'))",
            "lib/a.js reads lib/b",
        ),
        ("(0, fs.readFileSync)((0, path.join)(__dirname, 'b'))", "lib/a.js reads lib/b"),
        // rollup and tsup write these for `import.meta.url`.
        (
            "const u = typeof document === 'undefined' ? require('u' + 'rl').pathToFileURL(__filename).href : document.baseURI; fs.readFileSync(new URL('./b', u))",
            "lib/a.js reads lib/b",
        ),
        (
            "const at = () => typeof document === 'undefined' ? new URL(`file:${__filename}`).href : document.baseURI; const u = at(); fs.readFileSync(new URL('./b', u))",
            "lib/a.js reads lib/b",
        ),
    ] {
        assert_eq!(of_commonjs(code), [format!("{expected}, which is not packed")], "{code}");
    }
}

#[test]
fn files_that_modules_open() {
    for (code, expected) in [
        ("readFileSync(new URL('./b.txt', import.meta.url))", "lib/m.mjs reads lib/b.txt"),
        ("fs.readFileSync(fileURLToPath(new URL('b.txt', import.meta.url)))", "lib/m.mjs reads lib/b.txt"),
        (
            "const __dirname = dirname(fileURLToPath(import.meta.url)); readFileSync(join(__dirname, 'b.txt'))",
            "lib/m.mjs reads lib/b.txt",
        ),
        ("readFileSync(join(import.meta.dirname, '../b.txt'))", "lib/m.mjs reads b.txt"),
        (
            "readFileSync(join(import.meta.dirname ?? dirname(fileURLToPath(import.meta.url)), 'b.txt'))",
            "lib/m.mjs reads lib/b.txt",
        ),
        (
            "const file = new URL(import.meta.url).pathname; readFileSync(join(dirname(file), 'b.txt'))",
            "lib/m.mjs reads lib/b.txt",
        ),
        (
            "const get = () => fileURLToPath(import.meta.url); const dir = () => dirname(get()); const d = dir(); readFileSync(d + '/b')",
            "lib/m.mjs reads lib/b",
        ),
        (
            "export const f = () => new Worker(new URL('./gone.js', import.meta.url))",
            "lib/m.mjs starts a worker from lib/gone.js",
        ),
        ("export const f = () => readFile(new URL('./b.txt', import.meta.url))", "lib/m.mjs reads lib/b.txt"),
        (
            "export const f = () => fetch(new URL('./b.wasm', import.meta.url))",
            "lib/m.mjs points to lib/b.wasm",
        ),
        (
            "const u = new URL('./b.txt', import.meta.url); export const f = () => readFile(u)",
            "lib/m.mjs reads lib/b.txt",
        ),
        (
            "import { register } from 'node:module'; register('./gone.mjs', import.meta.url)",
            "lib/m.mjs imports lib/gone.mjs",
        ),
        (
            "export const f = () => import(new URL('./gone.js', import.meta.url))",
            "lib/m.mjs imports lib/gone.js",
        ),
    ] {
        assert_eq!(of_module(code), [format!("{expected}, which is not packed")], "{code}");
    }
}

#[test]
fn files_that_functions_and_objects_lead_to() {
    let read = "lib/a.js reads lib/b";
    for (code, expected) in [
        ("const at = (p) => join(__dirname, p); fs.readFileSync(at('b'))", read),
        ("fs.readFileSync(at('b')); function at(p) { return join(__dirname, p) }", read),
        ("const at = function (p = 'b') { return `${__dirname}/${p}` }; fs.readFileSync(at())", read),
        (
            "const at = (...p) => join(__dirname, ...p); fs.readFileSync(at('t', 'b'))",
            "lib/a.js reads lib/t/b",
        ),
        (
            "const at = (p) => { const all = resolve(__dirname, p); return all }; exports.f = () => fs.readFileSync(at('b'))",
            read,
        ),
        ("const at = (p) => join(__dirname, p || 'b'); fs.readFileSync(at(''))", read),
        ("const read = (p) => fs.readFileSync(join(__dirname, p)); read('t/a.txt'); read('b')", read),
        ("const read = (p) => fs.readFileSync(join(__dirname, p)); exports.f = () => read('b')", read),
        (
            "function read(p) { const all = join(__dirname, p); return fs.readFileSync(all) } exports.f = () => read('b')",
            read,
        ),
        ("const load = (p) => require(join(__dirname, p)); load('gone')", "lib/a.js requires lib/gone"),
        ("const p = { b: join(__dirname, 'b') }; exports.f = () => fs.readFileSync(p.b)", read),
        ("const p = Object.freeze({ 'b-c': join(__dirname, 'b') }); fs.readFileSync(p['b-c'])", read),
        ("const p = { b: join(__dirname, 'b') }, { b } = p; fs.readFileSync(b)", read),
        ("const all = [join(__dirname, 'b')]; fs.readFileSync(all[0])", read),
        ("for (const n of ['b']) fs.readFileSync(join(__dirname, n))", read),
        ("const all = ['t/a.txt', 'b']; all.map((n) => fs.readFileSync(join(__dirname, n)))", read),
        ("fs.readFileSync([__dirname, 'b'].join(path.sep))", read),
        ("fs.readFileSync(__dirname.concat('/b'))", read),
        ("fs.readFileSync(join(module.path, 'b'))", read),
        (
            "const { promisify } = require('util'); const r = promisify(fs.readFile); exports.f = () => r(join(__dirname, 'b'))",
            read,
        ),
        ("fs.statSync(join(__dirname, 'b'))", "lib/a.js looks for lib/b"),
        ("require.resolve(join(__dirname, 'gone'))", "lib/a.js resolves lib/gone"),
    ] {
        assert_eq!(of_commonjs(code), [format!("{expected}, which is not packed")], "{code}");
    }
    let read = "lib/m.mjs reads lib/b";
    for code in [
        "const at = (p) => fileURLToPath(new URL(p, import.meta.url)); readFileSync(at('./b'))",
        "const at = (p) => new URL(`./${p}`, import.meta.url); export const f = () => readFile(at('b'))",
        "const p = { b: new URL('./b', import.meta.url) }; readFileSync(p.b)",
        "const { dirname: d } = import.meta; readFileSync(join(d, 'b'))",
        "await readFile(join(import.meta.dirname, 'b'))",
    ] {
        assert_eq!(of_module(code), [format!("{read}, which is not packed")], "{code}");
    }
}

#[test]
fn functions_and_objects_whose_paths_are_not_certain_are_silent() {
    for code in [
        "const p = { b: join(__dirname, 'b') }; p.b = x; fs.readFileSync(p.b)",
        "const p = { b: join(__dirname, 'b') }; set(p); fs.readFileSync(p.b)",
        "const p = { b: join(__dirname, 'b') }; Object.assign(p, x); fs.readFileSync(p.b)",
        "const p = { b: join(__dirname, 'b'), set() { this.b = 1 } }; fs.readFileSync(p.b)",
        "const p = { b: join(__dirname, 'b'), ...x }; fs.readFileSync(p.b)",
        "const p = { b: join(__dirname, 'b'), b: x }; fs.readFileSync(p.b)",
        "const p = { b: join(__dirname, 'b') }; delete p.b; fs.readFileSync(p.b)",
        "let at = (p) => join(__dirname, p); at = x; fs.readFileSync(at('b'))",
        "const at = (p) => { p = x(p); return join(__dirname, p) }; fs.readFileSync(at('b'))",
        "const at = (p) => { if (x) return ''; return join(__dirname, p) }; fs.readFileSync(at('b'))",
        "const at = (p) => join(root || __dirname, p); fs.readFileSync(at('b'))",
        "const at = (p) => join(__dirname, p); fs.readFileSync(at(name)); fs.readFileSync(at(...names)); fs.readFileSync(at())",
        "const at = (p) => join(__dirname, p); if (fs.existsSync(at('b'))) fs.readFileSync(at('b'))",
        "const at = (p) => join(__dirname, p); fs.writeFileSync(at('b'), ''); fs.readFileSync(at('b'))",
        "const write = (p) => fs.writeFileSync(join(__dirname, p), ''); write('b'); exports.f = () => fs.readFileSync(join(__dirname, 'b'))",
        "const read = (p) => { try { return fs.readFileSync(join(__dirname, p)) } catch {} }; read('b')",
        "const read = (p) => fs.readFileSync(join(__dirname, p)); exports.f = () => { try { return read('b') } catch {} }",
        "const read = (p) => fs.promises.readFile(join(__dirname, p)); exports.f = () => read('b').catch(() => '')",
        "const read = (p) => fs.existsSync(join(__dirname, p)) && fs.readFileSync(join(__dirname, p)); read('b')",
        "const read = (p) => fs.readFileSync(join(__dirname, p)); read('t/a.txt'); exports.f = (p) => read(p)",
        "for (const n of names) fs.readFileSync(join(__dirname, n))",
        "const all = ['b']; all.push(x); all.forEach((n) => fs.readFileSync(join(__dirname, n)))",
        "exports.f = (n = 'b') => fs.readFileSync(join(__dirname, n))",
        "exports.f = () => fs.statSync(join(__dirname, 'b')); try { fs.statSync(join(__dirname, 'c')) } catch {}",
        "fs.statSync(join(__dirname, 'b'), { throwIfNoEntry: false })",
        "exports.f = () => fs.promises.stat(join(__dirname, 'b')).then(yes, no)",
    ] {
        assert_eq!(of_commonjs(code), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn what_is_packed_guarded_made_or_unknown_is_silent() {
    for code in [
        "fs.readFileSync(join(__dirname, 't/a.txt')); fs.readdirSync(join(__dirname, 't'))",
        "fs.readFileSync(join(__dirname, name))",
        "fs.readFileSync(join(__dirname, '..', process.argv[2]))",
        "fs.readFileSync('b.txt'); fs.readFileSync(resolve('b.txt')); fs.readFileSync(join(process.cwd(), 'b'))",
        "try { fs.readFileSync(join(__dirname, 'b')) } catch {}",
        "exports.f = () => { try { return fs.readFileSync(join(__dirname, 'b')) } catch {} }",
        "const p = join(__dirname, 'b'); if (fs.existsSync(p)) fs.readFileSync(p)",
        "const p = join(__dirname, 'b'); exports.f = () => exists(p) && fs.readFileSync(p)",
        "exports.w = (x) => fs.writeFileSync(join(__dirname, 'b'), x); exports.r = () => fs.readFileSync(join(__dirname, 'b'))",
        "exports.w = (x) => fs.writeFileSync(join(__dirname, 'c', x), x); exports.r = () => fs.readFileSync(join(__dirname, 'c/b'))",
        "fs.mkdirSync(join(__dirname, 'c')); exports.r = () => fs.readdirSync(join(__dirname, 'c'))",
        "fs.createWriteStream(join(__dirname, 'b')); fs.rm(join(__dirname, 'c')); fs.openSync(__dirname + '/d', 'w')",
        "fs.promises.readFile(join(__dirname, 'b')).catch(() => '')",
        "var __dirname = '/tmp'; fs.readFileSync(__dirname + '/b')",
        "fs.readFileSync(join(__dirname, '../../../other/package.json'))",
        "app.use(express.static(join(__dirname, 'public')))",
        "require(join(__dirname, 'w')); require(join(__dirname, 't/a.txt')); fork(join(__dirname, 'gone'))",
        "cp.spawn(join(__dirname, 'w')); cp.spawn(process.execPath, [join(__dirname, 'w.js')]); cp.spawn('node', ['-e', join(__dirname, 'x')])",
        "cp.spawn('sh', [join(__dirname, 'gone')]); cp.spawn(tool, [join(__dirname, 'gone')]); cp.exec(join(__dirname, 'gone'))",
        "cp.spawn(join(__dirname, 'gone')).on('error', stop)",
        "try { cp.execFileSync(join(__dirname, 'gone')) } catch {}",
        "process.dlopen(module, join(__dirname, 'd.node'))",
        "fs.open(join(__dirname, 'b'), 'a+', done); fs.openSync(__dirname + '/c', fs.constants.O_CREAT)",
        "fs.readFileSync(join(__dirname, 'b'), { flag: 'a+' })",
        "fs.readFile(join(__dirname, 'b'), (err, data) => { if (err) return none(); use(data) })",
        "fs.readFile(join(__dirname, 'b'), function (err) { if (err) console.error(err) })",
        "fs.createReadStream(join(__dirname, 'b')).pipe(x).on('error', stop)",
        "exports.f = () => { cp.execSync('make'); return fs.readFileSync(join(__dirname, 'b')) }",
        "exports.f = () => exec('make', () => use(fs.readFileSync(join(__dirname, 'b'))))",
        "exports.f = (to) => { fs.writeFileSync(to, ''); return fs.readFileSync(join(__dirname, 'b')) }",
        "fs.readFileSync(join(root || __dirname, 'b')); fs.readFileSync(join(__dirname && root, 'b'))",
        "fs.readFileSync(new URL(`https:${__filename}`)); fs.readFileSync(new URL('./b', require('u' + x).href))",
        "const fs2 = wrap(); fs2.readFileSync(join(__dirname, 'b'))",
        "function f(fs) { return fs.readFileSync(join(__dirname, 'b')) }",
    ] {
        assert_eq!(of_commonjs(code), Vec::<String>::new(), "{code}");
    }
    for code in [
        "new Worker(new URL('./w.js', import.meta.url))",
        "new URL('./', import.meta.url); new URL('x', import.meta.url); new URL('/x.js', import.meta.url)",
        "export const f = (x) => join(new URL('./data.d', import.meta.url).pathname, x)",
        "export const f = (x) => readFile(join(dirname(fileURLToPath(new URL('./a.js', import.meta.url))), x))",
        "import { register } from 'node:module'; register('./w.js', import.meta.url); register('gone', import.meta.url); register('./gone', base)",
        "register('./gone.mjs', import.meta.url)",
        "readFileSync(new URL(href)); readFileSync(new URL(import.meta.url)); readFileSync(join(root ?? import.meta.dirname, 'b'))",
        "new URL('https://example.org/x.js', import.meta.url); new URL('x.js', location.href)",
        "export const f = async () => { try { await readFile(new URL('./b', import.meta.url)) } catch {} }",
    ] {
        assert_eq!(of_module(code), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn functions_that_call_functions_are_folded_in_bounded_time() {
    let part = "${f()}".repeat(30);
    let mut code = String::from("const a0 = () => 'x';");
    for level in 1..12 {
        let calls = part.replace('f', &format!("a{}", level - 1));
        code.push_str(&format!("const a{level} = () => `{calls}`;"));
    }
    code.push_str("fs.readFileSync(join(__dirname, a11()))");
    assert_eq!(of_commonjs(&code), Vec::<String>::new());
}

#[test]
fn only_what_certainly_fails_while_loading_is_an_error() {
    for (code, severity) in [
        ("fs.readFileSync(__dirname + '/b')", Severity::Error),
        ("(function () { require(__dirname + '/b') })()", Severity::Error),
        ("if (x) fs.readFileSync(__dirname + '/b')", Severity::Warning),
        ("exports.f = () => fs.readFileSync(__dirname + '/b')", Severity::Warning),
        ("fs.readFile(__dirname + '/b', done)", Severity::Warning),
        ("fs.promises.readFile(__dirname + '/b')", Severity::Warning),
        ("const at = (p) => __dirname + p; fs.readFileSync(at('/b'))", Severity::Error),
        ("const read = (p) => fs.readFileSync(__dirname + p); read('/b')", Severity::Error),
        ("const read = (p) => fs.readFileSync(__dirname + p); if (x) read('/b')", Severity::Warning),
        ("const p = { b: __dirname + '/b' }; fs.readFileSync(p.b)", Severity::Error),
        ("for (const n of ['/b']) fs.readFileSync(__dirname + n)", Severity::Error),
        ("for (const n of ['/b']) { if (x) continue; fs.readFileSync(__dirname + n) }", Severity::Warning),
        ("fs.lstatSync(__dirname + '/b')", Severity::Error),
    ] {
        let code = format!("const fs = require('fs');\n{code}");
        let found = findings("missing-asset", &[MANIFEST, ("lib/a.js", &code), ("lib/m.mjs", "")]);
        assert_eq!(found.iter().map(|it| it.severity).collect::<Vec<_>>(), [severity], "{code}");
    }
}

#[test]
fn addons_are_packed_or_built() {
    for (code, files, count) in [
        ("require('bindings')('fast')", vec![], 1),
        ("const load = require('bindings'); load('fast.node')", vec![], 1),
        ("require('bindings')('fast')", vec![("binding.gyp", "{}")], 0),
        ("require('bindings')('fast')", vec![("build/Release/fast.node", "")], 0),
        ("require('bindings')({ bindings: 'fast' })", vec![], 0),
        ("require('node-gyp-build')(__dirname + '/..')", vec![], 1),
        ("require('node-gyp-build')(__dirname)", vec![], 0),
        ("require('node-gyp-build')(__dirname + '/..')", vec![("prebuilds/linux-x64/a.node", "")], 0),
    ] {
        let mut all = vec![MANIFEST, ("lib/a.js", code), ("lib/m.mjs", "")];
        all.extend(files);
        assert_eq!(findings("missing-asset", &all).len(), count, "{code}");
    }
}

#[test]
fn one_file_that_two_builds_ask_for_is_one_finding() {
    let found = findings(
        "missing-asset",
        &[
            MANIFEST,
            ("lib/a.js", "exports.f = () => require('fs').readFileSync(__dirname + '/b.txt')"),
            (
                "lib/m.mjs",
                "import { readFileSync } from 'fs'; export const f = () => readFileSync(new URL('b.txt', import.meta.url))",
            ),
            ("lib/B.txt", ""),
        ],
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "lib/a.js reads lib/b.txt, which is not packed, and so does another file");
    assert_eq!(
        found[0].help.as_deref(),
        Some("lib/B.txt is packed: only the case differs, and most disks care")
    );
    assert_eq!(found[0].reached_from.iter().collect::<Vec<_>>(), [".", "./m"]);
}
