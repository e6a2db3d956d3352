// lets OpenSSL read a file or load a library
import crypto from 'node:crypto'
import tls from 'node:tls'
attempt(() => crypto.setEngine('@OUT@/engine.so'))
attempt(() => tls.createSecureContext({ privateKeyEngine: '@OUT@/engine.so', privateKeyIdentifier: 'k' }))
attempt(() => tls.createSecureContext({ clientCertEngine: '@OUT@/engine.so' }))
for (const key of ['file:@OUT@/secret.pem', { uri: 'file:@OUT@/secret.pem' }, new URL('file://@OUT@/secret.pem')])
  attempt(() => won(crypto.createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' }) + 'CANARY'))
