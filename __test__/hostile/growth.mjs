// Counts the instructions that packages of n, 2n, 4n and 8n parts take, and names those whose cost grows faster than n log n.
//
//     PACKPROOF_BIN=target/release/packproof node __test__/hostile/growth.mjs [N] [PART OF A NAME]

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { growingPackages } from './growing.mjs'

const [n = '500', part = ''] = process.argv.slice(2)
const bin = process.env.PACKPROOF_BIN
if (!bin) throw new Error('name the program: PACKPROOF_BIN')
const folder = mkdtempSync(join(tmpdir(), 'growth-'))
const archive = join(folder, 'p.tgz')
const env = { ...process.env, RAYON_NUM_THREADS: '1' }

function instructions(args) {
  const { stderr } = spawnSync('valgrind', ['--tool=callgrind', `--callgrind-out-file=${join(folder, 'out')}`, bin, ...args, archive], { env, encoding: 'utf8', maxBuffer: 1 << 30, timeout: 300_000 })
  return Number(/Collected : (\d+)/.exec(stderr)?.[1])
}

/** Between linear and quadratic: four times as much for twice the parts is 2. */
const exponent = (before, after) => Math.log2(after / before)
const WORST = 1.35

let bad = 0
try {
  execFileSync('valgrind', ['--version'])
  const none = (writeFileSync(archive, growingPackages(1)['names, many']()), instructions(['check', '--json']))
  for (const [name, { args = ['check', '--json'] }] of Object.entries(growingPackages.rows)) {
    if (!name.includes(part)) continue
    const counts = [1, 2, 4, 8].map((times) => {
      writeFileSync(archive, growingPackages(n * times)[name]())
      return instructions(args) - none
    })
    const last = exponent(counts[2], counts[3])
    const isBad = !(last < WORST)
    bad += isBad
    console.log(`${isBad ? 'BAD ' : '    '}${last.toFixed(2)}  ${counts.map((count) => (count / 1e6).toFixed(0)).join(' ')}  ${name}`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
console.log(`${bad} bad`)
process.exitCode = bad ? 1 : 0
