/**
 * `airlatch-vendor release`: frees the seats of computers that have deactivated themselves, by their receipts. Of
 * several, a refused one does not stop the others, and the exit code says that there was one.
 */

import type { Answer, Command } from '../../src/cli/command.ts'
import { naming, readInput } from '../../src/exchange/input.ts'
import { kindOfWord } from '../../src/exchange/word.ts'
import { AirlatchError, explain, type Released, type Vendor } from '../../src/vendor/door.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { fields } from '../../src/words/output.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import { activationJson, deactivationsJson, deactivationsText, releaseText } from '../describe.ts'
import type { VendorWorld } from '../world.ts'

export const release: Command<VendorWorld> = {
  path: 'release <receipts..>',
  summary: 'Free the seats of computers that were deactivated',
  more: 'The receipt that "airlatch deactivate" wrote on that computer proves it.',
  positionals: {
    receipts: 'receipts in any form: files, or pictures of their QR codes; - reads standard input',
  },
  options: {
    'dry-run': {
      kind: 'flag',
      describe: 'show whether the receipt is valid and what it would free; nothing is recorded',
    },
  },
  examples: [
    ['A receipt that a customer sent', 'release receipt.png'],
    ['Several, after a look', 'release *.txt --dry-run'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const dry = args.flag('dry-run')
      const [first = '', ...others] = args.list('receipts')
      if (others.length === 0) return releasedAnswer(await releaseOne(vendor, first, dry), dry)
      const results: Result[] = []
      for (const input of [first, ...others]) results.push(await resultOf(vendor, input, dry))
      return answerOf(results, { dry, asJson: args.flag('json') })
    }),
}

/** Errors: usage; those of readInput and of `release`, each with the path. */
function releaseOne(vendor: Vendor, input: string, dry: boolean): Promise<Released> {
  return naming(input, async () => {
    const kind = kindOfWord(input, ['activation', 'computer-id'])
    if (kind === 'activation' || kind === 'computer-id')
      throw new AirlatchError('usage', { problem: { is: 'activation-for-release' } })
    const receipt = readInput(input)
    return dry ? vendor.tryRelease(receipt) : vendor.release(receipt)
  })
}

/** `dry`: nothing was recorded. */
export function releasedAnswer(released: Released, dry: boolean): Answer {
  const { activation, deactivations, when } = released
  const { id, keyId, computerId } = activation
  return {
    json: { ...(dry ? { dryRun: true } : {}), ...releasedJson(released) },
    text: fields([
      [labelFor('activation'), id],
      [labelFor('key'), keyId],
      [labelFor('computerId'), computerId],
      [labelFor('released'), activation.released && formatInstant(activation.released.at)],
      [labelFor('how'), releaseText(activation.released)],
      [labelFor('deactivations'), deactivationsText(deactivations)],
      [labelFor('releasedByHand'), deactivations.byHand === 0 ? undefined : deactivations.byHand],
      [
        labelFor('note'),
        dry && when === 'now' ? vendorWords().release.wouldBe : vendorWords().release.notes[when],
      ],
    ]),
  }
}

function releasedJson({ activation, deactivations, when }: Released) {
  return {
    activation: activationJson(activation),
    outcome: when === 'now' ? ('released' as const) : ('free-already' as const),
    deactivations: deactivationsJson(deactivations),
  }
}

type Result = { readonly input: string } & (
  | ReturnType<typeof releasedJson>
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } }
)

/** What is wrong with one receipt alone; a full disk or a busy ledger would stop the others too. */
function concernsOne({ kind, code }: AirlatchError): boolean {
  return kind === 'refused' || code === 'file-not-found' || code === 'cannot-read'
}

async function resultOf(vendor: Vendor, input: string, dry: boolean): Promise<Result> {
  try {
    return { input, ...releasedJson(await releaseOne(vendor, input, dry)) }
  } catch (error) {
    if (!(error instanceof AirlatchError) || !concernsOne(error)) throw error
    const { code, details } = error
    return { input, error: { code, ...explain(code, { path: input, ...details }) } }
  }
}

/** Error, with --json: some-refused. As text, a refusal is an answer with its exit code. */
function answerOf(
  results: readonly Result[],
  { dry, asJson }: { readonly dry: boolean; readonly asJson: boolean },
): Answer {
  const refused = results.filter(result => 'error' in result).length
  const of = results.length
  const noun = 'receipt'
  if (refused > 0 && asJson) throw new AirlatchError('some-refused', { noun, refused, of, results })
  const say = vendorWords().release.many
  const lines = results.map(
    result =>
      [
        result.input,
        'error' in result
          ? say.refusal(result.error.code, result.error.message)
          : say.one(
              result.activation.id,
              dry && result.outcome === 'released' ? say.wouldBe : say[result.outcome],
            ),
      ] as const,
  )
  const text = dry ? `${fields(lines)}\n\n${say.nothingRecorded}` : fields(lines)
  const json = { ...(dry ? { dryRun: true } : {}), results }
  if (refused === 0) return { json, text }
  return { json, text, warnings: [`some-refused: ${say.refused(refused, of)}`], exit: 1 }
}
