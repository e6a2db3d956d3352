// Reads each file that standard input names as this Node does, without running it, and writes the result as JSON lines.
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

const { internalBinding } = createRequire(import.meta.url)('internal/test/binding');
const { containsModuleSyntax } = internalBinding('contextify');
const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];

const message = (run) => {
  try {
    run();
    return null;
  } catch (error) {
    return error.message;
  }
};

function verdict(path) {
  const source = new TextDecoder().decode(readFileSync(path));
  let module;
  const failure = message(() => (module = new vm.SourceTextModule(source)));
  const commonjs = message(() => vm.compileFunction(source, WRAPPER));
  const detected = containsModuleSyntax ? containsModuleSyntax(source, '/package/file.js') : null;
  const requests = module && specifiers(module);
  const tla = module?.hasTopLevelAwait?.() ?? null;
  return { module: failure, commonjs, detected, requests, tla };
}

/** Node merges requests for one specifier; the newer property tells more. */
function specifiers(module) {
  return module.moduleRequests?.map((it) => it.specifier) ?? module.dependencySpecifiers;
}

for (const path of readFileSync(0, 'utf8').trim().split('\n')) {
  writeSync(1, `${JSON.stringify(verdict(path))}\n`);
}
