/** `airlatch activate` as a person meets it: in a real terminal, with the vendor at the other end. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageFromFile } from '../../src/carrier/intake.ts'
import { readPicture } from '../../src/carrier/picture/read.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { drawnOn, photographed } from '../carrier/qr/shown.ts'
import { runProcess } from '../world/process.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inTerminal, missingTerminal, type TerminalOptions, type Typist } from '../world/terminal.ts'

const CLIENT = join(import.meta.dirname, '..', 'world', 'simulated-client.ts')

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '100')
})
afterAll(() => shop.remove())

/** The words of `airlatch` on the computer of this name, which gets a kit. */
function wordsOf(name: string, ...words: readonly string[]): readonly [string, ...string[]] {
  return wordsBy('scope.kit', name, ...words)
}

function wordsBy(file: string, name: string, ...words: readonly string[]): readonly [string, ...string[]] {
  mkdirSync(shop.at(name), { recursive: true })
  const kit = shop.carry(`vendor/${file}`, `${name}-kit/${file}`)
  return [process.execPath, CLIENT, name, '--home', shop.at(name, 'home'), '--kit', kit, ...words]
}

function activate(
  name: string,
  words: readonly string[] = [],
  options: Partial<TerminalOptions> = {},
): Typist {
  return inTerminal(wordsOf(name, 'activate', key, ...words), { folder: shop.at(name), ...options })
}

/** The vendor's answer to the request that `activate -o request.txt` kept. */
async function issue(name: string, ...words: readonly string[]): Promise<void> {
  await must(shop.vendor('issue', shop.at(name, 'request.txt'), ...words))
}

const valid = async (name: string) => (await shop.client(name)('status')).value.state

const missing = missingTerminal()
const title = missing === undefined ? 'in a terminal' : `in a terminal (skipped: ${missing})`

