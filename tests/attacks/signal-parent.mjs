// stops packproof, in every way that Node has
const { ppid } = process
for (const signal of ['SIGUSR1', 'SIGTERM', 'SIGKILL']) attempt(() => process.kill(ppid, signal))
attempt(() => process._kill(ppid, 9))
attempt(() => process._debugProcess(ppid))
