/**
 * Owns what the TypeScript client answers on this computer, in the figures of native/test/answer.c: by a kit that is built in.
 * As a process of its own, `node answer-main.ts JSON`, for another clock or account.
 */
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { dataFolder } from '../../src/cli/places.ts'
import { AirlatchError, openClient, type Status } from '../../src/client/door.ts'
import { isWritable } from '../../src/disk/look.ts'

export interface Asked {
  /** The file of the kit that is built in. */
  readonly kit: string
  readonly home: string
  readonly copies?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
  readonly version?: string
  readonly features?: readonly string[]
  readonly shareSeconds?: number
  readonly isRun?: boolean
}

export interface Answered {
  readonly valid: boolean
  readonly reasons: readonly string[]
  readonly warnings: readonly string[]
  readonly features: Readonly<Record<string, unknown>>
  readonly source: string | null
  readonly license: string
  readonly endsAt: number | null
  /** Undefined where the client does not say it: in grace, by a wrong clock. */
  readonly daysLeft: number | undefined
  readonly computerId: string | undefined
}

export async function answered(asked: Asked): Promise<Answered> {
  const { kit, home, copies, variables = {}, version, features, shareSeconds, isRun = false } = asked
  try {
    // as the tool has it (client-tool/world.ts)
    const isOthers = existsSync(home) && !isWritable(home)
    const leaseHome = isOthers ? dataFolder('airlatch-leases', process.platform, process.env) : undefined
    const client = openClient({
      bakedKit: readFileSync(kit),
      home,
      copies,
      leaseHome,
      variables,
      shareSeconds,
    })
    const status = await client.status({ version, features }, { isRun })
    const { computerId } = await client.computer()
    client.close()
    return { ...answerOf(status), computerId }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return { ...REFUSED, reasons: [error.code] }
  }
}

export const REFUSED = {
  valid: false,
  warnings: [],
  features: {},
  source: null,
  license: '',
  endsAt: 0,
  daysLeft: 0,
  computerId: undefined,
} as const

export function answerOf(status: Status): Omit<Answered, 'computerId'> {
  const { valid, license, message = new Uint8Array(), source = null, endsAt = null, endings } = status
  const term = endings.find(({ what }) => what === 'term')
  return {
    valid,
    reasons: status.reasons.map(({ code }) => code),
    warnings: status.warnings.map(({ code }) => code),
    features: valid ? Object.fromEntries(license?.features ?? []) : {},
    source,
    license: Buffer.from(message).toString('hex'),
    endsAt: license === undefined ? 0 : endsAt,
    daysLeft: license === undefined ? 0 : term?.daysLeft,
  }
}

const [, main = '', words = ''] = process.argv
if (import.meta.url === pathToFileURL(main).href)
  process.stdout.write(JSON.stringify(await answered(JSON.parse(words) as Asked)))
