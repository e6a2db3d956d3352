// Builds real packages with their real tools, breaks them as releases break, and holds packproof to Node and to itself: what
// `trace` calls lost is lost, and the first fix has the effect that it states.
//
// Run `npm install` in this folder first. By default one breakage of each project that is quick to build is tried; ALL=1 takes
// everything, PROJECT=name and BREAKAGE=word select, VERBOSE=1 prints what was said.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { projects } from './real-projects.mjs'

const here = import.meta.dirname
const tools = process.env.TOOLS ?? path.join(here, 'node_modules')
const program = process.env.PACKPROOF_BIN ?? path.join(here, '../../bin/packproof.js')
const node = process.env.NODE_22 ?? path.join(here, '../node/node_modules/node22/bin/node')
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'packproof-real-'))
after(() => fs.rmSync(root, { recursive: true, force: true }))

// Two versions of TypeScript are installed, and npm links the commands of either one.
if (fs.existsSync(path.join(tools, 'ts6'))) {
  for (const command of ['tsc', 'tsserver']) {
    fs.rmSync(path.join(tools, '.bin', command), { force: true })
    fs.symlinkSync(`../typescript/bin/${command}`, path.join(tools, '.bin', command))
  }
}

const execute = promisify(execFile)
const options = { maxBuffer: 1 << 28, timeout: 300_000, env: { ...process.env, PATH: `${tools}/.bin:${process.env.PATH}`, NODE_ENV: '' } }

/** The files of a project as they are published, with what is written here. */
function files(project) {
  const from = path.join(tools, project.package)
  const found = new Map()
  for (const entry of fs.readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.relative(from, path.join(entry.parentPath, entry.name))
    if (!project.keep.test(file)) continue
    found.set(project.rename?.(file) ?? file, fs.readFileSync(path.join(from, file), 'utf8'))
  }
  for (const [file, text] of Object.entries(project.files ?? {})) found.set(file, text)
  const json = JSON.parse(found.get('package.json'))
  project.manifest?.(json)
  found.set('package.json', `${JSON.stringify(json, null, 2)}\n`)
  return found
}

function write(folder, all) {
  for (const [file, text] of all) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    fs.writeFileSync(path.join(folder, file), text)
  }
}

/** Builds and packs a project as npm does. */
async function built(folder, all) {
  fs.rmSync(folder, { recursive: true, force: true })
  write(folder, all)
  fs.symlinkSync(tools, path.join(folder, 'node_modules'))
  const { scripts } = JSON.parse(all.get('package.json'))
  if (scripts?.build) await execute('npm', ['run', 'build', '--silent'], { ...options, cwd: folder })
  fs.unlinkSync(path.join(folder, 'node_modules'))
  return packed(folder)
}

async function packed(folder) {
  const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts'], { ...options, cwd: folder })
  const [{ filename }] = JSON.parse(stdout)
  const tarball = `${folder}.tgz`
  fs.renameSync(path.join(folder, filename.replace('@', '').replace('/', '-')), tarball)
  return tarball
}

async function traced(folder, tarball) {
  const [command, first] = program.endsWith('.js') ? [process.execPath, [program]] : [program, []]
  const asked = ['trace', folder, '--tarball', tarball, '--json']
  const { stdout } = await execute(command, [...first, ...asked], options).catch((error) => {
    if (error.code === 1) return error
    throw new Error(error.stderr)
  })
  return JSON.parse(stdout)
}

const QUESTION = `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const [, , ...asked] = process.argv
const answers = {}
const answer = async (key, load) => {
  try { await load(); answers[key] = 'ok' }
  catch (error) { answers[key] = (error.code ?? error.name) + ': ' + String(error.message).split('\\n')[0] }
}
for (const specifier of asked) {
  await answer(specifier, () => import(specifier.startsWith('/') ? 'file://' + specifier : specifier))
  if (!specifier.startsWith('/')) await answer('require ' + specifier, () => require(specifier))
}
console.log('@@' + JSON.stringify(answers)); process.exit(0)
`