describe.skipIf(missing !== undefined)(title, () => {
  test('the answer is put into the folder, and that is all', async () => {
    const terminal = activate('ada', ['-o', 'request.txt'])
    await terminal.until(/Scope Pro from Acme, computer ID/)
    await terminal.until(
      /Photograph the code below[\s\S]*It is also in\s+request\.txt[\s\S]*\u2580[\s\S]*license> /,
    )
    await issue('ada', '-o', shop.at('ada', 'license.txt'))
    await terminal.until(/Found .*license\.txt[\s\S]*installed: Scope Pro is activated[\s\S]*status {4}valid/)
    expect(await terminal.exit).toBe(0)
    expect(await valid('ada')).toBe('valid')
  })

  test('a picture is dragged onto it, behind what was wrong', async () => {
    const other = activate('bob', ['-o', 'request.txt'])
    const terminal = activate('cyd', ['-o', 'request.txt'])
    for (const one of [other, terminal]) await one.until(/license> /)
    await issue('bob', '-o', shop.at('vendor', 'of bob.txt'))
    await issue('cyd', '-o', shop.at('vendor', 'of-cyd.txt'), '--qr', shop.at('vendor', "it's cyd's.png"))
    terminal.type('request.txt\n')
    await terminal.until(/wrong-message-type: expected a license, got a request[\s\S]*license> /)
    terminal.type(`'${shop.at('vendor', 'of bob.txt')}' \n`)
    await terminal.until(/wrong-computer: the license is for another computer[\s\S]*license> /)
    terminal.type('nothing-there.png\n')
    await terminal.until(/file-not-found[\s\S]*license> /)
    terminal.type(`'${shop.at('vendor', "it's cyd's.png").replaceAll("'", "'\\''")}' \n`)
    await terminal.until(/installed: Scope Pro/)
    expect(await terminal.exit).toBe(0)
    expect(await valid('cyd')).toBe('valid')
    // the other one stops, and takes the answer later
    other.type('\u0003')
    await other.until(
      /not-activated: stopped before a license was received\s+hint: the request in "request\.txt" stays valid[\s\S]*leave -o out or choose another file/,
    )
    expect(await other.exit).toBe(3)
    await must(shop.client('bob')('install', shop.at('vendor', 'of bob.txt')))
  })

  test('text is pasted: one of several codes, and the whole of it in lines', async () => {
    const terminal = activate('dan', ['-o', 'request.txt'])
    await terminal.until(/license> /)
    await issue('dan', '-o', shop.at('vendor', 'of-dan.txt'))
    const license = messageFromFile(readFileSync(shop.at('vendor', 'of-dan.txt')))
    const frames = framesOf(license, 8)
    terminal.type(`${frames.text(0)}\n`)
    await terminal.until(new RegExp(`1 of ${frames.parts} codes were read`))
    terminal.type(`${readFileSync(shop.at('vendor', 'of-dan.txt'), 'utf8')}\n`)
    await terminal.until(/installed: Scope Pro/)
    expect(await terminal.exit).toBe(0)
  })

  test('by telephone: the request code is read out, the license code is typed, with a mistake', async () => {
    const features = [
      '--feature',
      'export',
      '--feature',
      'users:integer=5',
      '--feature',
      'edition:text:home,pro!',
    ]
    await must(shop.vendor('product', 'create', 'plain', '--name', 'Plain', ...features))
    await must(shop.vendor('kit', 'plain', '-o', shop.at('vendor', 'plain.kit')))
    const own = ['--feature', 'edition=pro', '--feature', 'export']
    const { value: made } = await must(shop.vendor('key', 'create', '--product', 'plain', ...own))
    const words = wordsBy('plain.kit', 'kay', 'activate', made.keys[0].wholeKey)
    const terminal = inTerminal(words, { folder: shop.at('kay') })
    await terminal.until(/over the telephone: [\s\S]*license> /)
    const [, said = ''] = /telephone:((?:[\s-]+[0-9A-Z]{5}){6})/.exec(terminal.screen()) ?? []
    const { value } = await must(shop.vendor('issue', said.replaceAll(/\s+/g, ' ').trim(), '--typed'))
    const lines: readonly string[] = value.licenseCode
    terminal.type('clear\n')
    await terminal.until(/Nothing of a license code was typed yet[\s\S]*license> /)
    terminal.type('help\n')
    await terminal.until(/What you can enter here:[\s\S]*license> /)
    const [first = '', ...rest] = (lines[0] as string).split('-')
    terminal.type(`${first}\n`)
    await terminal.until(/line 1 of 5, group 2 of 6: /)
    terminal.type(`${rest.join(' ').toLowerCase()}\n`)
    await terminal.until(/line 1 of 5 is correct[\s\S]*line 2 of 5, group 1 of 6: /)
    terminal.type(`${lines[1]?.replace(/^./, first => (first === 'A' ? 'B' : 'A'))}\n`)
    await terminal.until(/line 2: group 1 .*looks mistyped/)
    for (const line of lines.slice(1)) terminal.type(`${line}\n`)
    await terminal.until(/installed: Plain is activated[\s\S]*status {4}valid/)
    expect(await terminal.exit).toBe(0)
  })

  test.each([
    [80, 24, 'eve'],
    [120, 30, 'eva'],
  ])(
    'in %i columns and %i rows one code stands below what to do, and a phone reads it',
    async (columns, rows, name) => {
      const terminal = activate(name, [], { columns, rows })
      await terminal.until(/1\. Scan the code below with a phone[\s\S]*\u2580[\s\S]*license> /)
      const words = terminal.screen().slice(0, terminal.screen().indexOf('\u2580'))
      expect(words.replaceAll(/\s+/g, ' ')).toContain('it shows the request code, to copy. Send it to Acme.')
      expect(words).not.toContain('page of')
      const drawing = drawnOn(terminal.screen())
      expect(drawing.length).toBeLessThan(rows)
      expect(terminal.screen()).not.toContain('\u001b[?1049h')
      const [code = ''] = await readPicture(photographed(drawing, 0), { wanted: [/./] })
      expect((await must(shop.vendor('issue', code, '--dry-run'))).value.dryRun).toBe(true)
      // photographed, it says the same
      const photo = shop.at('vendor', `screen-${name}.png`)
      writeFileSync(photo, photographed(drawing, 0))
      expect((await must(shop.vendor('issue', photo, '--dry-run'))).value.dryRun).toBe(true)
      // and the whole request as a picture, which is not taken for the answer
      terminal.type('qr request.png\n')
      await terminal.until(/The request is in request\.png as a picture[\s\S]*license> /)
      await must(shop.vendor('issue', shop.at(name, 'request.png'), '-o', shop.at(name, 'license.txt')))
      await terminal.until(/Found .*license\.txt[\s\S]*installed: Scope Pro/)
      expect(await terminal.exit).toBe(0)
      expect(terminal.screen()).not.toContain('Found request.png')
    },
  )

  test('codes in turn are shown when they are asked for, to the page that the kit names, until a key or the answer', async () => {
    const kit = shop.at('vendor', 'paged.kit')
    await must(shop.vendor('kit', 'scope', '-o', kit, '--address', 'https://activate.example.com'))
    const words = wordsBy('paged.kit', 'pia', 'activate', key, '-o', 'request.txt')
    const terminal = inTerminal(words, { folder: shop.at('pia'), columns: 80, rows: 24 })
    await terminal.until(/"frames" shows it in several codes[\s\S]*license> /)
    terminal.type('frames\n')
    await terminal.until(/Hold the camera of https:[\s\S]*frame 2 \(4\/s\)/)
    terminal.type(' ')
    await terminal.until(/license> /)
    terminal.type('frames\n')
    await terminal.until(/frame 1 \(4\/s\)/)
    await issue('pia', '-o', shop.at('pia', 'license.txt'))
    await terminal.until(/installed: Scope Pro/)
    expect(await terminal.exit).toBe(0)
    expect(terminal.screen().lastIndexOf('\u001b[?1049l')).toBeGreaterThan(
      terminal.screen().lastIndexOf('\u001b[?1049h'),
    )
  })

  test('--qr writes the picture at the start', async () => {
    const terminal = activate('quin', ['--qr', 'request.png'])
    await terminal.until(/license> /)
    await must(shop.vendor('issue', shop.at('quin', 'request.png'), '-o', shop.at('quin', 'license.txt')))
    await terminal.until(/installed: Scope Pro/)
    expect(await terminal.exit).toBe(0)
  })

  test('a license that is there already is said; no is the end, and --again does not ask', async () => {
    await must(shop.install('fay', key))
    const terminal = activate('fay')
    await terminal.until(
      /already activated here, without an end, with the key .{11}\. Request another license\?/,
    )
    terminal.type('n\n')
    await terminal.until(/nothing was changed[\s\S]*status {4}valid/)
    expect(await terminal.exit).toBe(0)
    const stopped = activate('fay')
    await stopped.until(/Request another license\?/)
    stopped.type('\u0003')
    await stopped.until(/stopped: stopped at the question/)
    expect(await stopped.exit).toBe(3)
    const again = activate('fay', ['--again'])
    await again.until(/license> /)
    again.type('\u0004')
    expect(await again.exit).toBe(3)
    expect(await valid('fay')).toBe('valid')
  })

  test('of a license that was deactivated here it is said at the start that its receipt goes first', async () => {
    await must(shop.install('ian', key))
    await must(shop.client('ian')('deactivate', '--yes'))
    const terminal = activate('ian')
    await terminal.until(
      /warning: the license of this key was deactivated here on 20.*Z\. Send its receipt first/,
    )
    await terminal.until(/computer ID[\s\S]*license> /)
    terminal.type('\u0004')
    expect(await terminal.exit).toBe(3)
  })

  test('--watch looks at another folder, which comes later; --json is one value at the end', async () => {
    const words = ['-o', 'request.txt', '--watch', shop.at('gus', 'usb')]
    const run = wordsOf('gus', 'activate', key, ...words, '--json')
    const quoted = run.map(word => `'${word}'`).join(' ')
    const terminal = inTerminal(['sh', '-c', `${quoted} > answer.json`], { folder: shop.at('gus') })
    await terminal.until(/license> /)
    mkdirSync(shop.at('gus', 'usb'))
    copyFileSync(shop.at('gus', 'request.txt'), shop.at('gus', 'usb', 'request.txt'))
    await terminal.until(/Found .*request\.txt\s+ignored: expected a license, got a request/)
    await issue('gus', '-o', shop.at('gus', 'usb', 'license.txt'))
    expect(await terminal.exit).toBe(0)
    const answer = JSON.parse(readFileSync(shop.at('gus', 'answer.json'), 'utf8'))
    expect(answer).toMatchObject({
      ok: true,
      type: 'license',
      valid: true,
      state: 'valid',
      output: 'request.txt',
    })
  })
})

