/** Owns what the demo prints: commands as a person types them, the output of the tools, and the table at the end. */
import { styleText } from 'node:util'

const INDENT = '    '
const MOST_LINES = 22
/** Matches long runs of hexadecimal digits, which tell a reader nothing. */
const LONG_HEX = /\b([0-9a-f]{12})[0-9a-f]{28,}\b/g

type Style = 'bold' | 'green' | 'red' | 'dim'

export function say(text = ''): void {
  process.stdout.write(`${text}\n`)
}

/** Returns plain text if standard output is not a terminal, or NO_COLOR is set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

export function heading(text: string): void {
  say(`\n${styled('bold', `== ${text}`)}`)
}

export function command(prompt: string, words: readonly string[]): void {
  say(`\n${styled('dim', `${prompt}$`)} ${styled('bold', words.map(quoted).join(' '))}`)
}

/** Prints a tool's output, indented; long numbers and long texts are shortened. */
export function output(text: string): void {
  const lines = text.trimEnd().split('\n')
  const shown = lines.length > MOST_LINES ? lines.slice(0, MOST_LINES) : lines
  for (const line of shown) if (line !== '') say(INDENT + line.replace(LONG_HEX, '$1...'))
  if (shown.length < lines.length) say(`${INDENT}... (${lines.length - shown.length} lines more)`)
}

/** One line of the summary. */
export interface Line {
  readonly what: string
  readonly expected: string
  readonly got: string
  readonly ok: boolean
  readonly seconds: number
}

export function summary(lines: readonly Line[]): void {
  heading('Summary')
  say()
  const width = (pick: (line: Line) => string, head: string) =>
    Math.max(head.length, ...lines.map(line => pick(line).length))
  const what = width(line => line.what, 'STEP')
  const expected = width(line => line.expected, 'EXPECTED')
  say(`     ${'STEP'.padEnd(what)}  ${'EXPECTED'.padEnd(expected)}  RESULT`)
  lines.forEach((line, i) => {
    const number = String(i + 1).padStart(3)
    const result = line.ok ? styled('green', 'ok') : styled('red', `FAILED: ${line.got}`)
    say(`${number}  ${line.what.padEnd(what)}  ${line.expected.padEnd(expected)}  ${result}`)
  })
}

/** Quotes a word for a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./!-]+$/.test(word) ? word : `"${word}"`
}
