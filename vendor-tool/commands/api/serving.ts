/** Owns what `api` does: the HTTP interface over an open vendor, its answer and its log. */
import { randomBytes } from 'node:crypto'
import type { Answer } from '../../../src/cli/command.ts'
import { mayAsk } from '../../../src/http/client-address.ts'
import { systemClock } from '../../../src/http/clock.ts'
import type { HttpServer } from '../../../src/http/server.ts'
import { brokenText, logLine as log } from '../../../src/serving/log.ts'
import { isByTlsOfProxy, isReachablePlain } from '../../../src/serving/secure.ts'
import type { Signer, Vendor } from '../../../src/vendor/door.ts'
import { apiDescription } from '../../../src/web/page-files.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { callables } from '../../api/callables.ts'
import { listenApi } from '../../api/server.ts'
import { limelmRoutes } from '../../limelm/routes.ts'
import { orderRoutes } from '../../orders/routes.ts'
import { listeningAnswer } from '../../serving.ts'
import { keysInUse } from '../../web/keys-in-use.ts'
import type { ApiSettings } from './options.ts'

export async function beginApi(settings: ApiSettings, vendor: Vendor, signer: Signer): Promise<HttpServer> {
  const { host, port, certificate, proxies, behindProxy } = settings
  const description = apiDescription()
  if (description === undefined) log(vendorWords().api.log.withoutDescription)
  return listenApi(
    {
      vendor,
      keys: await keysInUse(vendor, signer, log),
      operations: callables(),
      mounts: [limelmRoutes, desk => orderRoutes(desk)],
      description,
      proxies,
      clock: systemClock,
      now: () => Math.floor(Date.now() / 1000),
      random: bytes => Uint8Array.from(randomBytes(bytes)),
      isByTls: incoming => certificate !== undefined || isByTlsOfProxy(incoming, proxies),
      broken: error => log(brokenText(error)),
      warn: log,
    },
    {
      host,
      port,
      certificate,
      mayConnect: peer => !behindProxy || mayAsk(peer, proxies),
      ...(behindProxy ? { isProxy: (peer: string) => proxies.has(peer) } : {}),
      log,
    },
  )
}

export function apiAnswer(settings: ApiSettings, { address }: HttpServer): Answer {
  const plainHttp = isReachablePlain(settings, settings.host) ? vendorWords().api.plainHttp : undefined
  return listeningAnswer({ listening: address, plainHttp })
}
