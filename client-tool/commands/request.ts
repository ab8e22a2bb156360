/** `airlatch request [KEY]`: makes an activation request as a file, QR code or text, or shows what it would contain. */

import type { Answer, Args, Command } from '../../src/cli/command.ts'
import { AirlatchError, type Client, dryRequest, leavingWith } from '../../src/client/door.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  type QrDelivered,
  type Targets,
  targetsOf,
} from '../../src/exchange/deliver.ts'
import { sheetAbout } from '../../src/exchange/sheet-about.ts'
import { readAloud, spacedOut } from '../../src/exchange/typed-code.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { recipientOf } from '../../src/words/describe.ts'
import { notSpokenWarnings } from '../../src/words/describe-features.ts'
import { leavingJson, leavingText } from '../../src/words/disclosure.ts'
import { fields } from '../../src/words/output.ts'
import { codeLeaving } from '../../src/words/typed-disclosure.ts'
import { deactivatedHere, ownAccountOnly, warningTexts } from '../program.ts'
import type { ClientWorld } from '../world.ts'

export const request: Command<ClientWorld> = {
  path: 'request [key]',
  summary: 'Create an activation request for the vendor',
  positionals: {
    key: 'the activation key, six groups of five; or its first two groups, or nothing, when this computer has asked with it before',
  },
  options: {
    ...DELIVERY_OPTIONS,
    'qr-text': {
      kind: 'flag',
      describe:
        "with --qr: the code contains the request itself, for a reader without a network, even if the kit names the vendor's page",
    },
    typed: {
      kind: 'flag',
      describe: 'also show the request as a code of 30 characters, to read to the vendor over the telephone',
    },
    'every-account': {
      kind: 'flag',
      describe:
        'count only what every account can read, so that an account without rights survives a changed part; a copy of a virtual machine may then be taken for the original',
    },
    'app-version': {
      kind: 'text',
      value: 'VERSION',
      describe: 'the version of the program that makes the request',
    },
    explain: {
      kind: 'flag',
      describe:
        'show in plain words everything that the request contains; without -o or --qr nothing is created',
    },
  },
  examples: [
    ['A file and a picture for the vendor', 'request 7K3QM-... -o request.txt --qr request.png'],
    ['A sheet of paper with the code', 'request 7K3QM-... --qr request.pdf'],
    ['Again, for the license that is installed here', 'request -o request.txt'],
    ['A code to read aloud on the telephone', 'request 7K3QM-... --typed'],
    ['What the request would tell the vendor; nothing is written', 'request 7K3QM-... --explain'],
  ],
  async run(args, world) {
    const targets = targetsOf(args)
    const client = await world.client()
    const explained = args.flag('explain')
    // a message on standard output must stand alone, because it is redirected to a file
    const beside = explained ? '--explain' : args.flag('typed') ? '--typed' : undefined
    if (beside !== undefined && targets.output === '-')
      throw new AirlatchError('invalid-value', {
        field: '-o',
        expected: { is: 'file-beside', option: beside },
        got: '-',
      })
    const isDry = explained && isNowhere(targets)
    if (isDry) return preview(args, client)
    // a license requested only for root's account is also installed only for it
    const own = args.flag('every-account') ? [] : warningTexts(ownAccountOnly(world))
    return make(args, client, targets, { explained, warnings: own })
  },
}

interface Beside {
  /** Whether to list what leaves the site. */
  readonly explained: boolean
  readonly warnings: readonly string[]
}

