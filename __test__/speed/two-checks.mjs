// Measures whether `packproof diff OLD NEW` costs more than `packproof check OLD` and `packproof check NEW`, each as people type
// it: processor time of all threads, the least of several runs, as a table in Markdown. It fails where a comparison costs more.
//
//   cargo build --release && node __test__/speed/two-checks.mjs
//   PAIRS='rxjs 6.6.7 7.0.0,vue 3.4.38 3.5.13' …   other pairs
//   RUNS=9 …                                       more runs than five
//   PACKPROOF=target/debug/packproof …             another program

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const program = process.env.PACKPROOF ?? here('../../target/release/packproof')
const runs = Number(process.env.RUNS ?? 5)
// The first nine are small or ordinary; then many files that are open to all, many subpaths, many declarations, large modules.
const listed = [
  'acorn 8.11.3 8.12.0', 'chai 4.4.1 4.5.0', 'axios 1.7.9 1.8.0', 'commander 12.0.0 12.1.0', 'immer 10.1.1 10.1.3',
  'lodash 4.17.20 4.17.21', 'graphql 16.10.0 16.11.0', 'luxon 3.5.0 3.6.0', 'express 4.21.2 5.0.1',
  '@babel/runtime 7.11.2 7.12.0', '@babel/runtime 7.27.0 7.28.2', 'rxjs 6.6.7 7.0.0', 'rxjs 7.8.1 7.8.2', 'ramda 0.28.0 0.30.1',
  'date-fns 2.29.3 2.30.0', 'date-fns 3.6.0 4.1.0', 'core-js 3.40.0 3.41.0', '@ant-design/icons 5.5.2 5.6.1',
  '@mui/material 5.16.0 6.4.0', '@mui/icons-material 5.16.0 6.4.0', '@types/node 22.10.0 22.15.0', 'zod 3.24.4 3.25.76',
  'effect 3.12.0 3.13.0', 'three 0.175.0 0.176.0', 'd3 6.7.0 7.9.0', 'react-dom 18.3.1 19.0.0', 'vue 3.4.38 3.5.13',
  'undici 6.21.0 7.0.0', 'prettier 3.4.2 3.5.3', 'typescript 5.7.3 5.8.2',
]
const pairs = process.env.PAIRS?.split(',').map((pair) => pair.trim()) ?? listed

console.log('| releases | check OLD, ms | check NEW, ms | diff, ms | diff / both checks |\n|---|---|---|---|---|')
let most = 0
for (const pair of pairs) {
  const [name, ...versions] = pair.split(' ')
  const [old, current] = versions.map((version) => tarball(`${name}@${version}`))
  const [before, after, both] = least([['check', old], ['check', current], ['diff', old, current]])
  const ratio = both / (before + after)
  most = Math.max(most, ratio)
  console.log(`| ${name} ${versions.join(' → ')} | ${[before, after, both].map(Math.round).join(' | ')} | ${ratio.toFixed(2)} |`)
}
process.exitCode = most > 1 ? 1 : 0

/** The least time of each command, in turns, so that a busy machine is busy for all of them. */
function least(commands) {
  const best = commands.map(() => Infinity)
  for (let run = 0; run < runs; run++) commands.forEach((args, nth) => (best[nth] = Math.min(best[nth], milliseconds(args))))
  return best
}

/** User and system time, which bash tells more exactly than GNU time does. */
function milliseconds(args) {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" > /dev/null 2>&1'
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', program, ...args], { encoding: 'utf8' })
  const [user, system] = stderr.trim().split(' ').map(Number)
  return (user + system) * 1e3
}

function tarball(spec) {
  const folder = join(here('../../.cache/bench/'), spec.replace(/[^\w.-]/g, '_'))
  mkdirSync(folder, { recursive: true })
  const packed = () => readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (!packed()) execFileSync('npm', ['pack', spec, '--ignore-scripts', '--silent', '--pack-destination', folder], { stdio: 'ignore' })
  return join(folder, packed())
}
