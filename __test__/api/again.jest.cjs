// The tests of the API once more, so that jest has work for more than one process.
require('./api.jest.cjs')
