// Compares packproof's module records with real Node's of the same files: whether a file parses as ES module and as
// CommonJS, V8's message, specifiers in order, top-level await, detected format.
//
//   cargo build --example modules
//   node __test__/modules/differential.mjs <folder of packages> [files at most] [node binary ...]
//
// Nothing of the packages is run. Prints the differences and the agreement; fails on any difference but in wording.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [folder, most = '20000', ...binaries] = process.argv.slice(2);
const example = fileURLToPath(new URL(`../../target/${process.env.PROFILE ?? 'debug'}/examples/modules`, import.meta.url));
const oracle = fileURLToPath(new URL('oracle.mjs', import.meta.url));
const MEBIBYTE = 1 << 20;

/** Every JavaScript file below the folder, each text once, spread over the packages. */
function files() {
  const seen = new Set();
  const isNew = (path) => {
    const text = readFileSync(path);
    const hash = createHash('sha1').update(text).digest('base64');
    return text.length < 4 * MEBIBYTE && !seen.has(hash) && seen.add(hash);
  };
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const scripts = entries.filter((it) => it.isFile() && /\.(js|mjs|cjs|jsx)$/.test(it.name));
  const step = Math.max(1, Math.floor(scripts.length / Number(most)));
  return scripts.filter((_, index) => index % step === 0).map((it) => `${it.parentPath ?? it.path}/${it.name}`).filter(isNew);
}

/** One JSON value for each path. */
function ask(command, args, paths) {
  const { stdout, stderr, status } = spawnSync(command, args, { input: paths.join('\n'), maxBuffer: 4096 * MEBIBYTE });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout.toString().trim().split('\n').map((line) => JSON.parse(line));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const parses = (message) => message === null;

/** The differences, by kind. */
function* differences(node, ours) {
  if (parses(node.module) !== parses(ours.module)) yield ['module', node.module, ours.module];
  if (parses(node.commonjs) !== parses(ours.commonjs)) yield ['commonjs', node.commonjs, ours.commonjs];
  if (node.detected !== null && node.detected !== ours.detected) yield ['detected', node.detected, ours.detected];
  for (const goal of ['module', 'commonjs']) {
    if (node[goal] && ours[goal] && node[goal] !== ours[goal]) yield [`words (${goal})`, node[goal], ours[goal]];
  }
  if (!node.requests || !ours.record) return;
  // Node merges the requests for one specifier.
  const [theirs, requests] = [node.requests, ours.record.requests].map((it) => [...new Set(it)]);
  if (!same(theirs, requests)) yield ['requests', theirs, requests];
  if (node.tla !== null && node.tla !== ours.record.tla) yield ['top-level await', node.tla, ours.record.tla];
}

let failed = false;
const paths = files();
for (const binary of binaries.length > 0 ? binaries : [process.execPath]) {
  const version = spawnSync(binary, ['--version']).stdout.toString().trim();
  const nodes = ask(binary, ['--experimental-vm-modules', '--expose-internals', '--no-warnings', oracle], paths);
  const started = performance.now();
  const ours = ask(example, [version], paths);
  const seconds = (performance.now() - started) / 1000;
  const counts = {};
  paths.forEach((path, index) => {
    for (const [kind, node, our] of differences(nodes[index], ours[index])) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      failed ||= !kind.startsWith('words');
      if (counts[kind] <= Number(process.env.SHOW ?? 10)) console.log(kind, path, JSON.stringify(node), JSON.stringify(our));
    }
  });
  const rejected = nodes.filter((it) => it.module && it.commonjs).length;
  const modules = nodes.filter((it) => parses(it.module) && !parses(it.commonjs)).length;
  console.log(`Node ${version}: ${paths.length} files (${modules} only as modules, ${rejected} not at all), ${seconds.toFixed(1)} s; differences:`, counts);
}
process.exitCode = failed ? 1 : 0;
