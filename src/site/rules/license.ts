/** The server's license must be valid and bound to this computer. standing.ts has already applied src/core/check. */
import { denies, grants, type LendingRule } from '../rule.ts'

export const license: LendingRule = {
  name: 'license',
  judge({ site: { refusal, seats } }) {
    if (refusal === undefined) return grants('license-valid', { seats })
    return denies('server-expired', 'license-refused', { code: refusal.code })
  },
}
