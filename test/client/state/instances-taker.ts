/**
 * A process that takes slots of one folder. It says "ready" first, and begins when stdin says so. Arguments: the folder,
 * the limit, its session ("own": one of its own), and what to do:
 * hold: says "taken" or "full", and keeps the slot until stdin ends; then releases it.
 * hand: starts a child, hands the slot to it, says its number, and waits.
 * cycle N FOLDER: takes and releases N times, or for ever; while it holds a slot it has a folder of its own in FOLDER.
 * Says "taken" for each slot, and "too many" when it meets more folders than the limit.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Slot, takeSlot } from '../../../src/client/instances/instances.ts'
import { AirlatchError, detailOf } from '../../../src/core/errors.ts'
import { inSessions } from './sessions.ts'

const [folder = '', limit = '', session = '', mode = '', count = '', held = ''] = process.argv.slice(2)
const processes = inSessions(pid => (session === 'own' ? `s-${pid}` : session))

async function take(): Promise<Slot | undefined> {
  const taken = await takeSlot({
    folder,
    limit: Number(limit),
    now: 1_763_800_000,
    processes,
    patienceMs: 60_000,
  })
  return taken.kind === 'taken' ? taken.slot : undefined
}

async function hold(): Promise<void> {
  const slot = await take()
  say(slot === undefined ? 'full' : 'taken')
  await once(process.stdin, 'close')
  slot?.release()
}

async function hand(): Promise<void> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
  await (await take())?.handTo(child.pid as number)
  say(String(child.pid))
  await once(process.stdin, 'close')
}

async function cycle(): Promise<void> {
  for (let i = 0; i < Number(count); i++) {
    const slot = await take()
    if (slot === undefined) continue
    mkdirSync(join(held, String(process.pid)))
    say(readdirSync(held).length > Number(limit) ? 'too many' : 'taken')
    rmdirSync(join(held, String(process.pid)))
    slot.release()
  }
}

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

say('ready')
await once(process.stdin, 'data')
try {
  await (mode === 'hold' ? hold() : mode === 'hand' ? hand() : cycle())
} catch (error) {
  say(error instanceof AirlatchError ? `${error.code} ${detailOf(error.details, 'problem')}` : String(error))
}
process.stdin.destroy()
