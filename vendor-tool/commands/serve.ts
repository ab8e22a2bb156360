/**
 * `airlatch-vendor serve`: the self-service page. The signing key is unlocked once, and the ledger stays open; what is
 * decided is what `issue` decides. Several may serve the same ledger. The answer of the command is the address, as soon
 * as it listens; then it serves until it is told to end, and ends with what it had begun.
 */
import type { Command } from '../../src/cli/command.ts'
import { operatorOf } from '../operator.ts'
import type { VendorWorld } from '../world.ts'
import { SERVE_OPTIONS } from './serve/options.ts'

/** Who did it, for entries that customers made on the page. */
const PAGE = 'page'

export const serve: Command<VendorWorld> = {
  path: 'serve',
  summary: 'Serve the page on which customers activate by themselves',
  more: 'It runs until it is stopped.',
  options: SERVE_OPTIONS,
  examples: [
    ['Try it on this computer', 'serve'],
    ['In a network, by TLS', 'serve --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem'],
    [
      'After a proxy that has the certificate',
      'serve --behind-proxy 127.0.0.1 --address https://activate.example.com',
    ],
  ],
  async run(args, world) {
    // a server and its routes cost every other command its start
    const { serveSettings } = await import('./serve/settings.ts')
    const { answerOf, begin } = await import('./serve/serving.ts')
    const { serveUntilAsked } = await import('../serving.ts')
    const settings = serveSettings(args)
    return serveUntilAsked(world, operatorOf(args, process.env, PAGE), async (signer, vendor) => {
      const server = await begin(settings, vendor, signer)
      return { answer: answerOf(settings, server), stop: () => server.stop() }
    })
  },
}
