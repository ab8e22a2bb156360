/**
 * Owns the seat of a program started by `airlatch run --lease`. Events of the seat are written to standard error, and
 * it is given back when the program ends. If the seat ends first, the program goes on unless --stop-at-end is used: a
 * user's unsaved work is worth more than a seat.
 */
import type { Args, Option } from '../src/cli/command.ts'
import type { Client, Reason, Seat } from '../src/client/door.ts'
import { formatInstant } from '../src/words/dates.ts'
import { explain } from '../src/words/explain.ts'
import { leaseWords } from '../src/words/lease-tool.ts'
import { visible } from '../src/words/output.ts'
import { programOf } from './program.ts'
import { QUEUE_OPTION, SITE_OPTION, sayQueued, sitesOf } from './seats.ts'

export const LEASE_OPTIONS: Readonly<Record<string, Option>> = {
  lease: {
    kind: 'flag',
    describe: 'get a seat from a site server for the program, and give it back when the program ends',
  },
  ...SITE_OPTION,
  ...QUEUE_OPTION,
  'stop-at-end': {
    kind: 'flag',
    describe:
      'with --lease: ask the program to end when its seat ends; without it, the program is only warned',
  },
}

/** How the end of a seat can stop the running program. */
export interface RunningProgram {
  /** Asks the program to end; does nothing before it has started. */
  stop: () => void
}

export async function seatForRun(args: Args, client: Client, running: RunningProgram): Promise<Seat> {
  const mayStop = args.flag('stop-at-end')
  let hasWarned = false
  return client.lease({
    program: programOf(args),
    sites: sitesOf(args),
    queue: args.flag('queue'),
    onQueued: sayQueued,
    onWarning(reason, endsAt) {
      const isNote = reason.code === 'server-went-back'
      hasWarned ||= !isNote
      say(isNote ? noteText(reason) : leaseWords().warning(visible(messageOf(reason)), formatInstant(endsAt)))
    },
    onRenewed() {
      if (hasWarned) say(leaseWords().renewed)
      hasWarned = false
    },
    onEnded() {
      say(mayStop ? leaseWords().stopped : leaseWords().ended)
      if (mayStop) running.stop()
    },
  })
}

function messageOf({ code, details }: Reason): string {
  return explain(code, details).message
}

function noteText({ code, details }: Reason): string {
  const { message, hint } = explain(code, details)
  return leaseWords().note(visible(message), visible(hint))
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
