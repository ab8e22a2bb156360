/**
 * Owns handing a finished message over: as a file, as a QR picture, on the terminal, or as armored text on standard
 * output. Every target is checked before any work is done, and nothing existing is overwritten.
 */
import { encodeArmor } from '../carrier/armor.ts'
import { LINK_PATH } from '../carrier/link.ts'
import { LEAST_FRAME_VERSION, MAX_VERSION, USUAL_VERSION } from '../carrier/qr/versions.ts'
import type { Args, Option } from '../cli/command.ts'
import type { MessageName } from '../core/cose/labels.ts'
import { AirlatchError } from '../core/errors.ts'
import { assertNew, discard, writeNew } from '../disk/files.ts'
import { wholePath } from '../disk/look.ts'
import { exchangeWords } from '../words/exchange.ts'
import { fields, visible } from '../words/output.ts'
import type { DrawnQr } from './draw-qr.ts'

/** The options of every command that makes a message. */
export const DELIVERY_OPTIONS: Readonly<Record<string, Option>> = {
  output: {
    kind: 'text',
    alias: 'o',
    value: 'FILE',
    describe: 'write the message to a new file, as text, or as raw CBOR if FILE ends in .cbor',
  },
  qr: {
    kind: 'text',
    value: 'FILE|-',
    describe:
      'write the message as a QR code, or as several if it is too large for one: FILE.png or FILE.svg for a screen, FILE.pdf to print; - draws it in the terminal',
  },
  'qr-version': {
    kind: 'whole',
    value: 'N',
    describe: `with --qr: the largest version (size) of one code, 5 to 20 (default: ${USUAL_VERSION}); smaller codes are easier to read, but there are more of them`,
  },
}

export interface Targets {
  readonly output: string | undefined
  readonly qr: string | undefined
  /** The largest QR version, when one was asked for. */
  readonly version?: number | undefined
  /** Whether codes may be shown in turn on a terminal: standard output is for people. */
  readonly mayShow?: boolean
  /** Of a request: the address of the vendor's page, which the code is a link to where one symbol holds it. */
  readonly page?: string | undefined
}

/**
 * `codes` is there when they are several; `shown`, when they were shown in turn until a key was pressed; `link`, when
 * the code is a link that a phone's camera opens.
 */
export interface QrDelivered {
  readonly file: string | undefined
  readonly version: number
  readonly codes?: number
  readonly shown?: true
  readonly link?: string
}

/** Where the message went. `armored` is there when it went nowhere else: the answer's text is then the message. */
export interface Delivered {
  readonly output: string | undefined
  readonly qr: QrDelivered | undefined
  readonly drawn: string | undefined
  readonly armored: string | undefined
}

/** `output`: where that is not what -o says. Errors: invalid-value, output-exists. */
export function targetsOf(args: Args, output = args.optional('output')): Targets {
  const targets = {
    output,
    qr: args.optional('qr'),
    version: versionOf(args.whole('qr-version')),
    mayShow: !args.flag('json'),
  }
  checkTargets(targets)
  return targets
}

function versionOf(asked: number | undefined): number | undefined {
  if (asked === undefined) return undefined
  if (asked >= LEAST_FRAME_VERSION && asked <= MAX_VERSION) return asked
  const expected = { is: 'number', least: LEAST_FRAME_VERSION, most: MAX_VERSION } as const
  throw new AirlatchError('invalid-value', { field: '--qr-version', expected, got: `${asked}` })
}

export function checkTargets({ output, qr }: Targets): void {
  if (qr !== undefined && qr !== '-' && !/\.(?:png|svg|pdf)$/i.test(qr)) {
    throw new AirlatchError('invalid-value', { field: '--qr', expected: { is: 'qr-file' }, got: qr })
  }
  if (qr !== undefined && qr !== '-' && output !== undefined && wholePath(qr) === wholePath(output))
    throw new AirlatchError('invalid-value', {
      field: '--qr',
      expected: { is: 'other-file', option: '-o' },
      got: qr,
    })
  for (const target of [output, qr]) if (target !== undefined && target !== '-') assertNew(target)
}

/** What stands above the codes of a printed sheet. */
export interface SheetAbout {
  /** Such as the product's name. */
  readonly title: string
  /** Facts, a few in each line; those without a value are left out. */
  readonly lines?: readonly (readonly (readonly [label: string, value: string | undefined])[])[]
}

