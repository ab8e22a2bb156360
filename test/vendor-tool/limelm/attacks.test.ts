/** What somebody with a narrow API key, a clever customer or a stranger tries (checklist HT-05). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { decodeGroups } from '../../../src/core/bytes/base32.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { SqlLedger } from '../../../src/vendor/ledger/store.ts'
import { requestOf } from '../../world/desk.ts'
import { posted, type Served, serveLimelm } from './served.ts'

let served: Served
beforeEach(async () => {
  served = await serveLimelm()
  await served.desk.vendor.changeProduct('scope', { features: [{ name: 'edition', type: 'text' }] })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await served.close()
})

type Words = Readonly<Record<string, string>>

async function call(method: string, parameters: Words = {}) {
  const { body } = await served.call({ method, format: 'json', nojsoncallback: '1', ...parameters })
  return JSON.parse(body)
}

async function newKey(): Promise<{ readonly id: string; readonly text: string }> {
  const [key] = await served.desk.vendor.createKeys({ productId: 'scope', email: 'a@example.com' })
  return key as { id: string; text: string }
}

/** The key with one bit of its random bytes changed. */
function altered(text: string, at: number): string {
  const bytes = decodeGroups(text, 6) as Uint8Array
  return activationKeyOf(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))).text
}

it('HT-05: what a customer is called is no element of an answer', async () => {
  const evil = '"/></pkey></rsp><rsp stat="ok"><pkey key=\'x\' />]]><!--&lt;\u0001'
  const parameters: (readonly [string, string])[] = [
    ['method', 'pkey.generate'],
    ['version_id', 'scope'],
    ['feature_name[]', 'edition'],
    ['feature_value[]', 'a"/></feature><err code="1'],
    ['uname_limit_name[]', 'ann"/><pkey id="x'],
  ]
  const made = await served.call(parameters)
  const id = /pkey id="([^"]+)"/.exec(made.body)?.[1] as string
  const { body } = await served.call({ method: 'pkey.getDetails', pkey_id: id })
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' })
  const { rsp } = parser.parse(body)
  expect(Object.keys(rsp).sort()).toEqual(['pkey', 'stat'])
  expect(rsp.pkey.features.feature).toEqual({ name: 'edition', value: 'a"/></feature><err code="1' })
  expect(rsp.pkey.uname_limits.uname_limit).toEqual({ name: 'ann"/><pkey id="x', platform: '0' })
  // in errors too, which repeat what was sent
  for (const wrong of [{ num_acts: evil }, { deact_limit: evil }, { email: evil }, { expires: evil }]) {
    const refused = await served.call({ method: 'pkey.setDetails', pkey_id: id, ...wrong })
    const { rsp } = parser.parse(refused.body)
    expect(Object.keys(rsp).sort()).toEqual(['err', 'stat'])
    expect(Object.keys(rsp.err)).toEqual(['code', 'msg'])
  }
  for (const wrong of [{ method: evil }, { method: 'pkey.generate', version_id: evil }]) {
    const { rsp } = parser.parse((await served.call(wrong)).body)
    expect([Object.keys(rsp).sort(), rsp.stat]).toEqual([['err', 'stat'], 'fail'])
  }
})

it('HT-05: an API key or a method that is given twice is refused, and nobody chooses which one is meant', async () => {
  const narrow = await served.newApiKey(['read'])
  const generate = 'method=pkey.generate&version_id=scope'
  const bodies = [
    `${generate}&api_key=${narrow}&api_key=${served.apiKey}`,
    `${generate}&api_key=${served.apiKey}&api_key=${narrow}`,
    `${generate}&api_key=${served.apiKey}&%61pi_key=${served.apiKey}`,
    `${generate}&method=test.echo&api_key=${served.apiKey}`,
    `${generate}&version_id=other&api_key=${served.apiKey}`,
  ]
  for (const body of bodies)
    expect((await served.send(...posted(served.port, body))).body).toContain('<err code="1000"')
  expect(await served.desk.vendor.keys()).toEqual([])
})

