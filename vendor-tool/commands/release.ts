/**
 * `airlatch-vendor release`: frees the seats of computers that have deactivated themselves, by their receipts. Of
 * several, a refused one does not stop the others, and the exit code says that there was one.
 */
import type { Answer, Command } from '../../src/cli/command.ts'
import { naming, readInput } from '../../src/exchange/input.ts'
import { AirlatchError, explain, type Released, type Vendor } from '../../src/vendor/door.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { fields } from '../../src/words/output.ts'
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
      if (others.length === 0) return oneAnswer(await releaseOne(vendor, first, dry), dry)
      const results: Result[] = []
      for (const input of [first, ...others]) results.push(await resultOf(vendor, input, dry))
      return answerOf(results, { dry, asJson: args.flag('json') })
    }),
}

/** Errors: those of readInput and of `release`, each with the path. */
function releaseOne(vendor: Vendor, input: string, dry: boolean): Promise<Released> {
  return naming(input, async () => {
    const receipt = readInput(input)
    return dry ? vendor.tryRelease(receipt) : vendor.release(receipt)
  })
}

function oneAnswer(released: Released, dry: boolean): Answer {
  const { activation, deactivations, when } = released
  const { id, keyId, computerId } = activation
  return {
    json: { ...(dry ? { dryRun: true } : {}), ...releasedJson(released) },
    text: fields([
      ['activation', id],
      ['key', keyId],
      ['computer id', computerId],
      ['released', activation.released && formatInstant(activation.released.at)],
      ['how', releaseText(activation.released)],
      ['deactivations', deactivationsText(deactivations)],
      ['released by hand', deactivations.byHand === 0 ? undefined : deactivations.byHand],
      ['note', dry && when === 'now' ? 'would be released; nothing was recorded' : NOTES[when]],
    ]),
  }
}

const NOTES: Readonly<Record<Released['when'], string>> = {
  now: 'the seat is free: another computer can take it, or this one with a new request',
  before: 'the seat was already free; nothing was changed or counted',
}

function releasedJson({ activation, deactivations, when }: Released) {
  return {
    activation: activationJson(activation),
    outcome: when === 'now' ? ('released' as const) : ('free-already' as const),
    deactivations: deactivationsJson(deactivations),
  }
}

const OUTCOMES = { released: 'released', 'free-already': 'free already' } as const

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
  const lines = results.map(
    result =>
      [
        result.input,
        'error' in result
          ? `REFUSED ${result.error.code}: ${result.error.message}`
          : `activation ${result.activation.id}: ${dry && result.outcome === 'released' ? 'would be released' : OUTCOMES[result.outcome]}`,
      ] as const,
  )
  const text = dry ? `${fields(lines)}\n\nnothing was recorded` : fields(lines)
  const json = { ...(dry ? { dryRun: true } : {}), results }
  if (refused === 0) return { json, text }
  const many = refused === 1 ? '1 receipt was' : `${refused} receipts were`
  return { json, text, warnings: [`some-refused: ${many} refused, of ${of}`], exit: 1 }
}
