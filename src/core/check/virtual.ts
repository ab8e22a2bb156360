/** A license that allows no virtual machines does not run on one, whatever the request said (checklist LP-23). */

import type { Rule } from '../rule.ts'
import { judgeVirtual } from '../terms/virtual.ts'
import type { CheckCase } from './case.ts'

export const virtual: Rule<CheckCase> = {
  name: 'virtual',
  judge: ({ license, here }) => judgeVirtual(license.allowVirtual, here.virtual),
}
