#!/usr/bin/env node
const { Cancellation, run } = addon()

const cancellation = new Cancellation()
let ended

// A package manager that packs and a Node that is asked are stopped and their folders removed, before the signal has its way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // Once: a second signal of one kind ends the process at once.
  process.once(signal, () => {
    ended = signal
    if (cancellation.isHeeded()) cancellation.cancel()
    else process.kill(process.pid, signal)
  })
}

// Called again by itself, it holds what `smoke` runs.
const itself = [process.execPath, __filename]

run(process.argv.slice(2), cancellation, itself).then((status) => {
  process.exitCode = status
  if (ended && !cancellation.isAnswered()) process.kill(process.pid, ended)
})

/** Without the addon nothing can be checked: exit status 2. */
function addon() {
  try {
    return require('../addon.cjs')
  } catch ({ code, message }) {
    if (process.argv.includes('--json')) console.log(JSON.stringify({ schema: 1, error: { code, message } }))
    else console.error(`packproof: ${message}`)
    process.exit(2)
  }
}
