// loads a file outside as JSON and as a module
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
attempt(() => won(JSON.stringify(require('@OUT@/secret.json'))))
attempt(() => won(JSON.stringify(require('@OUT@'))))
attempt(() => { try { require('@OUT@/secret.txt') } catch (error) { won(error.stack) } })
await attempt(async () => won(JSON.stringify((await import('@OUT@/secret.json', { with: { type: 'json' } })).default)))
