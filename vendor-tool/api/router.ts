/**
 * Owns which operation a method and a path mean. What is written out wins over what is in braces, so `/v1/keys/import` is
 * never a key. The log has the path of the operation in place of the path of the call, which may have a key in it.
 */

/** What is found by its method and its path, such as `/v1/keys/{key}/suspend`. */
export interface Routed {
  readonly method: string
  readonly path: string
}

export interface FoundRoute<Operation> {
  /** As the operation writes it. */
  readonly path: string
  /** By the names in braces, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly byMethod: ReadonlyMap<string, Operation>
}

interface Node<Operation> {
  readonly written: Map<string, Node<Operation>>
  braced: Node<Operation> | undefined
  path: string | undefined
  readonly byMethod: Map<string, Operation>
}

/** Two operations have the same path but for the names in braces. */
class AmbiguousPath extends Error {
  override readonly name = 'AmbiguousPath'
}

/** Longer paths are none of ours: they are not even split. */
const MOST_CHARACTERS = 2_048

export class Router<Operation extends Routed> {
  readonly #root = nodeOf<Operation>()

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) this.#add(operation)
  }

  #add(operation: Operation): void {
    let node = this.#root
    for (const segment of segmentsOf(operation.path)) node = next(node, segment)
    if (node.path !== undefined && node.path !== operation.path) throw new AmbiguousPath(operation.path)
    node.path = operation.path
    node.byMethod.set(operation.method, operation)
  }

  /** `path`: as it was sent. Undefined when no operation has it. */
  find(path: string): FoundRoute<Operation> | undefined {
    if (path.length > MOST_CHARACTERS) return undefined
    const segments = segmentsOf(path)
    const node = walk(this.#root, segments, 0)
    if (node?.path === undefined) return undefined
    const params = paramsOf(segmentsOf(node.path), segments)
    return params && { path: node.path, params, byMethod: node.byMethod }
  }
}

function nodeOf<Operation>(): Node<Operation> {
  return { written: new Map(), braced: undefined, path: undefined, byMethod: new Map() }
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1)
}

function next<Operation>(node: Node<Operation>, segment: string): Node<Operation> {
  if (isBraced(segment)) {
    node.braced ??= nodeOf()
    return node.braced
  }
  const made = node.written.get(segment) ?? nodeOf<Operation>()
  node.written.set(segment, made)
  return made
}

/** There are as many levels as the longest path of ours has, so few ways to try. */
function walk<Operation>(
  node: Node<Operation>,
  segments: readonly string[],
  at: number,
): Node<Operation> | undefined {
  const segment = segments[at]
  if (segment === undefined) return node.path === undefined ? undefined : node
  const written = node.written.get(segment)
  const found = written && walk(written, segments, at + 1)
  if (found !== undefined || node.braced === undefined || segment === '') return found
  return walk(node.braced, segments, at + 1)
}

/** Undefined where one of them is not what a path may have. */
function paramsOf(
  names: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  try {
    return Object.fromEntries(
      names.flatMap((name, i) =>
        isBraced(name) ? [[name.slice(1, -1), decodeURIComponent(segments[i] as string)]] : [],
      ),
    )
  } catch {
    return undefined
  }
}

function isBraced(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}')
}
