// talks to a Unix socket outside
import net from 'node:net'
await new Promise((resolve) => net.connect('@OUT@/open.sock').on('error', resolve).on('connect', function () { this.end('hit unix'); resolve() }))
