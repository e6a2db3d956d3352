import type { PackageMatchers } from './index.js'

// The types of `@jest/globals`, and of `expect` by itself.
// @ts-ignore Where neither is installed, the globals below are all there is.
declare module 'expect' {
  interface Matchers<R> extends PackageMatchers<R> {}
  interface AsymmetricMatchers extends PackageMatchers<any> {}
}

// The types of `@types/jest`.
declare global {
  namespace jest {
    interface Matchers<R> extends PackageMatchers<R> {}
    interface Expect extends PackageMatchers<any> {}
    interface InverseAsymmetricMatchers extends PackageMatchers<any> {}
  }
}