it('HT-05: the body wins over the address, also for the API key and the method', async () => {
  const narrow = await served.newApiKey(['read'])
  const send = (query: string, body: string) => {
    const [head, sent] = posted(served.port, body)
    return served.send(head.replace('/limelm/api/rest/ ', `/limelm/api/rest/?${query} `), sent)
  }
  const generate = 'method=pkey.generate&version_id=scope'
  expect((await send(`api_key=${served.apiKey}`, `${generate}&api_key=${narrow}`)).body).toContain(
    '<err code="143"',
  )
  expect((await send('method=pkey.generate', `method=test.echo&api_key=${served.apiKey}`)).body).toContain(
    '<method>test.echo</method>',
  )
  // a list in the body is not filled up from the address
  const features = `${generate}&api_key=${served.apiKey}&feature_name[]=edition&feature_value[]=pro`
  const both = await send('feature_name[]=edition&feature_value[]=free&num_keys=2', features)
  expect(both.body).toContain('total="2"')
  for (const { key } of await served.desk.vendor.keys())
    expect([...key.entitlement.features]).toEqual([['edition', 'pro']])
  expect((await send('api_key[]=x', `method=test.echo&api_key[]=${served.apiKey}`)).body).toContain(
    '<err code="100"',
  )
})

it('HT-05: getID and find tell nothing of a key to who has not all of it: one answer, and the same work', async () => {
  const { id, text } = await newKey()
  const deleted = await newKey()
  await call('pkey.delete', { pkey_id: deleted.id })
  const reads: string[] = []
  const prototype = SqlLedger.prototype as unknown as Record<string, (...words: unknown[]) => unknown>
  for (const name of [
    'key',
    'keyInUse',
    'keys',
    'product',
    'wrongProofs',
    'survey',
    'snapshot',
    'activations',
  ]) {
    const method = prototype[name] as (...words: unknown[]) => unknown
    vi.spyOn(prototype, name).mockImplementation(function (this: unknown, ...words: unknown[]) {
      reads.push(name)
      return method.apply(this, words)
    })
  }
  const answers = new Set<string>()
  const works = new Set<string>()
  const guesses = [
    altered(text, 14),
    altered(text, 5),
    altered(text, 0),
    id,
    deleted.text,
    'x',
    text.slice(1),
    'x'.repeat(60_000),
  ]
  for (const guess of guesses)
    for (const method of [
      { method: 'pkey.getID', pkey: guess },
      { method: 'pkey.find', version_id: 'scope', email: guess },
    ]) {
      reads.length = 0
      const answer = await served.call(method)
      answers.add(`${answer.status} ${answer.body}`)
      works.add(`${method.method}: ${reads.join()}`)
    }
  expect([...answers]).toEqual([expect.stringContaining('<err code="1" msg="product key not found" />')])
  expect([...works]).toEqual(['pkey.getID: keyInUse', 'pkey.find: product,keyInUse'])
  expect(await call('pkey.getID', { pkey: text })).toMatchObject({ stat: 'ok' })
})

it('HT-05: a request that is not made with a key of ours is answered as one of no key at all', async () => {
  const { text } = await newKey()
  const answers = []
  for (const guess of [altered(text, 14), altered(text, 0)]) {
    const act_req_xml = encodeArmor('request', requestOf('a', guess))
    answers.push((await served.call({ method: 'pkey.manualActivation', act_req_xml })).body)
  }
  expect(answers[0]).toContain('<err code="1" msg="product key not found" />')
  expect(answers[1]).toBe(answers[0])
})

it('HT-05: an API key that may only read is shown no whole key', async () => {
  const { id, text } = await newKey()
  const narrow = await served.newApiKey(['read', 'activate', 'manage'])
  const asked: readonly Words[] = [
    { method: 'pkey.getDetails', pkey_id: id },
    { method: 'pkey.find', version_id: 'scope', email: 'a@example.com' },
    { method: 'pkey.find', version_id: 'scope', email: text },
    { method: 'pkey.getID', pkey: text },
  ]
  for (const parameters of asked) {
    for (const format of ['rest', 'json']) {
      const { body } = await served.call({ ...parameters, format, api_key: narrow })
      expect(body).toContain(id)
      expect(body).not.toContain(text)
      expect(body).not.toContain(text.slice(12))
    }
  }
})

