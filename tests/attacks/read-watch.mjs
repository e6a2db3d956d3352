// learns the names of files that change in a folder outside
import fs from 'node:fs'
await attempt(() => new Promise((resolve, reject) => {
  const heard = (kind, name) => { try { won(name) } catch (error) { reject(error) } }
  fs.watch('@OUT@/changing', heard).on('error', resolve)
  setTimeout(resolve, 2000)
}))
