/**
 * What LimeLM's clients send, byte for byte, and answers read as they read them (checklist HT-05): the PHP and the C#
 * class of its pack, a Ruby gem of 2015, and a web page in PHP of later years. The clients are public; what stands here
 * is written by what is known of their wire, and is nobody's code.
 */
import { XMLParser } from 'fast-xml-parser'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { receiptOf, requestOf } from '../../world/desk.ts'
import { type Answer, type Served, serveLimelm } from './served.ts'

let served: Served
beforeEach(async () => {
  served = await serveLimelm()
  await served.desk.vendor.changeProduct('scope', {
    features: [
      { name: 'users', type: 'integer' },
      { name: 'edition', type: 'text' },
    ],
  })
})
afterEach(() => served.close())

type Parameters = readonly (readonly [string, string | readonly string[]])[]

/** PHP's urlencode: a space is "+", and fewer signs stay as they are than elsewhere. */
function phpEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*~]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

/** `key=value&` for each, `name[]=` for lists, by curl: with its Accept, and without a User-Agent of its own. */
function php(method: string, parameters: Parameters): Promise<Answer> {
  let body = `api_key=${phpEncoded(served.apiKey)}&method=${phpEncoded(`limelm.${method}`)}&`
  for (const [name, value] of parameters)
    for (const [key, one] of typeof value === 'string'
      ? [[name, value] as const]
      : value.map(one => [`${name}[]`, one] as const))
      body += `${key}=${phpEncoded(one)}&`
  const head = [
    'POST /limelm/api/rest/ HTTP/1.1',
    `Host: 127.0.0.1:${served.port}`,
    'Accept: */*',
    'Accept-Encoding: gzip, deflate',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: application/x-www-form-urlencoded',
    '',
    '',
  ]
  return served.send(head.join('\r\n'), body)
}

/** Values as they are, a length that is counted in characters, and a body that waits for "100 Continue". */
function csharp(method: string, parameters: Parameters): Promise<Answer> {
  let body = `api_key=${served.apiKey}&method=limelm.${method}`
  for (const [name, value] of parameters)
    if (typeof value === 'string') body += `&${name}=${value}`
    else for (const one of value) body += `&${name}[]=${one}`
  const head = [
    'POST /limelm/api/rest/ HTTP/1.1',
    'Content-Type: application/x-www-form-urlencoded',
    'Accept-Encoding: gzip,deflate',
    `Host: 127.0.0.1:${served.port}`,
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
    'Connection: Keep-Alive',
    '',
    '',
  ]
  return served.send(head.join('\r\n'), body)
}

/** All in the query of an address without its last slash, and an empty body. */
function ruby(method: string, parameters: Parameters): Promise<Answer> {
  const query = [
    ['api_key', served.apiKey],
    ['format', 'json'],
    ['method', `limelm.${method}`],
    ...parameters,
  ]
    .flatMap(([name, value]) =>
      typeof value === 'string'
        ? [`${name}=${encodeURIComponent(value)}`]
        : (value as readonly string[]).map(one => `${name}[]=${encodeURIComponent(one)}`),
    )
    .join('&')
  const head = [
    `POST /limelm/api/rest?${query} HTTP/1.1`,
    'Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3',
    'Accept: */*',
    'User-Agent: Ruby',
    'Connection: close',
    `Host: 127.0.0.1:${served.port}`,
    'Content-Length: 0',
    'Content-Type: application/x-www-form-urlencoded',
    '',
    '',
  ]
  return served.send(head.join('\r\n'))
}

