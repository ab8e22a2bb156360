/** Owns asking a person: a hidden passphrase, a yes or no. Questions go to standard error, as the result is not there. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Asks without showing what is typed. Undefined when the person gave up (Ctrl-C, Ctrl-D). */
export async function askHidden(question: string): Promise<string | undefined> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const answer = await ask('', silent)
  process.stderr.write('\n')
  return answer
}

/** Only a clear yes is one. */
export async function askYes(question: string): Promise<boolean> {
  const answer = await ask(`${question} [y/N] `, process.stderr)
  return answer !== undefined && /^y(?:es)?$/i.test(answer.trim())
}

function ask(question: string, output: NodeJS.WritableStream): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  return new Promise(resolve => {
    let answer: string | undefined
    lines.question(question, text => {
      answer = text
      lines.close()
    })
    lines.on('SIGINT', () => lines.close())
    lines.on('close', () => resolve(answer))
  })
}
