/**
 * Owns the reading of docs/json.md, which describes the answer of every command, field by field. Tests check it against
 * the output of the tools.
 */

export interface PageField {
  readonly name: string
  /** Whether the field may be missing. */
  readonly isOptional: boolean
  /** In the notation of the page. */
  readonly type: string
  readonly meaning: string
}

export interface JsonPage {
  /** By command of airlatch-vendor, such as `key create`. */
  readonly commands: ReadonlyMap<string, readonly PageField[]>
  readonly shapes: ReadonlyMap<string, readonly PageField[]>
}

const OF_THE_DESK = /^### `airlatch-vendor ([a-z -]+)`$/
const OF_A_SHAPE = /^### (\w+)$/

export function readJsonPage(markdown: string): JsonPage {
  const commands = new Map<string, readonly PageField[]>()
  const shapes = new Map<string, readonly PageField[]>()
  for (const section of markdown.split(/^(?=### )/m)) {
    const [heading = '', ...lines] = section.split('\n')
    const fields = lines.filter(line => line.startsWith('| `')).map(fieldOf)
    const command = OF_THE_DESK.exec(heading)?.[1]
    const shape = OF_A_SHAPE.exec(heading)?.[1]
    if (command !== undefined) commands.set(command, fields)
    else if (shape !== undefined) shapes.set(shape, fields)
  }
  return { commands, shapes }
}

function fieldOf(line: string): PageField {
  const [, name = '', type = '', meaning = ''] = line.split(/(?<!\\)\|/).map(cell => cell.trim())
  const plain = name.replaceAll('`', '')
  return {
    name: plain.replace(/\?$/, ''),
    isOptional: plain.endsWith('?'),
    type: type
      .replace(/^\[(.*)\]\(#\w+\)$/, '$1')
      .replaceAll('`', '')
      .replaceAll('\\|', '|'),
    meaning: meaning.replaceAll('\\|', '|'),
  }
}
