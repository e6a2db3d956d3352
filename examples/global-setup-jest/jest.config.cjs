/** @type {import('jest').Config} */
module.exports = { globalSetup: './test/pack-once.cjs', globalTeardown: './test/forget.cjs' }
