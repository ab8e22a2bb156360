/**
 * kill -9, hundreds of times: whatever a process was doing, the ledger is sound afterwards, every license that reached
 * the disk is in it, and every activation that it has recorded can be asked for again and gives the same bytes.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect } from 'vitest'
import { messageHash } from '../../../src/core/envelope.ts'
import { migrate } from '../../../src/log/sqlite/open.ts'
import { unlockSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import { messageFromInput, openVendor } from '../../../src/vendor/door.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import { APPLICATION_ID, MIGRATIONS } from '../../../src/vendor/ledger/migrations.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { vendorTool } from '../../../vendor-tool/tool.ts'
import { requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'
import { sealLicense } from '../../world/seal.ts'
import { inProcess } from '../../world/world.ts'
import { folder } from './file.ts'
import { expectSound, killAll, type Scene, seeded, shop, withLedger } from './killing.ts'
import { postgresServer } from './postgres-server.ts'
import { AT, activation, countingBytes, keyRecord, license, product, vendor } from './sample.ts'

/** What the dead have left, and whether the ledger knows all of it. */
class Remains {
  readonly #scene: Scene
  readonly #known = new Set<string>()
  readonly #said: string[] = []
  #recorded = 0
  #unanswered = 0

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** Some were killed behind the record and before the license was on disk. */
  readonly enough = () => this.#recorded > 30 && this.#unanswered > 0

  readonly expectKnown = async (said: readonly (readonly string[])[]) => {
    this.#said.push(...said.flat())
    await this.#expect(said.flat(), this.#known)
  }

  /** Once more, from the first to the last. */
  async expectAllKnown(): Promise<void> {
    await this.#expect(this.#said, new Set())
  }

  async #expect(said: readonly string[], known: Set<string>): Promise<void> {
    const { home, where, files } = this.#scene
    const names = new Set(readdirSync(files))
    // what was being written has a name that nobody takes for a file of theirs
    expect(
      [...names].filter(name => !/^(v\d+-\d+\.(request|license)|\.airlatch-.+\.tmp)$/.test(name)),
    ).toEqual([])
    const desk = await openVendor({ home, ledger: where, now: () => NOW })
    const signer = await desk.unlock('')
    const signingKey = await unlockSigningKey(home, '')
    await withLedger(where, async ledger => {
      await expectSound(ledger)
      for (const name of names) {
        if (!name.endsWith('.request') || known.has(name)) continue
        const request = readFileSync(join(files, name))
        const answer = name.replace('.request', '.license')
        const record = await ledger.issued(messageHash(request))
        if (record === undefined) {
          expect(names).not.toContain(answer)
          continue
        }
        known.add(name)
        this.#recorded++
        const bytes = Buffer.from(sealLicense(record.payload, signingKey))
        if (!names.has(answer)) this.#unanswered++
        else expect(readFileSync(join(files, answer)).equals(bytes), answer).toBe(true)
        const again = await signer.issue(request)
        const { released } = (await ledger.activation(record.activationId)) ?? {}
        if (released !== undefined) expect(again).toMatchObject({ code: 'activation-released' })
        else expect(again.kind === 'issued' && bytes.equals(again.message), name).toBe(true)
      }
      for (const [what, which = ''] of said.map(line => line.split(' '))) {
        if (what === 'issued') expect(names).toContain(`${which}.license`)
        if (what === 'released') expect((await ledger.activation(which))?.released).toBeDefined()
      }
    }).finally(() => desk.close())
  }
}

describe('kill -9 in the midst of issue and release', () => {
  async function expectSurvived(scene: Scene, rest: number): Promise<void> {
    const remains = new Remains(scene)
    const { enough, expectKnown } = remains
    await killAll(
      scene,
      ['desk', 'desk', 'desk'],
      { most: 4, wait: 10, steps: { files: 40, rest }, enough },
      expectKnown,
    )
    await remains.expectAllKnown()
  }

  seeded('on SQLite', async random => expectSurvived(await shop(random), 40))

  describe('on a server', () => {
    const server = postgresServer()
    // an issue is some eighty messages to the server
    seeded('on PostgreSQL', async random => expectSurvived(await shop(random, await server.database()), 200))
  })
})

