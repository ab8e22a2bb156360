/** `airlatch computer`: shows the ID of this computer, what a request would contain of it, and what may change. */

import type { Command } from '../../src/cli/command.ts'
import { AirlatchError, type Computer, type ComputerReport } from '../../src/client/door.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { withReason } from '../../src/words/comparison.ts'
import { fingerprintJson } from '../../src/words/describe.ts'
import { type CarriedReading, carriedReadings } from '../../src/words/disclosure.ts'
import { CLIENT_TOOL as ENGLISH } from '../../src/words/en/client-tool.ts'
import { fields, table } from '../../src/words/output.ts'
import type { ClientWorld } from '../world.ts'

export const computer: Command<ClientWorld> = {
  path: 'computer',
  summary: 'Show the computer ID, and what is read from this computer',
  options: {
    components: {
      kind: 'flag',
      describe: 'show each reading, its hash in a request, and whether it may change by itself',
    },
  },
  examples: [
    ['The ID of this computer, to read out to the vendor', 'computer'],
    ['Every part that is read, and which may change', 'computer --components'],
  ],
  async run(args, world) {
    const { computer, product } = await lookAt(world)
    const { platform, readings, unreadable, virtual, inside } = computer
    const components = args.flag('components')
    const carried = carriedOf(computer, product)
    const kinds = [...new Set(readings.map(({ kind }) => kind))]
    const { labels, computer: say } = clientWords()
    const head = fields([
      [labels.computerId, product?.report.computerId ?? say.needsKit],
      [labels.platform, platform],
      [labels.virtual, inside.length === 0 ? say.noEvidence : inside.join(say.andInIt)],
      [labels.read, kinds.join(', ') || say.nothing],
      ...unreadText(computer),
    ])
    return {
      json: {
        computerId: product?.report.computerId ?? null,
        platform,
        virtual: virtual ?? null,
        inside,
        readings: kinds,
        unreadable,
        ...(components
          ? {
              components: carried.map(reading => componentJson(computer, reading)),
              hashes: product === undefined ? null : fingerprintJson(product.report.fingerprint),
            }
          : {}),
      },
      text: components ? `${head}\n\n${componentsText(computer, carried, product)}` : head,
    }
  },
}

/** Returns a line for each kind that could not be read, with the reason. */
function unreadText({ unreadable }: Computer): readonly (readonly [label: string, value: string])[] {
  const { labels, computer: say } = clientWords()
  if (unreadable.length === 0) return [[labels.notRead, say.nothing]]
  return unreadable.map((one, i) => [i === 0 ? labels.notRead : '', withReason(one, say.reasons)])
}

interface Product {
  readonly id: string
  readonly report: ComputerReport
}

/** Reads the computer. Without a kit there is no product, hence no hashes and no ID, but the readings can be shown. */
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

type Caution = Computer['unstable'][number]['why']

function cautionsOf({ unstable }: Computer, { kind, value }: CarriedReading): readonly Caution[] {
  return unstable.filter(one => one.kind === kind && one.value === value).map(({ why }) => why)
}

function componentJson(computer: Computer, reading: CarriedReading): Record<string, unknown> {
  const { kind, value, hash } = reading
  const unstable = cautionsOf(computer, reading).map(why => ({
    why,
    meaning: ENGLISH.computer.cautions[why],
  }))
  return { kind, value, hash: hash ?? null, unstable }
}

function componentsText(
  computer: Computer,
  carried: readonly CarriedReading[],
  product: Product | undefined,
): string {
  const { computer: say } = clientWords()
  const rows = carried.map(reading => [
    reading.kind,
    reading.value,
    product === undefined ? undefined : (reading.hash ?? say.notCarried),
    cautionsOf(computer, reading).join(', ') || say.stable,
  ])
  const cautions = meanings<Caution>(
    computer.unstable.map(({ why }) => why),
    say.cautions,
  )
  return [
    table(say.headings, rows, say.nothingRead),
    ...(cautions === '' ? [] : [`${say.notStable}\n${cautions}`]),
    say.carries(computer.virtual),
  ].join('\n\n')
}

/** Returns a line for each distinct word. */
function meanings<Word extends string>(words: readonly Word[], of: Readonly<Record<Word, string>>): string {
  return fields([...new Set(words)].map(word => [word, of[word]]))
}
