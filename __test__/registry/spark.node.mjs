// The example of docs/many-packages.md, on Spark in local mode: as many reports as tarballs, and the same ones as without.
//
// PYTHON names a Python that has pyspark; TARBALLS a folder of tarballs; WORKERS the numbers of workers to measure.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { PYTHON: python = 'python3', TARBALLS: tarballs = join(root, 'sample'), WORKERS: workers = '1' } = process.env
const packproof = process.env.PACKPROOF ?? `${process.execPath} ${root}bin/packproof.js`

const missing = [
  ['java', ['-version'], 'Java is missing'],
  [python, ['-c', 'import pyspark'], `${python} has no pyspark`],
].find(([program, words]) => spawnSync(program, words).status !== 0)?.[2]
if (missing) console.log(`not run: ${missing}`)

test('Spark has a report of each tarball', { skip: missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'spark-'))
  const paths = readdirSync(tarballs).filter((name) => name.endsWith('.tgz')).map((name) => join(tarballs, name))
  writeFileSync(join(folder, 'list'), `${paths.join('\n')}\n`)
  const [program, ...words] = packproof.split(' ')
  const alone = spawnSync(program, [...words, 'check', '--stdin-list', '--format', 'ndjson'], { input: paths.join('\n'), encoding: 'utf8', maxBuffer: 1 << 29 })
  for (const count of workers.split(',')) {
    const out = join(folder, `out-${count}`)
    const began = Date.now()
    const env = { ...process.env, PACKPROOF: packproof, PYSPARK_PYTHON: python, SPARK_LOCAL_IP: '127.0.0.1', PYSPARK_SUBMIT_ARGS: `--master local[${count}] pyspark-shell` }
    const { status, stderr } = spawnSync(python, [join(root, 'examples/many-packages/spark.py'), join(folder, 'list'), out], { env, encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    const lines = readdirSync(out).filter((name) => name.startsWith('part-')).flatMap((name) => readFileSync(join(out, name), 'utf8').trim().split('\n')).filter(Boolean)
    assert.deepEqual(lines.sort(), alone.stdout.trim().split('\n').sort())
    console.log(`${lines.length} tarballs, ${count} worker(s): ${((Date.now() - began) / 1000).toFixed(1)} s with Spark's own start`)
  }
  rmSync(folder, { recursive: true })
})
