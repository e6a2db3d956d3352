// Checks each hostile package in a process of its own with 1 GiB of address space, and prints its time and memory.
//
//     PACKPROOF_BIN=target/release/packproof node __test__/hostile/run.mjs [N] [PART OF A NAME]

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hostilePackages } from './packages.mjs'

const [n = '1000', part = ''] = process.argv.slice(2)
const bin = process.env.PACKPROOF_BIN
if (!bin) throw new Error('name the program: PACKPROOF_BIN')
const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
const archive = join(folder, 'p.tgz')

let bad = 0
try {
  for (const [name, make] of Object.entries(hostilePackages(Number(n)))) {
    if (!name.includes(part)) continue
    writeFileSync(archive, make())
    const out = join(folder, 'out')
    const script = `ulimit -v ${process.env.LIMIT ?? 1048576}; exec timeout 20 "$0" check --json "$1" >"$2" 2>"$2.err"`
    const started = performance.now()
    const { status } = spawnSync('bash', ['-c', script, bin, archive, out])
    const seconds = (performance.now() - started) / 1000
    const text = readFileSync(out, 'utf8')
    let says
    try {
      const report = JSON.parse(text)
      says = report.error ? report.error.code : `${report.ok ? 'ok' : 'wrong'}, ${report.findings.length} findings`
    } catch {
      says = `no JSON: ${readFileSync(`${out}.err`, 'utf8').slice(0, 200)}`
    }
    const isBad = ![0, 1, 2].includes(status) || says.startsWith('no JSON') || seconds > 10
    bad += isBad
    if (isBad || seconds > 1 || process.env.ALL) console.log(`${isBad ? 'BAD ' : '    '}${seconds.toFixed(1).padStart(5)} s  ${String(status).padStart(3)}  ${(text.length / 1e6).toFixed(1)} MB  ${name}: ${says}`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
console.log(`${bad} bad`)
process.exitCode = bad ? 1 : 0
