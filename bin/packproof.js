#!/usr/bin/env node
const { Cancellation, run } = require('../native.cjs')

const cancellation = new Cancellation()
let ended

// A package manager that packs is stopped and its folder removed, before the signal has its way.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    ended = signal
    if (cancellation.isHeeded()) cancellation.cancel()
    else process.kill(process.pid, signal)
  })
}

run(process.argv.slice(2), cancellation).then((status) => {
  process.exitCode = status
  if (ended) process.kill(process.pid, ended)
})
