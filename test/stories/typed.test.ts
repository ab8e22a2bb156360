/**
 * Activation by voice: a request of 30 characters is read out, a license of 130 is read back and typed in. What is
 * misheard is named, what a code cannot say is refused before anything is recorded.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRequestCode, requestCodeText } from '../../src/carrier/typed/request-code.ts'
import { explain } from '../../src/words/explain.ts'
import { requestCodeOf } from '../world/codes.ts'
import { runProcess } from '../world/process.ts'
import { refusal, refused } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  // without features: no code says their values
  await must(shop.vendor('product', 'create', 'plain', '--name', 'Plain', '--version', '1.0'))
  await must(shop.vendor('kit', 'plain', '-o', shop.at('vendor', 'plain.kit')))
})
afterAll(() => shop.remove())

async function plainKey(...words: readonly string[]): Promise<string> {
  return (await must(shop.vendor('key', 'create', '--product', 'plain', ...words))).value.keys[0].wholeKey
}

function client(name: string) {
  return shop.client(name, 'plain.kit')
}

/** The request code that a computer says, and its computer ID. */
async function asked(name: string, key: string, ...words: readonly string[]) {
  const { requestCode, computerId } = (await must(client(name)('request', key, '--typed', ...words))).value
  return { code: requestCode as string, computerId: computerId as string }
}

function issue(...words: readonly string[]) {
  return shop.vendor('issue', ...words)
}

function write(text: string | Uint8Array, ...path: readonly string[]): string {
  writeFileSync(shop.at(...path), text)
  return shop.at(...path)
}

/** What the customer wrote down, in a file of their own. */
function dictated(name: string, lines: readonly string[]): string {
  return write(
    `\n${lines.map(line => line.toLowerCase().replaceAll('-', ' ')).join('\n\n')}\n`,
    name,
    'heard.txt',
  )
}

async function ledger(): Promise<string> {
  return (await must(shop.vendor('ledger', 'stats'))).value.head
}

function mistyped(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}

describe('the whole way', () => {
  test('30 characters out, 130 back, and the license is valid', async () => {
    const key = await plainKey('--expires', '2099-12-31', '--activations', '2')
    const { code, computerId } = await asked('berta', key)
    expect(code).toMatch(/^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/)
    const { value } = await must(
      issue(code, '--typed', '--key', key.slice(0, 11), '--computer-id', computerId),
    )
    expect(value).toMatchObject({
      computerId,
      outcome: 'issued',
      license: { productId: 'plain', expires: '2099-12-31' },
    })
    expect(value.licenseCode).toHaveLength(5)
    expect(value.licenseCode.join('').replaceAll('-', '')).toHaveLength(130)
    expect(value).not.toHaveProperty('armored')
    const installed = await must(client('berta')('install', dictated('berta', value.licenseCode)))
    expect(installed.value).toMatchObject({ type: 'license', state: 'valid' })
    expect((await must(client('berta')('status'))).value).toMatchObject({ state: 'valid' })
    // the same words on the command line, in one piece
    expect((await must(client('berta')('install', value.licenseCode.join(' ')))).exit).toBe(0)
  })

  test('the same computer says the same code again, and gets the same license without another seat', async () => {
    const key = await plainKey()
    const first = await asked('again', key)
    expect((await asked('again', key)).code).toBe(first.code)
    const before = (await must(issue(first.code))).value
    const head = await ledger()
    expect((await must(issue(first.code, '--typed'))).value).toMatchObject({
      outcome: 'repeated',
      licenseCode: before.licenseCode,
    })
    expect(await ledger()).toBe(head)
  })

  test('a request that came as a file is answered by voice as well, with the same license as the file has', async () => {
    const key = await plainKey('--grace-days', '7', '--expires', '2099-12-31')
    const path = shop.at('mixed', 'request.txt')
    await must(client('mixed')('request', key, '--typed', '-o', path))
    const license = shop.at('vendor', 'mixed.cbor')
    const { value } = await must(issue(path, '--typed', '-o', license))
    expect(value).toMatchObject({ output: license, outcome: 'issued' })
    await must(client('mixed')('install', dictated('mixed', value.licenseCode)))
    expect(shop.read('mixed', 'home', 'plain', 'license.cbor').equals(readFileSync(license))).toBe(true)
  })

  test('with -o and --qr, the request and the license are there as a file and as a picture too', async () => {
    const key = await plainKey()
    const request = shop.at('both', 'request.txt')
    const picture = shop.at('both', 'request.png')
    const { value } = await must(client('both')('request', key, '--typed', '-o', request, '--qr', picture))
    expect(value).toMatchObject({ output: request, qr: { file: picture }, requestCode: expect.any(String) })
    const issued = await must(issue(value.requestCode, '--typed', '--qr', shop.at('both', 'license.png')))
    expect(issued.value).toMatchObject({ qr: { file: shop.at('both', 'license.png') }, outcome: 'issued' })
    await must(client('both')('install', shop.at('both', 'license.png')))
  })

  test('a code in a file, also as an editor on Windows saves it, is one that was typed', async () => {
    const { code } = await asked('notepad', await plainKey())
    const utf16 = Buffer.from(`\ufeff${code.replaceAll('-', ' - ')}\r\n`, 'utf16le')
    const { value } = await must(issue(write(utf16, 'vendor', 'code.txt')))
    const text = Buffer.from(`\ufeff${value.licenseCode.join('\r\n')}\r\n`, 'utf16le')
    await must(client('notepad')('install', write(text, 'notepad', 'license.txt')))
  })

  test('six words, as a shell without quotation marks hands them over, are one code', async () => {
    const { code } = await asked('words', await plainKey())
    expect((await must(issue(...code.split('-'), '--dry-run'))).value.dryRun).toBe(true)
  })

  test('of a computer with few readings the desk is told, when it issues and in its lists', async () => {
    const key = await plainKey('--activations', '3')
    const notes = async () => {
      const { activations } = (await must(shop.vendor('key', 'show', key))).value
      const listed = (await must(shop.vendor('activation', 'list', '--key', key))).value.activations
      expect(listed).toEqual(activations)
      return listed.map((one: Value) => [one.counted, one.countedKinds, one.fewReadings])
    }
    expect((await must(issue(requestCodeOf('few', key, 'plain', 2)))).value.fewReadings).toBe(true)
    expect((await must(issue(requestCodeOf('many', key, 'plain', 3)))).value.fewReadings).toBe(false)
    expect(await notes()).toEqual([
      [null, 2, true],
      [null, 3, false],
    ])
    const csv = shop.at('vendor', 'few.csv')
    await must(shop.vendor('activation', 'list', '--key', key, '-o', csv))
    expect(
      readFileSync(csv, 'utf8').match(/few readings, so a copy of this computer would look the same/g),
    ).toHaveLength(1)
  })

  test('a dry run decides, and records nothing', async () => {
    const { code } = await asked('dry', await plainKey())
    const head = await ledger()
    const { value } = await must(issue(code, '--typed', '--dry-run'))
    expect(value).toMatchObject({ dryRun: true, outcome: 'issued' })
    expect(await ledger()).toBe(head)
  })
})

