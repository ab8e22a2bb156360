/** Owns what every error number of LimeLM's interface is for, as clients meet it (checklist HT-05), on either engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { receiptOf, requestOf } from '../../world/desk.ts'
import { type Answer, posted, type Served, serveLimelm } from './served.ts'

/** `database`: the URL of an empty one; undefined: a file. */
export function errorsContract(database: () => Promise<string | undefined>): void {
  describe('error numbers', () => {
    let served: Served
    beforeEach(async () => {
      served = await serveLimelm({ database: await database() })
      await served.desk.vendor.changeProduct('scope', {
        features: [
          { name: 'export', type: 'flag' },
          { name: 'users', type: 'integer', required: true },
        ],
      })
    })
    afterEach(() => served.close())

    const ALL = ['read', 'sell', 'activate', 'manage'] as const
    const GENERATE = {
      method: 'limelm.pkey.generate',
      version_id: 'scope',
      'feature_name[]': 'users',
      'feature_value[]': '5',
    }

    /** Number and sentence of a failure, which both forms say, and HTTP says nothing of. */
    function failed({ status, body }: Answer): { readonly code: number; readonly message: string } {
      expect(status).toBe(200)
      const { stat, code, message, err } = JSON.parse(body)
      expect([stat, err]).toEqual(['fail', { code, msg: message }])
      return { code, message }
    }

    async function refused(parameters: Readonly<Record<string, string>>): Promise<ReturnType<typeof failed>> {
      const answer = failed(await served.call({ ...parameters, format: 'json', nojsoncallback: '1' }))
      const xml = await served.call(parameters)
      expect(xml.status).toBe(200)
      expect(xml.body).toContain(`<rsp stat="fail"><err code="${answer.code}" msg="`)
      return answer
    }

    async function newKey(activations = 1): Promise<{ readonly id: string; readonly text: string }> {
      const [key] = await served.desk.vendor.createKeys({
        productId: 'scope',
        activations,
        features: new Map([['users', 5]]),
        deactivationLimit: 'unlimited',
      })
      return key as { id: string; text: string }
    }

    async function activate(text: string, ...seeds: readonly string[]): Promise<void> {
      for (const seed of seeds) await served.desk.signer.issue(requestOf(seed, text))
    }

    it('HT-05, LimeLM 1: no such key, also what can be none, and a whole key in place of its id', async () => {
      const { text } = await newKey()
      const notFound = { code: 1, message: 'product key not found' }
      for (const pkey_id of ['00000-00000', 'x', '7', text, `${text}${text}`, '"><x a="'])
        for (const method of ['pkey.getDetails', 'pkey.setDetails', 'pkey.revoke', 'pkey.delete'])
          expect(await refused({ method, pkey_id })).toEqual(notFound)
      for (const email of ['nobody@example.com', 'x'])
        expect(await refused({ method: 'pkey.find', version_id: 'scope', email })).toEqual(notFound)
    })

    it('HT-05, LimeLM 100: an API key that is missing, unknown or expired', async () => {
      const sentence = { code: 100, message: 'the API key is unknown or has expired' }
      const expired = await served.newApiKey(['sell'], { expiresAt: served.desk.time + 60 })
      served.desk.time += 60
      for (const api_key of ['', 'unknown', `${served.apiKey}x`, expired])
        expect(await refused({ ...GENERATE, api_key })).toEqual(sentence)
      await served.desk.vendor.apiKeys.revoke('shop')
      expect(await refused(GENERATE)).toEqual(sentence)
    })

    it('HT-05, LimeLM 101: a method that there is not', async () => {
      const unknown = [
        'pkey.advancedSearch',
        'constructor',
        '__proto__',
        'limelm.limelm.test.echo',
        'PKEY.FIND',
      ]
      for (const method of unknown)
        expect(await refused({ method })).toEqual({ code: 101, message: `method "${method}" not found` })
      expect(await refused({})).toMatchObject({ code: 101 })
    })

    it('HT-05, LimeLM 105: a key that was revoked, and LimeLM 106: one that has no seat left', async () => {
      const { id, text } = await newKey()
      await activate(text, 'a')
      const ask = {
        method: 'pkey.manualActivation',
        act_req_xml: encodeArmor('request', requestOf('b', text)),
      }
      expect(await refused(ask)).toMatchObject({ code: 106 })
      await served.desk.vendor.revokeKey(id)
      const revoked = { code: 105, message: expect.stringMatching(/^key-revoked: /) }
      expect(await refused(ask)).toEqual(revoked)
      expect(await refused({ method: 'pkey.setDetails', pkey_id: id, num_acts: '2' })).toEqual(revoked)
      expect(await refused({ method: 'pkey.revoke', pkey_id: id, revoke: 'false' })).toMatchObject({
        code: 105,
      })
    })

    it('HT-05, LimeLM 108: what names the product, the key or the activation is missing', async () => {
      const methods = {
        version_id: ['generate', 'find'],
        pkey_id: ['getDetails', 'setDetails', 'revoke', 'delete'],
        act_id: ['deactivate'],
        pkey: ['getID'],
      }
      for (const [name, called] of Object.entries(methods))
        for (const method of called)
          for (const words of [{}, { [name]: '' }])
            expect(await refused({ method: `pkey.${method}`, email: 'a@example.com', ...words })).toEqual({
              code: 108,
              message: `the parameter "${name}" is missing`,
            })
    })

    it('HT-05, LimeLM 109: no such product', async () => {
      expect(await refused({ ...GENERATE, version_id: '4711' })).toMatchObject({ code: 109 })
      expect(
        await refused({ method: 'pkey.find', version_id: '4711', email: 'a@example.com' }),
      ).toMatchObject({
        code: 109,
      })
    })

    it('HT-05, LimeLM 110: more activations than the plan has left', async () => {
      await served.desk.vendor.setSetting('planActivations', 10)
      expect(await refused({ ...GENERATE, num_acts: '11' })).toMatchObject({ code: 110 })
      const { id } = await newKey(4)
      expect(await refused({ method: 'pkey.setDetails', pkey_id: id, num_acts: '11' })).toMatchObject({
        code: 110,
      })
    })

    it('HT-05, LimeLM 111: the plan has none left', async () => {
      await served.desk.vendor.setSetting('planActivations', 1)
      const { id } = await newKey()
      expect(await refused(GENERATE)).toMatchObject({ code: 111 })
      expect(await refused({ method: 'pkey.setDetails', pkey_id: id, num_acts: '2' })).toMatchObject({
        code: 111,
      })
    })

    it('HT-05, LimeLM 112: nothing to look for', async () => {
      for (const words of [{}, { email: '' }])
        expect(await refused({ method: 'pkey.find', version_id: 'scope', ...words })).toEqual({
          code: 112,
          message: 'the parameter "email" is missing',
        })
    })

    it('HT-05, LimeLM 116: names and values of features that are not the same number', async () => {
      const { id } = await newKey()
      const setDetails = { method: 'pkey.setDetails', pkey_id: id }
      const lists = [
        { 'feature_name[0]': 'users', 'feature_name[1]': 'export', 'feature_value[0]': '5' },
        { 'feature_name[]': 'users', 'feature_value[0]': '5', 'feature_value[1]': 'true' },
        { 'feature_name[]': 'users' },
        { 'feature_value[]': '5' },
      ]
      for (const features of lists) {
        expect(await refused({ ...setDetails, ...features })).toMatchObject({ code: 116 })
        expect(await refused({ method: 'pkey.generate', version_id: 'scope', ...features })).toMatchObject({
          code: 116,
        })
      }
    })

    it('HT-05, LimeLM 117: a required feature that is missing, by its name', async () => {
      const missing = { code: 117, message: expect.stringContaining('users') }
      expect(await refused({ method: 'pkey.generate', version_id: 'scope' })).toEqual(missing)
      const { id } = await newKey()
      const features = { 'feature_name[]': 'export', 'feature_value[]': 'true' }
      expect(await refused({ method: 'pkey.setDetails', pkey_id: id, ...features })).toEqual(missing)
    })

    it('HT-05, LimeLM 118: a desk that is dormant changes nothing', async () => {
      const { id, text } = await newKey()
      await activate(text, 'a')
      const [{ id: act_id = '' } = {}] = await served.desk.vendor.activations({ keyId: id })
      await served.desk.vendor.setSetting('dormant', true)
      const { entries } = await served.desk.vendor.stats()
      const calls = [
        GENERATE,
        { method: 'pkey.setDetails', pkey_id: id, email: 'a@example.com' },
        { method: 'pkey.revoke', pkey_id: id },
        { method: 'pkey.revoke', pkey_id: id, revoke: 'false' },
        { method: 'pkey.delete', pkey_id: id },
        { method: 'pkey.deactivate', act_id },
      ]
      for (const parameters of calls)
        expect(await refused(parameters)).toEqual({
          code: 118,
          message: expect.stringMatching(/^vendor-dormant: /),
        })
      expect((await served.desk.vendor.stats()).entries).toBe(entries)
      expect((await served.call({ method: 'pkey.getDetails', pkey_id: id })).body).toContain('stat="ok"')
    })

    it('HT-05, LimeLM 120: fewer activations than are in use; as many are allowed', async () => {
      const { id, text } = await newKey(3)
      await activate(text, 'a', 'b')
      const setDetails = { method: 'pkey.setDetails', pkey_id: id }
      expect(await refused({ ...setDetails, num_acts: '1', email: 'a@example.com' })).toMatchObject({
        code: 120,
      })
      expect((await served.desk.vendor.key(id)).email).toBeUndefined()
      expect((await served.call({ ...setDetails, num_acts: '2' })).body).toContain('<rsp stat="ok"></rsp>')
    })

    it('HT-05, LimeLM 124: a request or a receipt that is missing or cannot be read', async () => {
      const { text } = await newKey()
      const receipt = encodeArmor('receipt', receiptOf('0123456789abcdef', secretKeyOfPem(newSecretKeyPem())))
      const request = encodeArmor('request', requestOf('a', text))
      const wrong = [
        ['manualActivation', 'act_req_xml', '', /^the parameter "act_req_xml" is missing$/],
        ['manualActivation', 'act_req_xml', '<xml>nothing</xml>', /^input-not-recognised: /],
        ['manualActivation', 'act_req_xml', receipt, /^wrong-message-type: /],
        ['manualDeactivation', 'deact_req_xml', '', /^the parameter "deact_req_xml" is missing$/],
        ['manualDeactivation', 'deact_req_xml', '<xml>nothing</xml>', /^input-not-recognised: /],
        ['manualDeactivation', 'deact_req_xml', request, /^wrong-message-type: /],
      ] as const
      for (const [method, name, value, message] of wrong)
        expect(await refused({ method: `pkey.${method}`, [name]: value })).toEqual({
          code: 124,
          message: expect.stringMatching(message),
        })
    })

    it('HT-05, LimeLM 128: no such activation', async () => {
      for (const act_id of ['0123456789abcdef', 'T315F-Q92ZX-AH1BH', 'x'])
        expect(await refused({ method: 'pkey.deactivate', act_id })).toMatchObject({ code: 128 })
      const receipt = receiptOf('0123456789abcdef', secretKeyOfPem(newSecretKeyPem()))
      const deact_req_xml = encodeArmor('receipt', receipt)
      expect(await refused({ method: 'pkey.manualDeactivation', deact_req_xml })).toMatchObject({ code: 128 })
    })

    it('HT-05, LimeLM 142: a ledger that is gone', async () => {
      const path = '/srv/secret place/ledger.db'
      served.change = {
        admit: async () => {
          throw new AirlatchError('ledger-unavailable', { path, problem: 'disk I/O error' })
        },
      }
      const gone = await refused(GENERATE)
      expect(gone).toEqual({
        code: 142,
        message: 'ledger-unavailable: the desk cannot answer at the moment: try again later',
      })
      // the operator is told what the caller is not
      expect(served.broken.at(-1)).toMatchObject({ code: 'ledger-unavailable', details: { path } })
    })

    it('HT-05, LimeLM 142: calls that come too often, with the seconds to wait', async () => {
      const api_key = await served.newApiKey(ALL, { perMinute: 1 })
      expect((await served.call({ ...GENERATE, api_key })).body).toContain('stat="ok"')
      const often = await served.call({ ...GENERATE, api_key })
      expect([often.status, often.body]).toEqual([
        200,
        expect.stringMatching(/<err code="142" msg="too many calls: try again in \d+ seconds" \/>/),
      ])
      expect(often.head).toMatch(/\r\nretry-after: \d+\r\n/)
      expect(await served.desk.vendor.keys()).toHaveLength(1)
    })

    it('HT-05, LimeLM 143: a method for which the API key lacks the scope', async () => {
      const methods = {
        read: ['find', 'getID', 'getDetails'],
        sell: ['generate', 'setDetails'],
        activate: ['manualActivation', 'manualDeactivation'],
        manage: ['revoke', 'delete', 'deactivate'],
      } as const
      const scopes = Object.keys(methods) as (keyof typeof methods)[]
      for (const scope of scopes) {
        const narrow = await served.newApiKey(scopes.filter(other => other !== scope))
        for (const name of methods[scope])
          expect(await refused({ method: `limelm.pkey.${name}`, api_key: narrow })).toEqual({
            code: 143,
            message: `this API key may not call pkey.${name}: it needs the scope "${scope}"`,
          })
      }
    })

    it('HT-05, LimeLM 153: floating or not cannot change while activations exist', async () => {
      const { id, text } = await newKey()
      const setDetails = { method: 'pkey.setDetails', pkey_id: id }
      expect((await served.call({ ...setDetails, for_tfs: 'true' })).body).toContain('stat="ok"')
      expect((await served.call({ ...setDetails, for_tfs: 'false' })).body).toContain('stat="ok"')
      await activate(text, 'a')
      expect(await refused({ ...setDetails, for_tfs: 'true' })).toMatchObject({ code: 153 })
    })

    it('HT-05, LimeLM 164: more addresses than the API key may be used from, until "api-key reset"', async () => {
      const api_key = await served.newApiKey(ALL, { name: 'one place', mostDevices: 1 })
      const from = async (address: string) => {
        const body = new URLSearchParams({ method: 'limelm.test.echo', api_key }).toString()
        const { status, body: text } = await served.send(...posted(served.port, body), address)
        return [status, /stat="fail"><err code="(\d+)"/.exec(text)?.[1]]
      }
      expect(await from('127.0.0.1')).toEqual([200, undefined])
      expect(await from('127.0.0.2')).toEqual([200, '164'])
      expect(await from('127.0.0.1')).toEqual([200, undefined])
      await served.desk.vendor.apiKeys.reset('one place')
      expect(await from('127.0.0.2')).toEqual([200, undefined])
      expect(await from('127.0.0.1')).toEqual([200, '164'])
    })

    it('HT-05, LimeLM 168: not by POST', async () => {
      const host = `Host: 127.0.0.1:${served.port}`
      const query = `method=limelm.test.echo&format=json&nojsoncallback=1&api_key=${served.apiKey}`
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        for (const path of ['/limelm/api/rest/', '/limelm/api/rest']) {
          const head = `${method} ${path}?${query} HTTP/1.1\r\n${host}\r\nContent-Length: 0\r\n\r\n`
          expect(failed(await served.send(head))).toEqual({ code: 168, message: 'use POST' })
        }
      }
      const bare = await served.send(`GET /limelm/api/rest/ HTTP/1.1\r\n${host}\r\n\r\n`)
      expect(bare.body).toContain('<rsp stat="fail"><err code="168" msg="use POST" /></rsp>')
    })

    it('HT-05: what LimeLM has no number for is 1000, with our code in front of the sentence', async () => {
      const { id } = await newKey()
      const setDetails = { method: 'pkey.setDetails', pkey_id: id }
      const wrong = [
        [{ num_acts: '0' }, 'num_acts'],
        [{ num_acts: 'many' }, 'num_acts'],
        [{ deact_limit: '-3' }, 'deact_limit'],
        [{ deact_limit: '9223372036854775808' }, 'deact_limit'],
        [{ email: 'not an address' }, 'email'],
        [{ for_tfs: 'perhaps' }, 'for_tfs'],
        [{ allow_vm: 'perhaps' }, 'allow_vm'],
        [{ expires: '31/12/2027' }, 'expires'],
        [{ 'uname_limit_name[]': 'ann', 'uname_limit_platform[]': '5' }, 'uname_limit_name'],
        [{ 'feature_name[]': 'users', 'feature_value[]': 'five' }, 'feature users'],
      ] as const
      for (const [parameters, name] of wrong) {
        const { code, message } = await refused({ ...setDetails, num_acts: '7', ...parameters })
        expect([code, message]).toEqual([1000, expect.stringMatching(`^invalid-value: ${name}`)])
      }
      const unknown = { 'feature_name[]': 'exprt', 'feature_value[]': '1' }
      expect(await refused({ ...setDetails, ...unknown })).toMatchObject({
        code: 1000,
        message: expect.stringMatching(/^feature-unknown: /),
      })
      // all or nothing
      expect((await served.desk.vendor.key(id)).entitlement.activations).toBe(1)
    })

    it('HT-05: parameters that cannot be read are 1000 too', async () => {
      expect(await refused({ ...GENERATE, num_keys: '10001' })).toMatchObject({ code: 1000 })
      expect(await refused({ ...GENERATE, uname_limit_os: 'linux' })).toMatchObject({ code: 1000 })
      expect(await refused({ ...GENERATE, feature_name: 'users' })).toMatchObject({ code: 1000 })
    })

    it('HT-05: a mistake of ours is 500, and says nothing of itself', async () => {
      served.change = {
        admit: async () => {
          throw new Error('password of the database: hunter2')
        },
      }
      const answer = await served.call(GENERATE)
      expect([answer.status, answer.body]).toEqual([
        500,
        expect.stringContaining(
          '<err code="142" msg="internal error: the reason is in the log of the server" />',
        ),
      ])
      expect(served.broken).toHaveLength(1)
    })
  })
}
