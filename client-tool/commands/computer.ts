/** `airlatch computer`: what this computer is to the product, and what a request would carry of it. */
import type { Command } from '../../src/cli/command.ts'
import { fingerprintJson } from '../../src/cli/describe.ts'
import { fields, table } from '../../src/cli/output.ts'
import { AirlatchError, type ComputerReport } from '../../src/client.ts'
import type { ClientWorld } from '../world.ts'

export const computer: Command<ClientWorld> = {
  path: 'computer',
  summary: 'Show the computer ID, and what is read of this computer',
  options: {
    components: { kind: 'flag', describe: 'show each reading, and its hash as a request carries it' },
  },
  example: 'computer --components',
  async run(args, world) {
    const report = await reportOf(world)
    const { platform, readings, unreadable, virtual } = report.computer
    const components = args.flag('components')
    const hashes = report.fingerprint === undefined ? undefined : fingerprintJson(report.fingerprint)
    const head = fields([
      ['computer id', report.computerId ?? 'known with a kit alone: give --kit FILE'],
      ['platform', platform],
      ['virtual', virtual ?? 'no evidence'],
      ['read', [...new Set(readings.map(({ kind }) => kind))].join(', ')],
      ['not read', unreadable.map(({ kind, why }) => `${kind} (${why})`).join(', ') || 'nothing'],
    ])
    const rows = readings.map(({ kind, value }) => [kind, value, hashes?.[kind]])
    return {
      json: {
        computerId: report.computerId ?? null,
        platform,
        virtual: virtual ?? null,
        kinds: [...new Set(readings.map(({ kind }) => kind))],
        unreadable,
        ...(components ? { readings, hashes: hashes ?? null } : {}),
      },
      text: components ? `${head}\n\n${table(['KIND', 'READ HERE', 'HASH IN A REQUEST'], rows, '')}` : head,
    }
  },
}

/** Without a kit there is no product, so no hashes and no ID, but the readings can be shown. */
async function reportOf(
  world: ClientWorld,
): Promise<Partial<ComputerReport> & Pick<ComputerReport, 'computer'>> {
  try {
    return await (await world.client()).computer()
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'kit-missing') throw error
    return { computer: await world.probe() }
  }
}
