/** Owns what a command says first of what it has installed. */
import { AirlatchError } from '../../core/errors.ts'
import { refused } from '../../words/reasons.ts'
import { isForOther, type RolledOut, type TakenMessage } from './roll-out.ts'

/**
 * What the answer is about: the license, if one was taken. Errors: of licenses of which none was taken the refusal that
 * says most, or not-in-bundle; else why nothing was taken.
 */
export function requireTaken({ taken, telling, forOthers, passedOver }: RolledOut): TakenMessage {
  if (telling !== undefined) {
    if (isForOther(telling) && forOthers > 1)
      throw new AirlatchError('not-in-bundle', { licenses: forOthers, several: true })
    throw refused(telling)
  }
  const main = taken.findLast(({ installed }) => installed.kind === 'license') ?? taken.at(-1)
  if (main !== undefined) return main
  const [first] = passedOver
  if (first?.error !== undefined) throw first.error.with({ path: first.name })
  throw new AirlatchError('not-in-bundle', { licenses: forOthers, several: true })
}