/** Node's answers to importing these, where exactly what the package declares is installed. */
async function asked(folder, tarball, manifest, specifiers, paths) {
  const consumer = `${folder}-consumer`
  fs.rmSync(consumer, { recursive: true, force: true })
  const own = path.join(consumer, 'node_modules', manifest.name)
  fs.mkdirSync(own, { recursive: true })
  await execute('tar', ['xzf', tarball, '--strip-components', '1', '-C', own], options)
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    const link = path.join(consumer, 'node_modules', name)
    const nested = path.join(tools, manifest.name, 'node_modules', name)
    const from = fs.existsSync(nested) ? nested : path.join(tools, name)
    if (name === manifest.name || !fs.existsSync(from)) continue
    fs.mkdirSync(path.dirname(link), { recursive: true })
    fs.symlinkSync(from, link)
  }
  fs.writeFileSync(path.join(consumer, 'ask.mjs'), QUESTION)
  const all = [...specifiers, ...paths.map((file) => path.join(own, file))]
  const ask = async (these) => {
    const { stdout } = await execute(node, ['ask.mjs', ...these], { ...options, cwd: consumer })
    return JSON.parse(stdout.slice(stdout.indexOf('@@') + 2))
  }
  const answers = await ask(all)
  return {
    of: (specifier) => answers[specifier],
    required: (specifier) => answers[`require ${specifier}`],
    at: (file) => answers[path.join(own, file)],
    // Evaluation begins at an entry point: what another one has loaded before may hide what fails.
    alone: async (specifier) => Object.assign(answers, await ask([specifier])),
  }
}

const arriving = (report) => new Set(report.modules.filter((it) => it.stage === 'importable' || it.bins.length > 0).map((it) => it.source))
const isMissing = (answer) =>
  /ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|ERR_UNSUPPORTED_DIR_IMPORT|ERR_PACKAGE_PATH|ERR_INVALID_PACKAGE_TARGET|SyntaxError|is not defined in ES module/.test(answer)

/** The entry points that are offered to `require` and fail there. */
const isRequiredInVain = (answer) => isMissing(answer) && !/ERR_PACKAGE_PATH/.test(answer)

/** Holds a trace to what Node says of the same tarball. */
async function agrees(report, folder, tarball, manifest) {
  const entries = report.entryPoints.filter((entry) => entry.kind !== 'bin')
  const broken = report.modules.filter((module) => module.stage === 'broken')
  const whole = report.modules.filter((module) => module.stage === 'importable').slice(0, 60)
  const paths = [...broken, ...whole].flatMap((module) => module.packedAs)
  const node = await asked(folder, tarball, manifest, entries.map((entry) => entry.specifier), paths)
  const wrong = []
  for (const entry of entries) {
    if (!entry.ok) await node.alone(entry.specifier)
    const answer = node.of(entry.specifier)
    const works = answer === 'ok' && !isRequiredInVain(node.required(entry.specifier))
    if (entry.ok ? isMissing(answer) : works) wrong.push(`${entry.specifier}: trace says ${entry.ok ? 'ok' : 'broken'}, Node ${answer}`)
  }
  for (const module of whole) {
    // A module that is in several bundles arrives by one of them.
    const answers = module.packedAs.map((path) => node.at(path)).filter(Boolean)
    if (answers.length > 0 && answers.every(isMissing)) wrong.push(`${module.source} is called importable, Node: ${answers[0]}`)
  }
  return { wrong, node }
}

const list = (report) => {
  const { summary } = report
  return `ok ${report.ok}, ${summary.lost} of ${summary.meant} lost, ${report.fixes.length} fixes`
}
const say = (...words) => process.env.VERBOSE && console.log(...words)

const only = (word, names) => (word ? names.filter((name) => name.includes(word)) : names)
const { ALL, PROJECT, BREAKAGE } = process.env
const isWhole = ALL || PROJECT || BREAKAGE

