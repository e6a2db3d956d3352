// Packs the package once for all test files, before jest's five seconds for a test begin. Workers inherit the environment.
const { mkdtemp, writeFile } = require('node:fs/promises')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { pack } = require('packproof')

/** @returns {Promise<void>} */
module.exports = async () => {
  const tarball = join(await mkdtemp(join(tmpdir(), 'packed-')), 'package.tgz')
  await writeFile(tarball, await pack('.'))
  process.env.PACKED_TARBALL = tarball
}
