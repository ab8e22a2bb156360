/** Owns how renewed licenses go out: files in a folder, one license, or one bundle; and as a QR code or a typed code. */
import type { Args } from '../../../src/cli/command.ts'
import { type Delivered, deliver, type Targets, targetsOf } from '../../../src/exchange/deliver.ts'
import { deliveringInto } from '../../../src/exchange/deliver-many.ts'
import { codeOfIssued, type Issued, type Product, type Signer } from '../../../src/vendor/door.ts'
import { isOutputFolder } from '../issue/inputs.ts'

export interface Way {
  /** A file for each computer goes there; undefined: all go into one message. */
  readonly folder: string | undefined
  readonly targets: Targets
  readonly typed: boolean
}

/** Errors: those of targetsOf, cannot-write. */
export function wayOf(args: Args): Way {
  const output = args.optional('output')
  const typed = args.flag('typed')
  if (!isOutputFolder(output)) return { folder: undefined, targets: targetsOf(args), typed }
  return { folder: output, targets: { ...targetsOf(args, '-'), output: undefined }, typed }
}

/** Where everything is. */
export interface Handed {
  readonly type: 'license' | 'bundle'
  /** Of each license that has a file of its own, by its activation. */
  readonly files: ReadonlyMap<string, string>
  /** The one license, or the message that has all; undefined when several files are all there is. */
  readonly delivered: Delivered | undefined
  readonly code: string | undefined
}

/** `issued`: one or more. Errors: bundle-too-large; those of deliver and deliveringInto; typed-cannot-carry. */
export async function hand(
  signer: Signer,
  issued: readonly [Issued, ...Issued[]],
  { folder, targets, typed }: Way,
  { id, name }: Product,
): Promise<Handed> {
  const [first] = issued
  const type = issued.length > 1 ? 'bundle' : 'license'
  const code = typed ? codeOfIssued(first) : undefined
  const files = folder === undefined ? new Map<string, string>() : await filesIn(folder, issued)
  const isOver = folder !== undefined && targets.qr === undefined
  if (isOver) return { type, files, delivered: type === 'license' ? onlyFile(files) : undefined, code }
  const messages = issued.map(({ message }) => message)
  const message = type === 'bundle' ? await signer.bundle(id, messages) : first.message
  return { type, files, delivered: await deliver(message, type, targets, { title: name }), code }
}

async function filesIn(folder: string, issued: readonly Issued[]): Promise<ReadonlyMap<string, string>> {
  const wanted = issued.map(({ message, activation, computerId }) => ({
    stem: stemOf(activation.keyId, computerId),
    message,
  }))
  const placed = await deliveringInto(folder, 'license', deliver => deliver(wanted))
  return new Map(issued.map(({ activation }, i) => [activation.id, placed[i]?.path ?? folder]))
}

/** For a generic license the computer ID is any text. */
function stemOf(keyId: string, computerId: string): string {
  return /^[0-9A-Z-]+$/.test(computerId) ? `${keyId}-${computerId}` : keyId
}

function onlyFile(files: ReadonlyMap<string, string>): Delivered {
  const [output] = files.values()
  return { output, qr: undefined, drawn: undefined, armored: undefined }
}
