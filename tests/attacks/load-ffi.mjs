// calls native code by node:ffi
import { createRequire } from 'node:module'
const ffi = createRequire(import.meta.url)('node:ffi')
const { functions } = ffi.dlopen('@LIBC@', { creat: { parameters: ['string', 'int32'], result: 'int32', arguments: ['string', 'int32'], return: 'int32' } })
functions.creat('@OUT@/by-ffi', 0o644)
