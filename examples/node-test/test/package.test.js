// The test sees what is packed, not what lies in this folder: `open('.')` packs it as `npm publish` would.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open } from 'packproof'

const pkg = await open('.')

test('nothing is wrong with the package', () => {
  const { ok, findings } = pkg.check()
  assert.ok(ok, findings.map(({ message, help }) => `${message}; ${help}`).join('\n'))
})

test('the orchestrators can be imported', () => {
  for (const statement of [
    "import { Orchestrator } from 'orchestra-with-node-test'",
    "import { DeploymentOrchestrator } from 'orchestra-with-node-test/deployment'",
  ]) {
    const { ok, errors } = pkg.link(statement)
    assert.ok(ok, `${statement}\n${errors.map(({ message }) => message).join('\n')}`)
  }
})

test('tests are not packed', () => {
  assert.ok(!pkg.has('test/package.test.js'))
})
