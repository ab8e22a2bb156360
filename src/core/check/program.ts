/** Owns the input by which a program describes itself when it asks whether it may run, and its check. */
import { ANYTHING, type ArgumentShape, field, requireShape } from '../arguments.ts'
import { isFeatureName } from '../message/names.ts'
import { isVersion } from '../terms/version.ts'
import { secondsOf, type Time } from '../time.ts'
import type { Program } from './case.ts'

/** The calling program, as far as it describes itself. */
export interface ProgramInput {
  /** Such as `2.1`; a license may be for one major version. */
  readonly version?: string | undefined
  /** When this version was released, for maintenance plans. */
  readonly releasedAt?: Time | undefined
  /** Features that the program requires. */
  readonly features?: readonly string[] | undefined
}

const SHAPE: ArgumentShape<ProgramInput> = {
  version: field({ is: 'version' }, value => typeof value === 'string' && isVersion(value)),
  releasedAt: ANYTHING,
  features: field({ is: 'feature-names' }, value => Array.isArray(value) && value.every(isName)),
}

/** Checks and normalizes the description. Error: invalid-value {field, expected, got}. */
export function programOf(program: ProgramInput = {}): Program {
  requireShape('program', program, SHAPE)
  const { version, releasedAt, features = [] } = program
  const released = releasedAt === undefined ? undefined : secondsOf('releasedAt', releasedAt)
  return { version, releasedAt: released, features }
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && isFeatureName(name)
}
