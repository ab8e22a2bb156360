/**
 * Owns a real disk that is small enough to be filled: memory, mounted by a process of its own where nobody else sees it,
 * so that it is gone with the process. Linux alone has such mounts, and not every Linux lets everybody make them.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Order } from './small-disk-process.ts'
import type { Answer } from './world.ts'

export interface SmallDisk {
  /** `airlatch-vendor ... --json`, on this disk. */
  run(...words: readonly string[]): Promise<Answer>
  /** Takes all of the space but so many kilobytes. */
  fill(leave: number): Promise<void>
  /** Gives back what was taken. */
  free(): Promise<void>
  /** Makes it read-only, or writable again. */
  protect(from: boolean): Promise<void>
  /** The names of all that is on it, sorted, without the log of SQLite that comes and goes. */
  names(): Promise<readonly string[]>
  read(path: string): Promise<Buffer>
  makeFolder(path: string): Promise<void>
  /** Calls what a module exports by default, in the process with the disk. Values are JSON. */
  call(module: string, value: unknown): Promise<unknown>
  /** Ends the process, and the disk with it. */
  remove(): Promise<void>
}

/** Mounted on the folder. What comes out in place of a disk is why there is none. */
export async function openSmallDisk(folder: string, kilobytes: number): Promise<SmallDisk | string> {
  if (process.platform !== 'linux') return 'only Linux has mounts that a process has for itself'
  const script = join(import.meta.dirname, 'small-disk-process.ts')
  const words = ['--mount', '--map-root-user', process.execPath, script, folder, `${kilobytes}`]
  const child = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'pipe'] })
  const over = new Promise<string>(resolve => {
    let problem = ''
    child.stderr.on('data', text => {
      problem += text
    })
    child.on('error', error => resolve(error.message))
    child.on('close', () => resolve(problem.trim()))
  })
  child.stdin.on('error', () => undefined)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.value !== 'ready') return `no disk of our own: ${first.value ?? (await over)}`

  async function order(order: Order): Promise<unknown> {
    child.stdin.write(`${JSON.stringify(order)}\n`)
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`the process with the disk is over: ${await over}`)
    return JSON.parse(value)
  }
  return {
    run: async (...words) => (await order({ do: 'run', words })) as Answer,
    fill: async leave => void (await order({ do: 'fill', leave })),
    free: async () => void (await order({ do: 'free' })),
    protect: async from => void (await order({ do: 'protect', from })),
    names: async () =>
      ((await order({ do: 'list' })) as string[]).filter(name => !/\.db-(wal|shm)$/.test(name)).sort(),
    read: async path => Buffer.from((await order({ do: 'read', path })) as string, 'base64'),
    makeFolder: async path => void (await order({ do: 'make folder', path })),
    call: (module, value) => order({ do: 'call', module, value }),
    async remove() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'close')
    },
  }
}
