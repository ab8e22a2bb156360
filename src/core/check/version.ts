/** The license must cover the version of the running program (checklist QC-04, QC-22). */

import type { Rule } from '../rule.ts'
import { judgeVersion } from '../terms/version.ts'
import type { CheckCase } from './case.ts'

export const version: Rule<CheckCase> = {
  name: 'version',
  judge: ({ license, program }) => judgeVersion(program, license.maintenance, license.majorVersion),
}
