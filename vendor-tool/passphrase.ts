/** Owns where the signing key's passphrase comes from: a file, the environment, or the person at the terminal. */

import type { Args, Option } from '../src/cli/command.ts'
import { askHidden, canAsk } from '../src/cli/prompt.ts'
import { readInput } from '../src/exchange/input.ts'
import { AirlatchError, type Expected } from '../src/vendor/door.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'

export const PASSPHRASE_OPTIONS: Readonly<Record<string, Option>> = {
  'passphrase-file': {
    kind: 'text',
    value: 'FILE',
    describe: "the signing key's passphrase, the first line of a file (or AIRLATCH_PASSPHRASE)",
  },
}

const LEAST_CHARACTERS = 8

/** The passphrase of an existing key. Errors: passphrase-missing, file-not-found, cannot-read. */
export async function passphraseFor(args: Args): Promise<string> {
  const given = givenPassphrase(args)
  if (given !== undefined) return given
  if (!canAsk()) throw new AirlatchError('passphrase-missing', {})
  const [passphrase] = await askHidden(vendorWords().desk.passphrase)
  return passphrase ?? giveUp()
}

/** The passphrase of a new key: asked for twice. Empty only by `--empty-passphrase`. Errors also: invalid-value. */
export async function newPassphrase(args: Args): Promise<string> {
  const given = givenPassphrase(args)
  if (args.flag('empty-passphrase')) {
    if (given !== undefined) throw wrong({ is: 'without-option', option: '--empty-passphrase' })
    return ''
  }
  const passphrase = given ?? (await askTwice())
  if (passphrase.length < LEAST_CHARACTERS) throw tooShort(passphrase.length)
  return passphrase
}

async function askTwice(): Promise<string> {
  if (!canAsk()) throw new AirlatchError('passphrase-missing', {})
  const say = vendorWords().desk
  const [first, second] = await askHidden(say.newPassphrase, say.sameAgain)
  if (first === undefined || second === undefined) giveUp()
  if (first !== second) throw wrong({ is: 'same-twice' })
  return first
}

function givenPassphrase(args: Args): string | undefined {
  const file = args.optional('passphrase-file')
  if (file === undefined) return process.env.AIRLATCH_PASSPHRASE || undefined
  const line = new TextDecoder().decode(readInput(file)).split(/\r?\n/, 1)[0]
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
