// Tests the assertions of packproof/assert, which need no runner's `expect`.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { openSync } from 'packproof'
import * as packproof from 'packproof/assert'
import { orchestra, tgz } from '../api/tarballs.cjs'

const packed = openSync(tgz(orchestra))

for (const [name, holds, fails, words] of [
  ['assertContainsFile', ['index.js'], ['Index.js'], /only the case differs/],
  ['assertContainsFiles', [['index.js', 'bin.js']], [['index.js', 'gone.js']], /1 of 2 is not in the package/],
  ['assertResolves', ['.', { to: 'index.js' }], ['./brass'], /ERR_PACKAGE_PATH_NOT_EXPORTED/],
  ['assertImportable', ['.'], ['./winds'], /which is not packed/],
  ['assertExports', ['.', ['conductor']], ['.', ['conducter']], /did you mean conductor/],
  ['assertLinks', ["import 'orchestra'"], ["import { x } from 'orchestra'"], /named 'x'/],
  ['assertPasses', [{ ignore: ['missing-file', 'import-not-defined'] }], [], /missing-file/],
]) {
  test(name, () => {
    if (name !== 'assertPasses') packproof[name](packed, ...holds)
    assert.throws(
      () => packproof[name](packed, ...fails),
      (error) => {
        assert(error instanceof assert.AssertionError)
        assert.equal(error.code, 'ERR_ASSERTION')
        assert.equal(error.operator, name)
        assert.match(error.message, words)
        assert.match(error.message, /^Package: .*\nExpected: .*\nReceived: /)
        assert.notEqual(error.actual, error.expected)
        assert(!error.stack.includes('matchers/judge.js'), error.stack)
        return true
      },
    )
  })
}

test('assertInstallable', () => {
  packproof.assertInstallable(packed, { manager: 'bun' })
  const linked = openSync(tgz({ 'package.json': '{"name":"lib","version":"1.0.0","dependencies":{"core":"workspace:*"}}', 'index.js': '' }))
  assert.throws(() => packproof.assertInstallable(linked), /uninstallable-dependency/)
})

test('assertSmallerThan', () => {
  packproof.assertSmallerThan(packed, { packed: '1 MB' })
  assert.throws(() => packproof.assertSmallerThan(packed, { files: 1 }), /fewer than 1 file/)
})

test('wrong arguments are no failed assertion', () => {
  assert.throws(() => packproof.assertContainsFile(packed, 7), { name: 'TypeError', code: 'ERR_PACKPROOF_INVALID_ARGUMENT' })
  assert.throws(() => packproof.assertPasses(7), { name: 'TypeError', code: 'ERR_PACKPROOF_INVALID_ARGUMENT' })
})

test('CommonJS has the same functions', () => {
  const required = createRequire(import.meta.url)('packproof/assert')
  for (const [name, check] of Object.entries(packproof)) if (name !== 'default') assert.equal(required[name], check)
})
