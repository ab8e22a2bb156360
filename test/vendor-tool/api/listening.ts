/** Owns the HTTP interface on a free port of this computer, without what most tests do not need. */
import { proxiesOf } from '../../../src/http/client-address.ts'
import { systemClock } from '../../../src/http/clock.ts'
import { type HttpServer, USUAL_PATIENCE } from '../../../src/http/server.ts'
import { type ApiListening, type ApiWorldOptions, listenApi } from '../../../vendor-tool/api/server.ts'

export function listenHere(
  world: Partial<ApiWorldOptions> & Pick<ApiWorldOptions, 'vendor' | 'keys' | 'now'>,
  listening: Partial<ApiListening> & Pick<ApiListening, 'log'>,
): Promise<HttpServer> {
  return listenApi(
    {
      operations: [],
      mounts: [],
      description: undefined,
      proxies: proxiesOf('', []),
      clock: systemClock,
      random: bytes => crypto.getRandomValues(new Uint8Array(bytes)),
      isByTls: () => false,
      broken: () => {},
      warn: () => {},
      ...world,
    },
    { host: '127.0.0.1', port: 0, patience: { ...USUAL_PATIENCE, drainMs: 0 }, ...listening },
  )
}