/** A closed ledger of the first version, with so many keys and an activation for each; its last hash comes out. */
async function firstVersion(path: string, count: number): Promise<string> {
  const newest = join(folder(), 'newest.db')
  const ledger = await openSqliteLedger(newest, { random: countingBytes(), create: true })
  const keys = Array.from({ length: count }, (_, i) => keyRecord(`KEY-${i}`, { email: `${i}@example.com` }))
  const seats = keys.map(({ id }, i) => activation(`activation ${i}`, id))
  const changes: readonly Change[] = [
    { kind: 'vendor.created', vendor },
    { kind: 'product.created', product: { ...product, deactivationLimit: 'unlimited', allowVirtual: true } },
    ...keys.map((key): Change => ({ kind: 'key.created', key })),
    ...seats.flatMap((seat): Change[] => [
      { kind: 'activation.recorded', activation: seat },
      { kind: 'license.issued', license: license(seat, `request of ${seat.id}`) },
    ]),
  ]
  expect(await ledger.append(changes, AT)).toBe('recorded')
  const { head } = await ledger.stats()
  await ledger.close()

  // the columns that the first version had, as they were: their rows mean the same
  const db = new DatabaseSync(path)
  migrate(db, path, { applicationId: APPLICATION_ID, steps: MIGRATIONS.slice(0, 1) })
  db.exec(`PRAGMA journal_mode = wal; ATTACH '${newest}' AS newest; BEGIN`)
  for (const { name } of db.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").all()) {
    const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all(name as string)
    const list = columns.map(column => column.name).join(', ')
    db.exec(`INSERT INTO main.${name} (${list}) SELECT ${list} FROM newest.${name}`)
  }
  db.exec('COMMIT; DETACH newest')
  db.close()
  return head
}

seeded('kill -9 in the midst of a migration: the old version or the new one', async random => {
  const where = join(folder(), 'first.db')
  const head = await firstVersion(where, 60)
  const files = folder()
  let interrupted = 0
  let done = 0
  const enough = () => interrupted > 5 && done > 0
  const scene = { home: '-', where, files, random }
  await killAll(
    scene,
    ['migrate', 'migrate'],
    { most: 3, wait: 40, steps: { rest: 30 }, enough },
    async all => {
      for (const said of all) {
        done += said.filter(line => line === 'migrated').length
        if (said.at(-1)?.startsWith('copied ')) interrupted++
        for (const line of said.filter(line => line.startsWith('copied ')))
          await withLedger(line.slice('copied '.length), async ledger => {
            expect(await ledger.audit()).toMatchObject({ head, problems: [] })
          })
      }
      for (const name of readdirSync(files)) rmSync(join(files, name))
    },
  )
})

seeded('kill -9 in the midst of a backup: it is whole, or not there', async random => {
  const scene = await shop(random)
  const backups = join(scene.home, 'backups')
  mkdirSync(backups)
  let whole = 0
  // a folder that is left was being worked in
  const enough = () => whole > 3 && readdirSync(backups).some(name => name.startsWith('.airlatch-'))
  const remains = new Remains(scene)
  await killAll(
    scene,
    ['desk', 'backup', 'backup'],
    { most: 3, wait: 60, steps: { files: 30, rest: 20 }, enough },
    async said => {
      await remains.expectKnown(said)
      for (const name of readdirSync(backups).filter(name => !name.startsWith('.airlatch-'))) {
        expect(name).toMatch(/^v\d+-\d+\.db$/)
        const { entries, head } = await withLedger(join(backups, name), async backup => {
          await expectSound(backup)
          return backup.stats()
        })
        await withLedger(scene.where, async ledger => {
          expect((await ledger.entries(entries - 1, 1))[0]?.hash).toBe(head)
        })
        rmSync(join(backups, name))
        whole++
      }
    },
  )
})

