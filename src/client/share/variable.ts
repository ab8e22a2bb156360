/**
 * Owns the license that the environment brings (checklist DY-15): AIRLATCH_LICENSE, for containers, has the text of a
 * license or the whole path of its file or folder. It is one more place beside the kit's search path, and believed no
 * more: every rule holds for what is in it.
 */
import { messageFromFileOrPackage } from '../../carrier/intake.ts'
import { AirlatchError } from '../../core/errors.ts'
import { type PathWorld, pathHere, variable } from './paths.ts'
import type { Candidate } from './search.ts'

/** The variable; also the source of a license whose text it has. */
export const LICENSE_VARIABLE = 'AIRLATCH_LICENSE'
/** The place of a path in it, as a kit would write it. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
export const VARIABLE_PLACE = '${AIRLATCH_LICENSE}'
/** Characters of a text: a license of the largest size in base64, with its armor. */
const MOST_TEXT = 1_500_000
/** Characters of a value that is neither, in its error. */
const MOST_SHOWN = 60

/**
 * Nothing; a path, to be looked at as VARIABLE_PLACE; or the message in the text, or why there is none: input-too-large,
 * invalid-value {field: AIRLATCH_LICENSE} for what is neither, and the other errors of messageFromFileOrPackage.
 */
export type BroughtLicense =
  | { readonly kind: 'nothing' | 'path' }
  | { readonly kind: 'text'; readonly candidate: Candidate }

/** Reads no file. Never rejects. */
export async function broughtLicense(world: PathWorld): Promise<BroughtLicense> {
  const value = variable(LICENSE_VARIABLE, world)
  if (value === undefined) return { kind: 'nothing' }
  if (pathHere(VARIABLE_PLACE, world) !== undefined) return { kind: 'path' }
  try {
    return { kind: 'text', candidate: { source: LICENSE_VARIABLE, message: await messageInText(value) } }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return { kind: 'text', candidate: { source: LICENSE_VARIABLE, error } }
  }
}

async function messageInText(value: string): Promise<Uint8Array> {
  if (value.length > MOST_TEXT)
    throw new AirlatchError('input-too-large', { path: LICENSE_VARIABLE, most: MOST_TEXT, got: value.length })
  try {
    return await messageFromFileOrPackage(new TextEncoder().encode(value), ['license', 'bundle'])
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'input-not-recognised') throw error
    const got = value.slice(0, MOST_SHOWN)
    throw new AirlatchError(
      'invalid-value',
      { field: LICENSE_VARIABLE, expected: { is: 'license-or-path' }, got },
      error,
    )
  }
}
