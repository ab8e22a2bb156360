/**
 * Owns a world with a share that never answers: a FUSE file system whose server is this process and says nothing. It is
 * mounted in a mount namespace of its own, so that no other process of the computer can run into it, and it is gone
 * with this process. Only root can do that, on Linux: `unshare --mount node hanging-world.ts MANNER SCENE`, in an empty
 * folder. Prints what the scene saw as JSON, or `{"cannot": why}`.
 */
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { searchPath } from '../../../src/client/share/search.ts'
import { isHeld } from '../../../src/client/share/share-reader.ts'
import { runProcess } from '../../world/process.ts'

/**
 * `asleep`: the server takes no request, and who waits can be killed. `deaf`: it takes each request and answers none,
 * and who waits for such a one cannot even be killed, like a server that broke down in the middle.
 */
type Manner = 'asleep' | 'deaf'

interface Server {
  /** Requests that a deaf one has taken. */
  readonly taken: number
  /** Lets go of all that wait, and unmounts. */
  end(): void
}

const folder = join(process.cwd(), 'share')
const local = join(process.cwd(), 'local')
/** For a share that hangs: so long that a process can be started meanwhile, also on a busy machine. */
const SECONDS = 5
/** For one that answers. */
const MANY_SECONDS = 300

function mount(manner: Manner): Server | string {
  let device: number
  try {
    device = openSync('/dev/fuse', constants.O_RDWR | constants.O_NONBLOCK)
  } catch (error) {
    return `/dev/fuse: ${(error as NodeJS.ErrnoException).code}`
  }
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0'
  const words = ['-i', '-t', 'fuse', '-o', options, 'airlatch-test', folder]
  const mounted = spawnSync('mount', words, { stdio: ['ignore', 'ignore', 'pipe', device], encoding: 'utf8' })
  if (mounted.status !== 0) return `mount: ${mounted.error ?? mounted.stderr}`
  if (manner === 'deaf') greet(device)
  let taken = 0
  const ear = manner === 'deaf' ? setInterval(() => (taken += take(device)), 5) : undefined
  return {
    get taken() {
      return taken
    },
    end() {
      clearInterval(ear)
      // without its server the kernel lets all requests fail
      closeSync(device)
      spawnSync('umount', ['-l', folder])
    },
  }
}

const request = Buffer.alloc(1024 * 1024)

/** How many requests there were. */
function take(device: number): number {
  for (let taken = 0; ; taken++) {
    try {
      readSync(device, request)
    } catch {
      return taken
    }
  }
}

const INIT = 26
/** Of <linux/fuse.h>: struct fuse_in_header, fuse_out_header, fuse_init_out. */
const BYTES = { inHeader: 40, outHeader: 16, initOut: 64 } as const

/** Takes the first request, FUSE_INIT, and answers it: from then on requests are sent. */
function greet(device: number): void {
  readSync(device, request)
  if (request.readUInt32LE(4) !== INIT) throw new Error(`expected FUSE_INIT, got ${request.readUInt32LE(4)}`)
  const answer = Buffer.alloc(BYTES.outHeader + BYTES.initOut)
  answer.writeUInt32LE(answer.length, 0)
  request.copy(answer, 8, 8, 16)
  const body = BYTES.outHeader
  // the version of the protocol that the kernel speaks; no flags; one page at most is written
  request.copy(answer, body, BYTES.inHeader, BYTES.inHeader + 8)
  answer.writeUInt32LE(4096, body + 20)
  writeSync(device, answer)
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}

async function look(paths: readonly string[], seconds = SECONDS) {
  const { places, licenses } = await searchPath(paths, { variables: {}, seconds })
  return {
    places: places.map(({ answer, shared, error }) => [answer, shared, error?.code]),
    licenses: licenses.map(({ source }) => basename(source)),
  }
}

const SCENES: Readonly<Record<string, (server: Server) => Promise<unknown>>> = {
  /** A share, a local folder and a file on the share. */
  async search() {
    writeFileSync(join(local, 'a.license'), 'no license')
    return look([folder, local, join(folder, 'b.license')])
  },
  /** Links from local folders into the share. */
  async links() {
    symlinkSync(join(folder, 'a.license'), join(local, 'a.license'))
    symlinkSync(folder, join(local, 'way'))
    return look([local, join(local, 'way', 'below')])
  },
  /** A program that asks once and ends. */
  async end(server) {
    const { exit, err } = await runProcess(process.execPath, [import.meta.filename, 'look', folder], {
      folder: '/',
    })
    return { exit, err, taken: server.taken }
  },
  /** One that asks again and again. */
  async again(server) {
    let first: unknown
    do {
      // one that was left before it had asked holds nothing
      await until(() => !isHeld(folder))
      first = await look([folder])
    } while (server.taken === 0)
    const { taken } = server
    const held = isHeld(folder)
    const others = [await look([folder]), await look([folder]), await look([folder])]
    const asked = server.taken - taken
    server.end()
    await until(() => !isHeld(folder))
    return { first, held, others, asked, last: await look([folder], MANY_SECONDS) }
  },
}

const [manner, scene = ''] = process.argv.slice(2)
if (manner === 'look') await look([scene])
else {
  mkdirSync(folder)
  mkdirSync(local)
  const server = mount(manner as Manner)
  const said = typeof server === 'string' ? { cannot: server } : await SCENES[scene]?.(server)
  process.stdout.write(JSON.stringify(said))
  if (typeof server !== 'string' && scene !== 'again') server.end()
}
