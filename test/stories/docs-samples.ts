/**
 * Owns the story that the samples of the documents are from: one vendor, one customer's computer, both tools as real
 * processes in one folder, and what a terminal showed of each command. And how a document's samples are brought to that:
 * what differs from run to run (keys, codes, ids, times) stays as the document has it.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runProcess } from '../world/process.ts'
import { inTerminal, type Typist } from '../world/terminal.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAMS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'airlatch-vendor': [process.execPath, join(ROOT, 'vendor-tool', 'main.ts')],
  // a computer that does not exist, so that every run reads the same
  airlatch: [process.execPath, join(ROOT, 'test', 'world', 'simulated-client.ts'), 'ada'],
  node: [process.execPath],
  esbuild: [createRequire(import.meta.url).resolve('esbuild/bin/esbuild')],
}

/** What a terminal showed of each command, by the command. */
export type Shown = (command: string) => readonly [played: string, lines: readonly string[]]

const PASSPHRASE = 'correct horse battery staple'
/** The account of the samples, in the place of a temporary folder. */
const ACCOUNT = '/home/desk'
const PASSPHRASE_PROMPT = /(?:passphrase of the signing key(?:, at least \d+ characters)?|the same again): /
/** The kit is given by a variable here; what the documents show has it inside. */
const WITHOUT_KIT = /^airlatch: warning: .*no kit is built in/
/** A reader is not root, as the one who runs the tests may be. */
const AS_ROOT = /^airlatch: warning: the files were written for the account "root" alone/

/** What moves the cursor of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]|\r/g

/** Plays the story in an empty folder. */
export async function playSamples(folder: string): Promise<Shown> {
  const stage = new Stage(folder)
  await activates(stage)
  await byTelephone(stage)
  await byPhone(stage)
  return command => found(command, stage.shown)
}

/** One folder in which commands run, and what they showed. */
export class Stage {
  readonly shown = new Map<string, readonly string[]>()
  readonly folder: string
  readonly #home: string

