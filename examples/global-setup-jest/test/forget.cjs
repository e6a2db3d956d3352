const { rm } = require('node:fs/promises')
const { dirname } = require('node:path')

/** @returns {Promise<void>} */
module.exports = () => rm(dirname(process.env.PACKED_TARBALL ?? ''), { recursive: true, force: true })