describe('without a terminal', () => {
  const refused = (code: string, ...words: readonly string[]) =>
    refusal(shop.at(), () => shop.client('hal')('activate', key, ...words), code, 2)

  test('it says how to do it by files, and makes nothing', async () => {
    shop.client('hal')
    const { hint } = await refused('terminal-missing')
    expect(hint).toContain('"airlatch request KEY -o request.txt", then run "airlatch install FILE"')
  })

  test('words that do not belong together are told', async () => {
    shop.client('hal')
    await refused('usage', '--no-open')
    await refused('usage', '--minutes', '5')
    await refused('usage', '--page', '--no-open', '--watch', 'x')
    await refused('invalid-value', '--page', '--no-open', '--minutes', '0')
    await refused('invalid-value', '--page', '--no-open', '--minutes', '1441')
  })

  test('by SSH no browser is opened at the other end', async () => {
    const [program, ...words] = wordsOf('ivy', 'activate', key, '--page')
    const env = { SSH_CONNECTION: '10.0.0.1 50000 10.0.0.2 22', DISPLAY: ':10' }
    const { exit, err } = await runProcess(program, words, { folder: shop.at('ivy'), env })
    expect(exit).toBe(2)
    expect(err).toMatch(/browser-missing: this is an SSH session[\s\S]*ssh -L PORT:127\.0\.0\.1:PORT/)
    expect(existsSync(shop.at('ivy', 'home'))).toBe(false)
  })

  test('a license that is there already is the answer', async () => {
    await must(shop.install('jon', key))
    const { exit, value } = await shop.client('jon')('activate', key, '--page', '--no-open')
    expect(exit).toBe(0)
    expect(value).toMatchObject({ already: true, valid: true, state: 'valid' })
  })
})
