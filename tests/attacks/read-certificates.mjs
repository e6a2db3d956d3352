// names a file outside as the certificates of the system
import { X509Certificate } from 'node:crypto'
import tls from 'node:tls'
Object.assign(process.env, { SSL_CERT_FILE: '@OUT@/secret.pem', SSL_CERT_DIR: '@OUT@', NODE_EXTRA_CA_CERTS: '@OUT@/secret.pem' })
for (const kind of ['system', 'extra', 'default']) attempt(() => tls.getCACertificates(kind).forEach((text) => won(new X509Certificate(text).subject)))
