// lets Node keep compiled code in a folder outside
import * as module from 'node:module'
attempt(() => module.enableCompileCache?.('@OUT@/cache'))
attempt(() => module.flushCompileCache?.())
