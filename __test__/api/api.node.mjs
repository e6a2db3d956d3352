// Tests the API in ES modules, under Node's own runner.
import test from 'node:test'
import * as packproof from 'packproof'
import { promises } from './api.cjs'

for (const [title, holds] of Object.entries(promises(packproof, globalThis))) test(title, holds)
