/** What a call is told when it fails: the status by the kind of the error, and nothing of the server. */
import { expect, it } from 'vitest'
import { OutOfTime } from '../../../src/http/clock.ts'
import { NotBegun } from '../../../src/http/queue.ts'
import { AirlatchError, type ErrorCode } from '../../../src/vendor/door.ts'
import { problemBody, problemOf, problemResponse } from '../../../vendor-tool/api/problem.ts'
import { DETAILS } from '../../words/details.ts'

const all = Object.entries(DETAILS).flatMap(([code, shapes]) =>
  shapes.map(details => new AirlatchError(code as never, details as never) as AirlatchError),
)
const statusFor = (code: ErrorCode) =>
  new Set(all.filter(one => one.code === code).map(one => problemOf(one).status))

it('HT-01: every error is a problem with a status, a sentence and a hint', () => {
  for (const error of all) {
    const { status, message, hint } = problemOf(error)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(message).not.toBe('')
    expect(hint).not.toBe('')
    expect(() => JSON.parse(problemBody(problemOf(error)))).not.toThrow()
  }
})

it('HT-01: the kind of an error says its status, and few codes say another one', () => {
  for (const [code, status] of [
    ['key-not-found', 404],
    ['product-not-found', 404],
    ['path-not-found', 404],
    ['product-exists', 409],
    ['key-revoked', 409],
    ['no-seats-left', 409],
    ['wrong-product', 422],
    ['armor-malformed', 422],
    ['invalid-value', 400],
    ['unknown-member', 400],
    ['json-malformed', 400],
    ['api-key-refused', 401],
    ['scope-missing', 403],
    ['input-too-large', 413],
    ['content-type-wrong', 415],
    ['too-many-requests', 429],
    ['idempotency-key-reused', 422],
    ['outcome-unknown', 409],
    ['ledger-busy', 503],
    ['ledger-unavailable', 503],
    ['ledger-read-only', 503],
    ['bug', 500],
  ] as const)
    expect([code, ...statusFor(code)]).toEqual([code, status])
})

it('what the server could not do names no place of the server, and a bug nothing at all', () => {
  for (const error of all.filter(({ kind }) => kind === 'could-not' || kind === 'bug')) {
    const problem = problemOf(error)
    expect(problem.details).toEqual({})
    expect(problemBody(problem)).not.toMatch(/\/media|\/home|ledger\.db|postgres/)
  }
  const stray = problemOf(new TypeError('secret of /home/vendor'))
  expect(stray).toMatchObject({ status: 500, code: 'bug', details: {} })
  expect(problemBody(stray)).not.toContain('secret')
})

it("no hint names an option or a command of the tool that is not the vendor's to type", () => {
  for (const error of all) {
    const { hint } = problemOf(error)
    expect(hint.replaceAll(/"airlatch-vendor [^"]*"/g, ''), error.code).not.toMatch(
      /(?:^|\s)--[a-z]|"key list"/,
    )
  }
})

it('what was recorded before it was refused is not called unchanged', () => {
  for (const code of ['bundle-too-large', 'some-refused'])
    for (const error of all.filter(one => one.code === code))
      expect(problemOf(error).hint).not.toContain('nothing was changed')
})

it('whoever comes back later is told when', () => {
  expect(problemOf(new OutOfTime('x')).headers).toEqual({ 'retry-after': '5' })
  expect(problemOf(new NotBegun('x'))).toMatchObject({ status: 503, code: 'ledger-busy' })
  expect(problemOf(new AirlatchError('too-many-requests', { seconds: 7 })).headers).toEqual({
    'retry-after': '7',
  })
})

it('RFC 9457: type, title, status and detail, and our own members beside them', async () => {
  const response = problemResponse(problemOf(new AirlatchError('key-not-found', { key: '9H7FA-4RVKR' })))
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toEqual({
    type: '/problems/key-not-found',
    title: 'key not found',
    status: 404,
    detail: expect.stringContaining('9H7FA-4RVKR'),
    code: 'key-not-found',
    hint: expect.any(String),
    details: { key: '9H7FA-4RVKR' },
  })
})
