/**
 * What people hand over by mistake, what arrives damaged, and what somebody forged: each has its own stable code, a
 * hint and the right exit code, and nothing is written, neither on the client nor on the vendor's desk.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { messageFromInput } from '../../src/carrier/intake.ts'
import { claimingPng, symbolsPng, whitePng } from '../world/pictures.ts'
import { refusal, refused } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Run, Value } from '../world/world.ts'

let shop: Shop
let client: Run
let key: string
/** Of computer "a", as bytes. */
let request: Uint8Array
let license: Uint8Array
let foreignLicense: Uint8Array
let kit: Uint8Array

beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '5')
  client = shop.client('a')
  request = await bytesOf(await shop.request('a', key))
  license = await bytesOf((await must(shop.activate('a', key))).value.output)
  kit = await bytesOf(shop.at('vendor', 'scope.kit'))
  const other = await openShop()
  const output = (await must(other.activate('a', await other.key()))).value.output
  foreignLicense = await bytesOf(output)
  other.remove()
  mkdirSync(shop.at('handed'))
})
afterAll(() => shop.remove())

async function bytesOf(path: string): Promise<Uint8Array> {
  return messageFromInput(readFileSync(path))
}

function handed(name: string, content: Uint8Array | string): string {
  const path = shop.at('handed', name)
  writeFileSync(path, content)
  return path
}

function installing(path: string, code: string, exit = 1): Promise<Value> {
  return refusal(shop.at(), () => client('install', path), code, exit)
}

function issuing(path: string, code: string, exit = 1): Promise<Value> {
  return refusal(shop.at(), () => shop.vendor('issue', path, '-o', shop.at('never.txt')), code, exit)
}

describe('no message at all', () => {
  test.each<[string, () => Uint8Array | string, string]>([
    ['an empty file', () => '', 'input-empty'],
    ['a file of spaces and newlines', () => ' \n\n', 'input-empty'],
    ['a text file', () => 'Dear customer, please find attached\n', 'input-not-recognised'],
    [
      'a file of another program',
      () => Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0xff),
      'input-not-recognised',
    ],
    ['a PDF', () => '%PDF-1.7\n%\xe2\xe3', 'picture-unsupported'],
    ['a picture without a QR code', () => whitePng(320, 240), 'picture-without-qr'],
    ['a picture that only claims to be one', () => whitePng(64, 64).slice(0, 60), 'picture-malformed'],
    ['a picture bomb', () => claimingPng(30_000, 30_000), 'picture-too-large'],
    ['nothing but the first line of an armor', () => '-----BEGIN AIRLATCH LICENSE-----\n', 'armor-malformed'],
    ['QR text that was mangled', () => 'AL1:NOT BASE45 AT ALL,', 'base45-malformed'],
  ])('%s', async (name, content, code) => {
    const path = handed(name, content())
    await installing(path, code)
    await issuing(path, code)
  })

  test('a file of 1 GB is refused by its size, and not read', async () => {
    const path = handed('huge.bin', '')
    truncateSync(path, 1_073_741_824)
    const before = process.cpuUsage()
    // not by `refusal`: hashing a gigabyte is what this is about
    expect(await client('install', path)).toMatchObject({
      exit: 1,
      value: { error: { code: 'input-too-large' } },
    })
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000, 'milliseconds of the processor').toBeLessThan(2000)
    truncateSync(path, 0)
  })

  test('a file that is not there, a folder with nothing of ours and a FIFO', async () => {
    await installing(shop.at('absent.txt'), 'file-not-found', 3)
    await installing(shop.at('handed'), 'input-not-recognised')
    // as one request: the first file that is none is named
    const { message } = await issuing(shop.at('handed'), 'input-not-recognised')
    expect(message).toMatch(/QR text that was mangled" \(base45-malformed\)$/)
    if (process.platform === 'win32') return
    execFileSync('mkfifo', [shop.at('pipe')])
    await installing(shop.at('pipe'), 'cannot-read', 3)
  })
})

describe('a damaged message', () => {
  test('truncated anywhere', async () => {
    for (const length of [1, 2, 20, 100, license.length - 1])
      await installing(handed('cut.cbor', license.slice(0, length)), 'cbor-malformed')
    const armored = encodeArmor('license', license)
    for (const length of [40, 120, armored.length - 5])
      await installing(handed('cut.txt', armored.slice(0, length)), 'armor-malformed')
  })

  test('with any one bit changed: never accepted, always exit code 1', async () => {
    const path = shop.at('handed', 'flipped.cbor')
    const codes = new Set<string>()
    for (let at = 0; at < license.length; at++) {
      const flipped = Uint8Array.from(license)
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8))
      writeFileSync(path, flipped)
      const { exit, value } = await client('install', path)
      expect(exit, `byte ${at}`).toBe(1)
      codes.add(value.error.code)
    }
    expect(codes).toContain('signature-invalid')
    expect(await client('status')).toMatchObject({ exit: 1, value: { error: { code: 'no-license' } } })
  })

  test('bytes behind the end, and two messages in one text', async () => {
    await installing(handed('longer.cbor', Buffer.concat([license, Buffer.of(0)])), 'cbor-malformed')
    const two = encodeArmor('license', license) + encodeArmor('license', foreignLicense)
    await installing(handed('two.txt', two), 'several-messages')
  })

  test('CBOR that is not canonical: the array of four with a head longer than needed', async () => {
    const longer = Buffer.concat([Buffer.of(0xd2, 0x98, 0x04), license.subarray(2)])
    await installing(handed('long-head.cbor', longer), 'cbor-not-deterministic')
  })

  test('a nesting bomb', async () => {
    const bomb = Buffer.concat([Buffer.of(0xd2), Buffer.alloc(100_000, 0x81)])
    await installing(handed('bomb.cbor', bomb), 'cbor-over-limit')
    await issuing(handed('bomb.cbor', bomb), 'cbor-over-limit')
  })
})

