/**
 * `airlatch-vendor issue`: decides on requests and answers with licenses. Several requests are answered one by one; a
 * refused one does not stop the others, and the exit code says that there was one.
 */
import { existsSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import type { Answer, Args, Command } from '../../src/cli/command.ts'
import {
  checkTargets,
  DELIVERY_OPTIONS,
  type Delivered,
  deliver,
  deliveredJson,
  deliveredText,
  type Targets,
  targetsOf,
} from '../../src/cli/deliver.ts'
import { licenseJson } from '../../src/cli/describe.ts'
import { naming, readInput } from '../../src/cli/input.ts'
import { fields } from '../../src/cli/output.ts'
import {
  AirlatchError,
  explain,
  type Grant,
  type Issued,
  messageFromInput,
  type Refusal,
  type Repeated,
  type Signer,
  type Vendor,
} from '../../src/vendor.ts'
import type { VendorWorld } from '../world.ts'

export const issue: Command<VendorWorld> = {
  path: 'issue [inputs..]',
  summary: 'Answer activation requests with licenses, by the rules of their keys',
  positionals: {
    inputs: 'requests in any form: files, or pictures of their QR codes; - reads standard input',
  },
  options: {
    ...DELIVERY_OPTIONS,
    'dry-run': { kind: 'flag', describe: 'say what would be decided, and why; record and sign nothing' },
    key: {
      kind: 'text',
      value: 'KEY',
      describe: "with --computer-id: a generic key, activated on the customer's behalf",
    },
    'computer-id': { kind: 'text', value: 'ANY', describe: 'any text that says where the license goes' },
  },
  example: 'issue request.png -o license.txt --qr license.png',
  async run(args, world) {
    const inputs = args.list('inputs')
    if (args.optional('key') !== undefined || args.optional('computer-id') !== undefined)
      return onBehalf(args, inputs, world)
    const [first] = inputs
    if (first === undefined)
      throw new AirlatchError('usage', { problem: 'expected a request', command: 'airlatch-vendor issue' })
    if (inputs.length > 1 || isFolder(args.optional('output'))) return several(args, inputs, world)
    if (args.flag('dry-run')) return world.vendor(vendor => dryRun(vendor, first))
    const targets = targetsOf(args)
    // before the passphrase is asked for: neither a wrong file name nor a refusal should cost one
    return world.vendor(async vendor => {
      // a picture is searched once
      const request = await naming(first, () => messageFromInput(readInput(first)))
      const decision = await naming(first, () => vendor.tryIssue(request))
      if (decision.kind === 'refusal') throw refusedBy(decision)
      return oneAnswer(await issueOne(await world.unlock(vendor), request, targets))
    })
  },
}

interface Done {
  readonly issued: Issued
  readonly delivered: Delivered
}

async function issueOne(signer: Signer, request: Uint8Array, targets: Targets): Promise<Done> {
  const issued = granted(await signer.issue(request))
  return { issued, delivered: await deliver(issued.message, 'license', targets) }
}

async function onBehalf(args: Args, inputs: readonly string[], world: VendorWorld): Promise<Answer> {
  const key = args.optional('key')
  const computer = args.optional('computer-id')
  if (key === undefined || computer === undefined || computer === '' || inputs.length > 0)
    throw new AirlatchError('usage', {
      problem: 'expected --key and --computer-id together, and no request beside them',
      command: 'airlatch-vendor issue',
    })
  const targets = targetsOf(args)
  return world.signer(async signer => {
    const issued = granted(await signer.issueOnBehalf(key, computer))
    return oneAnswer({ issued, delivered: await deliver(issued.message, 'license', targets) })
  })
}

async function dryRun(vendor: Vendor, input: string): Promise<Answer> {
  const decision = await naming(input, () => vendor.tryIssue(readInput(input)))
  if (decision.kind === 'refusal') throw refusedBy(decision)
  const seat = seatOf(decision)
  const lines = decision.trace.map(({ rule, saw }): readonly [string, string] => [`pass  ${rule}`, saw])
  return {
    json: { dryRun: true, seat, trace: decision.trace },
    text: `would be issued; nothing was recorded\n\n${fields([['seat', SEAT[seat]], ...lines])}`,
  }
}

function seatOf(decision: Grant | Repeated): Issued['seat'] {
  if (decision.kind === 'repeated') return 'repeated'
  return decision.held === undefined ? 'new' : 'renewed'
}

async function several(args: Args, inputs: readonly string[], world: VendorWorld): Promise<Answer> {
  const folder = args.optional('output')
  if (folder === undefined || !isFolder(folder) || args.optional('qr') !== undefined || args.flag('dry-run'))
    throw new AirlatchError('usage', {
      problem: 'several requests need -o with a folder that exists, and neither --qr nor --dry-run',
      command: 'airlatch-vendor issue',
    })
  const results = await world.signer(async signer => {
    const all: Result[] = []
    for (const input of inputs) all.push(await resultOf(signer, input, folder))
    return all
  })
  const refused = results.filter(result => 'error' in result)
  const text = fields(
    results.map(result => [
      result.input,
      'error' in result ? `REFUSED ${result.error.code}: ${result.error.message}` : (result.output ?? ''),
    ]),
  )
  if (refused.length > 0)
    throw new AirlatchError('some-refused', { refused: refused.length, of: results.length, results })
  return { json: { results }, text }
}

type Result = { readonly input: string } & (
  | ReturnType<typeof doneJson>
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } }
)

