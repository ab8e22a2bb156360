/** Owns where a passphrase comes from, of the signing keys or of a backup: a file, the environment, or the person at the terminal. */

import type { Args, Option } from '../src/cli/command.ts'
import { askHidden, canAsk } from '../src/cli/prompt.ts'
import { readFirstLine } from '../src/exchange/input.ts'
import { AirlatchError, type Expected } from '../src/vendor/door.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'

export const PASSPHRASE_OPTIONS: Readonly<Record<string, Option>> = {
  'passphrase-file': {
    kind: 'text',
    value: 'FILE',
    describe: "the signing key's passphrase, the first line of a file (or AIRLATCH_PASSPHRASE)",
  },
}

export const NEW_PASSPHRASE_OPTIONS: Readonly<Record<string, Option>> = {
  'new-passphrase-file': {
    kind: 'text',
    value: 'FILE',
    describe: 'the new passphrase, the first line of a file (or AIRLATCH_NEW_PASSPHRASE)',
  },
}

/** A passphrase that a command needs: where it is given, and what is asked when it is not. */
interface Wanted {
  readonly option: 'passphrase-file' | 'new-passphrase-file'
  readonly variable: 'AIRLATCH_PASSPHRASE' | 'AIRLATCH_NEW_PASSPHRASE'
  readonly question: (least: number) => string
  /** What it is of, when that is not the signing key. */
  readonly of?: 'backup' | 'new'
}

const PRESENT = { option: 'passphrase-file', variable: 'AIRLATCH_PASSPHRASE' } as const

/** Of an existing signing key. */
const OF_KEY: Wanted = { ...PRESENT, question: () => vendorWords().desk.passphrase }
/** Of a new signing key. */
export const OF_NEW_KEY: Wanted = { ...PRESENT, question: least => vendorWords().desk.newPassphrase(least) }
/** The next one of the signing keys. */
export const NEXT_OF_KEYS: Wanted = {
  option: 'new-passphrase-file',
  variable: 'AIRLATCH_NEW_PASSPHRASE',
  question: least => vendorWords().desk.newPassphrase(least),
  of: 'new',
}

/** Of a backup of the desk. */
export const OF_BACKUP: Wanted = {
  ...PRESENT,
  question: () => vendorWords().desk.backupPassphrase,
  of: 'backup',
}
export const OF_NEW_BACKUP: Wanted = {
  ...OF_BACKUP,
  question: least => vendorWords().desk.newBackupPassphrase(least),
}

const LEAST_CHARACTERS = 8

/** The passphrase of what is there. Errors: passphrase-missing, file-not-found, cannot-read. */
export async function passphraseFor(args: Args, wanted = OF_KEY): Promise<string> {
  const given = givenPassphrase(args, wanted)
  if (given !== undefined) return given
  const [passphrase] = await asked(wanted)
  return passphrase ?? giveUp()
}

/** The passphrase of what is made: asked for twice. Empty only by `--empty-passphrase`. Errors also: invalid-value. */
export async function newPassphrase(args: Args, wanted = OF_NEW_KEY): Promise<string> {
  const given = givenPassphrase(args, wanted)
  if (args.flag('empty-passphrase')) {
    if (given !== undefined) throw wrong({ is: 'without-option', option: '--empty-passphrase' })
    return ''
  }
  return given === undefined ? askTwice(wanted) : longEnough(given)
}

/** Error: invalid-value. */
function longEnough(passphrase: string): string {
  if (passphrase.length < LEAST_CHARACTERS) throw tooShort(passphrase.length)
  return passphrase
}

/** A new passphrase that was typed twice. Error: invalid-value. */
export function typedTwice(first: string, second: string): string {
  if (first !== second) throw wrong({ is: 'same-twice' })
  return longEnough(first)
}

async function askTwice(wanted: Wanted): Promise<string> {
  const [first, second] = await asked(wanted, vendorWords().desk.sameAgain)
  if (first === undefined || second === undefined) giveUp()
  return typedTwice(first, second)
}

/** Error: passphrase-missing, where nobody can be asked. */
async function asked({ question, of }: Wanted, ...more: readonly string[]) {
  if (!canAsk()) throw new AirlatchError('passphrase-missing', of === undefined ? {} : { of })
  return askHidden(question(LEAST_CHARACTERS), ...more)
}

function givenPassphrase(args: Args, { option, variable }: Wanted): string | undefined {
  const file = args.optional(option)
  if (file === undefined) return process.env[variable] || undefined
  const line = readFirstLine(file)
  if (line) return line
  throw wrong({ is: 'first-line' })
}

function tooShort(got: number): AirlatchError {
  const expected = { is: 'at-least', least: LEAST_CHARACTERS, of: 'characters' } as const
  return new AirlatchError('invalid-value', { field: 'passphrase', expected, limit: 'characters', got })
}

function wrong(expected: Expected): AirlatchError {
  return new AirlatchError('invalid-value', { field: 'passphrase', expected })
}

function giveUp(): never {
  throw new AirlatchError('stopped', { at: 'passphrase' })
}
