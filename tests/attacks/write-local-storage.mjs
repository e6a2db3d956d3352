// keeps something in the storage of Node
attempt(() => process.chdir('@OUT@'))
attempt(() => globalThis.localStorage?.setItem('a', 'b'))
