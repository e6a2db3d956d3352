// Tests smoke() and `packproof smoke` inside Node: their answers, and that they leave nothing behind.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { open, smoke } from 'packproof'
import { orchestra, tgz } from './tarballs.cjs'

const place = mkdtempSync(join(tmpdir(), 'packproof-api-'))
process.env.TMPDIR = place
after(() => rmSync(place, { recursive: true, force: true }))

const hangs = tgz({ 'package.json': '{"name":"hangs","exports":{"import":"./a.mjs"}}', 'a.mjs': 'for (;;) {}' })
const left = () => readdirSync(place).filter((name) => name.startsWith('packproof-smoke-'))
/** Waits until Node is asked. */
async function isAsked() {
  while (!left().some((folder) => existsSync(join(place, folder, 'consumer/consumer.cjs')))) await setTimeout(10)
}

test('both verdicts stand side by side', async () => {
  const report = await smoke(await open(tgz(orchestra)), { deps: 'none', import: ["import 'orchestra'"] })
  assert.deepEqual(report.node, [process.versions.node])
  assert.ok(report instanceof Object && Array.isArray(report.entryPoints))
  const [root] = report.entryPoints
  assert.deepEqual(
    root.outcomes.map(({ mode, agrees, node, static: expected }) => [mode, agrees, node.status, expected.status]),
    [['import', true, 'ok', 'ok'], ['require', true, 'ok', 'ok']],
  )
  assert.deepEqual(root.outcomes[0].node.exports, root.outcomes[0].static.exports)
  assert.equal(report.runs[0].ok, true)
  assert.deepEqual(left(), [])
})

test('wrong options are refused, in words', async () => {
  for (const [options, code, says] of [
    [{ deps: 'copy' }, 'ERR_PACKPROOF_INVALID_ARGUMENT', /"deps" must be "install", "link" or "none"/],
    [{ keep: true }, 'ERR_PACKPROOF_INVALID_ARGUMENT', /unknown option "keep"/],
    [{ timeout: -1 }, 'ERR_PACKPROOF_INVALID_ARGUMENT', /"timeout" must be/],
    [{ node: 99 }, 'ERR_PACKPROOF_NO_NODE', /Node 99 is not installed here; found/],
    [{ node: 'lts' }, 'ERR_PACKPROOF_INVALID_ARGUMENT', /not a version/],
    [{ run: ['none.mjs'] }, 'ERR_PACKPROOF_READ', /none\.mjs/],
  ]) {
    await assert.rejects(smoke(hangs, { deps: 'none', ...options }), (error) => error instanceof Error && error.code === code && says.test(error.message), JSON.stringify(options))
  }
  assert.deepEqual(left(), [])
})

test('once it is aborted, nothing is left', async () => {
  const controller = new AbortController()
  const asked = smoke(hangs, { deps: 'none', timeout: 600, signal: controller.signal })
  await isAsked()
  controller.abort(new Error('enough'))
  await assert.rejects(asked, /enough/)
  assert.deepEqual(left(), [])
})

test('a signal ends the command line inside Node, and nothing is left', { skip: process.platform === 'win32' }, async () => {
  writeFileSync(join(place, 'hangs.tgz'), hangs)
  const bin = fileURLToPath(new URL('../../bin/packproof.js', import.meta.url))
  for (const signal of ['SIGINT', 'SIGTERM']) {
    const running = spawn(process.execPath, [bin, 'smoke', 'hangs.tgz', '--deps', 'none', '--timeout', '600'], { cwd: place })
    const ended = new Promise((resolve) => running.once('close', (status) => resolve(status)))
    await isAsked()
    running.kill(signal)
    assert.equal(await ended, 2, signal)
    assert.deepEqual(left(), [])
  }
})
