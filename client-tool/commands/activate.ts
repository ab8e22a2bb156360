/** `airlatch activate KEY`: guides the user from the activation key to the license, in the terminal or in a browser. */

import type { Answer, Args, Command } from '../../src/cli/command.ts'
import { homeOf } from '../../src/cli/places.ts'
import { askYes, canAsk } from '../../src/cli/prompt.ts'
import {
  AirlatchError,
  type Client,
  type InstalledLicense,
  parseKeyId,
  type Requested,
} from '../../src/client/door.ts'
import { wholePath } from '../../src/disk/look.ts'
import { checkTargets, deliver, type Targets, targetsOf } from '../../src/exchange/deliver.ts'
import { sheetAbout } from '../../src/exchange/sheet-about.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { shownEnd } from '../../src/words/dates.ts'
import { licenseJson, licenseText, recipientOf } from '../../src/words/describe.ts'
import { notSpokenWarnings } from '../../src/words/describe-features.ts'
import { visible } from '../../src/words/output.ts'
import { builtPage } from '../activate/page-file.ts'
import {
  hasBrowser,
  isRemote,
  requireBrowser,
  requireTerminal,
  type TerminalSurroundings,
} from '../activate/surroundings.ts'
import { takeAnswer } from '../activate/take.ts'
import {
  deactivatedHere,
  ownAccountOnly,
  PROGRAM_OPTIONS,
  programOf,
  reasonJson,
  warningTexts,
} from '../program.ts'
import type { ClientWorld } from '../world.ts'
import { status } from './status.ts'

const USUAL_MINUTES = 15
const MOST_MINUTES = 1440

export const activate: Command<ClientWorld> = {
  path: 'activate <key>',
  summary: 'Activate step by step, in this terminal or in a browser',
  more: 'It shows the request as a QR code and as text, waits for the answer of the vendor and installs it.',
  positionals: { key: 'the activation key, six groups of five' },
  options: {
    output: { kind: 'text', alias: 'o', value: 'FILE', describe: 'also write the request to a new file' },
    qr: {
      kind: 'text',
      value: 'FILE',
      describe: 'also write the QR code of the request to a new file: .png, .svg or .pdf',
    },
    page: {
      kind: 'flag',
      describe: "use a browser on this computer, with its camera; the page's address works once",
    },
    'no-open': {
      kind: 'flag',
      describe: 'with --page: only print the address, for example to forward it by SSH',
    },
    minutes: {
      kind: 'whole',
      value: 'MINUTES',
      describe: `with --page: end when nobody used it for this long (default: ${USUAL_MINUTES})`,
    },
    watch: {
      kind: 'text',
      value: 'DIR',
      describe:
        'in the terminal: install the answer when it appears in this folder, for example on a USB stick that is plugged in later (default: the current folder)',
    },
    again: { kind: 'flag', describe: 'do not ask if there is already a valid license' },
    ...PROGRAM_OPTIONS,
  },
  examples: [
    ['Step by step in this terminal', 'activate 7K3QM-...'],
    ['In a browser, with the camera of this computer', 'activate 7K3QM-... --page'],
    [
      'With a USB stick that carries the request out and the answer in',
      'activate 7K3QM-... -o /media/usb/request.txt --watch /media/usb',
    ],
  ],
  async run(args, world) {
    const surroundings = { platform: process.platform, env: process.env, canAsk: canAsk() }
    const settings = settingsOf(args, surroundings)
    const targets = targetsOf(args)
    for (const [field, path] of [
      ['-o', targets.output],
      ['--qr', targets.qr],
    ] as const)
      if (path === '-')
        throw new AirlatchError('invalid-value', { field, expected: { is: 'file' }, got: '-' })
    const client = await world.client()
    const before = await present(args, world, client, surroundings)
    if (before !== undefined) return before
    for (const warning of [
      ...warningTexts(ownAccountOnly(world)),
      ...deactivatedHere(client, args.text('key')),
    ])
      say(`airlatch: ${clientWords().activate.warning}: ${warning}`)
    // load the page first: if it is missing, no request is made
    const page = settings.kind === 'page' ? builtPage() : ''
    const version = args.optional('app-version')
    const requested = await client.request(args.text('key'), { version }, { withCode: true })
    const way = { client, requested, args, surroundings, output: targets.output }
    if (targets.output !== undefined || targets.qr !== undefined) await write(way, targets)
    const installed = await (settings.kind === 'page'
      ? byPage(way, settings, page)
      : byTerminal(way, settings))
    return answer(args, world, way, installed)
  },
}

