// loads a library of native code
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
attempt(() => process.dlopen({ exports: {} }, '@OUT@/addon.node'))
attempt(() => require('@OUT@/addon.node'))
attempt(() => process.dlopen({ exports: {} }, '@LIBC@'))
