/**
 * Owns a folder in memory for the folders that tests make: they are many and small, and on a disk the tests wait for it
 * longer than they work. `npm test` alone uses it; the same tests meet a real disk in `test:all`.
 */
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
/** Ten times what the tests use at once (measured: 23 MB); a container often has 64 MB there. */
const ENOUGH_BYTES = 256 * 1024 ** 2

/** Removed when this process ends. Undefined where there is none, it is small, or no program may be run in it. */
export function folderInMemory(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    if (bavail * bsize < ENOUGH_BYTES) return undefined
    const folder = mkdtempSync(join(MEMORY, 'airlatch-tests-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    // like the system's own folder: some tests run programs by another account
    chmodSync(folder, 0o1777)
    const program = join(folder, 'program')
    writeFileSync(program, '', { mode: 0o700 })
    accessSync(program, constants.X_OK)
    return folder
  } catch {
    return undefined
  }
}