describe('the text that a person sees', () => {
  const main = (tool: string) => join(import.meta.dirname, '..', '..', tool, 'main.ts')
  async function run(tool: string, home: string, words: readonly string[], stdin = '') {
    const env = { AIRLATCH_KIT: shop.at('vendor', 'plain.kit') }
    const all = [main(tool), '--home', shop.at(home, 'home'), ...words]
    return runProcess(process.execPath, all, { folder: shop.at(home), env, stdin })
  }

  test('the codes stand alone on standard output, and are read from standard input', async () => {
    shop.computer('spoken')
    const key = await plainKey()
    const said = await run('client-tool', 'spoken', ['request', key, '--typed'])
    expect(said.exit).toBe(0)
    expect(said.out).toMatch(/^[0-9A-Z]{5}(?: - [0-9A-Z]{5}){5}\n$/)
    expect(said.err).toMatch(/computer id {2}\S+\nnext .*read the code to Acme\naloud .*group by group/)
    const answered = await run('vendor-tool', 'vendor', ['issue', '--typed', '-'], said.out)
    expect(answered.exit).toBe(0)
    expect(answered.out).toMatch(/^(?:[0-9A-Z]{5}(?: - [0-9A-Z]{5}){5}\n){4}[0-9A-Z]{5} - [0-9A-Z]{5}\n$/)
    expect(answered.err).toMatch(
      /key .*\ncomputer id .*\nseat .*\nends .*never\nnext .*read the code to the customer/,
    )
    const installed = await run('client-tool', 'spoken', ['install', '-'], answered.out)
    expect(installed).toMatchObject({ exit: 0, out: expect.stringContaining('Plain is activated') })
  })
})

