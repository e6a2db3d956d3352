// The modes of TypeScript, as its compilers are asked for them.

export const MODES = {
  'node16-cjs': { module: 'node16', moduleResolution: 'node16', extension: '.cts' },
  'node16-esm': { module: 'node16', moduleResolution: 'node16', extension: '.mts' },
  'nodenext-cjs': { module: 'nodenext', moduleResolution: 'nodenext', extension: '.cts' },
  bundler: { module: 'esnext', moduleResolution: 'bundler', extension: '.ts' },
}

/** The settings of a mode, for a compiler that is called as a library. */
export function optionsOf(ts, name) {
  const { module, moduleResolution } = MODES[name]
  return {
    module: { node16: ts.ModuleKind.Node16, nodenext: ts.ModuleKind.NodeNext, esnext: ts.ModuleKind.ESNext }[module],
    moduleResolution: { node16: ts.ModuleResolutionKind.Node16, nodenext: ts.ModuleResolutionKind.NodeNext, bundler: ts.ModuleResolutionKind.Bundler }[
      moduleResolution
    ],
    target: ts.ScriptTarget.ESNext,
    resolveJsonModule: true,
    noEmit: true,
    noLib: true,
    skipLibCheck: true,
    strict: true,
    types: [],
  }
}

/** The format of a consumer's file in that mode, as `resolveModuleName` takes it. */
export function formatOf(ts, name) {
  if (name === 'bundler') return undefined
  return MODES[name].extension === '.mts' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS
}
