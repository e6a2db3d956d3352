// Real Node is asked for the names that the declarations promise and packproof does not find.

import { spawnSync } from 'node:child_process'

const SCRIPT = `
import { createRequire } from 'node:module'
const require = createRequire(process.cwd() + '/consumer.mjs')
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n')
for (const [mode, specifier] of JSON.parse(process.argv[1])) {
  try {
    const names = Object.keys(mode === 'import' ? await import(specifier) : Object(require(specifier)))
    say([mode, specifier, names])
  } catch { say([mode, specifier, null]) }
}
process.exit(0)`

const KINDS = ['declared-not-exported', 'named-exports']

/** Names that packproof says are not there, and Node has: `{ asked, loaded, differences }`. */
export function askNode(folder, report) {
  const asked = new Map()
  for (const { specifier, types = [] } of report.entryPoints) {
    for (const { mode, problems } of types) {
      const names = problems.filter(({ kind }) => KINDS.includes(kind)).flatMap(({ names }) => names)
      const syntax = mode.endsWith('cjs') ? 'require' : 'import'
      if (names.length > 0) asked.set(`${syntax} ${specifier}`, { syntax, specifier, names: names.filter((name) => name !== 'export =') })
    }
  }
  const sum = { asked: 0, loaded: 0, differences: [] }
  if (asked.size === 0) return sum
  const questions = [...asked.values()].map(({ syntax, specifier }) => [syntax, specifier])
  const args = ['--no-warnings', '--input-type=module', '-e', SCRIPT, '--', JSON.stringify(questions)]
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] })
  for (const line of stdout.split('\n').filter((line) => line.startsWith('["'))) answer(JSON.parse(line), asked, sum)
  for (const { names } of asked.values()) sum.asked += names.length
  return sum
}

function answer([syntax, specifier, names], asked, sum) {
  const question = asked.get(`${syntax} ${specifier}`)
  if (!names || !question) return
  sum.loaded += question.names.length
  const there = question.names.filter((name) => names.includes(name))
  if (there.length > 0) sum.differences.push(`${syntax} ${specifier}: Node has ${there.join(', ')}`)
}
