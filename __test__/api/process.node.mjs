// Tests of the API that concern the process as a whole: threads that end early, memory, and the command line.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { nodes } from '../node/versions.mjs'
import { checkSync, open, openSync } from 'packproof'
import { orchestra, tgz } from './tarballs.cjs'

const work = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { check, openSync } = require('packproof')
  const go = async () => {
    for (;;) {
      await Promise.all([check(workerData), check(workerData), openSync(workerData).check()])
      parentPort.postMessage('checked')
    }
  }
  go()
`

test('threads that are ended early take nothing down', async () => {
  const workerData = tgz(orchestra)
  const workers = Array.from({ length: 6 }, () => new Worker(work, { eval: true, workerData }))
  await Promise.all(workers.map((worker) => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))))
  for (const [nth, worker] of workers.entries()) {
    await setTimeout(nth)
    await worker.terminate()
  }
  assert.equal(checkSync(workerData).schema, 1)
})

test('a thread has little stack, and still nothing is deep enough to crash it', async () => {
  const workerData = tgz({ 'package.json': `{"exports":${'{"a":'.repeat(100_000)}`, 'index.js': '(()=>{'.repeat(50_000) })
  const worker = new Worker(work, { eval: true, workerData, resourceLimits: { stackSizeMb: 1 } })
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  await worker.terminate()
})

test('ten thousand opens leak nothing', async () => {
  const packed = tgz({ ...orchestra, 'large.js': `/*${'x'.repeat(100_000)}*/` })
  const use = (pkg) => pkg.files.length + pkg.read('large.js').length + pkg.entryPoints.length
  const round = async (opens) => {
    for (let nth = 0; nth < opens; nth += 10) {
      use(openSync(packed))
      assert.throws(() => openSync(packed.subarray(0, 100)), { code: 'ERR_PACKPROOF_TRUNCATED' })
      await Promise.all(Array.from({ length: 8 }, async () => use(await open(packed))))
    }
    for (let pass = 0; pass < 5; pass++) {
      globalThis.gc?.()
      await setTimeout(10)
    }
    return process.memoryUsage.rss()
  }
  const before = await round(2000)
  const grown = (await round(10_000)) - before
  assert(grown < 64 * 1024 * 1024, `${(grown / 1024 / 1024).toFixed(1)} MiB more after 10,000 opens of 100 KB each`)
})

test('a loop that never lets Node take a breath leaks nothing either', () => {
  const packed = tgz({ ...orchestra, 'large.js': `/*${'x'.repeat(1_000_000)}*/` })
  const before = process.memoryUsage.rss()
  for (let opens = 0; opens < 1000; opens++) assert(openSync(packed).has('large.js'))
  const grown = (process.memoryUsage.rss() - before) / 1024 / 1024
  assert(grown < 400, `${grown.toFixed(1)} MiB more after 1,000 opens of 1 MB each`)
})

test('every Node that is here agrees', async (t) => {
  const suites = ['api.node.mjs', 'api.node.cjs'].map((name) => fileURLToPath(new URL(name, import.meta.url)))
  const { NODE_TEST_CONTEXT, ...env } = process.env
  for (const { version, exec } of nodes()) {
    await t.test(version, () => {
      const { status, stdout, stderr } = spawnSync(exec, ['--test', ...suites], { encoding: 'utf8', env })
      assert.equal(status, 0, stdout + stderr)
      assert.match(stdout, /pass [1-9]/)
    })
  }
})

test('the command answers as the library does', () => {
  const bin = fileURLToPath(new URL('../../bin/packproof.js', import.meta.url))
  const run = (...args) => spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', input: tgz(orchestra) })
  const { status, stdout } = run('check', '-', '--json')
  assert.equal(status, 1)
  assert.deepEqual(JSON.parse(stdout), checkSync(tgz(orchestra)))
  assert.equal(run('check', 'absent.tgz').status, 2)
  assert.equal(run('--no-such-flag').status, 2)
})

test('the command says the same where addresses are few', { skip: process.platform !== 'linux' && 'only Linux limits addresses by ulimit -v' }, () => {
  const bin = fileURLToPath(new URL('../../bin/packproof.js', import.meta.url))
  const limited = ['-c', 'ulimit -v 33554432 && exec "$0" "$@"', process.execPath, bin]
  const ask = (input, ...words) => spawnSync('sh', [...limited, ...words], { encoding: 'utf8', input })
  assert.match(ask('', '--version').stdout, /^packproof \d/)
  const { status, stdout } = ask(tgz({ 'package.json': '{"name":"p","exports":"./gone.js"}' }), 'check', '-')
  assert.equal(status, 1)
  assert.match(stdout, /missing-file/)
})
