// talks to a port of this machine
import net from 'node:net'
await new Promise((resolve) => net.connect(@PORT@, '127.0.0.1').on('error', resolve).on('connect', function () { this.end('hit tcp'); resolve() }))
