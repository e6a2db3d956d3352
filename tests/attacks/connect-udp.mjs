// sends a datagram
import dgram from 'node:dgram'
await new Promise((resolve) => { const socket = dgram.createSocket('udp4').on('error', resolve); socket.send('hit udp', @PORT@, '127.0.0.1', resolve) })
await new Promise((resolve) => setTimeout(resolve, 50))
