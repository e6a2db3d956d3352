// opens the inspector and asks it to read
import inspector from 'node:inspector'
const session = new inspector.Session()
session.connect()
const expression = "process.binding('fs'); process.mainModule?.require('fs').readFileSync('@OUT@/secret.txt', 'utf8')"
session.post('Runtime.evaluate', { expression, includeCommandLineAPI: true }, (error, answer) => attempt(() => won(answer?.result?.value)))
session.post('Runtime.evaluate', { expression: "require('fs').readFileSync('@OUT@/secret.txt', 'utf8')", includeCommandLineAPI: true }, (error, answer) => attempt(() => won(answer?.result?.value)))