  constructor(folder: string) {
    this.folder = folder
    this.#home = join(folder, 'home')
    mkdirSync(this.#home, { recursive: true })
  }

  /** Runs a command to its end; what it shows. `kit`: a file of the folder. */
  async run(command: string, kit = 'scope.kit'): Promise<string> {
    const [program, ...words] = programOf(command)
    // the documents say the same names again
    for (const [, file = ''] of command.matchAll(/(?:-o|--qr) (\S+)/g))
      rmSync(join(this.folder, file), { force: true })
    const { out, err } = await runProcess(program, words, {
      folder: this.folder,
      env: { HOME: this.#home, AIRLATCH_KIT: kit, AIRLATCH_PASSPHRASE: PASSPHRASE },
    })
    return this.#show(command, `${out}\n${err}`, kit)
  }

  /** Runs a command that asks for a passphrase, or for nothing. */
  async unlocked(command: string): Promise<readonly string[]> {
    const answer = async (typist: Typist): Promise<void> => {
      const isAsked = typist.until(PASSPHRASE_PROMPT).then(
        () => true,
        () => false,
      )
      if (!(await isAsked)) return
      typist.type(`${PASSPHRASE}\n`)
      await answer(typist)
    }
    await this.talk(command, answer, undefined)
    return this.shown.get(command) ?? []
  }

  /** Runs a command that asks. */
  async talk(command: string, conversation: (typist: Typist) => Promise<void>, kit?: string): Promise<void> {
    const env = { HOME: this.#home, ...(kit === undefined ? {} : { AIRLATCH_KIT: kit }) }
    const typist = inTerminal(programOf(command), { folder: this.folder, env, columns: 300 })
    await conversation(typist)
    await typist.exit
    this.#show(command, typist.screen(), kit)
  }

  #show(command: string, text: string, kit: string | undefined): string {
    const plain = text.replace(ESCAPES, '').replaceAll(this.#home, ACCOUNT)
    const lines = plain.split('\n').map(line => line.trimEnd())
    this.shown.set(
      command,
      lines.filter(
        line => line !== '' && !AS_ROOT.test(line) && (kit === undefined || !WITHOUT_KIT.test(line)),
      ),
    )
    return plain
  }
}

function programOf(command: string): readonly [string, ...string[]] {
  const [tool = '', ...words] = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )
  const program = PROGRAMS[tool]
  if (program === undefined) throw new Error(`no story runs "${tool}"`)
  return [...program, ...words]
}

/** From the vendor's first day to the seat that is given back. */
async function activates(stage: Stage): Promise<void> {
  await stage.talk('airlatch-vendor init --vendor "Acme Instruments"', async typist => {
    for (const asked of [/new passphrase of the signing key/, /the same again/]) {
      await typist.until(asked)
      typist.type(`${PASSPHRASE}\n`)
    }
  })
  const features = "--feature export --feature users:integer=5 --feature 'edition:text:home,pro!'"
  await stage.run(`airlatch-vendor product create scope --name "Scope Pro" --version 2.1 ${features}`)
  await stage.run('airlatch-vendor kit scope -o scope.kit')
  const terms = '--activations 2 --feature edition=pro --feature export --expires 2027-12-31 --grace-days 14'
  const key = keyIn(await stage.run(`airlatch-vendor key create --product scope ${terms}`))
  await stage.run(`airlatch request ${key} -o request.txt --qr request.png`)
  copyFileSync(join(stage.folder, 'request.png'), join(stage.folder, 'photo.jpg'))
  await stage.run('airlatch-vendor issue photo.jpg -o license.txt --qr license.png')
  await stage.run('airlatch install license.txt')
  await stage.run('airlatch status')
  await stage.run('airlatch status --app-version 4.0')
  await stage.run(`airlatch-vendor key set ${key.slice(0, 11)} --activations 3`)
  await stage.run('airlatch-vendor report expiring --month 2027-12')
  await stage.talk(
    'airlatch deactivate -o receipt.txt',
    async typist => {
      await typist.until(/\[y\/N\]/)
      typist.type('y\n')
    },
    'scope.kit',
  )
  await stage.run('airlatch-vendor release receipt.txt')
}

/** Another product, whose licenses are read aloud. */
async function byTelephone(stage: Stage): Promise<void> {
  const kit = 'logger.kit'
  await stage.run('airlatch-vendor product create logger --name Logger')
  await stage.run(`airlatch-vendor kit logger -o ${kit}`)
  const key = keyIn(await stage.run('airlatch-vendor key create --product logger --expires 2027-12-31'))
  const asked = await stage.run(`airlatch request ${key} --typed`, kit)
  const code = (asked.split('\n')[0] ?? '').replaceAll(' - ', ' ')
  const at = 'AAAAA AA'.length
  const misheard = code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1)
  await stage.run(`airlatch-vendor issue --typed "${misheard}"`)
  const computerId = /computer id +(\S+)/.exec(asked)?.[1]
  const license = await stage.run(`airlatch-vendor issue --typed "${code}" --computer-id ${computerId}`)
  const lines = license.toLowerCase().replaceAll(' - ', ' ').split('\n').slice(0, 5)
  await stage.talk('airlatch install', typist => typed(typist, lines), kit)
}

/** A page takes the request, which a phone has scanned. */
async function byPhone(stage: Stage): Promise<void> {
  await stage.run('airlatch-vendor kit scope -o scope.kit --address https://activate.example.com')
  const key = keyIn(await stage.run('airlatch-vendor key create --product scope --feature edition=pro'))
  await stage.run(`airlatch request ${key} --qr request.png`)
}

/** Types the lines of a license code; one character of the second one is wrong at first. */
async function typed(typist: Typist, lines: readonly string[]): Promise<void> {
  for (const [i, line] of lines.entries()) {
    await typist.until(new RegExp(`line ${i + 1} of 5, group 1 of`))
    const groups = line.split(' ')
    const [, , right = ''] = groups
    const wrong = right.slice(0, -1) + (right.endsWith('n') ? 'm' : 'n')
    typist.type(`${i === 1 ? groups.with(2, wrong).join(' ') : line}\n`)
    if (i !== 1) continue
    await typist.until(/group 3 again: /)
    typist.type(`${right}\n`)
  }
}

function keyIn(text: string): string {
  return /^key +(\S+)$/m.exec(text)?.[1] ?? ''
}

/** What differs from run to run: groups of keys, ids and codes, as they are shown and as they are typed; hexadecimal; times; days left. */
const VARIABLE =
  /(?<=^\d{4}-\d\d-\d\d {2})\d+ +|(?<=group \d[^:]*: .*)\b[0-9a-hjkmnp-tv-z]{5}\b|\b(?:[0-9A-HJKMNP-TV-Z]{5}|[0-9a-f]{64}|[0-9a-f]{16}|\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?)\b/g

/** Commands that somebody has to type along with, or that need more than the two tools: their samples are not played. */
const BY_HAND = /^airlatch(?:-vendor)? (?:activate|bake|serve|ledger|--ledger)/

/**
 * The document with each sample as the story shows it. `known`: what the variables of the story are called in the documents,
 * as far as they were learned. Throws for a sample that the story does not have.
 */
export function withSamples(document: string, shown: Shown, known: Map<string, string>): string {
  return document.replace(SAMPLE_BLOCK, (_, block: string) => {
    const samples = samplesIn(block).map(sample => brought(sample, shown, known))
    return `\`\`\`\n${samples.join('')}\`\`\``
  })
}

const SAMPLE_BLOCK = /^```\n(\$ (?:airlatch|node|esbuild)[\s\S]*?)^```$/gm

interface Sample {
  /** As it stands there, over several lines if need be. */
  readonly typed: string
  readonly command: string
  readonly output: string
}

/** Every sample of a document, in its order. */
export function samplesOf(document: string): readonly Sample[] {
  return [...document.matchAll(SAMPLE_BLOCK)].flatMap(([, block = '']) => samplesIn(block))
}

function samplesIn(block: string): readonly Sample[] {
  return block.split(/^(?=\$ )/m).map(sample => {
    const [, typed = '', output = ''] = /^\$ ((?:[^\n]*\\\n)*[^\n]*\n)([\s\S]*)$/.exec(sample) ?? []
    return { typed, command: typed.replace(/\\\n\s*/g, '').trim(), output }
  })
}

function brought({ typed, command, output }: Sample, shown: Shown, known: Map<string, string>): string {
  if (output.trim() === '' || BY_HAND.test(command)) return `$ ${typed}${output}`
  const [played, lines] = shown(command)
  learn(known, played, command)
  const before = output.split('\n')
  const translated = lines.map(line => {
    const same = before.findIndex(one => blank(one) === blank(line))
    if (same === -1) return line.replace(VARIABLE, one => known.get(one) ?? one)
    const [kept = ''] = before.splice(same, 1)
    learn(known, line, kept)
    return kept
  })
  return `$ ${typed}${shortened(translated, output)}`
}

/** What each variable of a line is called in another one, of the same words. */
export function learn(known: Map<string, string>, line: string, kept: string): void {
  const names = kept.match(VARIABLE) ?? []
  for (const [i, one] of (line.match(VARIABLE) ?? []).entries()) known.set(one, names[i] ?? one)
}

export function blank(text: string): string {
  return text.replace(VARIABLE, '*')
}

/** The command with other variables. */
export function found(
  command: string,
  shown: Iterable<readonly [string, readonly string[]]>,
): readonly [string, readonly string[]] {
  const same = [...shown].find(([played]) => blank(played) === blank(command))
  if (same === undefined) throw new Error(`the story of the samples has no "${command}"`)
  return same
}

/** With the blank lines of the sample, and `...` in the place of what it leaves out. */
function shortened(lines: readonly string[], output: string): string {
  const sample = output.replace(/\n*$/, '').split('\n')
  const filled = sample.filter(line => line !== '')
  const cut = filled.indexOf('...')
  const behind = filled.length - cut - 1
  const kept = cut === -1 ? lines : [...lines.slice(0, cut), '...', ...lines.slice(lines.length - behind)]
  const text: string[] = []
  for (const line of kept) {
    // as far as the sample goes, a blank line stands where it has one
    if (sample[text.length] === '') text.push('')
    text.push(line)
  }
  return `${text.join('\n')}\n${output.endsWith('\n\n') ? '\n' : ''}`
}