describe('the wrong message', () => {
  test('a request where a license is expected, and the reverse', async () => {
    const { details } = await installing(handed('request.cbor', request), 'wrong-message-type')
    expect(details).toMatchObject({ expected: 'license', got: 'request' })
    const reverse = await issuing(handed('license.cbor', license), 'wrong-message-type')
    expect(reverse.details).toMatchObject({ expected: 'request', got: 'license' })
  })

  test('a kit or a license where a request is expected, and a license as kit', async () => {
    await issuing(handed('kit.cbor', kit), 'wrong-message-type')
    const path = handed('license.cbor', license)
    const fresh = shop.computer('fresh')
    await refusal(shop.at(), () => fresh('--kit', path, 'status'), 'wrong-message-type')
  })

  test('signed by a key that is not known here: the license of another vendor', async () => {
    await installing(handed('foreign.cbor', foreignLicense), 'signing-key-unknown')
  })

  test('for another computer', async () => {
    const path = handed('license.cbor', license)
    const other = shop.client('b')
    const { details } = await refusal(shop.at(), () => other('install', path), 'wrong-computer')
    expect(details).toMatchObject({ same: 0, counted: 5, fault: 'too-few' })
  })

  test('a request whose key this ledger does not have', async () => {
    const other = await openShop()
    const path = await other.request('a', await other.key())
    const { details } = await issuing(handed('foreign-request.cbor', await bytesOf(path)), 'key-not-found')
    expect(details.limelm).toBe(1)
    other.remove()
  })

  test('a picture with two different codes; the same one twice is one', async () => {
    await installing(handed('two.png', symbolsPng(license, foreignLicense)), 'several-messages')
    expect(await client('inspect', handed('twice.png', symbolsPng(license, license)))).toMatchObject({
      exit: 0,
    })
  })
})

describe('an activation key with a typo', () => {
  test('the message names the group', async () => {
    const groups = key.split('-')
    const third = groups[2] as string
    const typo = third.replace(/^./, first => (first === '7' ? '8' : '7'))
    const typed = groups.with(2, typo).join('-')
    const { details, message } = await refusal(
      shop.at(),
      () => client('request', typed),
      'activation-key-malformed',
    )
    expect(details).toMatchObject({ group: 3, text: typo })
    expect(message).toContain(`group 3 "${typo}"`)
    // one bad group at most may be shown: the rest is a secret
    expect(JSON.stringify({ details, message })).not.toContain(groups[4])
  })

  test('two groups swapped, a letter too few, a letter that keys do not have', async () => {
    const groups = key.split('-')
    const swapped = [groups[1], groups[0], ...groups.slice(2)].join('-')
    const asking = (typed: string) => () => client('request', typed)
    await refusal(shop.at(), asking(swapped), 'activation-key-malformed')
    const short = await refusal(shop.at(), asking(key.slice(0, -1)), 'activation-key-malformed')
    expect(short.details).toMatchObject({ problem: 'length', expected: 30, got: 29 })
    await refusal(shop.at(), asking(`U${key.slice(1)}`), 'activation-key-malformed')
  })

  test('case, spaces and look-alikes do not matter', async () => {
    const sloppy = key.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    expect(await client('request', sloppy)).toMatchObject({ exit: 0 })
  })
})

describe('somebody who knows the id of a key, but not the key', () => {
  test('is refused key-proof-invalid', async () => {
    // the groups of the id are good in another key too: each has its own check
    const forged = [...key.split('-').slice(0, 2), ...(await shop.key()).split('-').slice(2)].join('-')
    await must(shop.client('c')('request', forged, '-o', shop.at('handed', 'forged.txt')))
    await refused(() => shop.vendor('issue', shop.at('handed', 'forged.txt')), 'key-proof-invalid')
  })
})

describe('outputs', () => {
  test('one that exists is never overwritten, and no seat is taken for it', async () => {
    const path = handed('precious.txt', 'precious')
    await refusal(shop.at(), () => client('request', key, '-o', path), 'output-exists')
    const asking = await shop.request('d', key)
    await refusal(shop.at(), () => shop.vendor('issue', asking, '-o', path), 'output-exists')
    await refusal(shop.at(), () => shop.vendor('kit', 'scope', '-o', path), 'output-exists')
    expect(readFileSync(path, 'utf8')).toBe('precious')
    expect((await shop.vendor('key', 'show', key)).value.activations).toHaveLength(1)
  })

  test('a kind of picture that is not written, and one file for two things', async () => {
    await refusal(shop.at(), () => client('request', key, '--qr', shop.at('x.gif')), 'invalid-value', 2)
    const both = shop.at('handed', 'both.png')
    await refusal(shop.at(), () => client('request', key, '-o', both, '--qr', both), 'invalid-value', 2)
  })

  test('a message too large for a thousand QR codes says what to do', async () => {
    const large = await shop.key('--user-data', 'x'.repeat(65_000))
    const asking = await shop.request('e', large)
    const small = ['--qr', shop.at('never.png'), '--qr-version', '5']
    const { exit, value } = await shop.vendor('issue', asking, ...small)
    expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'message-too-large-for-qr' })
    expect(value.error.hint).toContain('-o FILE')
    // the decision stands in the ledger: by file, it is the same license and the same seat
    expect((await must(shop.vendor('issue', asking))).value.outcome).toBe('repeated')
  })

  test('into a folder that is not there: exit code 3', async () => {
    const path = shop.at('nowhere', 'request.txt')
    await refusal(shop.at(), () => client('request', key, '-o', path), 'cannot-write', 3)
  })
})
