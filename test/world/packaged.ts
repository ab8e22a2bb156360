/** Owns the real executables of this machine for tests, made as `npm run package` makes them. */
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ToolName } from '../../tools/bundle.ts'
import { hostPlatform, pinnedNodes } from '../../tools/executable/nodes.ts'
import { runProcess } from './process.ts'

const ROOT = join(import.meta.dirname, '..', '..')
export const PACKAGE = join(ROOT, 'tools', 'package.ts')

/** Bundling, training and 150 MB for each tool, on a machine that is busy with other tests. */
export const PACKAGING_MS = 600_000

/** Why no executable can be made and run here; undefined where it can. */
export const CANNOT_PACKAGE = pinnedNodes().every(({ platform }) => platform !== hostPlatform())
  ? 'there is no pinned Node for this machine'
  : process.platform === 'darwin'
    ? 'macOS does not start what is not signed'
    : undefined

/** Makes the executables of this machine in a folder, which may be new. `words` are options of tools/package.ts. */
export async function packageInto(folder: string, ...words: readonly string[]): Promise<void> {
  const all = [PACKAGE, '--host', '--output', folder, ...words]
  const { exit, out, err } = await runProcess(process.execPath, all, { folder: ROOT })
  expect({ exit, err: exit === 0 ? '' : `${out}${err}` }).toEqual({ exit: 0, err: '' })
}

/** The path of an executable that packageInto made. */
export function packagedTool(folder: string, tool: ToolName): string {
  return join(folder, `${tool}-${hostPlatform()}${process.platform === 'win32' ? '.exe' : ''}`)
}
