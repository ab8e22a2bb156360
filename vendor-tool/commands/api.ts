/**
 * `airlatch-vendor api`: the desk over HTTP, for shops and programs. The signing key is unlocked once, and the ledger stays
 * open. The answer of the command is the address, as soon as it listens; then it serves until it is told to end, and ends
 * with what it had begun.
 */
import type { Command } from '../../src/cli/command.ts'
import { operatorOf } from '../operator.ts'
import type { VendorWorld } from '../world.ts'
import { API_OPTIONS } from './api/options.ts'

/** Who did it, for what the server does by itself; each call stands under its API key. */
const SERVER = 'api'

export const api: Command<VendorWorld> = {
  path: 'api',
  summary: 'Let programs work at the desk over HTTP',
  more: 'It runs until it is stopped, and sends the messages of webhooks. Each program needs an API key: see "api-key add". The description of all operations is at /openapi.json.',
  options: API_OPTIONS,
  examples: [
    ['Try it on this computer', 'api'],
    ['In a network, by TLS', 'api --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem'],
    ['After a proxy that has the certificate', 'api --behind-proxy 127.0.0.1'],
  ],
  async run(args, world) {
    // a server and its routes cost every other command its start
    const { apiSettings } = await import('./api/options.ts')
    const { apiAnswer, beginApi } = await import('./api/serving.ts')
    const { untilAsked } = await import('../../src/serving/until-asked.ts')
    const { logClockAhead } = await import('../serving.ts')
    const { runWebhooks } = await import('../webhooks-running.ts')
    const settings = apiSettings(args)
    return new Promise((resolve, reject) => {
      world
        .signer(
          async (signer, vendor) => {
            const serving = await beginApi(settings, vendor, signer)
            const webhooks = runWebhooks(vendor)
            resolve(apiAnswer(settings, serving))
            await untilAsked()
            await serving.stop()
            await webhooks.stop()
          },
          // while it serves there is nobody to ask
          { onClockAhead: logClockAhead, operator: operatorOf(args, process.env, SERVER) },
        )
        // once it has answered, only closing the ledger can go wrong, and every change is in it by then
        .catch(reject)
    })
  },
}