/**
 * `about` is what a printed sheet says above its codes.
 * Errors: message-too-large-for-qr, terminal-too-narrow, before anything is written; output-exists, cannot-write.
 */
export async function deliver(
  message: Uint8Array,
  type: MessageName,
  targets: Targets,
  about?: SheetAbout,
): Promise<Delivered> {
  const { output, qr } = targets
  const drawn = qr === undefined ? undefined : await draw(message, type, { ...targets, qr }, about)
  const armored = encodeArmor(type, message)
  const toFile = output !== undefined && output !== '-'
  if (toFile) writeNew(output, output.toLowerCase().endsWith('.cbor') ? message : armored)
  try {
    if (drawn?.content !== undefined && qr !== undefined && qr !== '-') writeNew(qr, drawn.content)
  } catch (error) {
    // both or none: "nothing was written" must be true
    if (toFile) discard(output)
    throw error
  }
  await drawn?.show?.()
  return {
    output: toFile ? output : undefined,
    qr: drawn === undefined ? undefined : qrDelivered(drawn, qr === '-' ? undefined : qr),
    drawn: qr === '-' && drawn?.content !== undefined ? String(drawn.content) : undefined,
    armored: output === '-' || (output === undefined && qr === undefined) ? armored : undefined,
  }
}

async function draw(
  message: Uint8Array,
  type: MessageName,
  { qr, version, mayShow = false, page }: Targets & { readonly qr: string },
  about: SheetAbout | undefined,
): Promise<DrawnQr> {
  const { drawQr } = await import('./draw-qr.ts')
  const { title = 'Airlatch', lines = [] } = about ?? {}
  const heading = `${visible(title)}: ${exchangeWords().messages[type] ?? type}`
  return drawQr(message, { type, qr, version, title: heading, facts: factLines(lines), mayShow, page })
}

/** Facts that are known, those of one line behind each other. */
function factLines(lines: NonNullable<SheetAbout['lines']>): readonly string[] {
  return lines.flatMap(facts => {
    const known = facts.flatMap(([label, value]) =>
      value === undefined ? [] : [`${label}: ${visible(value)}`],
    )
    return known.length === 0 ? [] : [known.join('    ')]
  })
}

function qrDelivered({ version, codes, show, link }: DrawnQr, file: string | undefined): QrDelivered {
  return {
    file,
    version,
    ...(codes > 1 ? { codes } : {}),
    ...(show === undefined ? {} : { shown: true as const }),
    ...(link === undefined ? {} : { link }),
  }
}

/** The text of an answer that hands a message over: the message itself, or where it went and what else to say. */
export function deliveredText(
  type: MessageName,
  { output, qr, drawn, armored }: Delivered,
  more: readonly (readonly [label: string, value: string])[],
): string {
  if (armored !== undefined) return armored
  const { messages, qr: say } = exchangeWords()
  const where = output ?? qr?.file ?? (qr?.shown ? say.codesShown : say.codeAbove)
  return `${drawn ?? ''}${fields([[messages[type] ?? type, where], [say.label, qr && qrText(qr)], ...more])}`
}

function qrText({ file, version, codes, shown, link }: QrDelivered): string {
  const { qr: say } = exchangeWords()
  const place = file ?? (shown ? say.shown : say.above)
  if (codes === undefined)
    return `${say.one(place, version)}${link === undefined ? '' : say.opens(pageOf(link))}`
  const several = say.several(codes, version)
  if (file === undefined) return `${place} (${several})`
  if (/\.pdf$/i.test(file)) return `${place} (${several}, ${say.toPrint})`
  return `${place} (${say.animated(several)})`
}

function pageOf(link: string): string {
  return link.slice(0, link.indexOf(LINK_PATH)).toLowerCase()
}

/** What `--json` says of a delivery. */
export function deliveredJson({ output, qr, drawn, armored }: Delivered): Record<string, unknown> {
  return {
    ...(output === undefined ? {} : { output }),
    ...(qr === undefined ? {} : { qr: qrJson(qr, drawn) }),
    ...(armored === undefined ? {} : { armored }),
  }
}

function qrJson({ version, ...qr }: QrDelivered, drawn: string | undefined): Record<string, unknown> {
  return { ...qr, qrVersion: version, ...(drawn === undefined ? {} : { terminal: drawn }) }
}
