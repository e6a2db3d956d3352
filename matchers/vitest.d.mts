import 'vitest'
import type { PackageMatchers } from './index.js'

// Every version of vitest from 1 on has these two; they differ in their type parameters, so none is named.
declare module 'vitest' {
  interface Assertion extends PackageMatchers {}
  interface AsymmetricMatchersContaining extends PackageMatchers<any> {}
}
