// reads by Node's inner bindings
for (const binding of [process.binding, process._linkedBinding])
  for (const name of ['fs', 'contextify', 'spawn_sync', 'process_wrap'])
    attempt(() => { const fs = binding.call(process, name); won(fs.readFileUtf8?.('@OUT@/secret.txt', 0)); const fd = fs.open('@OUT@/secret.txt', 0, 0o666, undefined, {}); const b = Buffer.alloc(100); fs.read(fd, b, 0, 100, -1, undefined, {}); won(b) })
