/** Owns the recorded Linux trees: loads one, and lays it out in a directory of its own (symbolic links matter). */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

/**
 * Paths below the root directory with their texts; "-> target" is a symbolic link. `rootOnly` is for `asUser`.
 * `virtual` is what the computer is expected to run inside of, null for no evidence.
 */
export interface Tree {
  readonly what: string
  readonly virtual: string | null
  readonly rootOnly: readonly string[]
  readonly files: Readonly<Record<string, string>>
}

export function recorded<T = Tree>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'recorded', `${name}.json`), 'utf8')) as T
}

/** The names of all that are recorded of an operating system, for `recorded`. */
export function recordedNames(system: 'linux' | 'macos' | 'windows'): string[] {
  const files = readdirSync(join(import.meta.dirname, 'recorded', system))
  return files.map(file => `${system}/${file.replace(/\.json$/, '')}`).sort()
}

/** Lays the tree out, calls `look` with its root directory, and removes it again. */
export function withTree<T>(tree: Pick<Tree, 'files'>, look: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'airlatch-tree-'))
  try {
    chmodSync(root, 0o755) // for the test that looks at it as another user
    const paths = Object.keys(tree.files)
    for (const folder of new Set(paths.map(dirname))) mkdirSync(join(root, folder), { recursive: true })
    for (const [path, text] of Object.entries(tree.files)) {
      const at = join(root, path)
      if (text.startsWith('-> ')) symlinkSync(text.slice(3), at)
      else writeFileSync(at, text)
    }
    return look(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** What the kernel gives to root alone, on every Linux. */
const OF_KERNEL = /\/dmi\/id\/(?:product_uuid|product_serial|board_serial)$/

/** Calls `look` with the tree laid out as root sees it: what is for root alone is there, and for its owner alone. */
export function asRoot<T>(tree: Pick<Tree, 'files'>, look: (root: string) => T): T {
  return withTree(tree, root => {
    for (const path of Object.keys(tree.files)) if (OF_KERNEL.test(path)) chmodSync(join(root, path), 0o400)
    return look(root)
  })
}

/** The tree without the files whose paths match, as when a device is unplugged. */
export function without(tree: Tree, path: RegExp): Tree {
  const files = Object.entries(tree.files).filter(([at, text]) => !path.test(at) && !path.test(text))
  return { ...tree, files: Object.fromEntries(files) }
}

/** The tree with a change to each of its files: path and text. */
export function changed(
  tree: Tree,
  change: (path: string, text: string) => readonly [path: string, text: string],
): Tree {
  const files = Object.entries(tree.files).map(([path, text]) => change(path, text))
  return { ...tree, files: Object.fromEntries(files) }
}

/** Every place where `from` stands in a text. */
export function replaced(tree: Tree, from: string | RegExp, to: string): Tree {
  return changed(tree, (path, text) => [path, text.replaceAll(from, to)])
}

const isRoot = process.getuid?.() === 0

/** Whether `asUser` works here: a worker thread cannot change its user, Windows has none to change to. */
export const canBeUser = process.platform !== 'win32' && (!isRoot || isMainThread)

/** Calls `look` while the `rootOnly` files of a laid out tree are unreadable, as they are to an ordinary user. */
export function asUser<T>(tree: Pick<Tree, 'rootOnly'>, root: string, look: () => T): T {
  for (const path of tree.rootOnly) chmodSync(join(root, path), isRoot ? 0o400 : 0)
  if (!isRoot) return look()
  process.seteuid?.(65534) // nobody
  try {
    return look()
  } finally {
    process.seteuid?.(0)
  }
}

/** What `look` gives as root and as any other user of one tree, also where it was recorded as root. */
export function asRootAndUser<T>(
  tree: Pick<Tree, 'files'>,
  look: (root: string) => T,
): Record<'root' | 'user', T> {
  const rootOnly = Object.keys(tree.files).filter(path => OF_KERNEL.test(path) || path === 'proc/1/environ')
  return asRoot(tree, root => ({ root: look(root), user: asUser({ rootOnly }, root, () => look(root)) }))
}
