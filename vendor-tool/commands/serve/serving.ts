/** Owns what `serve` does: the page over an open vendor, its answer, its log, and the signal that ends it. */

import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Answer } from '../../../src/cli/command.ts'
import { connectionsOf } from '../../../src/http/client-address.ts'
import { OutOfTime, systemClock } from '../../../src/http/clock.ts'
import type { HttpServer } from '../../../src/http/server.ts'
import { brokenText, logLine as log } from '../../../src/serving/log.ts'
import { isByTlsOfProxy, isReachablePlain } from '../../../src/serving/secure.ts'
import type { Signer, Vendor } from '../../../src/vendor/door.ts'
import { styleSheet } from '../../../src/web/page-files.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { listeningAnswer } from '../../serving.ts'
import { appOf } from '../../web/app.ts'
import { deskOver } from '../../web/desk.ts'
import { keysInUse } from '../../web/keys-in-use.ts'
import { USUAL_LIMITS } from '../../web/limits.ts'
import { listen } from '../../web/listening.ts'
import { builtScripts } from './page-files.ts'
import type { ServeSettings } from './settings.ts'

export async function begin(settings: ServeSettings, vendor: Vendor, signer: Signer): Promise<HttpServer> {
  const { host, port, certificate, proxies, address, footer, howTo } = settings
  const scripts = builtScripts()
  // what comes later decides
  const style = styleSheet() + settings.ownStyle
  if (scripts === undefined) log(vendorWords().serve.log.withoutScripts)
  const desk = deskOver(vendor, await keysInUse(vendor, signer, log), settings.takesReceipts)
  const isSecure = (incoming: IncomingMessage | undefined) => isByTls(incoming, settings)
  const passSecret = await signer.sharedSecret('page pass')
  const makeApp = (isStopping: () => boolean) =>
    appOf({
      desk,
      limits: USUAL_LIMITS,
      proxies,
      address,
      footer,
      howTo,
      style,
      scripts,
      clock: systemClock,
      random: bytes => Uint8Array.from(randomBytes(bytes)),
      passSecret,
      isSecure,
      isStopping,
      broken: error => log(pageBrokenText(error)),
      warn: log,
    })
  return listen(makeApp, {
    host,
    port,
    certificate,
    ...connectionsOf(settings),
    isSecure,
    log,
  })
}

/** Whether browsers reach the page by TLS; also because the address that people know begins with https. */
function isByTls(
  incoming: IncomingMessage | undefined,
  { certificate, proxies, address }: ServeSettings,
): boolean {
  return (
    certificate !== undefined || address?.startsWith('https:') === true || isByTlsOfProxy(incoming, proxies)
  )
}

export function answerOf(settings: ServeSettings, serving: HttpServer): Answer {
  const plainHttp = isReachablePlain(settings, settings.host) ? vendorWords().serve.plainHttp : undefined
  return listeningAnswer({ listening: serving.address, address: settings.address, plainHttp })
}

function pageBrokenText(error: unknown): string {
  return error instanceof OutOfTime ? vendorWords().serve.log.tooSlow : brokenText(error)
}
