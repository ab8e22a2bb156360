/**
 * Generic licenses need the vendor's switch, at creation and again here (checklist QG-13); and only for a generic key
 * may the vendor activate without a computer's request (checklist QG-11).
 */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { IssueCase } from './case.ts'

export const genericSwitch: Rule<IssueCase> = {
  name: 'generic',
  judge({ applicant, key, settings }) {
    if (!key.entitlement.generic) {
      if (applicant.kind !== 'on-behalf' || applicant.renews !== undefined) return pass('bound')
      return refuse('not-generic', { key: key.id })
    }
    if (settings.allowGenericKeys) return pass('generic')
    return refuse('generic-not-allowed', { side: 'vendor' })
  },
}
