// Tests the API under vitest.
import { createRequire } from 'node:module'
import { describe, test } from 'vitest'
import * as packproof from 'packproof'
import { promises } from './api.cjs'

describe('import', () => {
  for (const [title, holds] of Object.entries(promises(packproof, globalThis))) test(title, holds)
})
