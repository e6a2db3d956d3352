// asks Node's resolver what a package.json outside says
import { createRequire } from 'node:module'
const require = createRequire('@OUT@/scope/x.js')
const said = (ask) => { try { return ask() } catch (error) { return error.stack } }
for (const specifier of ['#secret', '.', '@OUT@/scope', 'scope/sub']) {
  for (const ask of [require, require.resolve, (it) => import.meta.resolve(it, 'file://@OUT@/scope/x.js')]) attempt(() => won(JSON.stringify(said(() => ask(specifier)))))
}
await attempt(() => import('@OUT@/scope').catch((error) => won(error.stack)))
