/** Lists in pages: each row once, and a cursor that no answer gave is refused alike by every list. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { membersOf } from '../../../vendor-tool/api/operation.ts'
import { OPERATIONS } from '../../../vendor-tool/api/operations/all.ts'
import { type ServedApi, serveApi } from './served.ts'

let api: ServedApi
let key: string
beforeEach(async () => {
  api = await serveApi()
  key = await api.key()
})
afterEach(() => api.close())

const LISTS = OPERATIONS.filter(one => membersOf(one).has('cursor')).map(({ path }) => path)

it('HT-01: a cursor that no answer gave is refused by every list, by one code and one sentence', async () => {
  expect(LISTS.length).toBe(6)
  for (const path of LISTS)
    for (const cursor of [
      'nonsense',
      '9H7FA-4RVKR',
      'C-ZZZZZ',
      '0123456789abcdef',
      '1.',
      '-1',
      '%20',
      ' 7',
    ]) {
      const { status, value } = await api.call('GET', `${path}?cursor=${cursor}`, { key })
      expect([status, value.code, value.details?.field], `${path} ${cursor}`).toEqual([
        400,
        'invalid-value',
        'cursor',
      ])
      expect(value.detail).toContain('cursor: expected a cursor that an answer gave')
    }
})

it('pages have each row once, and the last one says that it is the last', async () => {
  for (const name of ['Ann', 'Bob', 'Cy']) await api.call('POST', '/v1/customers', { key, body: { name } })
  await api.call('POST', '/v1/keys', { key, body: { product: 'scope', count: 3 } })
  for (const [path, rows] of [
    ['/v1/customers', 'customers'],
    ['/v1/keys', 'keys'],
  ] as const) {
    const first = (await api.call('GET', `${path}?limit=2`, { key })).value
    const last = (await api.call('GET', `${path}?limit=2&cursor=${first.nextCursor}`, { key })).value
    const ids = [...first[rows], ...last[rows]].map(({ id }) => id)
    expect([new Set(ids).size, last.nextCursor]).toEqual([3, null])
  }
})
