// lets Node write its report to a folder outside as it runs out of memory
attempt(() => { process.report.directory = '@OUT@'; process.report.filename = 'fatal.json'; process.report.reportOnFatalError = true })
const all = []
for (;;) all.push(new Array(1e5).fill({ all }))
