import './jest.js'