type Settings =
  | { readonly kind: 'page'; readonly open: boolean; readonly minutes: number }
  | { readonly kind: 'terminal'; readonly watch: string | undefined }

interface Way {
  readonly client: Client
  readonly requested: Requested
  readonly args: Args
  readonly surroundings: TerminalSurroundings
  readonly output: string | undefined
}

/** Checks the options before anything is created. Errors: usage, invalid-value, terminal-missing, browser-missing. */
function settingsOf(args: Args, surroundings: TerminalSurroundings): Settings {
  const [minutes, watch] = [args.whole('minutes'), args.optional('watch')]
  if (!args.flag('page')) {
    if (args.flag('no-open') || minutes !== undefined)
      throw new AirlatchError('usage', { problem: { is: 'page-missing' } })
    requireTerminal(surroundings)
    return { kind: 'terminal', watch }
  }
  if (watch !== undefined) throw new AirlatchError('usage', { problem: { is: 'watch-with-page' } })
  if (minutes !== undefined && (minutes < 1 || minutes > MOST_MINUTES))
    throw new AirlatchError('invalid-value', {
      field: '--minutes',
      expected: { is: 'number', least: 1, most: MOST_MINUTES },
      got: `${minutes}`,
    })
  if (!args.flag('no-open')) requireBrowser(surroundings)
  return { kind: 'page', open: !args.flag('no-open'), minutes: minutes ?? USUAL_MINUTES }
}

/** Returns the answer if this computer already has a valid license and the user does not want another one. */
async function present(
  args: Args,
  world: ClientWorld,
  client: Client,
  { canAsk }: TerminalSurroundings,
): Promise<Answer | undefined> {
  if (args.flag('again')) return undefined
  const keyId = parseKeyId(args.text('key'))
  const { valid, license, endsAt } = await client.status(programOf(args), { isRun: false })
  // with another key, the user wants another license
  if (!valid || license?.keyId !== keyId) return undefined
  const words = clientWords().activate
  const end = endsAt === undefined ? undefined : shownEnd(endsAt)
  const fact = words.present(visible(client.kit.productName), end, license.keyId)
  if (canAsk && (await askYes(`${fact}. ${words.askAgain}`))) return undefined
  const { json, text, warnings } = await status.run(args, world)
  return {
    json: { already: true, ...json },
    text: `${words.nothingDone(fact)}\n\n${text}`,
    warnings: warnings ?? [],
  }
}

/** Draws the request into a new file. Errors: invalid-value, output-exists; those of deliver. */
function draw(way: Way, path: string): Promise<void> {
  const targets = { output: undefined, qr: path }
  checkTargets(targets)
  return write(way, targets)
}

