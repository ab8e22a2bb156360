/**
 * The contract of the HTTP interface without HTTP: every operation succeeds in a story, each answer is what the document
 * says, and generated calls are answered or refused, and never a bug. Over HTTP: test/stories/api-contract.slow.test.ts.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { json } from '../../../src/words/output.ts'
import { answerOperation } from '../../../vendor-tool/api/answer.ts'
import { idOf } from '../../../vendor-tool/api/operation.ts'
import { OPERATIONS } from '../../../vendor-tool/api/operations/all.ts'
import { apiWorld } from '../../../vendor-tool/api/world.ts'
import { runs } from '../../effort.ts'
import { type Desk, openDesk } from '../../world/desk.ts'
import { Contract, calledInTurn, callsOf, knownOf, ODD, STRANGE, withMember } from './contract.ts'
import { type Call, type Stock, tellStory, type Value } from './stocked.ts'

const contract = new Contract()
let desk: Desk
let stock: Stock
const called = new Map<string, number>()
/** Operations that recorded though they only look; and that showed a whole key to those who may only read. */
const recorded = new Set<string>()
const shown = new Set<string>()
const secrets = new Set<string>()
const problems = new Map<string, readonly string[]>()

/** As the server does it; in a query all values are text. */
const call: Call = async (id, members = {}) => {
  const operation = OPERATIONS.find(one => idOf(one) === id)
  if (operation === undefined) throw new Error(`no operation ${id}`)
  const world = apiWorld(desk.vendor, async () => desk.signer)
  const given = operation.method === 'GET' ? inQuery(members) : members
  const isLook = operation.scope === 'read' || members.dryRun === true
  const before = isLook ? (await desk.vendor.stats()).entries : undefined
  const answer = await answerOperation(operation, given, world).finally(async () => {
    if (isLook && (await desk.vendor.stats()).entries !== before) recorded.add(id)
  })
  const text = json({ ok: true, ...answer.json })
  const value = JSON.parse(text)
  for (const { wholeKey } of value.keys ?? []) if (wholeKey !== undefined) secrets.add(wholeKey)
  if (operation.scope === 'read' && [...secrets].some(secret => text.includes(secret))) shown.add(id)
  called.set(id, (called.get(id) ?? 0) + 1)
  const found = contract.problems(contract.operation(id), 200, value)
  if (found.length > 0) problems.set(id, [...new Set([...(problems.get(id) ?? []), ...found])])
  return value
}

function inQuery(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.map(one => `${one}`) : asText(value)]],
    ),
  )
}

function asText(value: unknown): unknown {
  return typeof value === 'object' ? value : `${value}`
}

beforeAll(async () => {
  desk = await openDesk()
  stock = await tellStory(call)
})
afterAll(() => desk.close())

test('HT-02: every operation succeeds, and answers what the document says', () => {
  expect(OPERATIONS.map(idOf).filter(id => !called.has(id))).toEqual([])
  expect(Object.fromEntries(problems)).toEqual({})
})

test('HT-02: the story leaves a whole ledger', async () => {
  expect((await desk.vendor.audit()).problems).toEqual([])
})

describe('HT-02: generated calls are answered or refused, and never a bug', () => {
  test.each(calledInTurn(contract).map(one => [one.id, one] as const))('%s', async (id, described) => {
    const known = knownOf(stock)
    await fc.assert(
      fc.asyncProperty(callsOf(described, known), async members => {
        expect(await outcomeOf(id, members)).toMatch(/^(?:ok|[a-z0-9-]+)$/)
      }),
      { numRuns: runs(id === 'ledgerAudit' ? 20 : 200) },
    )
    expect(problems.get(id)).toBeUndefined()
  })
})

test('HT-01: what only looks has recorded nothing, and those who may only read have seen no whole key', () => {
  expect(secrets.size).toBeGreaterThan(5)
  expect([...recorded]).toEqual([])
  expect([...shown]).toEqual([])
})

test('HT-01: a value that names a file of the server is a text', async () => {
  const file = `${import.meta.dirname}/stocked.ts`
  // calls before may have set a small plan
  await call('settingsSet', { name: 'plan-activations', value: 'unlimited' })
  const { keys } = await call('keyCreate', { product: 'scope', userData: `@${file}`, user: ['ann'] })
  expect(keys[0]).toMatchObject({ userData: `@${file}` })
  expect(await outcomeOf('keySet', { key: keys[0].id, user: [`@${file}`] })).toBe('invalid-value')
  const { key } = await call('keyShow', { key: keys[0].id })
  expect(JSON.stringify(key.users)).not.toContain('Teller')
  for (const [id, member] of [
    ['issue', 'request'],
    ['inspect', 'message'],
    ['findMessage', 'message'],
    ['release', 'receipt'],
    ['clockReset', 'request'],
    ['usageReport', 'report'],
  ] as const)
    for (const path of [file, '-', '/dev/stdin', import.meta.dirname])
      expect(await outcomeOf(id, { [member]: path })).toMatch(/^input-/)
  expect(await call('find', { text: file })).toMatchObject({ matches: [] })
})

test('HT-01: whatever is signed is given as base64 and as text, and nothing else of it', async () => {
  const { message, armored } = await call('kit', { product: 'scope' })
  const inspected = await Promise.all([message, armored].map(one => call('inspect', { message: one })))
  expect(inspected[0]).toEqual(inspected[1])
  expect(inspected[0]).toMatchObject({ type: 'kit', bytes: Buffer.from(message, 'base64').length })
})

/** `ok`, or the code of the refusal. Throws what is a bug. */
async function outcomeOf(id: string, members: Value): Promise<string> {
  try {
    await call(id, members)
    return 'ok'
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.kind === 'bug') throw error
    // a problem is JSON, and repeats no megabyte of the caller's
    expect(json(error.details).length).toBeLessThan(50_000)
    return error.code
  }
}

describe('HT-02: odd values of members are refused, or are a value', () => {
  const all = contract.operations.flatMap(one =>
    Object.keys(one.members.properties).map(name => [one.id, name] as const),
  )
  test('and no member of another object is taken for one', async () => {
    for (const { id } of contract.operations)
      for (const name of STRANGE)
        if (!Object.hasOwn(contract.operation(id).members.properties, name))
          expect(await outcomeOf(id, withMember({}, name, 'x')), `${id} ${name}`).toBe('unknown-member')
  })
  test('whatever they are', async () => {
    for (const [id, name] of all) for (const value of ODD) await outcomeOf(id, withMember({}, name, value))
    expect(({} as Value).isAdmin).toBeUndefined()
  })
})
