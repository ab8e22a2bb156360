/**
 * `airlatch-vendor console`: the desk in a browser on this computer, for one person. The signing key is unlocked once. It
 * listens at 127.0.0.1, lets in the browser that opens its link first, and ends by itself when nobody uses it.
 */
import type { Command } from '../../src/cli/command.ts'
import { AirlatchError } from '../../src/vendor/door.ts'
import type { VendorWorld } from '../world.ts'

const USUAL_MINUTES = 60
const MOST_MINUTES = 1440

export const deskConsole: Command<VendorWorld> = {
  path: 'console',
  summary: 'Open the desk in a browser on this computer',
  more: 'It runs until it is stopped, or until nobody has used it for a while. Everything that is done there is in the ledger as if it was done by a command.',
  options: {
    port: { kind: 'whole', value: 'N', describe: 'listen at this port of 127.0.0.1 (default: any free one)' },
    minutes: {
      kind: 'whole',
      value: 'N',
      describe: 'end when nobody has used it for so many minutes (default: 60)',
    },
    'no-open': { kind: 'flag', describe: 'print the link only, for example to forward the port by SSH' },
  },
  examples: [
    ['The desk in your browser', 'console'],
    ['On a computer that you reach by SSH', 'console --port 8123 --no-open'],
  ],
  async run(args, world) {
    const minutes = within('--minutes', args.whole('minutes') ?? USUAL_MINUTES, 1, MOST_MINUTES)
    const port = within('--port', args.whole('port') ?? 0, 0, 65_535)
    // a server and its pages cost every other command its start
    const { beginConsole } = await import('./console/running.ts')
    const { home, operator } = world.options
    const settings = { home, port, minutes, opens: !args.flag('no-open'), operator }
    return new Promise((resolve, reject) => {
      world
        .signer(async (signer, vendor) => {
          const { answer, over } = await beginConsole(vendor, signer, settings)
          resolve(answer)
          await over
        })
        // once it has answered, only closing the ledger can go wrong, and every change is in it by then
        .catch(reject)
    })
  },
}

function within(field: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value
  throw new AirlatchError('invalid-value', { field, expected: { is: 'number', least, most }, got: value })
}
