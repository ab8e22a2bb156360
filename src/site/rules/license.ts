/**
 * The server's license must be valid here and now, and bound to this computer. The rules of src/core/check were
 * evaluated before (standing.ts).
 */
import { denies, grants, type LendingRule } from '../rule.ts'

export const license: LendingRule = {
  name: 'license',
  judge({ site: { refusal, seats } }) {
    if (refusal === undefined) return grants('license-valid', { seats })
    return denies('server-expired', 'license-refused', { code: refusal.code })
  },
}
