/**
 * Owns handing a finished message over: as a file, as a QR picture, on the terminal, or as armored text on standard
 * output. Every target is checked before any work is done, and nothing existing is overwritten.
 */
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { encodeArmor } from '../carrier/armor.ts'
import type { MessageName } from '../cose/labels.ts'
import { AirlatchError } from '../errors.ts'
import { assertNew, writeNew } from '../files.ts'
import type { Args, Option } from './command.ts'
import { fields } from './output.ts'

/** The options of every command that makes a message. */
export const DELIVERY_OPTIONS: Readonly<Record<string, Option>> = {
  output: {
    kind: 'text',
    alias: 'o',
    value: 'FILE',
    describe: 'write the message to a new file, as text; raw CBOR when FILE ends in .cbor',
  },
  qr: {
    kind: 'text',
    value: 'FILE.png|FILE.svg|-',
    describe: 'write the message as a QR code; - draws it in the terminal',
  },
}

export interface Targets {
  readonly output: string | undefined
  readonly qr: string | undefined
}

/** Where the message went. `armored` is there when it went nowhere else: the answer's text is then the message. */
export interface Delivered {
  readonly output: string | undefined
  readonly qr: { readonly file: string | undefined; readonly version: number } | undefined
  readonly drawn: string | undefined
  readonly armored: string | undefined
}

/** Errors: invalid-value, output-exists. */
export function targetsOf(args: Args): Targets {
  const targets = { output: args.optional('output'), qr: args.optional('qr') }
  checkTargets(targets)
  return targets
}

export function checkTargets({ output, qr }: Targets): void {
  if (qr !== undefined && qr !== '-' && !/\.(?:png|svg)$/i.test(qr))
    throw new AirlatchError('invalid-value', { field: '--qr', expected: 'FILE.png, FILE.svg or -', got: qr })
  if (qr !== undefined && qr !== '-' && output !== undefined && resolve(qr) === resolve(output))
    throw new AirlatchError('invalid-value', { field: '--qr', expected: 'another file than -o', got: qr })
  for (const target of [output, qr]) if (target !== undefined && target !== '-') assertNew(target)
}

/** Errors: message-too-large-for-qr, before anything is written; output-exists, cannot-write. */
export async function deliver(message: Uint8Array, type: MessageName, targets: Targets): Promise<Delivered> {
  const { output, qr } = targets
  const drawn = qr === undefined ? undefined : await draw(message, qr)
  const armored = encodeArmor(type, message)
  const toFile = output !== undefined && output !== '-'
  if (toFile) writeNew(output, output.toLowerCase().endsWith('.cbor') ? message : armored)
  try {
    if (drawn !== undefined && qr !== undefined && qr !== '-') writeNew(qr, drawn.content)
  } catch (error) {
    // both or none: "nothing was written" must be true
    if (toFile) rmSync(output, { force: true })
    throw error
  }
  return {
    output: toFile ? output : undefined,
    qr: drawn === undefined ? undefined : { file: qr === '-' ? undefined : qr, version: drawn.version },
    drawn: qr === '-' ? String(drawn?.content) : undefined,
    armored: output === '-' || (output === undefined && qr === undefined) ? armored : undefined,
  }
}

async function draw(
  message: Uint8Array,
  qr: string,
): Promise<{ readonly version: number; readonly content: Uint8Array | string }> {
  const { qrText } = await import('../carrier/qr/text.ts')
  const { drawSymbol } = await import('../carrier/qr/symbol.ts')
  const symbol = drawSymbol(qrText(message))
  const { version } = symbol
  if (qr === '-') {
    const { symbolToTerminal, terminalRoom } = await import('../carrier/qr/terminal.ts')
    requireRoom(terminalRoom(symbol).columns)
    return { version, content: symbolToTerminal(symbol) }
  }
  if (/\.svg$/i.test(qr))
    return { version, content: (await import('../carrier/qr/svg.ts')).symbolToSvg(symbol) }
  return { version, content: (await import('../carrier/qr/png.ts')).symbolToPng(symbol) }
}

/** A symbol whose lines wrap cannot be scanned. Where there is no terminal, nobody knows how wide it will be. */
function requireRoom(needed: number): void {
  const { columns } = process.stdout
  if (columns > 0 && columns < needed) throw new AirlatchError('terminal-too-narrow', { columns, needed })
}

/** The text of an answer that hands a message over: the message itself, or where it went and what else to say. */
export function deliveredText(
  type: MessageName,
  { output, qr, drawn, armored }: Delivered,
  more: readonly (readonly [label: string, value: string])[],
): string {
  if (armored !== undefined) return armored
  const symbol = qr === undefined ? undefined : `${qr.file ?? 'above'} (version ${qr.version})`
  const where = output ?? qr?.file ?? 'the QR code above'
  return `${drawn ?? ''}${fields([[type, where], ['qr code', symbol], ...more])}`
}

/** What `--json` says of a delivery. */
export function deliveredJson({ output, qr, drawn, armored }: Delivered): Record<string, unknown> {
  return {
    ...(output === undefined ? {} : { output }),
    ...(qr === undefined ? {} : { qr: { ...qr, ...(drawn === undefined ? {} : { terminal: drawn }) } }),
    ...(armored === undefined ? {} : { armored }),
  }
}
