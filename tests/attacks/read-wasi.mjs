// gives WebAssembly a folder outside
import { WASI } from 'node:wasi'
const bytes = Buffer.from('AGFzbQEAAAABHQRgCX9/f39/fn5/fwF/YAR/f39/AX9gAAF/YAAAAkUCFndhc2lfc25hcHNob3RfcHJldmlldzEJcGF0aF9vcGVuAAAWd2FzaV9zbmFwc2hvdF9wcmV2aWV3MQdmZF9yZWFkAAEDAwICAwUDAQABBx0DBm1lbW9yeQIAAmdvAAILX2luaXRpYWxpemUAAwpQAksAQQNBAEHkAEEKQQBCAkICQQBBABAAQQBHBEBBfw8LQQhBgAg2AgBBDEHkADYCAEEAKAIAQQhBAUEQEAFBAEcEQEF+DwtBECgCAAsCAAsLEQEAQeQACwpzZWNyZXQudHh0', 'base64')
const wasi = new WASI({ version: 'preview1', preopens: { '/': '@OUT@' } })
const imports = wasi.getImportObject?.() ?? { wasi_snapshot_preview1: wasi.wasiImport }
const { instance } = await WebAssembly.instantiate(bytes, imports)
wasi.initialize(instance)
const length = instance.exports.go()
won(Buffer.from(instance.exports.memory.buffer, 1024, Math.max(length, 0)))
