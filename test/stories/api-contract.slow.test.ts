/**
 * The contract of the HTTP interface over HTTP: the document is walked with generated calls, valid and almost valid, against
 * the real server over a desk that has something of everything. No answer is a fault of ours, none has a status that the
 * document does not name, and none is another than its schema says.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf } from '../../vendor-tool/api/operation.ts'
import { OPERATIONS } from '../../vendor-tool/api/operations/all.ts'
import { runs } from '../effort.ts'
import {
  Contract,
  calledInTurn,
  callsOf,
  type Described,
  knownOf,
  ODD,
  withMember,
} from '../vendor-tool/api/contract.ts'
import { type Called, type ServedApi, serveApi } from '../vendor-tool/api/served.ts'
import { type Call, type Stock, tellStory } from '../vendor-tool/api/stocked.ts'

const contract = new Contract()
let api: ServedApi
let key: string
let stock: Stock
const succeeded = new Map<string, number>()

beforeAll(async () => {
  api = await serveApi()
  key = await api.key({ perMinute: 100_000 })
  stock = await tellStory(called)
})
afterAll(() => api.close())

/** Longer addresses are no call: node answers them by itself. */
const MOST_ADDRESS = 4096

/** The call as a program makes it; undefined: no address can say it. */
async function send(
  { method, path, inPath }: Described,
  members: Readonly<Record<string, unknown>>,
): Promise<Called | undefined> {
  const parts = inPath.map(name => asText(members[name]).toWellFormed())
  // a program would take the dots out of the path, and call something else
  if (parts.some(part => ['', '.', '..'].includes(part))) return undefined
  const said = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(parts[inPath.indexOf(name)] as string),
  )
  const rest = Object.entries(members).filter(([name]) => !inPath.includes(name))
  const query = method === 'GET' ? `?${queryOf(rest)}` : ''
  if (said.length + query.length > MOST_ADDRESS) return undefined
  const body = method === 'GET' || rest.length === 0 ? {} : { body: asJson(rest) }
  return api.call(method, said + query, { key, ...body })
}

function queryOf(members: readonly (readonly [string, unknown])[]): string {
  const pairs = members.flatMap(([name, value]) => {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value]
    return value === undefined ? [] : all.map(one => [name, asText(one)])
  })
  return new URLSearchParams(pairs).toString()
}

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : `${value}`
}

/** With numbers that JSON.stringify does not write, and members of any name. */
function asJson(members: readonly (readonly [string, unknown])[]): string {
  const texts = members.map(([name, value]) => {
    const text =
      value === Number.POSITIVE_INFINITY ? '1e999' : Object.is(value, -0) ? '-0' : JSON.stringify(value)
    return `${JSON.stringify(name)}:${text ?? 'null'}`
  })
  return `{${texts.join(',')}}`
}

const called: Call = async (id, members = {}) => {
  const described = contract.operation(id)
  const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
  const answer = await send(described, given)
  if (answer === undefined) throw new Error(`no address can say ${id}`)
  held(described, answer)
  if (answer.status !== 200) throw new Error(`${id}: ${answer.text}`)
  succeeded.set(id, (succeeded.get(id) ?? 0) + 1)
  return answer.value
}

/** What every answer must be. */
function held(described: Described, { status, value, text, headers }: Called): void {
  expect(
    contract.problems(described, status, value),
    `${described.id} ${status} ${text.slice(0, 500)}`,
  ).toEqual([])
  expect(headers.get('content-type')).toBe(status === 200 ? 'application/json' : 'application/problem+json')
  expect(text.length).toBeLessThan(2_000_000)
  if (status !== 200) expect(value).toMatchObject({ status, type: `/problems/${value.code}` })
}

test('HT-02: every operation succeeds over HTTP, and answers what the document says', () => {
  expect(OPERATIONS.map(idOf).filter(id => !succeeded.has(id))).toEqual([])
})

describe('HT-02: generated calls are answered as the document says, and never a fault of ours', () => {
  test.each(calledInTurn(contract).map(one => [one.id, one] as const))('%s', async (id, described) => {
    await fc.assert(
      fc.asyncProperty(callsOf(described, knownOf(stock)), async members => {
        const answer = await send(described, members)
        if (answer !== undefined) held(described, answer)
      }),
      { numRuns: runs(id === 'ledgerAudit' ? 10 : 60) },
    )
  })
})

describe('HT-02: odd values are answered as the document says', () => {
  test.each(contract.operations.map(one => [one.id, one] as const))('%s', async (_, described) => {
    // a megabyte once for each operation
    for (const [at, name] of [...Object.keys(described.members.properties), '__proto__', 'x'].entries())
      for (const value of ODD.filter(one => at === 0 || `${JSON.stringify(one)}`.length < 1000)) {
        const answer = await send(described, withMember({}, name, value))
        if (answer !== undefined) held(described, answer)
      }
  })
})

test('HT-02: the ledger is whole after all of it, and the log has no fault of ours', async () => {
  expect((await api.desk.vendor.audit()).problems).toEqual([])
  expect(api.log.filter(line => line.includes('broken'))).toEqual([])
})
