// Compares packproof's verdicts on made-up packages with those of a real Node, which runs them: what packproof calls broken does not load,
// and the names that it calls complete are Node's. What only running code tells is counted, and is no difference.
//
//   cargo build --release && node __test__/programs/compare.mjs
//   COUNT=5000 SEED=x NODES=24 PACKPROOF=target/debug/packproof …   other numbers, seeds, Nodes and programs
//   KEEP=folder …                                                  keeps the packages

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chosenNodes } from '../node/versions.mjs'
import { packageOf } from './writer.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const program = process.env.PACKPROOF ?? here('../../target/release/packproof')
const count = Number(process.env.COUNT ?? 400)
const seed = process.env.SEED ?? 'packproof'
const LARGEST = 1 << 28
if (!existsSync(program)) throw new Error(`no packproof at ${program}: cargo build --release, or set PACKPROOF`)

const folder = process.env.KEEP ?? mkdtempSync(join(tmpdir(), 'packproof-programs-'))
try {
  const packages = Array.from({ length: count }, (_, at) => written(at))
  const list = join(folder, 'list.json')
  writeFileSync(list, JSON.stringify(packages.map((one) => one.main)))
  const nodes = chosenNodes(process.env.NODES ?? 'node22')
  const differing = nodes.map((node) => compared(node, packages, list))
  process.exitCode = differing.some((differences) => differences > 0) ? 1 : 0
} finally {
  if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true })
}

/** Writes one package, as files for Node and as a tarball for packproof. */
function written(at) {
  const [root, tarball] = [join(folder, `p${at}`), join(folder, `p${at}.tgz`)]
  mkdirSync(join(root, 'package'), { recursive: true })
  const files = packageOf(`${seed} ${at}`)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'package', name), text)
  execFileSync('tar', ['-czf', tarball, '-C', root, 'package'])
  return { tarball, main: join(root, 'package', JSON.parse(files['package.json']).exports) }
}

function compared(node, packages, list) {
  const reports = verdicts(node, packages)
  const tally = { equal: 0, 'both broken': 0, 'told by running alone': 0, 'no answer': 0, differ: 0 }
  for (const mode of ['import', 'require']) {
    const answers = asked(node, mode, list)
    reports.forEach((report, at) => {
      const kind = judged(report, answers.get(at), mode)
      tally[kind in tally ? kind : 'differ']++
      if (!(kind in tally)) console.log(`${mode} of package ${at} (SEED='${seed}'): ${kind}`)
    })
  }
  console.log(`Node ${node.version}: ${Object.entries(tally).map(([kind, count]) => `${count} ${kind}`).join(', ')}`)
  return tally.differ
}

function verdicts(node, packages) {
  const args = ['check', '--stdin-list', '--format', 'ndjson', '--deps', 'none', '--node', node.version]
  const input = packages.map((one) => one.tarball).join('\n')
  const { stdout } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: LARGEST })
  const reports = stdout.trim().split('\n').map((line) => JSON.parse(line)).filter((report) => report.entryPoints)
  if (reports.length !== packages.length) throw new Error(`${reports.length} reports of ${packages.length} packages`)
  return reports
}

/** Node's answers by the number of the package. A program may end the process: then the rest has none. */
function asked(node, mode, list) {
  const { stdout } = spawnSync(node.exec, ['--no-warnings', here('ask.mjs'), mode, list], { encoding: 'utf8', maxBuffer: LARGEST })
  return new Map(stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)).map((answer) => [answer.at, answer]))
}

/** The kind of agreement, or the difference in words. */
function judged(report, answer, mode) {
  const entry = report.entryPoints.find((entry) => entry.subpath === '.')
  const outcome = entry.outcomes.find((outcome) => outcome.modes.includes(mode))
  if (!answer) return 'no answer'
  if (outcome.status === 'broken') return answer.loads ? `Node loads it; packproof: ${outcome.errors[0].message}` : 'both broken'
  if (!answer.loads) return 'told by running alone'
  const isNamed = mode === 'require' || !outcome.exportsComplete || String([...outcome.exports].sort()) === String(answer.names)
  return isNamed ? 'equal' : `Node has ${answer.names}; packproof: ${outcome.exports}`
}
