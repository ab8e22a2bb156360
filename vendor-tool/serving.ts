/** Owns what commands that serve have in common: their answer as soon as they listen, and a warning that nobody can be asked about. */
import type { Answer } from '../src/cli/command.ts'
import { logLine } from '../src/serving/log.ts'
import type { ClockAhead } from '../src/vendor/door.ts'
import { fields } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'
import { clockAheadText } from './world.ts'

export interface ListeningAt {
  /** Of the socket. */
  readonly listening: string
  /** That others know, when it is another one. */
  readonly address?: string | undefined
  /** What to warn of where others reach it by plain HTTP. */
  readonly plainHttp?: string | undefined
}

export function listeningAnswer({ listening, address = listening, plainHttp }: ListeningAt): Answer {
  const warnings = plainHttp === undefined ? [] : [plainHttp]
  return {
    json: { address, listening, pid: process.pid, warnings },
    text: fields([
      [labelFor('address'), address],
      [labelFor('listening'), listening === address ? undefined : listening],
      [labelFor('stop'), vendorWords().serve.stop(process.pid)],
    ]),
    warnings,
  }
}

export function logClockAhead(ahead: ClockAhead): void {
  logLine(vendorWords().serve.log.warning(clockAheadText(ahead)))
}
