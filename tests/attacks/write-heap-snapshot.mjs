// lets V8 write a snapshot of the heap outside
import v8 from 'node:v8'
attempt(() => v8.writeHeapSnapshot('@OUT@/heap.heapsnapshot'))
attempt(() => process.chdir('@OUT@'))
attempt(() => v8.writeHeapSnapshot())
