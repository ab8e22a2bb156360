/**
 * kill -9 at random moments, hundreds of times: whatever a process was doing, the ledger is sound afterwards, every
 * license that reached the disk is in it, and every activation that it has recorded can be asked for again and gives
 * the same bytes. A failure says its seed; with AIRLATCH_SEED the same choices are made again, though not the same
 * moments.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { unlockSigningKey } from '../../src/custody/signing-key.ts'
import { messageHash, sealLicense } from '../../src/envelope.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { MIGRATIONS } from '../../src/ledger/migrations.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { openSqliteLedger } from '../../src/ledger/sqlite.ts'
import { createVendor, openVendor } from '../../src/vendor.ts'
import { randomFrom } from '../carrier/picture/scene.ts'
import { NOW } from '../world/nouns.ts'
import { type Child, startChild } from './child.ts'
import { folder } from './file.ts'
import { postgresServer } from './postgres-server.ts'
import { recount } from './recount.ts'

const SEED = Number(process.env.AIRLATCH_SEED) || Date.now() % 2 ** 31

/** A test whose failure says the seed. */
function seeded(title: string, milliseconds: number, work: (random: () => number) => Promise<void>): void {
  test(
    title,
    async () => {
      try {
        await work(randomFrom(SEED))
      } catch (error) {
        throw new Error(`AIRLATCH_SEED=${SEED}: ${(error as Error).message}`, { cause: error })
      }
    },
    milliseconds,
  )
}

/** Milliseconds after which the next thing is well under way, at most. */
const LONGEST_WAIT = 4

/** Waits in the midst of a millisecond, which no timer can. */
function wait(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

interface Scene {
  readonly home: string
  readonly where: string
  readonly files: string
  readonly random: () => number
}

let victims = 0

function startVictim(task: string, { home, where, files, random }: Scene): Promise<Child> {
  const seed = Math.floor(random() * 2 ** 31)
  return startChild('victim.ts', [task, `v${victims++}`, home, where, files, `${seed}`])
}

/**
 * Kills processes with these tasks, one after the other, so many rounds; `check` is called when all are dead, with
 * what they have said. The next ones start meanwhile, and wait.
 */
async function killAll(
  scene: Scene,
  tasks: readonly string[],
  { rounds, most }: { readonly rounds: number; readonly most: number },
  check: (said: readonly string[]) => Promise<void>,
): Promise<void> {
  const start = () => {
    const starting = Promise.all(tasks.map(task => startVictim(task, scene)))
    // those that stand ready when a test fails are killed with it
    starting.catch(() => undefined)
    return starting
  }
  let next = start()
  for (let round = 0; round < rounds; round++) {
    const living = await next
    if (round + 1 < rounds) next = start()
    for (const victim of living) victim.tell('go')
    for (const victim of living) {
      await victim.said(victim.lines.length + Math.floor(scene.random() * (most + 1)))
      wait(scene.random() * LONGEST_WAIT)
      await victim.kill()
      // one that ended by itself has said why on standard error
      expect(await victim.over).toBeNull()
    }
    await check(living.flatMap(({ lines }) => lines))
  }
}

/** "Acme" with some keys of many seats; nobody has the ledger open. */
async function shop(random: () => number, url?: string): Promise<Scene> {
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

async function withLedger<T>(where: string, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(where, { random: bytes => new Uint8Array(bytes) })
  try {
    return await work(ledger)
  } finally {
    await ledger.close()
  }
}

async function expectSound(ledger: Ledger): Promise<void> {
  expect((await ledger.audit()).problems).toEqual([])
  expect(await recount(ledger)).toEqual([])
}

/** The files of the desks, and whether all that they say is in the ledger. */
class Desks {
  readonly #scene: Scene
  readonly #checked = new Set<string>()
  readonly #said: string[] = []
  recorded = 0
  unanswered = 0

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** `all`: what was right before, too. */
  async expectWhole(said: readonly string[], all = false): Promise<void> {
    this.#said.push(...said)
    const { home, where, files } = this.#scene
    const vendor = await openVendor({ home, ledger: where, now: () => NOW })
    try {
      const signer = await vendor.unlock('')
      const signingKey = await unlockSigningKey(home, '')
      await withLedger(where, async ledger => {
        await expectSound(ledger)
        const names = readdirSync(files)
        // of the files that were being written no more than what nobody takes for a file
        expect(
          names.filter(name => !/^(v\d+-\d+\.(request|license)|\.airlatch-\d+-\d+\.tmp)$/.test(name)),
        ).toEqual([])
        for (const name of names.filter(name => name.endsWith('.request'))) {
          if (this.#checked.has(name) && !all) continue
          const request = readFileSync(join(files, name))
          const file = name.replace('.request', '.license')
          const onDisk = names.includes(file) ? readFileSync(join(files, file)) : undefined
          const record = await ledger.issued(messageHash(request))
          if (record === undefined) {
            expect(onDisk, `${file} is not in the ledger`).toBeUndefined()
            continue
          }
          const bytes = Buffer.from(sealLicense(record.payload, signingKey))
          if (onDisk === undefined) this.unanswered++
          else expect(onDisk.equals(bytes), `${file} is another license`).toBe(true)
          const activation = await ledger.activation(record.activationId)
          const again = await signer.issue(request)
          if (again.kind === 'issued') expect(bytes.equals(again.message)).toBe(true)
          else
            expect({ code: again.code, is: activation?.released === undefined }).toEqual({
              code: 'activation-released',
              is: false,
            })
          this.#checked.add(name)
          this.recorded++
        }
        for (const line of all ? this.#said : said) {
          const [what, which = ''] = line.split(' ')
          if (what === 'issued') expect(names).toContain(`${which}.license`)
          if (what === 'released') expect((await ledger.activation(which))?.released).toBeDefined()
        }
      })
    } finally {
      await vendor.close()
    }
  }
}

describe('kill -9 in the midst of issue and release', () => {
  seeded('on SQLite', 120_000, async random => {
    const scene = await shop(random)
    const desks = new Desks(scene)
    await killAll(scene, ['desk', 'desk'], { rounds: 50, most: 12 }, said => desks.expectWhole(said))
    await desks.expectWhole([], true)
    expect(desks.recorded).toBeGreaterThan(200)
  })

  describe('on a server', () => {
    const server = postgresServer()
    seeded('on PostgreSQL', 120_000, async random => {
      const scene = await shop(random, await server.database())
      const desks = new Desks(scene)
      await killAll(scene, ['desk', 'desk'], { rounds: 15, most: 12 }, said => desks.expectWhole(said))
      await desks.expectWhole([], true)
      expect(desks.recorded).toBeGreaterThan(50)
    })
  })
})
