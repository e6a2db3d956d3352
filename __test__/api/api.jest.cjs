// Tests the API under jest, whose tests have globals of their own.
'use strict'

const { promises } = require('./api.cjs')

for (const [title, holds] of Object.entries(promises(require('packproof'), globalThis))) test(title, holds)

test('a package opened before the module registry is reset is still one', async () => {
  const { tgz, orchestra } = require('./tarballs.cjs')
  const before = require('packproof').openSync(tgz(orchestra))
  jest.resetModules()
  const packproof = require('packproof')
  expect(await packproof.open(before)).toBe(before)
  expect(packproof.checkSync(before)).toEqual(before.check())
  for (let reset = 0; reset < 50; reset++) {
    jest.resetModules()
    expect(require('packproof').openSync(tgz(orchestra)).name).toBe('orchestra')
  }
})
