/** Counts of a ledger that go on from earlier ones are those that a new connection counts. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { folder } from './file.ts'
import { AT, countingBytes, everyKind } from './sample.ts'

test('after each entry of every kind, also those of another connection, and of what was taken back', async () => {
  const path = join(folder(), 'ledger.db')
  const open = () => openSqliteLedger(path, { random: countingBytes(), create: true })
  const own = await open()
  const other = await open()
  onTestFinished(async () => {
    await own.close()
    await other.close()
  })
  const counted = async (of: Ledger) => {
    const fresh = await open()
    const stats = await fresh.stats()
    await fresh.close()
    expect(await of.stats()).toStrictEqual(stats)
    return stats
  }
  expect((await counted(own)).entries).toBe(0)
  for (const [i, change] of everyKind.entries()) {
    const [writer, reader] = i % 2 === 0 ? [own, other] : [other, own]
    if (i % 5 === 0)
      await writer
        .alone(async alone => {
          await alone.append([change], AT + i)
          expect((await alone.stats()).entries).toBe(i + 1)
          throw new Error('taken back')
        })
        .catch((error: Error) => expect(error.message).toBe('taken back'))
    expect(await writer.append([change], AT + i)).toBe('recorded')
    // one of the two goes on from an entry that lies further back
    await counted(i % 3 === 0 ? reader : writer)
  }
  const stats = await counted(own)
  expect(await counted(other)).toEqual(stats)
  for (const name of ['products', 'keys', 'activations', 'released', 'licenses'] as const)
    expect([name, stats[name] > 0]).toEqual([name, true])
})