describe('what is misheard', () => {
  let key: string
  let code: string
  let lines: readonly string[]
  beforeAll(async () => {
    key = await plainKey()
    code = (await asked('ears', key)).code
    lines = (await must(issue(code))).value.licenseCode
  })

  test('of the request, the group is named and nothing is recorded', async () => {
    const { details } = await refusal(shop.at(), () => issue(mistyped(code, 8)), 'typed-code-malformed')
    expect(details).toMatchObject({ code: 'request', problem: 'check', groups: [2] })
  })

  test('with --typed, a word that is neither a code nor a file says so, and a file that is not there is missing', async () => {
    for (const words of [['hello'], ['8HKVH'], code.split('-').slice(2)]) {
      const { message } = await refusal(shop.at(), () => issue('--typed', ...words), 'typed-code-malformed')
      expect(message).toMatch(/^the request code has \d+ characters, expected 30$/)
    }
    await refusal(shop.at(), () => issue('--typed', 'heard.txt'), 'file-not-found', 3)
  })

  test('of the license, line and group are named and nothing is installed', async () => {
    const path = dictated('ears', (lines as string[]).with(2, mistyped(lines[2] as string, 12)))
    const { details, message } = await refusal(
      shop.at(),
      () => client('ears')('install', path),
      'typed-code-malformed',
    )
    expect(details).toMatchObject({ code: 'license', line: 3, groups: [3] })
    expect(message).toBe('line 3: group 3 looks mistyped')
  })

  test('of the license, lines in the wrong order', async () => {
    const [first, second, ...rest] = lines as [string, string, ...string[]]
    const path = dictated('ears', [second, first, ...rest])
    const { message } = await refusal(
      shop.at(),
      () => client('ears')('install', path),
      'typed-code-malformed',
    )
    expect(message).toBe('this is line 2, expected line 1')
  })

  test('the activation key in place of the code, which is then said nowhere', async () => {
    for (const wrong of [
      () => issue(key),
      () => client('ears')('install', key),
      () => client('ears')('inspect', key),
    ]) {
      const error = await refusal(shop.at(), wrong, 'typed-code-malformed')
      expect(error.message).toMatch(/^this is an activation key, expected a (?:request|license) code$/)
      expect(JSON.stringify(error)).not.toContain(key.slice(12))
    }
  })

  test('the code of the other direction', async () => {
    const back = await refusal(shop.at(), () => issue(lines.join(' ')), 'typed-code-malformed')
    expect(back.message).toBe('this is a license code, expected a request code')
    const there = await refusal(shop.at(), () => client('ears')('install', code), 'typed-code-malformed')
    expect(there.message).toBe('this is a request code, expected a license code')
  })
})

describe('what a code cannot say is refused before anything is recorded', () => {
  test.each([
    [['--user-data', 'room 7'], 'user-data'],
    [['--user', 'ann'], 'users'],
  ])('a key with %j: %s', async (words, thing) => {
    const { code } = await asked('cannot', await plainKey(...words))
    for (const more of [['--typed'], ['--typed', '--dry-run']]) {
      const { details, hint } = await refusal(shop.at(), () => issue(code, ...more), 'typed-cannot-carry')
      expect(details).toMatchObject({ things: [{ thing }] })
      expect(hint).toMatch(/file or a QR code/)
    }
  })

  test('features, by their names, of a request in a file; without --typed it is answered', async () => {
    const request = await shop.request('featured', await shop.key('--feature', 'edition=pro'))
    const { details } = await refusal(shop.at(), () => issue(request, '--typed'), 'typed-cannot-carry')
    expect(details).toMatchObject({ things: [{ thing: 'feature', feature: 'edition', why: 'text' }] })
    await must(issue(request, '-o', shop.at('vendor', 'featured.txt')))
  })
})

describe('who is asking, and who types', () => {
  test('a code is held against the key and the computer ID that the customer says', async () => {
    const key = await plainKey()
    const other = await plainKey()
    const { code, computerId } = await asked('said', key)
    const wrong = [
      ['--key', other],
      ['--computer-id', (await asked('not-said', other)).computerId],
    ]
    for (const words of wrong)
      await refusal(shop.at(), () => issue(code, '--typed', ...words), 'request-not-as-said')
    await must(issue(code, '--typed', '--key', key, '--computer-id', computerId.toLowerCase()))
  })

  test('a code of somebody who knows the id of the key and not the key', async () => {
    const bytes = readRequestCode((await asked('guess', await plainKey())).code)
    bytes[17] = (bytes[17] as number) ^ 0x10
    const forged = requestCodeText(bytes)
    for (const words of [[], ['--dry-run']])
      await refused(() => issue(forged, '--typed', ...words), 'key-proof-invalid')
  })

  test('a code that another vendor should have heard', async () => {
    const { code } = await asked('elsewhere', await plainKey())
    const stranger = await openShop()
    try {
      await refusal(stranger.at(), () => stranger.vendor('issue', code, '--typed'), 'key-not-found')
    } finally {
      stranger.remove()
    }
  })

  test('a license code on another computer, and after a request of another key', async () => {
    const key = await plainKey('--activations', '5')
    const { code } = await asked('right', key)
    const { value } = await must(issue(code))
    await asked('wrong', key)
    const path = dictated('wrong', value.licenseCode)
    const { details } = await refusal(
      shop.at(),
      () => client('wrong')('install', path),
      'typed-license-not-for-this-request',
    )
    expect(details).toMatchObject({ requests: [{ key: key.slice(0, 11) }] })
    const second = await plainKey()
    await asked('right', second)
    const late = dictated('right', value.licenseCode)
    await refusal(shop.at(), () => client('right')('install', late), 'typed-license-not-for-this-request')
  })

  test('a license code where nobody has asked', async () => {
    const { value } = await must(issue((await asked('asker', await plainKey())).code))
    const silent = client('silent')
    const path = dictated('silent', value.licenseCode)
    await refusal(shop.at(), () => silent('install', path), 'typed-request-missing')
  })
})

