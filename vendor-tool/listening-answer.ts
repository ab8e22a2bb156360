/** Owns the answer of a command that serves, as soon as it listens: where, and how it is ended. */
import type { Answer } from '../src/cli/command.ts'
import { fields } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'

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
