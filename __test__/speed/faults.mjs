// A sound package, and the faults that it can have: each is one change.

import { generateKeyPairSync } from 'node:crypto'

/** Two subpaths, a command, and a script that imports and runs all of it, as a careful author writes it. */
export const sound = {
  'package.json': {
    name: 'who-sees-what',
    version: '1.0.0',
    description: 'A sound package.',
    license: 'MIT',
    repository: 'github:example/example',
    type: 'module',
    files: ['dist', 'bin'],
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './tuning': { types: './dist/tuning.d.ts', default: './dist/tuning.js' },
    },
    bin: { 'who-sees-what': 'bin/run.js' },
    scripts: { smoke: `node --input-type=module -e "await import('who-sees-what'); await import('who-sees-what/tuning')" && node ./bin/run.js` },
  },
  'README.md': '# who-sees-what\n',
  'dist/index.js': "export { tune } from './tuning.js'\nexport { name } from './name.js'\n",
  'dist/index.d.ts': 'export declare function tune(): number\nexport declare const name: string\n',
  'dist/tuning.js': "import { a } from './pitch.js'\nexport function tune() {\n  return a\n}\n",
  'dist/tuning.d.ts': 'export declare function tune(): number\n',
  'dist/pitch.js': 'export const a = 440\n',
  'dist/name.js': "export const name = 'who-sees-what'\n",
  'bin/run.js': "#!/usr/bin/env node\nimport { tune } from '../dist/index.js'\nconsole.log(tune())\n",
}

const manifest = (change) => (files) => {
  change(files['package.json'])
  return files
}

/** A key that opens nothing: it is made here, and forgotten. */
const privateKey = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
const file = (path, text) => (files) => ({ ...files, [path]: text })

const without = (path) => (files) => {
  delete files[path]
  return files
}

export const faults = {
  'a subpath leads to a file that is not packed': without('dist/tuning.js'),
  'a file that is imported two steps further is not packed': without('dist/pitch.js'),
  'a relative import is one `../` too deep': file('dist/tuning.js', "import { a } from '../pitch.js'\nexport const tune = () => a\n"),
  'a path in another case than the file': file('dist/tuning.js', "import { a } from './Pitch.js'\nexport const tune = () => a\n"),
  'a package is imported that nothing declares': file('dist/name.js', "import 'left-pad'\nexport const name = 'x'\n"),
  'a package is in devDependencies only': (files) =>
    manifest((json) => (json.devDependencies = { 'left-pad': '^1.3.0' }))(file('dist/name.js', "import 'left-pad'\nexport const name = 'x'\n")(files)),
  'a name is imported that is not exported': file('dist/name.js', 'export const title = 1\n'),
  'a cycle reads a `const` before it is set': (files) => ({
    ...files,
    'dist/name.js': "import { log } from './log.js'\nexport const name = log('x')\n",
    'dist/log.js': "import { name } from './name.js'\nexport const log = (text) => text\nexport const loaded = name\n",
  }),
  'CommonJS in an ES module package': file('dist/name.js', "exports.name = require('node:path').basename('x')\n"),
  'a syntax error': file('dist/name.js', 'export const name = = 1\n'),
  '`import()` in a function, of a file that is not packed': file('dist/name.js', "export const name = 'x'\nexport const later = () => import('./later.js')\n"),
  'a bin that is not packed': without('bin/run.js'),
  'a bin without `#!`': file('bin/run.js', "import { tune } from '../dist/index.js'\nconsole.log(tune())\n"),
  'a bin whose import is not packed': file('bin/run.js', "#!/usr/bin/env node\nimport '../dist/cli.js'\n"),
  '"types" after "default"': manifest((json) => (json.exports['.'] = { default: './dist/index.js', types: './dist/index.d.ts' })),
  'declarations that are not packed': without('dist/tuning.d.ts'),
  'declarations of CommonJS for an ES module': (files) => ({
    ...manifest((json) => (json.exports['./tuning'] = { types: './dist/types/tuning.d.ts', default: './dist/tuning.js' }))(files),
    'dist/types/package.json': { type: 'commonjs' },
    'dist/types/tuning.d.ts': 'declare function tune(): number\nexport = tune\n',
  }),
  'a private key is packed': file('dist/id_rsa', privateKey()),
  'it throws while it loads': file('dist/name.js', "export const name = process.env.NO_SUCH_VARIABLE.trim()\n"),
}
