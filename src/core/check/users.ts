/** Only the named users may run the program, each on the platform named with the user (checklist LP-18, LP-19). */
import { PLATFORMS } from '../computer/computer.ts'
import { isSameUser } from '../computer/user-name.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import type { CheckCase } from './case.ts'

/** In place of a platform: the user is named for all of them. */
const ANY = 0

/** The part of a case that the rule reads. */
interface UserCase {
  readonly license: Pick<CheckCase['license'], 'users'>
  readonly here: Pick<CheckCase['here'], 'user' | 'platform'>
}

export const users: Rule<UserCase> = {
  name: 'user',
  judge({ license, here }) {
    const { users } = license
    if (users.length === 0) return pass('any-user')
    const { user, platform } = here
    const named = users.some(
      one =>
        user !== undefined &&
        (one.platform === ANY || one.platform === PLATFORMS[platform]) &&
        isSameUser(platform, one.name, user),
    )
    if (named && user !== undefined) return pass('named-user', { user, users: users.length })
    return refuse('wrong-user', { user, platform, users: users.length })
  },
}
