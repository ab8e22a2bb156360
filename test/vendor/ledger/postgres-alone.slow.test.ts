/** `alone` and `moment` on a real PostgreSQL server, also when its connection breaks at the worst moment. */
import { describe, expect, test } from 'vitest'
import { NOW } from '../../world/nouns.ts'
import { aloneContract, RENAMED } from './alone-contract.ts'
import { openMarket } from './market.ts'
import { postgresServer } from './postgres-server.ts'
import { wireTo } from './postgres-wire.ts'

const server = postgresServer()

aloneContract(async () => openMarket(await server.database()))

describe('alone, when the connection breaks at the commit', () => {
  test.each(['after', 'before'] as const)('%s it', async cut => {
    const wire = await wireTo(await server.database())
    const market = await openMarket(wire.url)
    const mine = await market.ledger()
    wire.cutAtCommit(cut)
    const done = mine.alone(async alone => alone.append([RENAMED], NOW))
    if (cut === 'after') expect(await done).toBe('recorded')
    else
      await expect(done).rejects.toMatchObject({
        code: 'ledger-unavailable',
        details: { problem: expect.stringContaining('nothing was recorded') },
      })
    expect((await mine.product('scope'))?.product.name).toBe(cut === 'after' ? 'Scope 2' : 'Scope')
    expect((await mine.audit()).problems).toEqual([])
  })
})
