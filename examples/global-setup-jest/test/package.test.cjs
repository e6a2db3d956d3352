require('packproof/jest')

// A path: packproof opens the tarball once, however many assertions there are.
const tarball = process.env.PACKED_TARBALL

test('every entry point can be imported', () => {
  expect(tarball).toBeImportable()
})

test('the orchestrators are exported', () => {
  expect(tarball).toExportNames('.', ['Orchestrator'])
  expect(tarball).toExportNames('./deployment', ['DeploymentOrchestrator'])
})

test('the shared module is packed', () => {
  expect(tarball).toContainFile('lib/shared/log.js')
  expect(tarball).toPass()
})
