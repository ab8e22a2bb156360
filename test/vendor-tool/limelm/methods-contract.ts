/** Owns what each method does, and what it does not (checklist HT-05, LP), on either engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { linkOf } from '../../../src/carrier/link.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { requestCodeOf } from '../../world/codes.ts'
import { receiptOf, requestOf } from '../../world/desk.ts'
import { type Served, serveLimelm } from './served.ts'

/** `database`: the URL of an empty one; undefined: a file. */
export function methodsContract(database: () => Promise<string | undefined>): void {
  describe('methods', () => {
    let served: Served
    beforeEach(async () => {
      served = await serveLimelm({ database: await database() })
      await served.desk.vendor.changeProduct('scope', {
        features: [
          { name: 'export', type: 'flag', default: true },
          { name: 'users', type: 'integer', default: 1 },
          { name: 'edition', type: 'text' },
        ],
      })
    })
    afterEach(() => served.close())

    type Words = Readonly<Record<string, string>>

    /** What a call answers, as JSON. */
    async function call(method: string, parameters: Words = {}) {
      const { body } = await served.call({ method, format: 'json', nojsoncallback: '1', ...parameters })
      return JSON.parse(body)
    }

    async function generated(parameters: Words = {}): Promise<{ readonly id: string; readonly key: string }> {
      const { pkeys } = await call('pkey.generate', { version_id: 'scope', ...parameters })
      return pkeys.pkey[0]
    }

    async function details(pkey_id: string) {
      return (await call('pkey.getDetails', { pkey_id })).pkey
    }

    const OK = { stat: 'ok' }
    const NOT_FOUND = { stat: 'fail', code: 1 }

    describe('HT-05: pkey.generate', () => {
      it('makes keys with what was named, and product and LimeLM defaults for the rest', async () => {
        const { id } = await generated()
        expect(await details(id)).toEqual({
          id,
          key: (await served.desk.vendor.key(id)).text,
          version_id: 'scope',
          created: '2026-11-22 12:00:00',
          acts: '1',
          acts_used: '0',
          deac_limit: 'inherit',
          email: '',
          for_tfs: 'false',
          per_inst_leases: 'false',
          allow_vm: 'inherit',
          expires: 'never',
          revoked: 'false',
          state: 'unused',
          features: {
            feature: [
              { name: 'export', value: 'true' },
              { name: 'users', value: '1' },
            ],
          },
          uname_limits: { uname_limit: [] },
          activations: { act: [] },
          tags: { tag: [] },
        })
      })

      it('makes as many as are wanted, or none', async () => {
        const { pkeys } = await call('pkey.generate', { version_id: 'scope', num_keys: '30' })
        expect([pkeys.total, new Set(pkeys.pkey.map(({ key }: { key: string }) => key)).size]).toEqual([
          30, 30,
        ])
        await served.desk.vendor.setSetting('planActivations', 40)
        expect(await call('pkey.generate', { version_id: 'scope', num_keys: '11' })).toMatchObject({
          code: 110,
        })
        expect(await served.desk.vendor.keys()).toHaveLength(30)
        for (const num_keys of ['0', '-1', '1.5', '1e3', 'all'])
          expect(await call('pkey.generate', { version_id: 'scope', num_keys })).toMatchObject({ code: 1000 })
      })

      it('does not start from what somebody saved for the next sale by hand, but from a template that is named', async () => {
        const { vendor } = served.desk
        await vendor.createKeys({ productId: 'scope', email: 'other@example.com', saveDefaults: true })
        expect((await details((await generated()).id)).email).toBe('')
        await vendor.saveTemplate({ name: 'trial', duration: { days: 30, from: 'activation' } })
        const { id } = await generated({ template: 'trial', email: 'a@example.com' })
        const key = await vendor.key(id)
        expect([key.entitlement.duration, key.email]).toEqual([
          { days: 30, from: 'activation' },
          'a@example.com',
        ])
      })

      it('an end is the end of that day', async () => {
        const { id } = await generated({ expires: '2027-12-31' })
        expect((await details(id)).expires).toBe('2027-12-31')
        await call('pkey.setDetails', { pkey_id: id, expires: 'never' })
        expect((await details(id)).expires).toBe('never')
      })
    })

    describe('HT-05: floating keys', () => {
      const unitOf = async (id: string) => (await served.desk.vendor.key(id)).entitlement.seatUnit

      it('LP-21: for_tfs makes one, whose seats are for sessions, or with per_inst_leases for processes', async () => {
        const { id } = await generated({ for_tfs: 'true', num_acts: '20' })
        expect(await details(id)).toMatchObject({ for_tfs: 'true', per_inst_leases: 'false', acts: '20' })
        expect(await unitOf(id)).toBeUndefined()
        const of = { for_tfs: 'true', per_inst_leases: 'true' }
        const { id: other } = await generated(of)
        expect(await details(other)).toMatchObject(of)
        expect(await unitOf(other)).toBe('process')
        expect(await call('pkey.setDetails', { pkey_id: other, per_inst_leases: 'false' })).toEqual(OK)
        expect(await unitOf(other)).toBeUndefined()
      })

      it('per_inst_leases of a key that is not floating says nothing of its computers', async () => {
        const { id } = await generated({ for_tfs: 'false', per_inst_leases: 'false' })
        expect(await details(id)).toMatchObject({ for_tfs: 'false', per_inst_leases: 'false' })
        expect(await call('pkey.setDetails', { pkey_id: id, per_inst_leases: 'perhaps' })).toMatchObject({
          code: 1000,
          message: expect.stringMatching(/^invalid-value: per_inst_leases/),
        })
      })

      it('a unit that LimeLM does not have stays when what was answered is sent again', async () => {
        const { id } = await generated({ for_tfs: 'true' })
        await served.desk.vendor.changeKey(id, { seatUnit: 'host' })
        expect(
          await call('pkey.setDetails', { pkey_id: id, per_inst_leases: 'false', num_acts: '2' }),
        ).toEqual(OK)
        expect(await unitOf(id)).toBe('host')
      })
    })

    describe('HT-05: pkey.setDetails', () => {
      it('keeps what is absent, and what is empty but the e-mail address, which it removes', async () => {
        const { id } = await generated({
          email: 'a@example.com',
          num_acts: '3',
          deact_limit: '2',
          allow_vm: 'no',
          'feature_name[]': 'users',
          'feature_value[]': '9',
          'uname_limit_name[]': 'ann',
        })
        const before = await details(id)
        const empty = {
          num_acts: '',
          deact_limit: '',
          allow_vm: '',
          for_tfs: '',
          per_inst_leases: '',
          expires: '',
        }
        expect(await call('pkey.setDetails', { pkey_id: id, ...empty })).toEqual(OK)
        expect(await details(id)).toEqual(before)
        expect(await call('pkey.setDetails', { pkey_id: id, email: '' })).toEqual(OK)
        expect(await details(id)).toEqual({ ...before, email: '' })
      })

      it('takes what getDetails gave, and changes nothing by it', async () => {
        const { id } = await generated({
          num_acts: '3',
          deact_limit: '-1',
          allow_vm: 'yes',
          expires: '2027-12-31',
          'feature_name[0]': 'export',
          'feature_value[0]': 'false',
          'feature_name[1]': 'edition',
          'feature_value[1]': ' pro ',
          'uname_limit_name[0]': 'ann:x',
          'uname_limit_platform[0]': '3',
          'uname_limit_name[1]': 'bob',
          'uname_limit_platform[1]': 'macos',
        })
        const before = await details(id)
        const { acts, deac_limit, allow_vm, for_tfs, per_inst_leases, expires, email } = before
        const pairs: (readonly [string, string])[] = [
          ['method', 'pkey.setDetails'],
          ['pkey_id', id],
          ...Object.entries({ num_acts: acts, deact_limit: deac_limit, allow_vm, for_tfs, per_inst_leases }),
          ...Object.entries({ expires, email }),
          ...before.features.feature.flatMap(({ name, value }: Words) => [
            ['feature_name[]', name],
            ['feature_value[]', value],
          ]),
          ...before.uname_limits.uname_limit.flatMap(({ name, platform }: Words) => [
            ['uname_limit_name[]', name],
            ['uname_limit_platform[]', platform],
          ]),
        ]
        const history = await served.desk.vendor.history(id)
        expect((await served.call(pairs)).body).toContain('<rsp stat="ok"></rsp>')
        expect(await details(id)).toEqual(before)
        expect(await served.desk.vendor.history(id)).toHaveLength(history.length)
      })

      it('LP-15, LP-16: user names replace all, and a single empty one removes the limit', async () => {
        const { id } = await generated({ 'uname_limit_name[0]': 'ann', 'uname_limit_name[1]': 'bob' })
        const names = async () => (await served.desk.vendor.key(id)).entitlement.users.map(({ name }) => name)
        expect(await names()).toEqual(['ann', 'bob'])
        expect(await call('pkey.setDetails', { pkey_id: id, 'uname_limit_name[]': 'eve' })).toEqual(OK)
        expect(await names()).toEqual(['eve'])
        const uneven = {
          'uname_limit_name[]': 'ann',
          'uname_limit_platform[0]': '1',
          'uname_limit_platform[1]': '2',
        }
        expect(await call('pkey.setDetails', { pkey_id: id, ...uneven })).toMatchObject({ code: 1000 })
        expect(await call('pkey.setDetails', { pkey_id: id, 'uname_limit_platform[]': '1' })).toMatchObject({
          code: 1000,
        })
        expect(await names()).toEqual(['eve'])
        expect(await call('pkey.setDetails', { pkey_id: id, 'uname_limit_name[]': '' })).toEqual(OK)
        expect(await names()).toEqual([])
      })
    })

    describe('HT-05: pkey.find and pkey.getID', () => {
      it('find the keys of a customer, of one product, without those that were deleted', async () => {
        await served.desk.vendor.createProduct({ id: 'other', name: 'Other' })
        const email = 'a@example.com'
        const ids = []
        for (let i = 0; i < 3; i++) ids.push((await generated({ email, num_acts: '4' })).id)
        await generated({ email: 'b@example.com' })
        await call('pkey.generate', { version_id: 'other', email })
        await call('pkey.delete', { pkey_id: ids[1] as string })
        await call('pkey.revoke', { pkey_id: ids[2] as string })
        const { pkeys } = await call('pkey.find', { version_id: 'scope', email })
        const keys = await Promise.all([ids[0], ids[2]].map(id => served.desk.vendor.key(id as string)))
        expect(pkeys).toEqual({
          total: 2,
          pkey: [
            { id: ids[0], key: keys[0]?.text, acts: '4', acts_used: '0' },
            { id: ids[2], key: keys[1]?.text, acts: '4', acts_used: '0', revoked: 'true' },
          ],
        })
        expect(await call('pkey.find', { version_id: 'scope', email: 'c@example.com' })).toMatchObject(
          NOT_FOUND,
        )
      })

      it('without an "@" it is a whole key that is to be found, and nothing less', async () => {
        await served.desk.vendor.createProduct({ id: 'other', name: 'Other' })
        const { id, key } = await generated({ num_acts: '2' })
        await call('pkey.manualActivation', { act_req_xml: encodeArmor('request', requestOf('a', key)) })
        expect(await call('pkey.find', { version_id: 'scope', email: key })).toEqual({
          stat: 'ok',
          pkeys: { total: 1, pkey: [{ id, key, acts: '2', acts_used: '1' }] },
        })
        for (const email of [id, key.slice(1), 'customer'])
          expect(await call('pkey.find', { version_id: 'scope', email })).toMatchObject(NOT_FOUND)
        expect(await call('pkey.find', { version_id: 'other', email: key })).toMatchObject(NOT_FOUND)
      })

      it('the id of a whole key, in any spelling that is read elsewhere, and of this product', async () => {
        const { id, key } = await generated()
        expect(await call('pkey.getID', { pkey: key })).toEqual({ stat: 'ok', pkey: { id } })
        expect(
          await call('pkey.getID', { pkey: key.toLowerCase().replaceAll('-', ' '), version_id: 'scope' }),
        ).toEqual({
          stat: 'ok',
          pkey: { id },
        })
        expect(await call('pkey.getID', { pkey: key, version_id: 'other' })).toMatchObject(NOT_FOUND)
      })
    })

    describe('HT-05: pkey.revoke and pkey.delete', () => {
      it('revoke is for good; revoke=false takes a suspension back, and says so when it cannot', async () => {
        const { id } = await generated()
        const revoke = (text: string) => call('pkey.revoke', { pkey_id: id, revoke: text })
        expect(await revoke('false')).toEqual(OK)
        await served.desk.vendor.suspendKey(id, 'refund')
        expect(await revoke('false')).toEqual(OK)
        expect((await details(id)).state).toBe('unused')
        expect(await revoke('true')).toEqual(OK)
        expect(await revoke('true')).toEqual(OK)
        expect(await details(id)).toMatchObject({ revoked: 'true', state: 'revoked' })
        expect(await revoke('false')).toMatchObject({ code: 105, message: expect.stringContaining(id) })
        expect((await served.desk.vendor.key(id)).revoked?.reason).toBe('pkey.revoke')
      })

      it.each([{}, { revoke: '' }, { revoke: 'perhaps' }, { revoke: 'FALSE' }])(
        'all but "false" is "true": %j',
        async words => {
          const { id } = await generated()
          expect(await call('pkey.revoke', { pkey_id: id, ...words })).toEqual(OK)
          expect((await details(id)).revoked).toBe('true')
        },
      )

      it('a deleted key is there no longer for any method, and stays in the ledger, revoked and archived', async () => {
        const { id, key } = await generated({ email: 'a@example.com' })
        expect(await call('pkey.delete', { pkey_id: id })).toEqual(OK)
        for (const method of ['getDetails', 'setDetails', 'delete', 'revoke'])
          expect(await call(`pkey.${method}`, { pkey_id: id, revoke: 'true' })).toMatchObject(NOT_FOUND)
        expect(await call('pkey.getID', { pkey: key })).toMatchObject(NOT_FOUND)
        const activation = { act_req_xml: encodeArmor('request', requestOf('a', key)) }
        expect(await call('pkey.manualActivation', activation)).toMatchObject({
          code: 105,
          message: expect.stringMatching(/^key-revoked: /),
        })
        const kept = await served.desk.vendor.key(id)
        expect([kept.revoked?.reason, kept.archivedAt]).toEqual(['pkey.delete', served.desk.time])
      })

      it('a key that was archived alone is still there', async () => {
        const { id } = await generated()
        await served.desk.vendor.archiveKey(id)
        expect((await details(id)).state).toBe('archived')
        await call('pkey.revoke', { pkey_id: id, revoke: 'true' })
        expect(await call('pkey.getDetails', { pkey_id: id })).toMatchObject(NOT_FOUND)
      })
    })

    describe('HT-05: activation without a network', () => {
      it('a request may be armored, base64, or a link; a typed code is answered with one', async () => {
        const { id, key } = await generated({ num_acts: '9' })
        const request = (seed: string) => requestOf(seed, key)
        const forms = [
          encodeArmor('request', request('a')),
          Buffer.from(request('b')).toString('base64'),
          linkOf('https://example.com', request('c')),
        ]
        for (const act_req_xml of forms) {
          const { act_resp_xml } = await call('pkey.manualActivation', { act_req_xml })
          expect(await served.desk.vendor.inspect(Buffer.from(act_resp_xml.data))).toMatchObject({
            type: 'license',
          })
        }
        // a code says features by their numbers in the kit
        await served.desk.signer.publishKit({ productId: 'scope' })
        const typed = await call('pkey.manualActivation', { act_req_xml: requestCodeOf('d', key) })
        expect(typed.act_resp_xml.data.split('\n')).toHaveLength(5)
        expect((await details(id)).acts_used).toBe('4')
      })

      it('a refused one says why, with the code that it has everywhere', async () => {
        const { key } = await generated()
        const armored = (seed: string) => encodeArmor('request', requestOf(seed, key))
        expect(await call('pkey.manualActivation', { act_req_xml: armored('a') })).toMatchObject(OK)
        expect(await call('pkey.manualActivation', { act_req_xml: armored('b') })).toMatchObject({
          stat: 'fail',
          code: 106,
          message: expect.stringMatching(/^no-seats-left: /),
        })
      })

      it('pkey.deactivate frees a seat by the id of its activation, and is done once', async () => {
        const { id, key } = await generated()
        await call('pkey.manualActivation', { act_req_xml: encodeArmor('request', requestOf('a', key)) })
        const [act] = (await details(id)).activations.act
        expect(await call('pkey.deactivate', { act_id: act.computer_id })).toMatchObject({ code: 128 })
        expect(await call('pkey.deactivate', { act_id: act.id.toUpperCase() })).toEqual(OK)
        expect(await call('pkey.deactivate', { act_id: act.id })).toEqual(OK)
        expect((await details(id)).acts_used).toBe('0')
        const { released } = await served.desk.vendor.activation(act.id)
        expect(released).toMatchObject({ by: 'hand', reason: 'pkey.deactivate' })
      })

      it('pkey.manualDeactivation takes a receipt, and keeps to the limit of the key', async () => {
        const { id, key } = await generated({ deact_limit: '1' })
        const installation = secretKeyOfPem(newSecretKeyPem())
        const round = async (seed: string) => {
          const request = requestOf(seed, key, { installationKey: installation })
          await call('pkey.manualActivation', { act_req_xml: encodeArmor('request', request) })
          const [act] = (await details(id)).activations.act
          const receipt = encodeArmor('receipt', receiptOf(act.id, installation))
          return call('pkey.manualDeactivation', { deact_req_xml: receipt })
        }
        expect(await round('a')).toEqual(OK)
        expect(await round('b')).toMatchObject({
          code: 1000,
          message: expect.stringMatching(/^no-deactivations-left: /),
        })
      })
    })

    it('HT-05: test.echo says what was said, but never the API key', async () => {
      const answer = await call('test.echo', {
        greeting: 'hello <world>',
        'list[0]': 'a',
        'list[1]': 'b',
        stat: 'fail',
      })
      expect(answer).toEqual({
        stat: 'ok',
        method: 'test.echo',
        format: 'json',
        nojsoncallback: '1',
        greeting: 'hello <world>',
        list: 'a, b',
      })
      expect((await served.call({ method: 'test.echo', 'a b': 'x', 'x><y': 'y', A: 'z' })).body).toContain(
        '<rsp stat="ok"><method>test.echo</method></rsp>',
      )
    })
  })
}
