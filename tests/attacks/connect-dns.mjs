// asks a name server of its own choice
import dns from 'node:dns'
const resolver = new dns.promises.Resolver({ timeout: 500, tries: 1 })
resolver.setServers(['127.0.0.1:@PORT@'])
await attempt(() => resolver.resolve4('hit-dns.example'))
