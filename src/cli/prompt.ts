/** Owns asking a person: a hidden passphrase, a yes or no. Questions go to standard error, as the result is not there. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { AirlatchError } from '../core/errors.ts'
import { exchangeWords } from '../words/exchange.ts'

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/**
 * Asks one question after the other without showing what is typed. An answer is missing when the person gave up
 * (Ctrl-C, Ctrl-D). Lines that were typed ahead answer the next questions.
 */
export async function askHidden(...questions: readonly string[]): Promise<readonly (string | undefined)[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  return ask(questions, silent, question => process.stderr.write(question))
}

/** Only a clear yes is one. Error: stopped (Ctrl-C, Ctrl-D). */
export async function askYes(question: string): Promise<boolean> {
  const { yes, yesOrNo } = exchangeWords()
  const [answer] = await ask([`${question} ${yesOrNo} `], process.stderr)
  if (answer === undefined) throw new AirlatchError('stopped', { at: 'question' })
  return yes.test(answer.trim())
}

/** One reader for all questions: a second one would lose what the first had read ahead. */
function ask(
  questions: readonly string[],
  output: NodeJS.WritableStream,
  show: (question: string) => void = () => undefined,
): Promise<readonly string[]> {
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  const answers: string[] = []
  return new Promise(resolve => {
    function next(): void {
      const question = questions[answers.length]
      if (question === undefined) {
        lines.close()
        return
      }
      show(question)
      lines.question(question, answer => {
        answers.push(answer)
        if (output !== process.stderr) process.stderr.write('\n')
        next()
      })
    }
    lines.on('SIGINT', () => lines.close())
    lines.on('close', () => {
      if (answers.length < questions.length) process.stderr.write('\n')
      resolve(answers)
    })
    next()
  })
}