async function resultOf(signer: Signer, input: string, folder: string): Promise<Result> {
  try {
    const output = freeName(folder, basename(input, extname(input)))
    const targets = { output, qr: undefined }
    checkTargets(targets)
    return { input, ...doneJson(await issueOne(signer, readInput(input), targets)) }
  } catch (error) {
    if (!(error instanceof AirlatchError) || !concernsOne(error)) throw error
    return { input, error: { code: error.code, ...explain(error.code, error.details) } }
  }
}

/** Customers all send a `request.txt`: the second answer becomes `request-2.license`. */
function freeName(folder: string, stem: string): string {
  for (let n = 1; ; n++) {
    const path = join(folder, `${stem}${n === 1 ? '' : `-${n}`}.license`)
    if (!existsSync(path)) return path
  }
}

/** What is wrong with one request alone; a full disk or a busy ledger would stop the others too. */
function concernsOne({ kind, code }: AirlatchError): boolean {
  return kind === 'refused' || code === 'file-not-found' || code === 'cannot-read'
}

function oneAnswer(done: Done): Answer {
  const { issued, delivered } = done
  const { license } = issued
  const warnings =
    license.binding.kind === 'generic'
      ? ['this license runs on any computer: whoever has the file can run the program']
      : []
  return {
    json: { ...doneJson(done), warnings },
    text: deliveredText('license', delivered, [
      ['key', license.keyId],
      ['computer id', issued.computerId],
      ['seat', SEAT[issued.seat]],
      ['size', `${issued.message.length} bytes`],
      ['next', NEXT[license.binding.kind]],
    ]),
    warnings,
  }
}

const NEXT: Readonly<Record<Issued['license']['binding']['kind'], string>> = {
  computer: 'send it back; the customer runs "airlatch install FILE" on that computer',
  generic: 'put it where clients look: the search path of their kit, which must allow generic licenses',
}

const SEAT: Readonly<Record<Issued['seat'], string>> = {
  new: 'a new one',
  renewed: 'the one that this computer has already',
  repeated: 'none: the same request as before, and the same license',
}

function doneJson({ issued, delivered }: Done) {
  return {
    license: licenseJson(issued.license),
    computerId: issued.computerId,
    seat: issued.seat,
    bytes: issued.message.length,
    trace: issued.trace,
    output: delivered.output,
    ...deliveredJson(delivered),
  }
}

function granted(outcome: Issued | Refusal): Issued {
  if (outcome.kind === 'refusal') throw refusedBy(outcome)
  return outcome
}

function refusedBy({ code, details, trace }: Refusal): AirlatchError {
  return new AirlatchError(code, { ...details, trace })
}

function isFolder(path: string | undefined): boolean {
  if (path === undefined) return false
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
