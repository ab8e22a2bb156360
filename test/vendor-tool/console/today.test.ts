/** The first page: who was refused and why, and what the desk should look after. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { decodeGroups } from '../../../src/core/bytes/base32.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { explain } from '../../../src/vendor/door.ts'
import { requestOf } from '../../world/desk.ts'
import { type Console, openConsole } from './browsing.ts'

const DAY = 86_400
let console: Console
beforeEach(async () => {
  console = await openConsole()
})
afterEach(async () => {
  expect(console.broken).toEqual([])
  await console.close()
})

const newKey = async (terms = {}) =>
  (await console.desk.vendor.createKeys({ productId: 'scope', activations: 1, ...terms }))[0]?.text as string
const idOf = (key: string) => key.slice(0, 11)
/** With another secret. */
function altered(key: string): string {
  const bytes = decodeGroups(key, 6) as Uint8Array
  return activationKeyOf(bytes.map((byte, i) => (i === 14 ? byte ^ 1 : byte))).text
}
/** The part of a page under that heading. */
async function part(path: string, heading: string): Promise<string> {
  const { text } = await console.get(path)
  const section = text.split('<section').find(one => one.includes(`<h2>${heading}</h2>`))
  if (section === undefined) throw new Error(`no ${heading} in ${text}`)
  return section
}
const refusedToday = () => part('/', 'Refused today')

describe('refused requests', () => {
  test('are none at first, and none is left out of sight', async () => {
    expect(await refusedToday()).toContain('No request was refused today.')
    const key = await newKey()
    expect(await part(`/keys/${idOf(key)}`, 'Refused requests')).toContain('No request for this key')
  })

  test('are shown with the sentence that the clerk sees, today and with the key', async () => {
    const key = await newKey()
    await console.desk.signer.issue(requestOf('a', key))
    const ask = await console.desk.vendor.open(requestOf('b', key))
    const refusal = await console.desk.signer.issue(ask)
    if (refusal.kind !== 'refusal') throw new Error('expected a refusal')
    const { message } = explain(refusal.code, refusal.details, { context: 'application' })
    const sentence = message.slice(1).replaceAll('"', '&quot;')
    for (const shown of [await refusedToday(), await part(`/keys/${idOf(key)}`, 'Refused requests')]) {
      expect(shown).toContain(ask.computerId)
      expect(shown).toContain(sentence)
    }
    expect(await refusedToday()).toContain(`/keys/${idOf(key)}"`)
    // on its own page the key is not said once more
    expect(await part(`/keys/${idOf(key)}`, 'Refused requests')).not.toContain(`/keys/${idOf(key)}"`)
  })

  test('what the console itself refuses is among them; a look that would be granted is not', async () => {
    const key = await newKey()
    const look = async (seed: string) =>
      console.send(await console.get('/received'), '/received', {
        text: encodeArmor('request', requestOf(seed, key)),
      })
    await look('a')
    expect(await refusedToday()).toContain('No request was refused today.')
    await console.desk.signer.issue(requestOf('b', key))
    expect((await look('a')).text).toContain('no-seats-left')
    await look('a')
    expect(await refusedToday()).toContain('Asked 2 times')
  })

  test('those of yesterday are with the key alone', async () => {
    const key = await newKey()
    await console.desk.signer.issue(requestOf('a', key))
    await console.desk.signer.issue(requestOf('b', key))
    console.desk.time += DAY
    expect(await refusedToday()).toContain('No request was refused today.')
    expect(await part(`/keys/${idOf(key)}`, 'Refused requests')).toContain('The only seat')
  })

  test('no more than twenty; those without a proof are folded away, and a key of nobody is no link', async () => {
    for (let n = 0; n < 22; n++) {
      const key = await newKey()
      await console.desk.vendor.suspendKey(key)
      await console.desk.signer.issue(requestOf(`c${n}`, key))
    }
    const known = await newKey()
    await console.desk.signer.issue(requestOf('thief', altered(known)))
    const foreign = activationKeyOf(new Uint8Array(15).fill(7)).text
    await console.desk.signer.issue(requestOf('lost', foreign))
    const [proved = '', unproved = ''] = (await refusedToday()).split('<details>')
    expect(proved.match(/<li>/g)).toHaveLength(20)
    expect(unproved).toContain('Requests that did not prove their key')
    expect(unproved).toContain(`/keys/${idOf(known)}"`)
    expect(unproved).toContain(idOf(foreign))
    expect(unproved).not.toContain(`/keys/${idOf(foreign)}"`)
  })

  test('hostile names of computers and versions are text', async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\'&amp;'
    const key = await newKey()
    await console.desk.signer.issue({ key, computerId: evil.replace('\u202e', '') }).catch(() => undefined)
    await console.desk.vendor.changeProduct('scope', {
      release: { version: '2.0', releasedAt: console.desk.time },
    })
    const major = await newKey()
    await console.desk.signer.issue(requestOf('b', major, { version: '"><b>\u202e' }))
    for (const path of ['/', `/keys/${idOf(key)}`, `/keys/${idOf(major)}`]) {
      const { text, status } = await console.get(path)
      expect(status).toBe(200)
      expect(text).not.toMatch(/<script>alert|<img src=x|"><b>/)
      expect(text).not.toContain('\u202e')
    }
    expect(await refusedToday()).toContain('&lt;script&gt;')
  })

  test('are gone when the personal data of the key are erased', async () => {
    const key = await newKey()
    await console.desk.signer.issue({ key, computerId: 'the board of Ann' })
    expect(await refusedToday()).toContain('the board of Ann')
    await console.desk.vendor.erasePersonal(key)
    expect(await refusedToday()).not.toContain('the board of Ann')
  })
})

describe('what the desk should look after', () => {
  const today = async () => (await console.get('/')).text

  test('is nothing on a new desk', async () => {
    expect(await today()).not.toContain('class="notice')
  })

  test('no backup, with the page and the command that make one; once it is made nothing is said', async () => {
    await newKey()
    const text = await today()
    expect(text).toContain('/ledger">Make a backup</a>')
    expect(text).toContain('<code>airlatch-vendor desk backup FILE</code>')
    await console.desk.vendor.backupLedger(join(console.desk.home, 'copy.db'))
    expect(await today()).not.toContain('class="notice')
    console.desk.time += 9 * DAY
    expect(await today()).not.toContain('class="notice')
    await newKey()
    expect(await today()).toContain('9 days ago')
  })

  test('the clock, while the page works all the same', async () => {
    await newKey()
    console.desk.time -= 3 * DAY
    expect(await today()).toContain('No license is issued and nothing is recorded until the clock is right')
  })

  test('plan and sleep lead to the page that mends them', async () => {
    await newKey({ activations: 9 })
    await console.desk.vendor.setSetting('planActivations', 10)
    await console.desk.vendor.setSetting('dormant', true)
    const text = await today()
    expect(text).toContain('9 of the 10 activations')
    expect(text).toContain('The desk is dormant')
    expect(text.split('class="notice').slice(1, 3).join('')).toContain('/desk"')
  })
})
