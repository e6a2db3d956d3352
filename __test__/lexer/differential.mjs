// Compares packproof's lexer with those of real Nodes, on files and on made-up snippets; exits 1 if any answer differs.
//   node differential.mjs [--snippets count] [--seed number] [--show count] <folder or -> <node binary>...
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { snippets } from './snippets.mjs'

const here = name => fileURLToPath(new URL(name, import.meta.url))
const option = (type, fallback) => ({ type, default: fallback })
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { snippets: option('string', '0'), seed: option('string', '1'), show: option('string', '10') },
})
const [folder, ...nodes] = positionals
if (nodes.length === 0) throw new Error('usage: differential.mjs [options] <folder or -> <node binary>...')

const questions = [
  ...(folder === '-' ? [] : files(folder)).map(file => JSON.stringify({ file })),
  ...snippets(+values.snippets, +values.seed).map(ascii),
]
const differing = nodes.map(compare)
process.exitCode = differing.some(count => count > 0) ? 1 : 0

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.c?js$/.test(entry.name))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

/** JSON without the line ends that readline knows beside \n. */
function ascii(source) {
  return JSON.stringify(source).replace(/[^ -~]/g, unit => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'))
}

function compare(node) {
  const { node: version, merve, cjs_module_lexer } = JSON.parse(execFileSync(node, ['-p', 'JSON.stringify(process.versions)']))
  const flavor = merve ? 'merve' : `cjs-module-lexer@${cjs_module_lexer.split('.')[0]}`
  const theirs = oracle(node)
  const ours = ask('cargo', ['run', '--quiet', '--release', '--example', 'lex', '--', flavor], questions)
  const crashes = theirs.filter(answer => answer === null).length
  const wrong = questions.map((_, i) => i).filter(i => theirs[i] !== null && outcome(theirs[i]) !== outcome(ours[i], flavor))
  for (const i of wrong.slice(0, +values.show)) console.log(`${questions[i]}\n  node ${theirs[i]}\n  ours ${ours[i]}`)
  const compared = questions.length - crashes
  console.log(`Node ${version} (${flavor}): ${compared - wrong.length} of ${compared} equal; Node crashed on ${crashes}`)
  return wrong.length
}

/** Node's answers; null where it crashed. */
function oracle(node) {
  const answers = []
  while (answers.length < questions.length) {
    answers.push(...ask(node, ['--expose-internals', here('oracle.cjs')], questions.slice(answers.length)))
    if (answers.length < questions.length) answers.push(null)
  }
  return answers
}

function ask(command, args, lines) {
  const options = { input: lines.join('\n') + '\n', maxBuffer: 2 ** 32, encoding: 'utf8' }
  return spawnSync(command, args, options).stdout.split('\n').slice(0, -1)
}

/** Returns the part of an answer that is compared: the lists in their order, or the kind of error. merve's binding turns errors
 * into empty lists. */
function outcome(answer = '', flavor) {
  const { error, exports, reexports } = JSON.parse(answer || '{}')
  if (error && flavor !== 'merve') return error === 'esm' ? 'esm' : 'error'
  return JSON.stringify([exports ?? [], reexports ?? []])
}
