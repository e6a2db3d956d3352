import { defineConfig } from 'vitest/config'

/** The API and the matchers work in every pool. */
const pools = ['threads', 'forks', 'vmThreads', 'vmForks']
const everywhere = ['__test__/api/api.vitest.mjs', '__test__/matchers/matchers.vitest.mjs']

export default defineConfig({
  test: {
    maxConcurrency: 2,
    // packproof itself is loaded as from node_modules, not rewritten by vite.
    server: { deps: { external: [/\.cjs$/, /\/index\.m?js$/, /\/matchers\/\w+\.m?js$/] } },
    projects: [
      ...pools.map((pool) => ({ extends: true, test: { name: pool, pool, include: everywhere, testTimeout: 120_000 } })),
      { extends: true, test: { name: 'all else', include: ['__test__/**/*.test.mjs'], testTimeout: 300_000 } },
    ],
  },
})
