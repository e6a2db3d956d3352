// Writes programs in which ECMA-262, the parser and V8 may differ, a file each, for differential.mjs to compare.
//
//   node __test__/modules/snippets.mjs /tmp/snippets
//   node __test__/modules/differential.mjs /tmp/snippets 20000 <node binary ...>
import { mkdirSync, writeFileSync } from 'node:fs';

const [folder] = process.argv.slice(2);

/** Texts that may stand as the target of an assignment. */
const targets = [
  'f()', '(f())', '((f()))', 'f?.()', 'f().x', 'f``', '(f``)', 'new f()', 'import("y")', 'import.meta', 'new.target', 'this',
  'super()', 'async()', 'async(x)', '(async())', 'eval()', '(a,b)', '(a)', '({})', '([])', '1', 'f().g()', 'f()?.x', '(0,f)()',
  'arguments', 'eval', 'let()', 'f(...x)', 'f(a,)', 'f(/* ) */)', 'a.b()', 'a[b]()', 'super.x()', 'new f().g()', 'a?.b()',
  '(a?.b)()', 'a?.b().c', 'f()++', '(()=>{})()', 'class{}', 'f\n()', 'typeof f()', 'f`a`()',
];
const places = [
  (t) => `${t} = 1`, (t) => `${t} += 1`, (t) => `${t} **= 1`, (t) => `${t} &&= 1`, (t) => `${t} ??= 1`, (t) => `${t}++`,
  (t) => `--${t}`, (t) => `(${t})++`, (t) => `(${t}) = 1`, (t) => `(${t}) ||= 1`, (t) => `for (${t} of []);`,
  (t) => `for (${t} in {});`, (t) => `for (${t} = 1;;) break;`, (t) => `for ((${t}) of []);`, (t) => `for await (${t} of x);`,
  (t) => `[${t}] = []`, (t) => `[${t} = 1] = []`, (t) => `[...${t}] = []`, (t) => `({a: ${t}} = {})`, (t) => `({...${t}} = {})`,
  (t) => `[(${t})] = []`, (t) => `for ([${t}] of []);`, (t) => `${t} = ${t} = 1`, (t) => `(${t} = 1) => 1`,
  (t) => `(a = ${t} = 1) => 1`, (t) => `async (${t} = 1) => 1`, (t) => `f(${t} = 1)`, (t) => `[[${t}] = 1]`,
  (t) => `[a = ${t} = 1] = []`, (t) => `({[${t} = 1]: a} = {})`, (t) => `class A { static { ${t} = 1 } m() { ${t}++ } }`,
  (t) => `async function g() { ${t} = 1; for (${t} of []); }`, (t) => `function g(a = ${t} = 1) { 'use strict' }`,
];
/** Texts that may stand behind `new`. */
const imports = [
  'import("y")', 'import("y").z', 'import("y")["z"]', 'import("y").z()', 'import("y")()', 'import("y")`x`', 'import("y")?.z',
  'import.source("y").z', 'import.meta.z', '(import("y"))', 'import("y").import("z")', 'import("y").#p', 'import',
];
const news = [
  (t) => `new ${t}`, (t) => `new ${t}()`, (t) => `new new ${t}()()`, (t) => `class A extends new ${t} {}`, (t) => `new ${t}.q`,
  (t) => `new ${t}() = 1`, (t) => `new ${t}.a++`, (t) => `async () => new (await ${t})()`,
];
const assigned = targets.flatMap((target) => places.map((place) => place(target)));
const constructed = imports.flatMap((target) => news.map((make) => make(target)));
const snippets = [...assigned, ...constructed].flatMap((code) => [code, `'use strict'; ${code}`]);
mkdirSync(folder, { recursive: true });
[...new Set(snippets)].forEach((code, index) => writeFileSync(`${folder}/${index}.js`, code));
