/** Whatever is called, with whatever, is answered: a success or a failure with its number, in both forms, and never 500. */
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { METHODS } from '../../../vendor-tool/limelm/methods.ts'
import { runs } from '../../effort.ts'
import { requestOf } from '../../world/desk.ts'
import { type Served, serveLimelm } from './served.ts'

let served: Served
beforeEach(async () => {
  served = await serveLimelm()
  await served.desk.vendor.changeProduct('scope', {
    features: [
      { name: 'export', type: 'flag' },
      { name: 'users', type: 'integer', default: 3 },
      { name: 'edition', type: 'text', values: ['pro', 'free'] },
    ],
  })
})
afterEach(() => served.close())

const NAMES = [
  'pkey',
  'version_id',
  'num_acts',
  'deact_limit',
  'email',
  'for_tfs',
  'per_inst_leases',
  'allow_vm',
  'expires',
  'template',
  'revoke',
  'act_id',
  'act_req_xml',
  'deact_req_xml',
  'feature_name[]',
  'feature_value[]',
  'feature_name[0]',
  'feature_value[1]',
  'uname_limit_name[]',
  'uname_limit_platform[]',
  'tag[]',
  '__proto__',
]
const WORDS = [
  '',
  'scope',
  'true',
  'false',
  'yes',
  'inherit',
  'never',
  '2027-12-31',
  '-1',
  '0',
  '1',
  '9223372036854775807',
]
const MORE = [
  'export',
  'users',
  'edition',
  'pro',
  'ann:1',
  'a@example.com',
  '[object Object]',
  '"><',
  '\u0000',
  '٣',
  'x'.repeat(300),
]

/** A key with a computer. */
async function sold(): Promise<{ readonly id: string; readonly text: string; readonly activation: string }> {
  const [key] = await served.desk.vendor.createKeys({ productId: 'scope', activations: 3 })
  const { id, text } = key as { id: string; text: string }
  const issued = await served.desk.signer.issue(requestOf('a', text))
  return { id, text, activation: issued.kind === 'issued' ? issued.activation.id : '' }
}

it('HT-05: whatever is called is answered, in both forms, and is never a mistake of ours', async () => {
  const { id, text, activation } = await sold()
  const value = fc.oneof(
    fc.constantFrom(...WORDS, ...MORE, id, text, activation),
    fc.string({ maxLength: 30 }),
    fc.integer().map(String),
  )
  const pair = fc.tuple(fc.constantFrom(...NAMES), value)
  const method = fc.constantFrom(...METHODS.keys())
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' })
  await fc.assert(
    fc.asyncProperty(
      method,
      fc.array(pair, { maxLength: 8 }),
      fc.boolean(),
      async (method, pairs, isJson) => {
        // most calls are about a key that there is, whatever others did to theirs
        const { id } = await sold()
        const usual = [
          ['method', method],
          ['version_id', 'scope'],
          ['pkey_id', id],
        ] as const
        const given = new Set(pairs.map(([name]) => name))
        const all = [...usual.filter(([name]) => !given.has(name)), ...pairs]
        const format = isJson
          ? ([
              ['format', 'json'],
              ['nojsoncallback', '1'],
            ] as const)
          : []
        const { status, body } = await served.call([...all, ...format])
        expect(status).toBe(200)
        const answer = isJson ? JSON.parse(body) : parser.parse(body).rsp
        const code = Number(isJson ? answer.code : answer.err?.code)
        if (answer.stat === 'fail') expect(code).toBeGreaterThan(0)
        else expect(answer.stat).toBe('ok')
        expect(served.broken).toEqual([])
      },
    ),
    { numRuns: runs(500) },
  )
})