/** PHP's http_build_query: items are numbered, and brackets encoded. */
function page(method: string, parameters: Parameters): Promise<Answer> {
  const all: Parameters = [
    ['method', `limelm.${method}`],
    ['api_key', served.apiKey],
    ['format', 'json'],
    ['nojsoncallback', '1'],
    ...parameters,
  ]
  const body = all
    .flatMap(([name, value]) =>
      typeof value === 'string'
        ? [`${name}=${phpEncoded(value)}`]
        : value.map((one, i) => `${name}%5B${i}%5D=${phpEncoded(one)}`),
    )
    .join('&')
  const head = [
    'POST /limelm/api/rest/ HTTP/1.1',
    `Host: 127.0.0.1:${served.port}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'User-Agent: GuzzleHttp/7',
    'Content-Type: application/x-www-form-urlencoded',
    '',
    '',
  ]
  return served.send(head.join('\r\n'), body)
}

const reader = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  isArray: name => ['pkey', 'feature', 'act', 'uname_limit'].includes(name),
})

/** As the samples of the PHP class read its text. */
function xmlOf({ head, body }: Answer) {
  expect(head).toContain('content-type: text/xml')
  return reader.parse(body).rsp
}

/** As the gem reads it. */
function paddedOf({ head, body }: Answer) {
  expect(head).toContain('content-type: application/json')
  return JSON.parse(/jsonLimeLMApi\((.*)\)/.exec(body)?.[1] as string)
}

function jsonOf({ body }: Answer) {
  return JSON.parse(body)
}

it('HT-05: the PHP class sells, finds, changes and revokes', async () => {
  const email = 'o’brien+1@example.com'.replace('’', "'")
  const made = xmlOf(
    await php('pkey.generate', [
      ['version_id', 'scope'],
      ['num_keys', '2'],
      ['num_acts', '3'],
      ['email', email],
      ['feature_name', ['users', 'edition']],
      ['feature_value', ['5', 'Größe & "Länge" <50%>']],
    ]),
  )
  expect(made).toMatchObject({ stat: 'ok', pkeys: { total: '2' } })
  const [first, second] = made.pkeys.pkey
  const key = await served.desk.vendor.key(first.id)
  expect([key.text, key.email]).toEqual([first.key, email])
  expect([...key.entitlement.features]).toEqual([
    ['users', 5],
    ['edition', 'Größe & "Länge" <50%>'],
  ])

  const found = xmlOf(
    await php('pkey.find', [
      ['version_id', 'scope'],
      ['email', email],
    ]),
  )
  expect(found).toEqual({
    stat: 'ok',
    pkeys: { total: '2', pkey: [first, second].map(key => ({ ...key, acts: '3', acts_used: '0' })) },
  })
  expect(
    xmlOf(
      await php('pkey.getID', [
        ['version_id', 'scope'],
        ['pkey', second.key],
      ]),
    ),
  ).toEqual({
    stat: 'ok',
    pkey: [{ id: second.id }],
  })

  const changed = await php('pkey.setDetails', [
    ['pkey_id', first.id],
    ['num_acts', '4'],
    ['email', ''],
  ])
  expect(changed.body).toBe('<?xml version="1.0" encoding="utf-8"?>\n<rsp stat="ok"></rsp>')
  const { pkey } = xmlOf(await php('pkey.getDetails', [['pkey_id', first.id]]))
  expect(pkey[0]).toMatchObject({ id: first.id, acts: '4', acts_used: '0', email: '', deac_limit: 'inherit' })
  expect(pkey[0].features.feature[1]).toEqual({ name: 'edition', value: 'Größe & "Länge" <50%>' })

  expect(
    xmlOf(
      await php('pkey.revoke', [
        ['pkey_id', first.id],
        ['revoke', 'true'],
      ]),
    ),
  ).toEqual({ stat: 'ok' })
  expect(
    xmlOf(
      await php('pkey.setDetails', [
        ['pkey_id', first.id],
        ['num_acts', '5'],
      ]),
    ),
  ).toMatchObject({
    stat: 'fail',
    err: { msg: expect.stringMatching(/^key-revoked: /) },
  })
})

it('HT-05: the C# class, whose values are not url-encoded', async () => {
  const made = xmlOf(
    await csharp('pkey.generate', [
      ['version_id', 'scope'],
      ['num_keys', '1'],
      ['num_acts', '1'],
      ['email', 'a.customer@example.com'],
      ['feature_name', ['edition']],
      ['feature_value', ['100% pro (50%off) %zz']],
    ]),
  )
  const [{ id, key }] = made.pkeys.pkey
  const { text, email, entitlement } = await served.desk.vendor.key(id)
  expect([text, email, entitlement.features.get('edition')]).toEqual([
    key,
    'a.customer@example.com',
    '100% pro (50%off) %zz',
  ])
  const failed = xmlOf(await csharp('pkey.getDetails', [['pkey_id', 'AAAAA-AAAAA']]))
  expect(failed).toEqual({ stat: 'fail', err: { code: '1', msg: 'product key not found' } })
})

it('HT-05: the C# class, whose length is counted in characters: what was cut off changes nothing', async () => {
  const [key] = await served.desk.vendor.createKeys({ productId: 'scope', email: 'old@example.com' })
  const id = key?.id as string
  // one byte is missing: of the letter, or of what comes behind it, which the server takes for another request
  for (const email of ['ä', 'jörg@example.de']) {
    const over = served.nextLine()
    const answer = await csharp('pkey.setDetails', [
      ['pkey_id', id],
      ['email', email],
    ])
    expect(answer.body).not.toContain('stat="ok"')
    expect(await over).toContain('error 1000')
    expect((await served.desk.vendor.key(id)).email).toBe('old@example.com')
  }
  expect(served.broken).toEqual([])
})

it('HT-05: the C# class hands in a request as it is: its lines and signs are not url-encoded', async () => {
  for (let i = 0; i < 8; i++) {
    const [key] = await served.desk.vendor.createKeys({ productId: 'scope' })
    const message = requestOf(`computer ${i}`, key?.text as string)
    const answer = xmlOf(
      await csharp('pkey.manualActivation', [['act_req_xml', encodeArmor('request', message)]]),
    )
    expect(answer).toMatchObject({ stat: 'ok', act_resp_xml: { data: expect.stringContaining('LICENSE') } })
  }
})

it('HT-05: the Ruby gem, with everything in the query', async () => {
  const made = paddedOf(
    await ruby('pkey.generate', [
      ['version_id', 'scope'],
      ['num_keys', '1'],
      ['deact_limit', '2'],
      ['allow_vm', 'no'],
      ['feature_name', ['users']],
      ['feature_value', ['7']],
    ]),
  )
  expect(made).toMatchObject({ stat: 'ok', pkeys: { total: 1 } })
  const [{ id, key }] = made.pkeys.pkey
  const { pkey } = paddedOf(await ruby('pkey.getDetails', [['pkey_id', id]]))
  expect(pkey).toMatchObject({
    key,
    version_id: 'scope',
    acts: '1',
    deac_limit: '2',
    for_tfs: 'false',
    allow_vm: 'no',
    revoked: 'false',
  })
  expect(paddedOf(await ruby('pkey.generate', [['version_id', '0']]))).toMatchObject({
    stat: 'fail',
    code: 109,
    message: expect.any(String),
  })
  // an API key in an address is not in the log
  expect(served.log.join('\n')).not.toContain(served.apiKey)
})

it('HT-05: a page in PHP activates, shows and releases a computer without a network', async () => {
  const made = jsonOf(
    await page('pkey.generate', [
      ['version_id', 'scope'],
      ['deact_limit', '-1'],
      ['feature_name', ['users', 'edition']],
      ['feature_value', ['5', 'pro']],
      ['uname_limit_name', ['ann', 'LAB\\bob']],
      ['uname_limit_platform', ['0', '1']],
    ]),
  )
  const [{ id, key }] = made.pkeys.pkey
  const installation = secretKeyOfPem(newSecretKeyPem())
  const request = encodeArmor('request', requestOf('a', key, { installationKey: installation }))
  const activated = jsonOf(await page('pkey.manualActivation', [['act_req_xml', request]]))
  expect(activated.stat).toBe('ok')
  const { data } = activated.act_resp_xml
  expect(data).toContain('-----BEGIN AIRLATCH LICENSE-----')
  expect(await served.desk.vendor.inspect(Buffer.from(data))).toMatchObject({ type: 'license' })
  // the same request again is the same license
  const again = jsonOf(await page('pkey.manualActivation', [['act_req_xml', request]]))
  expect(again).toEqual(activated)

  const { pkey } = jsonOf(await page('pkey.getDetails', [['pkey_id', id]]))
  expect(pkey.acts_used).toBe('1')
  expect(pkey.deac_limit).toBe('unlimited')
  expect(pkey.features.feature).toEqual([
    { name: 'users', value: '5' },
    { name: 'edition', value: 'pro' },
  ])
  expect(pkey.uname_limits.uname_limit).toEqual([
    { name: 'ann', platform: '0' },
    { name: 'LAB\\bob', platform: '1' },
  ])
  const [act] = pkey.activations.act
  expect(act).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    ip: '',
    date: '2026-11-22 12:00:00',
    type: '',
    computer_id: expect.any(String),
  })

  const full = jsonOf(
    await page('pkey.manualActivation', [['act_req_xml', encodeArmor('request', requestOf('b', key))]]),
  )
  expect(full).toMatchObject({
    stat: 'fail',
    err: { code: 106, msg: expect.stringMatching(/^no-seats-left: /) },
  })

  const receipt = encodeArmor('receipt', receiptOf(act.id, installation))
  expect(jsonOf(await page('pkey.manualDeactivation', [['deact_req_xml', receipt]]))).toEqual({ stat: 'ok' })
  expect(jsonOf(await page('pkey.getDetails', [['pkey_id', id]])).pkey.activations).toEqual({ act: [] })
})
