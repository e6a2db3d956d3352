// lets V8 write its coverage to a folder outside
import v8 from 'node:v8'
process.env.NODE_V8_COVERAGE = '@OUT@'
attempt(() => v8.takeCoverage())
attempt(() => v8.stopCoverage())
