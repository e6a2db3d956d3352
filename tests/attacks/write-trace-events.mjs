// lets Node write its trace of events in a folder outside
import { createTracing } from 'node:trace_events'
attempt(() => process.chdir('@OUT@'))
const tracing = createTracing({ categories: ['node', 'v8', 'node.perf'] })
tracing.enable()
await new Promise((resolve) => setTimeout(resolve, 200))
tracing.disable()
