// Extends vitest's `expect`.
import { expect } from 'vitest'
import matchers from './index.js'

expect.extend(matchers)
