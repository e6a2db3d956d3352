// The test sees what is packed, not what lies in this folder: `open('.')` packs it as `npm publish` would.
require('packproof/jest')
const { open } = require('packproof')

let pkg
beforeAll(async () => {
  pkg = await open('.')
})

test('every entry point can be imported', () => {
  expect(pkg).toBeImportable()
})

test('the orchestrators are exported', () => {
  expect(pkg).toExportNames('.', ['Orchestrator'])
  expect(pkg).toExportNames('./deployment', ['DeploymentOrchestrator'])
  expect(pkg).toLink("import { DeploymentOrchestrator } from 'orchestra-with-jest/deployment'")
})

test('the shared module is packed, and tests are not', () => {
  expect(pkg).toContainFile('lib/shared/log.js')
  expect(pkg).not.toContainFile('test/package.test.cjs')
})

test('nothing is wrong with the package', () => {
  expect(pkg).toPass()
})