seeded('kill -9 in the midst of a restore: one of both ledgers, whole', async random => {
  const scene = await shop(random)
  const { home, where, files } = scene
  const heads: string[] = []
  const desk = await openVendor({ home, ledger: where, now: () => NOW })
  for (const name of ['a.db', 'b.db']) {
    heads.push((await desk.backupLedger(join(files, name))).head)
    await desk.createKeys({ productId: 'scope', count: 50 })
  }
  await desk.close()
  rmSync(where)
  const backups = ['a.db', 'b.db'].map(name => readFileSync(join(files, name)))
  writeFileSync(where, backups[0] as Buffer)

  const found = new Set<string>()
  const enough = () => found.size === 2
  await killAll(
    scene,
    ['restore'],
    { most: 3, wait: 60, steps: { files: 40, rest: 20 }, enough },
    async () => {
      await withLedger(where, async ledger => {
        const { head, problems } = await ledger.audit()
        expect(problems).toEqual([])
        expect(heads).toContain(head)
        found.add(head)
      })
      // those that had their place are whole as well
      for (const name of readdirSync(home).filter(name => /\.replaced-[0-9TZ-]+$/.test(name))) {
        await withLedger(join(home, name), async ledger =>
          expect(heads).toContain((await ledger.stats()).head),
        )
        rmSync(join(home, name))
      }
      for (const [i, name] of ['a.db', 'b.db'].entries())
        expect(readFileSync(join(files, name)).equals(backups[i] as Buffer), name).toBe(true)
    },
  )
})

seeded('kill -9 in the midst of issuing a folder: run again, it goes on', async random => {
  const COUNT = 120
  const scene = await shop(random)
  const { home, where, files } = scene
  const desk = await openVendor({ home, ledger: where, now: () => NOW })
  const keys = (await desk.keys({})).map(({ key }) => key.text)
  await desk.close()
  const signingKey = await unlockSigningKey(home, '')
  const words = ['--home', home, '--ledger', where, 'issue', join(files, 'requests'), '-o', files]
  const folders = () => readdirSync(files, { withFileTypes: true }).filter(entry => entry.isDirectory())
  const licenses = () => readdirSync(files).filter(name => name.endsWith('.license'))

  let all = 0
  const requests = new Map<string, Uint8Array>()
  /** A folder with requests of computers that never asked before, and none of their licenses. */
  function bringRequests(): void {
    for (const name of licenses()) rmSync(join(files, name))
    rmSync(join(files, 'requests'), { recursive: true, force: true })
    mkdirSync(join(files, 'requests'))
    requests.clear()
    for (let i = 0; i < COUNT; i++, all++) {
      const request = requestOf(`computer ${all}`, keys[i % keys.length] as string)
      requests.set(`${all}.license`, request)
      writeFileSync(join(files, 'requests', `${all}.request`), request)
    }
  }

  /** Those that are on disk are whole and in the ledger; so many there are. */
  async function expectLicensesKnown(): Promise<number> {
    const names = licenses()
    await withLedger(where, async ledger => {
      await expectSound(ledger)
      for (const name of names) {
        const record = await ledger.issued(messageHash(requests.get(name) as Uint8Array))
        if (record === undefined) throw new Error(`${name} is not in the ledger`)
        const bytes = await messageFromInput(readFileSync(join(files, name)))
        expect(Buffer.from(sealLicense(record.payload, signingKey)).equals(bytes), name).toBe(true)
      }
    })
    // what was being written has no name yet, and is hidden
    for (const { name } of folders()) expect(name).toMatch(/^(requests|\.airlatch-.{6})$/)
    return names.length
  }

  let halfway = 0
  const enough = () => halfway > 0 && all > COUNT
  bringRequests()
  await killAll(
    scene,
    ['batch', 'batch'],
    { most: 1, wait: 200, steps: { files: 600, rest: 600 }, enough },
    async () => {
      const count = await expectLicensesKnown()
      if (count > 0 && count < COUNT) halfway++
      if (count === COUNT) bringRequests()
    },
  )
  expect(await inProcess(vendorTool, words)).toMatchObject({ exit: 0 })
  expect(await expectLicensesKnown()).toBe(COUNT)
  await withLedger(where, async ledger => {
    expect(await ledger.activations({})).toHaveLength(all)
    expect((await ledger.stats()).licenses).toBe(all)
  })
})
