/**
 * A process that works at a vendor's ledger until it is killed. Arguments: its task, its name, the vendor's home, the
 * ledger, the folder of its files, a seed, and when it kills itself: "files 3" at its third step on files, "rest 7" at
 * its seventh elsewhere, "never". It says "ready" when it is loaded, begins when standard input has a line, and says a
 * line for each thing that it has done: what stands there has been acknowledged.
 */
import { copyFileSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { runTool } from '../../../src/cli/run.ts'
import { writeNew } from '../../../src/disk/files.ts'
import {
  AirlatchError,
  openVendor,
  restoreLedger,
  type Signer,
  type Vendor,
} from '../../../src/vendor/door.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { vendorTool } from '../../../vendor-tool/tool.ts'
import { randomFrom } from '../../carrier/picture/scene.ts'
import { requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'
import { watchSteps } from './steps.ts'

const [task = '', name = '', home = '', ledger = '', folder = '', seed = '', death = ''] =
  process.argv.slice(2)
const random = randomFrom(Number(seed))
const options = { home, ledger, now: () => NOW }

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

function oneOf<T>(all: readonly T[]): T | undefined {
  return all[Math.floor(random() * all.length)]
}

/** Of a desk: its vendor is opened anew now and then, as closing the last connection puts the log into the file. */
interface Desk {
  readonly vendor: Vendor
  readonly signer: Signer
  readonly keys: readonly string[]
}

async function openDesk(): Promise<Desk> {
  const vendor = await openVendor(options)
  const all = (await vendor.keys({})).map(({ key }) => key)
  const keys = all.filter(({ entitlement }) => entitlement.activations > 1).map(({ text }) => text)
  return { vendor, signer: await vendor.unlock(''), keys }
}

/** Issues and releases; every request is a file before it is asked, and every license one when it is there. */
async function workAtDesk(): Promise<void> {
  let desk = await openDesk()
  const seats: { readonly computer: string; readonly key: string; readonly activation: string }[] = []
  for (let n = 0; ; n++) {
    const chance = random()
    const seat = oneOf(seats)
    if (chance < 0.6 || seat === undefined) {
      const computer = `${name}-${n}`
      const key = oneOf(desk.keys) as string
      seats.push({ computer, key, activation: await answer(desk, computer, requestOf(computer, key)) })
    } else if (chance < 0.7) {
      await answer(desk, `${name}-${n}`, requestOf(seat.computer, seat.key))
    } else if (chance < 0.8) {
      seats.splice(seats.indexOf(seat), 1)
      await desk.vendor.releaseActivation(seat.activation, 'lost')
      say(`released ${seat.activation}`)
    } else if (chance < 0.9) {
      await askAgain(desk)
    } else if (chance < 0.95) {
      await desk.vendor.createKeys({ productId: 'scope', count: 20 })
      say('keys')
    } else {
      await desk.vendor.close()
      desk = await openDesk()
      say('opened')
    }
  }
}

/** The activation of the license. */
async function answer({ signer }: Desk, file: string, request: Uint8Array): Promise<string> {
  writeNew(join(folder, `${file}.request`), request)
  const outcome = await signer.issue(request)
  if (outcome.kind === 'refusal') throw new Error(`refused: ${outcome.code}`)
  keep(`${file}.license`, outcome.message)
  say(`issued ${file}`)
  return outcome.license.activationId
}

/** The license as a new file. Whoever asked with the same request may have been faster, with the same bytes. */
function keep(name: string, license: Uint8Array): void {
  const path = join(folder, name)
  try {
    writeNew(path, license)
  } catch (error) {
    if (!(error instanceof AirlatchError && error.code === 'output-exists')) throw error
    if (!readFileSync(path).equals(license)) throw new Error(`other bytes: ${name}`)
  }
}

/** A request that anybody made: one of the dead, or of a living one who may be asking it just now. */
async function askAgain({ signer }: Desk): Promise<void> {
  const file = oneOf(readdirSync(folder).filter(name => name.endsWith('.request')))
  if (file === undefined) return
  const outcome = await signer.issue(readFileSync(join(folder, file)))
  if (outcome.kind === 'issued') keep(file.replace('.request', '.license'), outcome.message)
  else if (outcome.code !== 'activation-released') throw new Error(`refused: ${outcome.code}`)
  say('again')
}

/** Opens one copy after the other of a ledger of the first version. */
async function migrate(): Promise<void> {
  for (let n = 0; ; n++) {
    const path = join(folder, `${name}-${n}.db`)
    copyFileSync(ledger, path)
    say(`copied ${path}`)
    await (await openSqliteLedger(path, { random: bytes => new Uint8Array(bytes) })).close()
    say('migrated')
  }
}

async function backUp(): Promise<void> {
  const vendor = await openVendor(options)
  for (let n = 0; ; n++) {
    await vendor.backupLedger(join(home, 'backups', `${name}-${n}.db`))
    say('backup')
  }
}

/** One backup, then the other, in the place of the ledger. */
async function restore(): Promise<void> {
  for (;;) {
    await restoreLedger(options, join(folder, oneOf(['a.db', 'b.db']) as string), true)
    say('restored')
  }
}

/** The command itself, for a folder of requests; there is nothing to do any more behind it. */
async function issueFolder(): Promise<void> {
  const words = ['--home', home, '--ledger', ledger, 'issue', join(folder, 'requests'), '-o', folder]
  say('begun')
  const exit = await runTool(vendorTool, words, {
    out: () => undefined,
    err: text => void writeSync(2, text),
  })
  if (exit !== 0) throw new Error(`exit ${exit}`)
  say('answered')
  process.kill(process.pid, 'SIGKILL')
}

/** In the midst of a step where it has one, and behind it where somebody else goes on with it. */
function dieAt(moment: string): void {
  const [of, step] = moment.split(' ')
  let left = Number(step)
  watchSteps(each => {
    if ((of === 'files') !== (each.of === 'files') || --left !== 0) return each.whole()
    if (each.of === 'server') each.whole()
    else each.half()
    process.kill(process.pid, 'SIGKILL')
  })
}

const TASKS: Readonly<Record<string, () => Promise<void>>> = {
  desk: workAtDesk,
  migrate,
  backup: backUp,
  restore,
  batch: issueFolder,
}

// whoever is killed leaves no compiled code for the next one
flushCompileCache()
say('ready')
await createInterface(process.stdin)[Symbol.asyncIterator]().next()
if (death !== 'never') dieAt(death)
await (TASKS[task] as () => Promise<void>)()