/** Writes the request to files. Errors: those of deliver. */
async function write({ client, requested }: Way, targets: Targets): Promise<void> {
  const { message, computerId, keyId } = requested
  const about = sheetAbout(client.kit, { computerId, keyId })
  await deliver(message, 'request', { ...targets, page: client.kit.address }, about)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function byPage(
  way: Way,
  settings: Extract<Settings, { kind: 'page' }>,
  page: string,
): Promise<InstalledLicense> {
  const { client, requested, args, surroundings, output } = way
  const { activateByPage } = await import('../activate/by-page.ts')
  const { openBrowser, opener } = await import('../../src/cli/browser.ts')
  const program = opener(surroundings.platform, surroundings.env)
  return activateByPage({
    client,
    request: requested.message,
    code: requested.code,
    page,
    version: args.optional('app-version'),
    minutes: settings.minutes,
    output,
    isRemote: isRemote(surroundings),
    open: settings.open ? (address, failed) => openBrowser(address, program, failed) : undefined,
    say,
    take: message => takeAnswer(client, programOf(args), message),
    onStop: onSignal,
  })
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `work` on the first signal. A second one ends the process at once, as if there were no handler. */
function onSignal(work: () => void): () => void {
  function end(): void {
    for (const signal of SIGNALS) process.off(signal, onFirst)
  }
  function onFirst(): void {
    end()
    work()
  }
  for (const signal of SIGNALS) process.on(signal, onFirst)
  return end
}

/** The size of the terminal; some terminals do not know it. */
function windowHere(): { readonly columns: number; readonly rows: number } {
  const { columns, rows } = process.stderr
  return { columns: columns || Number.POSITIVE_INFINITY, rows: rows || Number.POSITIVE_INFINITY }
}

/** Runs the guided activation in the terminal. Errors: not-activated, invalid-value. */
async function byTerminal(
  way: Way,
  { watch }: Extract<Settings, { kind: 'terminal' }>,
): Promise<InstalledLicense> {
  const { client, requested, args, surroundings, output } = way
  const { Conversation } = await import('../activate/conversation.ts')
  const { TerminalConsole } = await import('../activate/console.ts')
  const { armorOf } = await import('../../src/exchange/page-message.ts')
  const { MOST_ENTRIES, newFilesIn } = await import('../../src/disk/new-files.ts')
  const folder = wholePath(watch ?? '.')
  const files = newFilesIn(folder)
  if (files.isBlind() && watch !== undefined)
    throw new AirlatchError('invalid-value', {
      field: '--watch',
      expected: { is: 'folder', most: MOST_ENTRIES },
      got: watch,
    })
  const console = new TerminalConsole({ look: files.look })
  try {
    const { kit } = client
    const installed = await new Conversation(
      {
        request: requested.message,
        code: requested.code,
        codeNotes: notSpokenWarnings(kit.features),
        armored: armorOf('request', requested.message),
        productName: kit.productName,
        vendor: recipientOf(kit),
        contact: kit.contact,
        computerId: requested.computerId,
        address: kit.address,
        output,
        watched: files.isBlind() ? undefined : folder,
        window: windowHere,
        hasBrowser: hasBrowser(surroundings),
        draw: path => draw(way, path),
        here: { platform: surroundings.platform, home: homeOf(surroundings.platform, surroundings.env) },
        take: bytes => takeAnswer(client, programOf(args), bytes),
      },
      console,
    ).run()
    if (installed === undefined)
      throw new AirlatchError('not-activated', output === undefined ? {} : { path: output })
    return installed
  } finally {
    console.close()
  }
}

/** Returns the answer of `airlatch status` or, if the license is for another user of this computer, its contents. */
async function answer(
  args: Args,
  world: ClientWorld,
  { client, requested, output }: Way,
  { license, valid, reasons, warnings: others }: InstalledLicense,
): Promise<Answer> {
  const head = clientWords().activatedHere(visible(client.kit.productName))
  const json = {
    type: 'license',
    computerId: requested.computerId,
    ...(output === undefined ? {} : { output }),
  }
  if (valid) {
    const shown = await status.run(args, world)
    return { ...shown, json: { ...json, ...shown.json }, text: `${head}\n\n${shown.text}` }
  }
  const warnings = [...reasons, ...others]
  return {
    json: {
      ...json,
      state: 'not-for-this-user',
      license: licenseJson(license),
      reasons: warnings.map(reasonJson),
      warnings: warningTexts(warnings),
    },
    text: `${head}\n\n${licenseText(license)}`,
    warnings: warningTexts(warnings),
  }
}
