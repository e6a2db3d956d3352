// Makes the packages of a release from what was built: `node release/stage.mjs ARTIFACTS FOLDER`.
//
// ARTIFACTS has the addons of the platforms and native.cjs, as `napi build` wrote them. FOLDER gets packproof and, in `npm`,
// a package for each platform, each ready for `npm publish`. What users get has no lifecycle scripts: the addon is built on a
// checkout by `prepare`, which ends here, and on no machine of a user.

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [artifacts, folder] = process.argv.slice(2).map((path) => resolve(path))
if (!folder) throw new Error('node release/stage.mjs ARTIFACTS FOLDER')

/** The fields of package.json that serve only those who work on packproof. */
const OURS = ['scripts', 'devDependencies', 'overrides', 'napi', 'packproof']

rmSync(folder, { recursive: true, force: true })
const main = join(folder, 'packproof')
mkdirSync(main, { recursive: true })
copyPublishedFiles()
layOutPlatforms()
finishManifests()

/** Copies what npm would pack, but for addons: these have packages of their own. */
function copyPublishedFiles() {
  const [{ files }] = JSON.parse(run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], root))
  for (const { path } of files.filter(({ path }) => !path.endsWith('.node') && path !== 'native.cjs')) {
    cpSync(join(root, path), join(main, path))
  }
  cpSync(join(artifacts, 'native.cjs'), join(main, 'native.cjs'))
}

/** Lets napi-rs make the packages of the platforms, put the addons into them, and name them in package.json. */
function layOutPlatforms() {
  cpSync(artifacts, join(main, 'artifacts'), { recursive: true })
  const napi = (...words) => run(process.execPath, [join(root, 'node_modules/@napi-rs/cli/dist/cli.js'), ...words], main)
  napi('create-npm-dirs')
  napi('artifacts', '--output-dir', 'artifacts')
  napi('pre-publish', '--tag-style', 'npm', '--skip-optional-publish', '--no-gh-release')
  rmSync(join(main, 'artifacts'), { recursive: true })
  for (const name of readdirSync(main)) {
    if (name.endsWith('.node')) rmSync(join(main, name)) // napi puts them here, too.
  }
  cpSync(join(main, 'npm'), join(folder, 'npm'), { recursive: true })
  rmSync(join(main, 'npm'), { recursive: true })
}

function finishManifests() {
  edit(main, (manifest) => {
    for (const key of OURS) delete manifest[key]
    manifest.files = manifest.files.filter((pattern) => pattern !== '*.node')
  })
  for (const name of readdirSync(join(folder, 'npm'))) {
    const platform = join(folder, 'npm', name)
    edit(platform, (manifest) => {
      manifest.description = `The addon of packproof for ${name}. Install packproof, which brings it.`
      delete manifest.keywords
    })
    cpSync(join(root, 'LICENSE'), join(platform, 'LICENSE'))
    if (!existsSync(join(platform, 'README.md'))) {
      writeFileSync(join(platform, 'README.md'), `# ${name}\n\nThe addon of packproof for ${name}. Install packproof, which brings it.\n`)
    }
  }
}

/** Changes a package.json. Provenance wants the repository, which only the workflow knows. */
function edit(directory, change) {
  const file = join(directory, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  change(manifest)
  manifest.type ??= 'commonjs'
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env
  if (server && repository) manifest.repository = { type: 'git', url: `git+${server}/${repository}.git` }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

function run(program, words, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, encoding: 'utf8', maxBuffer: 1 << 28, shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error ?? stderr + stdout}`)
  return stdout
}
