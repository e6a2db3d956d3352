// lets Node write a snapshot of the heap as memory runs out, in a folder outside
import v8 from 'node:v8'
attempt(() => process.chdir('@OUT@'))
attempt(() => v8.setHeapSnapshotNearHeapLimit(1))
const all = []
for (;;) all.push(new Array(1e5).fill({ all }))
