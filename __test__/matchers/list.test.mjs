// The list of matchers, beside every file that must name them once more.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import * as assertions from '../../matchers/assert.mjs'
import * as matchers from '../../matchers/index.mjs'

const require = createRequire(import.meta.url)
const list = require('../../matchers/list.js')
const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const found = (path, pattern) => [...new Set(read(path).match(pattern))].sort()
const names = Object.keys(list).sort()
const plain = Object.values(list).sort()

describe('every matcher is named', () => {
  test('in the ES modules', () => {
    expect(Object.keys(matchers).sort()).toEqual(names)
    expect(Object.keys(assertions).sort()).toEqual(plain)
  })

  test('in the CommonJS modules', () => {
    expect(Object.keys(require('../../matchers/index.js')).sort()).toEqual(names)
    expect(Object.keys(require('../../matchers/assert.js')).sort()).toEqual(plain)
  })

  test.each([
    ['matchers/index.d.ts', /\bto[A-Z]\w+(?=\()/g, names],
    ['matchers/assert.d.ts', /\bassert[A-Z]\w+(?=\()/g, plain],
    ['src/bindings/expected.rs', /(?<=")to[A-Z]\w+(?=" =>)/g, names],
    ['docs/matchers.md', /(?<=^### .*`)to[A-Z]\w+/gm, names],
  ])('in %s', (path, pattern, expected) => {
    expect(found(path, pattern)).toEqual(expected)
  })
})
