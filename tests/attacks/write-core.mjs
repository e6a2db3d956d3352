// crashes, so that the system writes the memory to a folder outside
attempt(() => process.chdir('@OUT@'))
process.abort()
