// starts a thread with other flags, which reads
import { Worker } from 'node:worker_threads'
const code = "require('worker_threads').parentPort.postMessage(require('fs').readFileSync('@OUT@/secret.txt', 'utf8'))"
for (const options of [{ eval: true }, { eval: true, execArgv: ['--allow-fs-read=*'] }, { eval: true, execArgv: ['--no-permission'] }])
  await attempt(() => new Promise((resolve, reject) => new Worker(code, options).on('message', (text) => attempt(() => won(text))).on('error', resolve).on('exit', resolve)))
