// Asks TypeScript about a project: its own files and packproof's declarations are checked, those of others only read. What is
// read of others serves every project that is compiled in the same way.
import { join } from 'node:path'
import ts from 'typescript'

const sourceFiles = new Map()

/** The errors in a project's files and in packproof's declarations, as `tsc` prints them. */
export function typeErrors(folder, compilerOptions, files) {
  const { options, errors } = ts.convertCompilerOptionsFromJson(compilerOptions, folder)
  const rootNames = files.map((file) => join(folder, file))
  const program = ts.createProgram({ rootNames, options, host: remembering(ts.createCompilerHost(options), folder, compilerOptions) })
  const ours = program.getSourceFiles().filter(({ fileName }) => rootNames.includes(fileName) || fileName.includes('/node_modules/packproof/'))
  const found = ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
  const all = [...errors, ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...found]
  return ts.formatDiagnostics(all, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => '\n' })
}

function remembering(host, folder, { types, ...compiled }) {
  const read = host.getSourceFile
  host.getCurrentDirectory = () => folder
  host.getSourceFile = (fileName, version, ...rest) => {
    if (!fileName.includes('/node_modules/')) return read(fileName, version, ...rest)
    const key = JSON.stringify([fileName, version, compiled])
    if (!sourceFiles.has(key)) sourceFiles.set(key, read(fileName, version, ...rest))
    return sourceFiles.get(key)
  }
  return host
}
