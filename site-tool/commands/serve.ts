/**
 * `airlatch-site serve`: lends the seats of every product in the home. The command answers with its address as soon as
 * it listens, and serves until it is asked to stop.
 */
import type { Command } from '../../src/cli/command.ts'
import { SITE_PORT } from '../../src/core/site/address.ts'
import { TLS_OPTIONS } from '../../src/serving/options.ts'
import { listeningSettings } from '../../src/serving/settings.ts'
import { PAGE_OPTIONS, pageSettings } from '../page/options.ts'
import type { SiteWorld } from '../world.ts'

export const serve: Command<SiteWorld> = {
  path: 'serve',
  summary: 'Lend the seats to the computers of this site',
  more: 'It runs until it is stopped. One server lends the seats of all products in its folder, at one port. Requests and leases are signed, so plain HTTP is enough inside a site: nobody can forge a lease. With TLS nobody can read the names of users and computers on the way.',
  options: {
    host: {
      kind: 'text',
      value: 'ADDRESS',
      describe: 'listen at this address of the computer (default: all of its addresses)',
    },
    port: {
      kind: 'whole',
      value: 'N',
      describe: `listen at this port (default: ${SITE_PORT}); 0 takes any free one`,
    },
    ...PAGE_OPTIONS,
    ...TLS_OPTIONS,
  },
  examples: [
    ['For all computers that reach this one', 'serve'],
    ['By TLS', 'serve --tls-cert chain.pem --tls-key key.pem'],
    [
      'Its page from another computer',
      'serve --admin-password-file FILE --tls-cert chain.pem --tls-key key.pem',
    ],
    ['Try it on this computer alone', 'serve --host 127.0.0.1'],
  ],
  async run(args, world) {
    const settings = {
      ...listeningSettings(args, SITE_PORT),
      ...pageSettings(args),
      host: args.optional('host'),
    }
    // load the server only here: it would slow down the start of every other command
    const { ServingSite } = await import('../server/serving.ts')
    const { untilAsked } = await import('../../src/serving/until-asked.ts')
    const { brokenText, logLine } = await import('../../src/serving/log.ts')
    const stopRequested = untilAsked()
    const serving = await ServingSite.start(world.options, settings, logLine)
    void stopRequested
      .then(() => serving.stop())
      .catch(error => {
        logLine(brokenText(error))
        process.exitCode = 3
      })
    return await serving.answer()
  },
}