it('HT-05: a scope is asked for before anything is read or changed', async () => {
  const { id, text } = await newKey()
  await served.desk.signer.issue(requestOf('a', text))
  const [activation] = await served.desk.vendor.activations({ keyId: id })
  const act_id = activation?.id as string
  const before = await served.desk.vendor.stats()
  const reads = vi.spyOn(SqlLedger.prototype, 'keyInUse')
  const methods: readonly (readonly [string, Words, string])[] = [
    ['pkey.generate', { version_id: 'scope' }, 'sell'],
    ['pkey.setDetails', { pkey_id: id, num_acts: '5' }, 'sell'],
    ['pkey.revoke', { pkey_id: id, revoke: 'true' }, 'manage'],
    ['pkey.delete', { pkey_id: id }, 'manage'],
    ['pkey.deactivate', { act_id }, 'manage'],
    ['pkey.manualActivation', { act_req_xml: encodeArmor('request', requestOf('b', text)) }, 'activate'],
    ['pkey.getDetails', { pkey_id: id }, 'read'],
  ]
  const all = ['read', 'sell', 'activate', 'manage'] as const
  for (const [method, parameters, scope] of methods) {
    const others = await served.newApiKey(all.filter(other => other !== scope))
    expect(await call(method, { ...parameters, api_key: others })).toMatchObject({ code: 143 })
  }
  expect(reads).not.toHaveBeenCalled()
  // the API keys are what was recorded meanwhile
  expect((await served.desk.vendor.stats()).entries).toBe(before.entries + methods.length)
})

it('HT-05: huge lists, huge bodies and other kinds of body end before they cost anything', async () => {
  const many = (count: number) =>
    Array.from({ length: count }, () => 'feature_name[]=a&feature_value[]=1').join('&')
  const send = (body: string) =>
    served.send(...posted(served.port, `api_key=${served.apiKey}&method=test.echo&${body}`))
  expect((await send(many(1_000))).body).toContain('stat="ok"')
  expect((await send(many(1_024))).body).toContain('<err code="1000"')
  const large = await send(`a=${'x'.repeat(65_536)}`)
  expect([large.status, large.body]).toEqual([413, expect.stringContaining('<err code="142"')])
  for (const type of ['application/json', 'text/xml', 'multipart/form-data; boundary=b', 'text/plain']) {
    const [head, body] = posted(served.port, '{"method":"test.echo"}')
    const answer = await served.send(head.replace('application/x-www-form-urlencoded', type), body)
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('<err code="1000"')])
  }
})

it('HT-05: no API key is in the log, in what an operator is told, in an answer, or in the ledger', async () => {
  const { id } = await newKey()
  const query = (words: Words) => new URLSearchParams({ api_key: served.apiKey, ...words }).toString()
  const heads = [
    `POST /limelm/api/rest?${query({ method: 'test.echo' })} HTTP/1.1`,
    `POST /limelm/api/rest/?${query({ method: 'pkey.setDetails', pkey_id: id, email: 'b@example.com' })} HTTP/1.1`,
    `GET /limelm/api/rest/?${query({ method: 'test.echo' })} HTTP/1.1`,
    `POST /limelm/api/rest?${query({ method: served.apiKey, pkey_id: served.apiKey })} HTTP/1.1`,
  ]
  for (const head of heads) {
    const answer = await served.send(`${head}\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n`)
    if (!head.includes(`method=${served.apiKey}`))
      expect(`${answer.head}${answer.body}`).not.toContain(served.apiKey)
  }
  served.change = {
    admit: async () => {
      throw new Error('a mistake of ours')
    },
  }
  await call('test.echo')
  expect(served.log).toHaveLength(heads.length + 1)
  expect(served.log.join('\n')).not.toContain(served.apiKey)
  expect(served.log[1]).toMatch(/^POST {2}\/limelm\/api\/rest\/ {2}200 {2}\d+ ms {2}pkey\.setDetails ok$/)
  expect(served.broken.join('\n')).not.toContain(served.apiKey)
  for (const name of readdirSync(served.desk.home)) {
    const path = join(served.desk.home, name)
    if (name.startsWith('ledger')) expect(readFileSync(path).includes(served.apiKey)).toBe(false)
  }
})

it('HT-05: answers are of a type that no browser takes for a page, and are kept nowhere', async () => {
  for (const format of ['rest', 'json'] as const) {
    const { head } = await served.call({
      method: 'test.echo',
      format,
      callback: 'alert',
      jsoncallback: 'alert',
    })
    expect(head).toContain('x-content-type-options: nosniff')
    expect(head).toContain('cache-control: no-store')
    expect(head).not.toContain('text/html')
  }
  const { body } = await served.call({ method: 'test.echo', format: 'json', callback: 'alert' })
  expect(body).toMatch(/^jsonLimeLMApi\(\{/)
})
