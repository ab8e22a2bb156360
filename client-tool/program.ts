/** Owns what the flags say of the program that asks, and how a verdict that is not valid becomes an error. */
import type { Args, Option } from '../src/cli/command.ts'
import { startOf } from '../src/cli/dates.ts'
import { AirlatchError, explain, type ProgramVersion, type Reason, type Step } from '../src/client.ts'

export const PROGRAM_OPTIONS: Readonly<Record<string, Option>> = {
  'app-version': { kind: 'text', value: 'V', describe: 'check for this version of the program' },
  'release-date': {
    kind: 'text',
    value: 'DATE',
    describe: 'the day this version was released, for maintenance plans',
  },
}

export function programOf(args: Args): Partial<ProgramVersion> {
  const released = args.optional('release-date')
  return {
    version: args.optional('app-version'),
    releasedAt: released === undefined ? undefined : startOf('--release-date', released),
  }
}

/** The first reason names the error; details have every reason and what each rule saw. */
export function refused({
  reasons,
  trace,
}: {
  readonly reasons: readonly Reason[]
  readonly trace: readonly Step[]
}): AirlatchError {
  const [first] = reasons
  if (first === undefined) return new AirlatchError('bug', { problem: 'refused without a reason' })
  const all = reasons.map(({ code, details }) => ({ code, message: explain(code, details).message }))
  return new AirlatchError(first.code, { ...first.details, reasons: all, trace })
}
