/** The backup of a desk goes from either engine to the other, into an empty database alone. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cheapPassphrases } from '../../world/passphrases.ts'
import { everything, opened } from '../ledger/exporting.ts'
import { ask, postgresServer } from '../ledger/postgres-server.ts'
import { keysIn, restored, sampleDesk } from './desk.ts'

const server = postgresServer()
cheapPassphrases()

test('DY-11: from a database into a file, with the same head, entries and keys', async () => {
  const desk = await sampleDesk(await server.database())
  expect(await restored(desk)).toMatchObject(desk.made)
  const again = await opened(desk.at('new', 'ledger.db'))
  expect(await everything(again)).toEqual(await everything(desk.ledger))
  expect(keysIn(desk.at('new'))).toEqual(keysIn(desk.at('home')))
})

test('DY-11: from a file into a database, empty or without a ledger; never into another one', async () => {
  const desk = await sampleDesk()
  const database = await server.database()
  expect(await restored(desk, { isDry: true }, database)).toMatchObject(desk.made)
  expect(await restored(desk, {}, database)).toMatchObject(desk.made)
  const again = await opened(database)
  expect(await everything(again)).toEqual(await everything(desk.ledger))
  await expect(restored(desk, {}, database)).rejects.toMatchObject({ code: 'ledger-not-empty' })
  await expect(restored(desk, { isDry: true }, database)).rejects.toMatchObject({ code: 'ledger-not-empty' })
})

test('DY-11: where the database refuses, the keys that were put there go again', async () => {
  const desk = await sampleDesk()
  const database = await server.database()
  await (await opened(database)).close()
  await ask(
    database,
    `CREATE FUNCTION airlatch.refuse_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
      CREATE TRIGGER refuse_all BEFORE INSERT ON airlatch.entry EXECUTE FUNCTION airlatch.refuse_all()`,
  )
  await expect(restored(desk, {}, database)).rejects.toMatchObject({ code: 'ledger-unavailable' })
  expect(existsSync(desk.at('new', 'signing-key.age'))).toBe(false)
})
