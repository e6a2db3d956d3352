// listens on a port
import net from 'node:net'
await new Promise((resolve) => { const server = net.createServer().on('error', resolve).listen(0, '127.0.0.1', () => { server.close(); resolve(); listening = true }) })
var listening
if (listening) won('CANARY')