async function make(args: Args, client: Client, targets: Targets, beside: Beside): Promise<Answer> {
  const { explained } = beside
  const version = args.optional('app-version')
  const typed = args.flag('typed')
  const key = args.optional('key')
  const warnings = [
    ...beside.warnings,
    ...(key === undefined ? [] : deactivatedHere(client, key)),
    ...(typed ? notSpokenWarnings(client.kit.features) : []),
  ]
  const { message, computerId, keyId, code } = await client.request(
    key,
    { version },
    { typed, ...everyAccount(args) },
  )
  const isCodeAlone = typed && isNowhere(targets)
  const leaving = explained ? leavingWith(message, (await client.computer()).computer.readings) : undefined
  const page = args.flag('qr-text') ? undefined : client.kit.address
  const about = sheetAbout(client.kit, { computerId, keyId })
  const delivered = await deliver(message, 'request', { ...targets, page }, about)
  const { productId } = client.kit
  const recipient = recipientOf(client.kit)
  const { labels, request: say } = clientWords()
  const json = {
    computerId,
    productId,
    bytes: message.length,
    ...(typed ? { requestCode: code } : {}),
    ...(isCodeAlone ? {} : deliveredJson(delivered)),
    ...(leaving === undefined ? {} : leavingJson(leaving)),
    warnings,
  }
  const noLink = await noLinkText(page, message, targets.version, delivered.qr)
  const explanation = leaving === undefined ? '' : `\n\n${leavingText(leaving)}`
  if (typed && code !== undefined) {
    const aside = [
      ...noLink,
      [labels.computerId, computerId],
      [labels.next, say.readCode(recipient)],
      [labels.aloud, readAloud()],
      [labels.afterwards, say.typeAnswer(client.kit.vendor)],
    ] as const
    const where = { ...delivered, drawn: undefined, armored: undefined }
    const text = `${delivered.drawn ?? ''}${spacedOut(code)}`
    const around = isCodeAlone ? fields(aside) : deliveredText('request', where, aside)
    return { json, text, aside: `${around}${explanation}`, warnings }
  }
  const text = deliveredText('request', delivered, [
    ...noLink,
    [labels.computerId, computerId],
    [labels.size, say.bytes(message.length)],
    [labels.next, delivered.qr?.link === undefined ? say.send(recipient) : say.scan(recipient)],
  ])
  return { json, text: `${text}${explanation}`, warnings }
}

/** Explains why the code is not a link although the vendor has a page. */
async function noLinkText(
  page: string | undefined,
  message: Uint8Array,
  version: number | undefined,
  qr: QrDelivered | undefined,
): Promise<readonly (readonly [label: string, value: string])[]> {
  if (page === undefined || qr === undefined || qr.link !== undefined) return []
  const { linkVersion } = await import('../../src/exchange/draw-qr.ts')
  const least = linkVersion(page, message)
  const { labels, request: say } = clientWords()
  if (least === undefined) return [[labels.noLink, say.tooLargeForLink(page)]]
  const why = version !== undefined && version < least ? say.versionGiven(version) : say.tooNarrow
  return [[labels.noLink, say.linkNeeds(page, least, why)]]
}

function isNowhere({ output, qr }: Targets): boolean {
  return output === undefined && qr === undefined
}

/** Without the flag the client's own setting applies: --machine counts for every account. */
function everyAccount(args: Args): { readonly everyAccount?: true } {
  return args.flag('every-account') ? { everyAccount: true } : {}
}

async function preview(args: Args, client: Client): Promise<Answer> {
  const key = args.optional('key')
  if (key === undefined)
    throw new AirlatchError('usage', {
      problem: { is: 'arguments-missing', expected: 'KEY' },
      command: 'airlatch request',
    })
  const { computer, fingerprint, counted, computerId, workload } = await client.computer(
    everyAccount(args).everyAccount,
  )
  const { productId } = client.kit
  const say = clientWords().request
  const message = dryRequest({
    key,
    productId,
    bound: { fingerprint, counted },
    virtual: computer.virtual,
    workload,
    read: computer,
    version: args.optional('app-version'),
    now: Math.floor(Date.now() / 1000),
  })
  const code = { key, computerId, counted: counted.length, virtual: computer.virtual }
  const leaving = args.flag('typed') ? codeLeaving(code) : leavingWith(message, computer.readings)
  return {
    json: { dryRun: true, computerId, productId, bytes: message.length, ...leavingJson(leaving) },
    text: `${leavingText(leaving)}\n\n${args.flag('typed') ? say.preview : `${say.preview} ${say.previewDiffers}`}`,
  }
}
