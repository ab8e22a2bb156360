/** Owns where long lines break: at a blank, never inside a word, because a terminal breaks long lines inside words. */

/**
 * The text with no line longer than `columns`, except where one word is. `indent`: blanks before each further line that a
 * line becomes.
 */
export function wrapped(text: string, columns: number, indent = 0): string {
  return text
    .split('\n')
    .map(line => wrappedLine(line, columns, indent))
    .join('\n')
}

function wrappedLine(line: string, columns: number, indent: number): string {
  if (line.length <= columns) return line
  const start = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = start
  for (const word of line.slice(start.length).split(' ')) {
    if (current.trim() !== '' && current.length + word.length > columns) {
      lines.push(current.trimEnd())
      current = ' '.repeat(indent)
    }
    current += `${word} `
  }
  return [...lines, current.trimEnd()].join('\n')
}

/**
 * A result as it is shown on a terminal: `label  value` and sentences are wrapped, a value below its own beginning. Rows of
 * tables have more than one wide gap and stay as they are, as does what is drawn.
 */
export function wrappedResult(text: string, columns: number): string {
  return text
    .split('\n')
    .map(line => {
      const gaps = [...line.matchAll(/(?<=\S) {2,}(?=\S)/g)]
      const [gap] = gaps
      if (line.includes('\u001b') || gaps.length > 1) return line
      const indent = gap === undefined ? (/^ */.exec(line)?.[0].length ?? 0) : gap.index + gap[0].length
      return wrapped(line, columns, indent > columns / 2 ? 2 : indent)
    })
    .join('\n')
}
