// Extends jest's `expect`, injected or not.
import { expect } from '@jest/globals'
import matchers from './index.js'

expect.extend(matchers)
