/** What an application waits for, and how it stops waiting: signals, and an answer that appears in a folder. */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { type Client, type ClientOptions, openClient } from '../../src/client/door.ts'
import { type Desk, issued, openDesk } from '../world/desk.ts'
import { simulatedComputer } from './probe/simulated.ts'

let desk: Desk
let kit: Uint8Array
let home: string
let folder: string
let homes = 0
beforeAll(async () => {
  desk = await openDesk()
  kit = (await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })).message
})
afterAll(() => desk.close())
beforeEach(() => {
  const root = mkdtempSync(join(desk.home, 'waiting-'))
  home = join(root, 'home')
  folder = join(root, 'folder')
  mkdirSync(folder)
})

const put = (name: string, content: Uint8Array | string) => writeFileSync(join(folder, name), content)

function client(change: Partial<ClientOptions> = {}): Client {
  const seed = `waiting ${++homes}`
  return openClient({ home, kit, probe: async () => simulatedComputer(seed), now: desk.now, ...change })
}

async function licenseFor(asked: Client, terms = {}): Promise<Uint8Array> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', activations: 9, ...terms })
  const { message } = await asked.request(key?.text as string)
  return issued(await desk.signer.issue(message)).message
}

describe('an answer in a folder', () => {
  const soon = { everySeconds: 0.1 }

  test('is installed when it is there; other files are passed over, and told', async () => {
    const asked = client()
    const license = await licenseFor(asked)
    const other = await licenseFor(client({ home: `${home}2` }))
    put('old.txt', 'was there before')
    const passed: [string, string][] = []
    const answer = asked.answerIn(folder, {
      ...soon,
      passedOver(path, { code }) {
        passed.push([path, code])
        if (passed.length === 2) put('scope.license', encodeArmor('license', license))
      },
    })
    put('letter.txt', 'a letter')
    put('other.license', other)
    expect(await answer).toMatchObject({ kind: 'license', kept: true, valid: true })
    expect(passed).toEqual([
      [join(folder, 'letter.txt'), 'input-not-recognised'],
      [join(folder, 'other.license'), 'wrong-computer'],
    ])
    expect(await asked.status()).toMatchObject({ valid: true, source: 'installed' })
  })

  test('that is there already counts when it is asked for', async () => {
    const asked = client()
    put('scope.license', await licenseFor(asked))
    expect(await asked.answerIn(folder, { ...soon, existing: true })).toMatchObject({ valid: true })
  })

  test('may come as pictures of several codes, in any order, and with a kit before it', async () => {
    const asked = client()
    const license = await licenseFor(asked, { userData: 'x'.repeat(900) })
    const frames = framesOf(license, 10)
    expect(frames.parts).toBeGreaterThan(2)
    put(
      '0.kit',
      (await desk.signer.publishKit({ productId: 'scope', allowGeneric: true, searchPath: [] })).message,
    )
    for (let i = 0; i < frames.parts; i++)
      put(`${frames.parts - i}.png`, symbolToPng(drawSymbol(frames.text(i))))
    expect(await asked.answerIn(folder, { ...soon, existing: true })).toMatchObject({ valid: true })
    expect(asked.kit.allowGeneric).toBe(true)
  })

  test('is no longer waited for when the signal says so', async () => {
    const over = new AbortController()
    const answer = client().answerIn(folder, { everySeconds: 3600, signal: over.signal })
    over.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
  })

  test('where a file stands in the place of the folder is refused', async () => {
    put('file', '')
    await expect(client().answerIn(join(folder, 'file'))).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: 'folder' },
    })
  })
})

test('several pictures of one message are installed together', async () => {
  const asked = client()
  const license = await licenseFor(asked, { userData: 'x'.repeat(900) })
  const frames = framesOf(license, 10)
  const pictures = Array.from({ length: frames.parts }, (_, i) => symbolToPng(drawSymbol(frames.text(i))))
  await expect(asked.install(pictures.slice(1))).rejects.toMatchObject({ code: 'frames-missing' })
  expect(await asked.install(pictures)).toMatchObject({ kept: true, valid: true })
  await expect(asked.install([])).rejects.toMatchObject({ code: 'input-empty' })
})

describe('a signal', () => {
  const reason = new Error('the window was closed')
  const never = () => new Promise<never>(() => {})

  test.each<[string, (asked: Client, signal: AbortSignal) => Promise<unknown>]>([
    ['status', (asked, signal) => asked.status({}, { signal })],
    ['request', async (asked, signal) => asked.request(await keyText(), {}, { signal })],
    ['install', async (asked, signal) => asked.install(await someLicense(), {}, { signal })],
  ])('ends %s while the computer is read, and nothing is changed', async (_, call) => {
    const over = new AbortController()
    const probe = () => {
      over.abort(reason)
      return never()
    }
    await expect(call(client({ probe }), over.signal)).rejects.toBe(reason)
    expect(existsSync(home)).toBe(false)
  })

  test('that is aborted already ends it before anything is read', async () => {
    let reads = 0
    const probe = async () => simulatedComputer(`${++reads}`)
    await expect(client({ probe }).status({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(reads).toBe(0)
  })

  test('ends the reading of a picture', async () => {
    const over = new AbortController()
    const asked = client()
    const answer = asked.install(symbolToPng(drawSymbol('AL1:00')), {}, { signal: over.signal })
    over.abort(reason)
    await expect(answer).rejects.toBe(reason)
  })

  async function keyText(): Promise<string> {
    return (await desk.vendor.createKeys({ productId: 'scope', activations: 1 }))[0]?.text as string
  }
  function someLicense(): Promise<Uint8Array> {
    return licenseFor(client({ home: `${home}-of-another` }))
  }
})
