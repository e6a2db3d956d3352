// reads the memory, the environment and the files of packproof in /proc
import { readFileSync, readdirSync } from 'node:fs'
for (const pid of [process.ppid, 1])
  for (const name of ['environ', 'cmdline', 'maps', 'root@OUT@/secret.txt', 'cwd/secret.txt'])
    attempt(() => won(`${readFileSync(`/proc/${pid}/${name}`)}`.length ? 'CANARY-read' : ''))
attempt(() => won(readFileSync('/proc/self/root@OUT@/secret.txt')))
