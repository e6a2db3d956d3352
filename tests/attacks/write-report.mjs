// lets Node write its report to a folder outside: by hand, at an uncaught error, at a signal
const { report } = process
attempt(() => { report.directory = '@OUT@'; report.filename = 'report.json' })
attempt(() => report.writeReport('by-hand.json'))
attempt(() => report.writeReport('@OUT@/by-path.json'))
attempt(() => { report.reportOnUncaughtException = true; report.reportOnFatalError = true; report.reportOnSignal = true })
attempt(() => process.kill(process.pid, 'SIGUSR2'))
await new Promise((resolve) => setTimeout(resolve, 100))
setImmediate(() => { throw new Error('uncaught') })
await new Promise((resolve) => setTimeout(resolve, 100))