for (const name of only(PROJECT, Object.keys(projects))) {
  const project = projects[name]
  if (!isWhole && project.isSlow) continue
  describe(name, () => {
    const base = path.join(root, name.replace(/\W+/g, '-'))
    test('sound', { skip: isWhole ? false : 'ALL=1 or PROJECT=name tries it, too' }, async () => {
      const all = files(project)
      const tarball = await built(base, all)
      const report = await traced(base, tarball)
      const { wrong } = await agrees(report, base, tarball, JSON.parse(all.get('package.json')))
      say(`${name}: ${list(report)}`)
      const lost = report.modules.filter((module) => module.lost).map((module) => `${module.source}: ${module.reason}`)
      assert.deepEqual({ wrong, lost, ok: report.ok }, { wrong: [], lost: [], ok: true })
    })
    for (const [source, change] of Object.entries(project.older ?? {})) {
      test(`${source} is newer than the build`, { skip: isWhole ? false : 'ALL=1 or PROJECT=name tries it, too' }, async () => {
        const folder = `${base}-older-${source.replace(/\W+/g, '-')}`
        const all = files(project)
        await built(folder, all)
        change(all)
        write(folder, all)
        const before = await traced(folder, await packed(folder))
        say(`${name}, ${source} is newer: ${list(before)}`)
        say(before.modules.filter((module) => module.lost).map((module) => `   ${module.source}: ${module.reason}`).join('\n'))
        assert.deepEqual([before.ok, before.summary.lost > 0], [false, true])
        const after = await traced(folder, await built(folder, all))
        assert.deepEqual([after.ok, after.modules.filter((module) => module.lost)], [true, []])
      })
    }
    const breakages = only(BREAKAGE, Object.keys(project.breakages))
    for (const breakage of isWhole ? breakages : breakages.slice(0, 1)) {
      test(breakage, async () => {
        const folder = `${base}-${breakage.replace(/\W+/g, '-')}`
        const all = files(project)
        project.breakages[breakage](all)
        const tarball = await built(folder, all)
        const before = await traced(folder, tarball)
        say(`${name}, ${breakage}: ${list(before)}`)
        const manifest = JSON.parse(all.get('package.json'))
        const { wrong } = await agrees(before, folder, tarball, manifest)
        assert.deepEqual(wrong, [])
        assert.equal(before.ok, false, 'nothing is said to be lost')
        const [fix] = before.fixes
        if (!fix) {
          say(before.modules.filter((module) => module.lost).slice(0, 4).map((module) => `   ${module.source}: ${module.reason}`).join('\n'))
          say(before.entryPoints.filter((it) => !it.ok).map((it) => `   ${it.specifier} ${it.errors.map((error) => error.message)}`).slice(0, 4).join('\n'))
        }
        assert.ok(fix || project.incurable?.has(breakage), 'no fix is offered')
        if (!fix) return
        say(`   ${fix.kind}: ${fix.message}\n   ${fix.effect.sentence}`)
        write(folder, all)
        const diff = `${folder}.diff`
        fs.writeFileSync(diff, fix.diff)
        await execute('patch', ['-p1', '-i', diff], { ...options, cwd: folder })
        const fixed = new Map([...all.keys()].map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]))
        const again = await built(folder, fixed)
        const after = await traced(folder, again)
        const [a, b] = [arriving(before), arriving(after)]
        const gained = [...b].filter((source) => !a.has(source)).sort()
        const gone = [...a].filter((source) => !b.has(source)).sort()
        const stated = { gained: fix.effect.importable, gone: [...fix.effect.broken, ...fix.effect.replaced].sort() }
        const later = await agrees(after, folder, again, JSON.parse(fixed.get('package.json')))
        const unkept = fix.effect.mended.filter((specifier) => {
          const { of, required } = later.node
          return of(specifier) && (isMissing(of(specifier)) || isRequiredInVain(required(specifier)))
        })
        say(`   after: ${list(after)}`)
        assert.deepEqual({ gained, gone, wrong: later.wrong, unkept }, { ...stated, wrong: [], unkept: [] })
        const remain = after.modules.filter((module) => module.lost).map((module) => module.source)
        const said = [...fix.effect.remaining].map((one) => one.source ?? one)
        assert.deepEqual(remain.filter((source) => before.modules.some((it) => it.source === source && it.lost) && !said.includes(source) && fix.modules.includes(source)), [])
      })
    }
  })
}
