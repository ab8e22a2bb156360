/** `airlatch computer`: what this computer is to the product, what a request would carry of it, and what may change. */
import type { Command } from '../../src/cli/command.ts'
import { AirlatchError, type Computer, type ComputerReport } from '../../src/client/door.ts'
import { fingerprintJson } from '../../src/words/describe.ts'
import { type CarriedReading, carriedReadings } from '../../src/words/disclosure.ts'
import { fields, table } from '../../src/words/output.ts'
import type { ClientWorld } from '../world.ts'

export const computer: Command<ClientWorld> = {
  path: 'computer',
  summary: 'Show the computer ID, and what is read of this computer',
  options: {
    components: {
      kind: 'flag',
      describe: 'show each reading, its hash as a request carries it, and whether it may change by itself',
    },
  },
  example: 'computer --components',
  async run(args, world) {
    const { computer, product } = await lookAt(world)
    const { platform, readings, unreadable, virtual, inside } = computer
    const components = args.flag('components')
    const carried = carriedOf(computer, product)
    const kinds = [...new Set(readings.map(({ kind }) => kind))]
    const head = fields([
      ['computer id', product?.report.computerId ?? 'known with a kit alone: give --kit FILE'],
      ['platform', platform],
      ['virtual', insideText(inside)],
      ['read', kinds.join(', ') || 'nothing'],
      ['not read', unreadable.map(({ kind, why }) => `${kind} (${why})`).join(', ') || 'nothing'],
    ])
    return {
      json: {
        computerId: product?.report.computerId ?? null,
        platform,
        virtual: virtual ?? null,
        inside,
        kinds,
        unreadable,
        ...(components
          ? {
              readings: carried.map(reading => componentJson(computer, reading)),
              hashes: product === undefined ? null : fingerprintJson(product.report.fingerprint),
            }
          : {}),
      },
      text: components ? `${head}\n\n${componentsText(computer, carried, product)}` : head,
    }
  },
}

interface Product {
  readonly id: string
  readonly report: ComputerReport
}

/** Without a kit there is no product, so no hashes and no ID, but the readings can be shown. */
async function lookAt(world: ClientWorld): Promise<{ computer: Computer; product: Product | undefined }> {
  try {
    const client = await world.client()
    const report = await client.computer()
    return { computer: report.computer, product: { id: client.kit.productId, report } }
  } catch (error) {
    if (!(error instanceof AirlatchError) || !['kit-missing', 'home-missing'].includes(error.code))
      throw error
    return { computer: await world.probe(), product: undefined }
  }
}

function carriedOf({ readings }: Computer, product: Product | undefined): readonly CarriedReading[] {
  if (product === undefined) return readings.map(reading => ({ ...reading, hash: undefined }))
  return carriedReadings(product.id, readings, product.report.fingerprint)
}

/** `kvm`, or `kvm, and in it docker`. */
function insideText(inside: readonly string[]): string {
  return inside.length === 0 ? 'no evidence' : inside.join(', and in it ')
}

type Caution = Computer['unstable'][number]['why']
type Reason = Computer['unreadable'][number]['why']

/** What may make a reading another one, or take it away, although nobody exchanged a part. */
const CAUTIONS: Readonly<Record<Caution, string>> = {
  'needs-root': 'read as root or administrator; a program that another user runs does not see it',
  'set-by-software': 'chosen by software and no maker: it may be set anew, and others may have the same',
  'set-by-hypervisor':
    'given by the hypervisor: a new virtual machine has another one, a copy may have the same',
  'of-container': "the container's: a new container may have another one",
  'of-host': "the host's: all that runs on it has the same, and on another host it is another one",
}

const REASONS: Readonly<Record<Reason, string>> = {
  'needs-root': 'root or an administrator can read it',
  'could-not': 'reading failed or took too long',
  'of-image':
    "it came with the container's image, and every copy has the same; mount the host's /etc/machine-id",
  'not-usable': 'there is one, and it says nothing (a filler of the maker, the name of a slot)',
  'not-present': 'there is none, or none that is built in: docks, VPNs and what is removable do not count',
}

function cautionsOf({ unstable }: Computer, { kind, value }: CarriedReading): readonly Caution[] {
  return unstable.filter(one => one.kind === kind && one.value === value).map(({ why }) => why)
}

function componentJson(computer: Computer, reading: CarriedReading): Record<string, unknown> {
  const { kind, value, hash } = reading
  const unstable = cautionsOf(computer, reading).map(why => ({ why, meaning: CAUTIONS[why] }))
  return { kind, value, hash: hash ?? null, unstable }
}

function componentsText(
  computer: Computer,
  carried: readonly CarriedReading[],
  product: Product | undefined,
): string {
  const rows = carried.map(reading => [
    reading.kind,
    reading.value,
    product === undefined ? undefined : (reading.hash ?? 'not carried: eight of a kind at most'),
    cautionsOf(computer, reading).join(', ') || 'stable',
  ])
  const cautions = meanings(
    computer.unstable.map(({ why }) => why),
    CAUTIONS,
  )
  const reasons = meanings(
    computer.unreadable.map(({ why }) => why),
    REASONS,
  )
  const virtual = computer.virtual === undefined ? '' : `, and that it runs inside of "${computer.virtual}"`
  return [
    table(['KIND', 'READ HERE', 'HASH IN A REQUEST', 'STABLE'], rows, 'nothing was read'),
    ...(cautions === '' ? [] : [`Not stable:\n${cautions}`]),
    ...(reasons === '' ? [] : [`Not read:\n${reasons}`]),
    `A request carries the hashes alone${virtual}; "airlatch request KEY --explain" lists all of it.`,
  ].join('\n\n')
}

/** A line for each word that occurs. */
function meanings<Word extends string>(words: readonly Word[], of: Readonly<Record<Word, string>>): string {
  return fields([...new Set(words)].map(word => [word, of[word]]))
}
