import { defineConfig } from 'vitest/config'

/** The API works in every pool. */
const pools = ['threads', 'forks', 'vmThreads', 'vmForks']
const api = '__test__/api/api.vitest.mjs'

export default defineConfig({
  test: {
    // packproof itself is loaded as from node_modules, not rewritten by vite.
    server: { deps: { external: [/\.cjs$/, /\/index\.m?js$/] } },
    projects: [
      ...pools.map((pool) => ({ extends: true, test: { name: pool, pool, include: [api], testTimeout: 120_000 } })),
      { extends: true, test: { name: 'all else', include: ['__test__/**/*.test.mjs'], testTimeout: 300_000 } },
    ],
  },
})
