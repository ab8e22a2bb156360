/** The ways over which calls are taken: TLS, a named proxy that says so, and this computer; else 168 (checklist HT-05). */
import { expect, it, onTestFinished } from 'vitest'
import { certificateFor, hasOpenssl } from '../web/certificate.ts'
import { type Answer, posted, type Served, type ServedOptions, serveLimelm } from './served.ts'

async function serve(options: ServedOptions = {}): Promise<Served> {
  const served = await serveLimelm(options)
  onTestFinished(() => served.close())
  return served
}

/** A call that came with these headers of a proxy. */
function forwarded(served: Served, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const [head, body] = posted(served.port, `method=limelm.test.echo&api_key=${served.apiKey}`)
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return served.send(head.replace('Host: ', `${more.join('')}Host: `), body)
}

const CALLER = { 'X-Forwarded-For': '192.0.2.1' }
const REFUSED = '<rsp stat="fail"><err code="168" msg="use POST over HTTPS" /></rsp>'

it.skipIf(!hasOpenssl)('HT-05: TLS is taken', async () => {
  const served = await serve({ certificate: certificateFor('IP:127.0.0.1') })
  const answer = await served.call({ method: 'limelm.pkey.generate', version_id: 'scope' })
  expect([answer.status, answer.body]).toEqual([
    200,
    expect.stringContaining('<rsp stat="ok"><pkeys total="1">'),
  ])
  // a proxy that nobody named has it by our TLS all the same
  expect((await forwarded(served, CALLER)).body).toContain('stat="ok"')
})

it('HT-05: a named proxy that was asked by HTTPS is taken, and no other', async () => {
  const served = await serve({ proxies: ['127.0.0.1'] })
  const by = async (scheme: string) =>
    (await forwarded(served, { ...CALLER, 'X-Forwarded-Proto': scheme })).body
  expect(await by('https')).toContain('<rsp stat="ok"><method>limelm.test.echo</method></rsp>')
  for (const scheme of ['http', '', 'https, http']) expect(await by(scheme)).toContain(REFUSED)
  expect((await forwarded(served, CALLER)).body).toContain(REFUSED)
})

it('HT-05, LimeLM 168: a proxy that nobody named, and the API key is not even looked at', async () => {
  const served = await serve()
  served.change = {
    async admit() {
      throw new Error('looked')
    },
  }
  const answer = await forwarded(served, { ...CALLER, 'X-Forwarded-Proto': 'https' })
  expect([answer.status, answer.body]).toEqual([200, expect.stringContaining(REFUSED)])
  expect(served.broken).toEqual([])
})

it('HT-05: plain HTTP is taken from this computer', async () => {
  const served = await serve()
  expect((await served.call({ method: 'limelm.test.echo' })).body).toContain('stat="ok"')
})
