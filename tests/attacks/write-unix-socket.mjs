// makes a Unix socket outside
import net from 'node:net'
await new Promise((resolve) => net.createServer().on('error', resolve).listen('@OUT@/made.sock', resolve))
process.kill(process.pid, 'SIGKILL')
