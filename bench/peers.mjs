// Measures packproof beside publint and Are The Types Wrong on the same packed bytes, in one process and one run. Only
// packproof parses and links the modules; the ratios say what each answer costs. `npm ci && npm run bench`, after
// `npm install` in the project; RUNS=9 for more runs, PACKAGES=rxjs@7.8.2,… for other packages.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import packproof from '../index.js'

const runs = Number(process.env.RUNS ?? 5)
const packages = (process.env.PACKAGES ?? '@tamyla/clodo-framework@4.0.12,lodash-es@4.17.21,rxjs@7.8.2,typescript@5.9.3,date-fns@4.1.0').split(',')
const cache = fileURLToPath(new URL('../.cache/bench/', import.meta.url))
/** Are The Types Wrong needs minutes for packages with hundreds of subpaths: it is asked once, and not for these. */
const tooMuchForAttw = new Set(['date-fns'])

const rows = []
for (const spec of packages) rows.push(await measure(spec))
const text = table(rows)
console.log(text)
writeFileSync(fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url)), page(text))

async function measure(spec) {
  const name = spec.slice(0, spec.lastIndexOf('@'))
  const bytes = tarball(spec)
  const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const row = { spec }
  row.open = await median(() => packproof.openSync(bytes).name)
  row.check = await median(() => packproof.checkSync(bytes).summary)
  row.publint = await median(() => publint({ pack: { tarball: data } }))
  if (!tooMuchForAttw.has(name)) row.attw = await median(() => checkPackage(createPackageFromTarballData(new Uint8Array(data))), 1)
  return row
}

/** Milliseconds of wall time; one run goes before, so that no answer pays for compiling its own code. */
async function median(work, most = runs) {
  if (most > 1) await work()
  const times = []
  for (let run = 0; run < most; run++) {
    const start = process.hrtime.bigint()
    await work()
    times.push(Number(process.hrtime.bigint() - start) / 1e6)
  }
  return times.sort((a, b) => a - b)[times.length >> 1]
}

function tarball(spec) {
  const folder = join(cache, spec.replace(/[^\w.-]/g, '_'))
  mkdirSync(folder, { recursive: true })
  const packed = () => readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (!packed()) execFileSync('npm', ['pack', spec, '--ignore-scripts', '--silent', '--pack-destination', folder], { stdio: 'ignore' })
  return readFileSync(join(folder, packed()))
}

function table(rows) {
  const times = (value, check) => (value === undefined ? 'not asked' : `${value.toFixed(1)} (${(value / check).toFixed(1)} ×)`)
  const lines = rows.map(({ spec, open, check, publint, attw }) =>
    `| ${spec} | ${open.toFixed(1)} | ${check.toFixed(1)} | ${times(publint, check)} | ${times(attw, check)} |`)
  return ['| package | packproof: open | packproof: check | publint | Are The Types Wrong |', '|---|---|---|---|---|', ...lines].join('\n')
}

function page(text) {
  return `# Benchmarks

Milliseconds of wall time, median of ${runs} runs (Are The Types Wrong: one), in one process on the same bytes in memory; in
brackets how many times packproof's whole check, which parses every module and links it. The others do neither. Written by
\`bench/peers.mjs\` on Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}.

${text}
`
}
