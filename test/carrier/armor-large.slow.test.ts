/** Texts as large as any that is read are read to their end, whatever is in them, and cost what they are large. */
import { expect, test } from 'vitest'
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'
import { messageFromInput } from '../../src/carrier/intake.ts'
import { request } from '../vectors/make/world.ts'

const REQUEST = new Uint8Array(request())
const TEXT = encodeArmor('request', REQUEST)
const BEGIN = '-----BEGIN AIRLATCH REQUEST-----'
const MEGABYTES = 20_000_000

test('a text of megabytes is read', () => {
  const large = new Uint8Array(8_000_000)
  expect(decodeArmor(encodeArmor('license', large)).length).toBe(large.length)
})

test.each<[string, string]>([
  ['a picture in a page', `<img src="data:image/png;base64,${'A'.repeat(MEGABYTES)}">`],
  ['percent signs in an address', `<img src="data:;base64,${'%2B'.repeat(MEGABYTES / 3)}">`],
  ['marks of quoting', `${BEGIN}\n${'> '.repeat(MEGABYTES / 2)}\n-----END AIRLATCH REQUEST-----\n`],
  ['initials', `${BEGIN}\n${'ab>'.repeat(MEGABYTES / 3)}\n-----END AIRLATCH REQUEST-----\n`],
  ['blanks', `${BEGIN}${' '.repeat(MEGABYTES)}-----END AIRLATCH REQUEST-----\n`],
  ['dashes', '-'.repeat(MEGABYTES)],
  ['backslashes', '\\'.repeat(MEGABYTES)],
  ['tags', '<br>'.repeat(MEGABYTES / 4)],
  ['tags without an end', `<p>${'<a '.repeat(MEGABYTES / 3)}`],
  ['links', 'https://a/a/2kc '.repeat(MEGABYTES / 16)],
  ['lines', 'AL1:\n'.repeat(MEGABYTES / 5)],
  ['base64', 'A'.repeat(MEGABYTES)],
  ['headers', `MIME-Version: 1.0\n${'X: y\n'.repeat(MEGABYTES / 5)}`],
])('DY-13: a message behind 20 MB of %s', async (_name, before) => {
  const input = new TextEncoder().encode(`${before}\n${TEXT}`)
  const begun = process.cpuUsage()
  const answer = await messageFromInput(input, { wanted: ['request'] }).catch(error => error.code)
  const { user, system } = process.cpuUsage(begun)
  // a mail with that many lines is refused before it is parsed
  expect(answer).toEqual(before.startsWith('MIME') ? 'package-over-limit' : REQUEST)
  expect((user + system) / 1000).toBeLessThan(10_000)
})
