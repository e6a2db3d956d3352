// reads and writes by io_uring, which no filter of system calls sees, on a thread of its own
import { Worker } from 'node:worker_threads'
process.env.UV_USE_IO_URING = '1'
const code = `const { parentPort } = require('worker_threads'), { promises } = require('fs')
  promises.readFile('@OUT@/secret.txt', 'utf8').catch((error) => error.code).then(async (text) => {
    await promises.writeFile('@OUT@/by-uring', text).catch(() => {}); parentPort.postMessage(text) })`
await attempt(() => new Promise((resolve, reject) => {
  const heard = (text) => { try { won(text); resolve() } catch (error) { reject(error) } }
  new Worker(code, { eval: true, env: { UV_USE_IO_URING: '1' } }).on('message', heard).on('error', resolve)
}))
