/** The requests that stay on the computer: which one a license was made for, and that a damaged one is none. */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  answerable,
  askedWith,
  deactivatedRequest,
  keepAsked,
  keepRequestFor,
  keptRequests,
  lastRequest,
  requestFor,
} from '../../../src/client/state/asked.ts'
import {
  keepDeactivatedRequest,
  keepLicenseRequest,
  keepRequest,
  readLicenseRequest,
  readTypedRequest,
} from '../../../src/client/state/state.ts'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import { openRequest } from '../../../src/core/envelope.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { folder as temporary } from '../../vendor/ledger/file.ts'
import { requestOf } from '../../world/desk.ts'
import { bound } from '../../world/nouns.ts'

const [KEY, OTHER] = [1, 2].map(seed => activationKeyOf(new Uint8Array(15).fill(seed)))
const HASH = boundHash(bound('a'))
const keyText = KEY?.text as string
const keyId = KEY?.id as string
let folder: string
beforeEach(() => {
  folder = temporary()
})

describe('a request that was made here', () => {
  test('is the last one, by what it says', () => {
    expect(lastRequest(folder)).toBeUndefined()
    keepRequest(folder, requestOf('z', keyText))
    const message = requestOf('a', keyText)
    keepRequest(folder, message)
    expect(lastRequest(folder)).toMatchObject({ message, computer: HASH, request: { keyId } })
  })

  test('is none when it is damaged: neither cut off, nor of another signature, nor no request at all', () => {
    const message = requestOf('a', keyText)
    const forged = message.slice()
    forged[forged.length - 1] = (forged[forged.length - 1] as number) ^ 1
    for (const bytes of [message.slice(0, -1), forged, new Uint8Array(), Uint8Array.of(0xd2)]) {
      writeFileSync(join(folder, 'request.cbor'), bytes)
      expect(lastRequest(folder)).toBeUndefined()
      expect(askedWith(folder, HASH)).toBeUndefined()
    }
  })
})

describe('the last request that was said as a code', () => {
  test('is not replaced by one that was not, and is kept as the last one of all, too', () => {
    const [said, other] = [requestOf('a', keyText), requestOf('z', keyText)]
    keepAsked(folder, said, true)
    expect(answerable(keptRequests(folder)).map(({ message }) => message)).toEqual([said, said])
    keepAsked(folder, other, false)
    expect(keptRequests(folder)).toMatchObject({ typed: { message: said }, last: { message: other } })
    expect(answerable(keptRequests(folder)).map(({ message }) => message)).toEqual([other, said])
    expect(requestFor(folder, keyId, HASH)?.message).toEqual(said)
  })

  test('is written again only where it is not kept already', () => {
    const said = requestOf('a', keyText)
    keepAsked(folder, said, true)
    const written = () => readdirSync(folder).map(name => statSync(join(folder, name)).ino)
    const before = written()
    keepAsked(folder, said, true)
    expect(written()).toEqual(before)
    writeFileSync(join(folder, 'typed-request.cbor'), 'damaged')
    keepAsked(folder, said, true)
    expect(readTypedRequest(folder)).toEqual(said)
  })
})

describe('the request that a license was made for', () => {
  test('is the last one of several, or the last that an installation made', () => {
    const messages = [requestOf('a', keyText), requestOf('a', keyText), requestOf('a', keyText)]
    const [first, second, third] = messages as [Uint8Array, Uint8Array, Uint8Array]
    keepLicenseRequest(folder, first)
    keepAsked(folder, second, true)
    keepAsked(folder, third, false)
    expect(requestFor(folder, keyId, HASH)?.message).toEqual(third)
    for (const message of messages) {
      const { kid } = openRequest(message, nativeEd25519).installationKey
      expect(requestFor(folder, keyId, HASH, kid)?.message).toEqual(message)
    }
    expect(requestFor(folder, keyId, HASH, '0011223344556677')).toBeUndefined()
  })

  test('is kept when another one is made', () => {
    const message = requestOf('a', keyText)
    keepRequest(folder, message)
    keepRequestFor(folder, keyId, HASH)
    keepRequest(folder, requestOf('z', OTHER?.text as string))
    expect(readLicenseRequest(folder)).toEqual(message)
    expect(askedWith(folder, HASH)).toEqual(bound('a'))
    expect(requestFor(folder, keyId, HASH)?.message).toEqual(message)
    expect(askedWith(folder, boundHash(bound('z')))).toEqual(bound('z'))
    expect(askedWith(folder, boundHash(bound('y')))).toBeUndefined()
  })

  test('is one of its key; of another key of the same computer it has the fingerprint alone', () => {
    keepRequest(folder, requestOf('a', OTHER?.text as string))
    keepRequestFor(folder, keyId, HASH)
    expect(askedWith(folder, HASH)).toEqual(bound('a'))
    expect(requestFor(folder, keyId, HASH)).toBeUndefined()
    // and gives way to its own
    const own = requestOf('a', keyText)
    keepRequest(folder, own)
    keepRequestFor(folder, keyId, HASH)
    expect(readLicenseRequest(folder)).toEqual(own)
  })

  test('of another computer is not kept as its own', () => {
    keepRequest(folder, requestOf('z', keyText))
    keepRequestFor(folder, keyId, HASH)
    expect(readLicenseRequest(folder)).toBeUndefined()
  })
})

test('the request of what was deactivated is found by the activation', () => {
  const message = requestOf('a', keyText)
  keepDeactivatedRequest(folder, '0011223344556677', message)
  expect(deactivatedRequest(folder, '0011223344556677')?.message).toEqual(message)
  expect(deactivatedRequest(folder, '0011223344556678')).toBeUndefined()
})
