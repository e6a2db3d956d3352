// starts a process, in every way that Node has
import child from 'node:child_process'
import cluster from 'node:cluster'
const script = "require('fs').writeFileSync('@OUT@/by-child', 'x')"
attempt(() => child.execSync("echo x > '@OUT@/by-shell'", { stdio: 'ignore' }))
attempt(() => child.spawnSync(process.execPath, ['-e', script]))
attempt(() => child.spawn('/bin/sh', ['-c', "echo x > '@OUT@/by-spawn'"], { detached: true, stdio: 'ignore' }).on('error', () => {}).unref())
attempt(() => child.fork('@OUT@/script.cjs').on('error', () => {}))
attempt(() => { cluster.setupPrimary({ exec: '@OUT@/script.cjs' }); cluster.fork().on('error', () => {}) })
await new Promise((resolve) => setTimeout(resolve, 300))
