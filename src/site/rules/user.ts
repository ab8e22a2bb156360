/** Only users that the license names get a seat, each on the platform listed with the name (checklist LP-18, LP-19). */
import { users } from '../../core/check/users.ts'
import { platformOf } from '../platform.ts'
import { denies, grants, type LendingRule } from '../rule.ts'

export const user: LendingRule = {
  name: 'user',
  judge({ site: { license }, request: { holder, platform } }) {
    if (license.users.length === 0) return grants('any-user')
    const { outcome } = users.judge({
      license,
      here: { user: holder.account, platform: platformOf(platform) },
    })
    if (outcome === 'pass') return grants('named-user')
    return denies('wrong-user', 'user-not-named', { users: license.users.length })
  },
}