describe('used wrongly', () => {
  test('without input and without a terminal, both tools say what to do', async () => {
    const fresh = client('nobody')
    for (const run of [() => fresh('install'), () => fresh('install', '--typed'), () => issue('--typed')]) {
      const { exit, value } = await run()
      expect(exit).toBe(2)
      expect(value.error).toMatchObject({
        code: 'usage',
        message: expect.stringMatching(/standard input.*[Ii]n a terminal/),
      })
    }
  })

  test.each([
    [['install', 'x.txt', '--typed'], '--typed asks for a license code'],
    [['request', 'KEY', '--typed', '-o', '-'], 'a file with --typed'],
  ])('airlatch %j', async (words, message) => {
    const key = await plainKey()
    const { exit, value } = await client('misuse')(...words.map(word => (word === 'KEY' ? key : word)))
    expect(exit).toBe(2)
    expect(value.error.message).toContain(message)
  })

  test('a code is for one request, and stands alone on standard output', async () => {
    const { code } = await asked('alone', await plainKey())
    const folder = await issue(shop.at('vendor'), '--typed', '-o', shop.at('vendor'))
    expect(folder.value.error.message).toContain('--typed is for one request')
    expect((await issue(code, '-o', '-')).value.error).toMatchObject({ code: 'invalid-value' })
  })
})

describe('inspect', () => {
  test('says of a request code who asks, and of a license code what it grants', async () => {
    const key = await plainKey('--expires', '2099-12-31', '--allow-vm', 'no')
    const { code, computerId } = await asked('looked', key)
    const { value } = await must(issue(code))
    const path = dictated('looked', value.licenseCode)
    const nobody = shop.computer('no-kit')
    for (const run of [shop.vendor, client('looked'), nobody]) {
      expect((await must(run('inspect', code))).value).toMatchObject({
        type: 'request-code',
        computerId,
        request: { keyId: key.slice(0, 11), countedKinds: 5, virtual: false },
      })
      expect((await must(run('inspect', path))).value).toMatchObject({
        type: 'license-code',
        signature: 'not-checked',
        license: { expires: '2099-12-31', allowVm: false, majorVersion: '1' },
      })
    }
  })

  test('request --typed --explain lists all that the code carries, and makes nothing', async () => {
    const key = await plainKey()
    const before = shop.listing()
    const { value } = await must(client('explained')('request', key, '--typed', '--explain'))
    expect(shop.listing()).toEqual({ ...before, 'explained/plain.kit': expect.any(String) })
    expect(value).toMatchObject({ dryRun: true })
    expect(value.leaves.map(({ item }: { item: string }) => item)).toEqual([
      'code',
      'key',
      'computer id',
      'readings',
      'virtual',
      'proof',
      'check',
    ])
    for (const group of key.split('-').slice(2)) expect(JSON.stringify(value)).not.toContain(group)
  })
})

test('every sentence of what is mistyped can be read out', () => {
  const { message, hint } = explain('typed-code-malformed', {
    code: 'license',
    line: 2,
    problem: 'check',
    groups: [3, 4],
  })
  expect(message).toBe('line 2: group 3 or 4 looks mistyped')
  expect(hint).toBe('compare them with what you heard or read. If they are right, compare the whole line')
})

test('a code whose seat was given back is granted again only when the desk says so', async () => {
  const key = await plainKey()
  const { code } = await asked('returned', key)
  const lines = (await must(issue(code, '--typed'))).value.licenseCode
  await must(client('returned')('install', dictated('returned', lines)))
  const receipt = shop.at('returned', 'receipt.txt')
  await must(client('returned')('deactivate', '--yes', '-o', receipt))
  await must(shop.vendor('release', receipt))
  const before = await ledger()
  expect((await issue(code, '--typed')).value.error.code).toBe('confirmation-needed')
  expect(await ledger()).toBe(before)
  expect((await must(issue(code, '--typed', '--yes'))).value.outcome).toBe('issued')
  // it has its seat now
  expect((await must(issue(code, '--typed'))).value.outcome).toBe('repeated')
})
