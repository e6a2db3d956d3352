// Tests the matchers under vitest.
import { expect, test } from 'vitest'
import 'packproof/vitest'
import { promises } from './matchers.cjs'

for (const [title, holds] of Object.entries(promises({ expect, Error, TypeError }))) test(title, holds)
