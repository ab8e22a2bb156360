/**
 * Owns kill -9 at random moments: processes that work at a vendor's ledger (victim.ts) are killed round after round,
 * and looked after when all of them are dead. A failure says its seed; with AIRLATCH_SEED the same choices are made
 * again, though not the same moments.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createVendor, openVendor } from '../../../src/vendor/door.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openLedger } from '../../../src/vendor/ledger/open.ts'
import { randomFrom } from '../../carrier/picture/scene.ts'
import { runs } from '../../effort.ts'
import { NOW } from '../../world/nouns.ts'
import { type Child, inOneFile, startChild } from './child.ts'
import { folder } from './file.ts'
import { recount } from './recount.ts'

const SEED = Number(process.env.AIRLATCH_SEED) || Date.now() % 2 ** 31

/** Rounds for each kind of work, and more until the moments that count have been hit. */
const ROUNDS = runs(20)
const MOST_ROUNDS = 50 * ROUNDS

/** A test whose failure says the seed. */
export function seeded(title: string, work: (random: () => number) => Promise<void>): void {
  test(title, async () => {
    try {
      await work(randomFrom(SEED))
    } catch (error) {
      throw new Error(`AIRLATCH_SEED=${SEED}: ${(error as Error).message}`, { cause: error })
    }
  })
}

export interface Scene {
  readonly home: string
  /** The path or the URL of the ledger. */
  readonly where: string
  /** The folder of what the victims make. */
  readonly files: string
  readonly random: () => number
}

/** "Acme" with some keys of many seats; nobody has the ledger open. */
export async function shop(random: () => number, url?: string): Promise<Scene> {
  const home = folder()
  const where = url ?? join(home, 'ledger.db')
  const options = { home, ledger: where, now: () => NOW }
  await createVendor({ ...options, name: 'Acme', passphrase: '' })
  const vendor = await openVendor(options)
  await vendor.createProduct({ id: 'scope', name: 'Scope' })
  await vendor.createKeys({ productId: 'scope', activations: 1_000_000, count: 12 })
  await vendor.close()
  return { home, where, files: folder(), random }
}

/** Half of the processes are killed from outside, at any time, the others by themselves, at one of their steps. */
export interface Moments {
  /** Things that a process does before it is killed, at most. */
  readonly most: number
  /** Milliseconds that it is given for the next one, at most. */
  readonly wait: number
  /** Which of its steps (steps.ts) it comes to, at most: on files, and on the database or the server. */
  readonly steps: { readonly files?: number; readonly rest?: number }
  /** Whether the moments that count have been hit. */
  readonly enough: () => boolean
}

/**
 * Kills processes with these tasks, round after round; `check` is called when all of a round are dead, with what each
 * has said. The next ones start meanwhile, and wait.
 */
export async function killAll(
  scene: Scene,
  tasks: readonly string[],
  moments: Moments,
  check: (said: readonly (readonly string[])[]) => Promise<void>,
): Promise<void> {
  const script = await inOneFile('victim.ts')
  const start = () => Promise.all(tasks.map(task => startVictim(script, task, scene, moments)))
  let next = start()
  for (let round = 0; round < ROUNDS || (!moments.enough() && round < MOST_ROUNDS); round++) {
    const living = await next
    next = start()
    // those that stand ready when a test fails are killed with it
    next.catch(() => undefined)
    await Promise.all(living.map(({ killed }) => killed()))
    await check(living.map(({ child }) => child.lines))
  }
  for (const { child } of await next) await child.kill()
  expect(moments.enough(), 'the moments that count were hit').toBe(true)
}

interface Victim {
  readonly child: Child
  /** Lets it begin; resolves when nothing of it is left. */
  killed(): Promise<void>
}

let victims = 0

async function startVictim(
  script: string,
  task: string,
  { home, where, files, random }: Scene,
  moments: Moments,
): Promise<Victim> {
  const seed = Math.floor(random() * 2 ** 31)
  const steps = Object.entries(moments.steps)
  const [of, last] = steps[Math.floor(random() * steps.length)] as [string, number]
  const death = random() < 0.5 ? 'never' : `${of} ${1 + Math.floor(random() * last)}`
  const most = Math.floor(random() * (moments.most + 1))
  const wait = random() * moments.wait
  const child = await startChild(script, [task, `v${victims++}`, home, where, files, `${seed}`, death])
  return {
    child,
    async killed() {
      child.tell('go')
      if (death === 'never') {
        await child.said(most)
        await briefly(wait)
        await child.kill()
      }
      // one that ended by itself has said why on standard error
      expect(await child.over).toBeNull()
    },
  }
}

/** Ends in the midst of a millisecond, which a timer does not. */
async function briefly(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  if (milliseconds > 2) await pause(milliseconds - 2)
  while (performance.now() < end);
}

export async function withLedger<T>(where: string, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(where, { random: bytes => new Uint8Array(bytes) })
  try {
    return await work(ledger)
  } finally {
    await ledger.close()
  }
}

/** The audit finds nothing, and neither does somebody who counts the seats again. */
export async function expectSound(ledger: Ledger): Promise<void> {
  expect((await ledger.audit()).problems).toEqual([])
  expect(await recount(ledger)).toEqual([])
}
