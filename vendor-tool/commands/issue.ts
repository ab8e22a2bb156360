/**
 * `airlatch-vendor issue`: decides on requests and answers with licenses. Several requests are answered one by one; a
 * refused one does not stop the others, and the exit code says that there was one. A request that somebody relayed can
 * be held against the key and the computer ID that came with it; without a request, a generic key is activated on the
 * customer's behalf.
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
      describe:
        "the key that the request must be of; without a request: a generic key, activated on the customer's behalf",
    },
    'computer-id': {
      kind: 'text',
      value: 'ID',
      describe:
        'the computer that the request must be of, or the whole request as text (--computer-id=TEXT); without a request: any text that says where the license goes',
    },
  },
  example: 'issue request.png -o license.txt --qr license.png',
  async run(args, world) {
    const asked = askedFor(args)
    const [first] = asked.requests
    if (first === undefined) return onBehalf(args, asked.said, world)
    if (asked.requests.length > 1 || isFolder(args.optional('output'))) return several(args, asked, world)
    const dry = args.flag('dry-run')
    const targets = dry ? NO_TARGETS : targetsOf(args)
    // before the passphrase is asked for: neither a wrong file name nor a refusal should cost one
    return world.vendor(async vendor => {
      const request = await readRequest(vendor, first, asked.said)
      const decision = await naming(first.name, () => vendor.tryIssue(request))
      if (decision.kind === 'refusal') throw refusedBy(decision)
      if (dry) return dryRun(decision)
      return oneAnswer(await issueOne(await world.unlock(vendor), request, targets))
    })
  },
}

const NO_TARGETS: Targets = { output: undefined, qr: undefined }

/** One request, where it comes from. */
interface Source {
  /** The file, or the flag. */
  readonly name: string
  /** What a file with its answer is called, without the ending. */
  readonly stem: string
  read(): Uint8Array
}

/** What was told beside the requests. */
interface Said {
  readonly key: string | undefined
  readonly computerId: string | undefined
}

interface Asked {
  readonly requests: readonly Source[]
  readonly said: Said
}

const MESSAGE_IN_TEXT = '-----BEGIN AIRLATCH'

/** Error: usage. */
function askedFor(args: Args): Asked {
  const files = args.list('inputs').map(fileSource)
  const key = args.optional('key')
  const text = args.optional('computer-id')
  if (text === undefined || !text.includes(MESSAGE_IN_TEXT))
    return { requests: files, said: { key, computerId: text } }
  // copied from an e-mail into the field where the computer ID goes
  if (files.length > 0) throw wrongUse('a request, and another one as --computer-id')
  const pasted: Source = {
    name: '--computer-id',
    stem: 'request',
    read: () => new TextEncoder().encode(text),
  }
  return { requests: [pasted], said: { key, computerId: undefined } }
}

function fileSource(name: string): Source {
  return { name, stem: basename(name, extname(name)), read: () => readInput(name) }
}

function wrongUse(problem: string): AirlatchError {
  return new AirlatchError('usage', { problem, command: 'airlatch-vendor issue' })
}

/** The message itself: a picture is searched once. Errors: those of messageFromInput, request-not-as-said. */
async function readRequest(vendor: Vendor, { name, read }: Source, said: Said): Promise<Uint8Array> {
  return naming(name, async () => {
    const request = await messageFromInput(read())
    if ((said.key ?? said.computerId) !== undefined) await vendor.requireAsSaid(request, said)
    return request
  })
}

interface Done {
  readonly issued: Issued
  readonly delivered: Delivered
}

async function issueOne(signer: Signer, request: Uint8Array, targets: Targets): Promise<Done> {
  const issued = granted(await signer.issue(request))
  return { issued, delivered: await deliver(issued.message, 'license', targets) }
}

async function onBehalf(args: Args, { key, computerId }: Said, world: VendorWorld): Promise<Answer> {
  if (key === undefined && computerId === undefined) throw wrongUse('expected a request')
  if (key === undefined || computerId === undefined)
    throw wrongUse('expected --key and --computer-id together, or a request beside one of them')
  const dry = args.flag('dry-run')
  const targets = dry ? NO_TARGETS : targetsOf(args)
  return world.vendor(async vendor => {
    const decision = await vendor.tryIssueOnBehalf(key, computerId)
    if (decision.kind === 'refusal') throw refusedBy(decision)
    if (dry) return dryRun(decision)
    const signer = await world.unlock(vendor)
    const issued = granted(await signer.issueOnBehalf(key, computerId))
    return oneAnswer({ issued, delivered: await deliver(issued.message, 'license', targets) })
  })
}

function dryRun(decision: Grant | Repeated): Answer {
  const seat = seatOf(decision)
  const lines = decision.trace.map(({ rule, outcome, saw }) => [`${outcome}  ${rule}`, saw] as const)
  return {
    json: { dryRun: true, seat, trace: decision.trace },
    text: `would be issued; nothing was recorded\n\n${fields([['seat', SEAT[seat]], ...lines])}`,
  }
}

function seatOf(decision: Grant | Repeated): Issued['seat'] {
  if (decision.kind === 'repeated') return 'repeated'
  return decision.held === undefined ? 'new' : 'renewed'
}

async function several(args: Args, { requests, said }: Asked, world: VendorWorld): Promise<Answer> {
  const folder = args.optional('output')
  if (folder === undefined || !isFolder(folder) || args.optional('qr') !== undefined || args.flag('dry-run'))
    throw wrongUse('several requests need -o with a folder that exists, and neither --qr nor --dry-run')
  const results = await world.vendor(async vendor => {
    // a wrong key would be every request's, and should not cost a passphrase
    if (said.key !== undefined) await vendor.key(said.key)
    const signer = await world.unlock(vendor)
    const all: Result[] = []
    for (const source of requests) all.push(await resultOf(vendor, signer, source, said, folder))
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

async function resultOf(
  vendor: Vendor,
  signer: Signer,
  source: Source,
  said: Said,
  folder: string,
): Promise<Result> {
  const input = source.name
  try {
    const output = freeName(folder, source.stem)
    const targets = { output, qr: undefined }
    checkTargets(targets)
    const request = await readRequest(vendor, source, said)
    return { input, ...doneJson(await issueOne(signer, request, targets)) }
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
