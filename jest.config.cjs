'use strict'

module.exports = {
  testMatch: ['**/__test__/{api,matchers}/*.jest.cjs'],
  modulePathIgnorePatterns: ['<rootDir>/target/', '<rootDir>/.cache/', '<rootDir>/__test__/node/node_modules/', '<rootDir>/__test__/pack/node_modules/'],
  // Several, each with its own copy of everything but the addon.
  maxWorkers: 2,
  // npm packs in some tests.
  testTimeout: 120_000,
}
