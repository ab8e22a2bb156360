/**
 * Owns what every binding of the C library must do, in whichever language: its sample `licensed` accepts and refuses what
 * it should, and its program `show` (native/test/show.*) prints all that an answer has.
 *
 * `licensed [FILE]` checks the file, or else what is installed. It prints `product: `, `licensed to: `, `last day: ` (not
 * in Rust, whose standard library has no dates), `days left: `, `warning: ` and `export: yes` (or `no`), each in a line, and
 * ends with 0; or `Not licensed: CODE` for every reason to the standard error output, and ends with 1; with 2 if the kit, the
 * file or the library cannot be read.
 *
 * `show FILE [NAME=VALUE...]` checks a file, or for `-` what is installed. The names are `home`, `workload`, `version`,
 * `released`, `features` (with commas between them) and `search`. It prints the lines of `Shown`; see native/test/show.cpp.
 */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Probe, probeComputer } from '../../src/client/probe/probe.ts'
import { type KitFormat, kitSource, kitSourceFile } from '../../src/exchange/kit-source.ts'
import { type Raw, toHex } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import type { Environment } from '../world/environment.ts'
import { followGuide } from './guide.ts'
import { installBound } from './homes.ts'
import { FILES, GRACE_DAYS, type Installed, install, KIT, type Ran, TEXT } from './installed.ts'
import { missingTools } from './library.ts'
import { NATIVE } from './make.ts'

export interface Language {
  readonly name: string
  /** What is missing to try it on this computer; undefined when nothing is. */
  readonly missing: string | undefined
  /** What is copied into the folder of the test, by the path in native/. */
  readonly files: readonly string[]
  /** The kit as a source file, as `airlatch-vendor kit --format` writes it. */
  readonly kit: { readonly file: string; readonly source: (kit: Raw) => string }
  /** Builds the two programs: a script of the shell, in that folder. */
  readonly build: string
  readonly licensed: readonly [command: string, ...args: readonly string[]]
  readonly show: readonly [command: string, ...args: readonly string[]]
  /** It loads the shared library when it first needs it. */
  readonly loads?: true
  /** Its page in docs/guides. */
  readonly guide?: string
}

/** What `show` prints, by the label before the colon; `feature NAME` has the type and the value. */
type Shown = Readonly<Record<string, string>>

/** A language's two programs, built against an installed library. */
export class Programs {
  readonly installed: Installed
  readonly #language: Language
  readonly #shown = new Map<string, Shown>()

  constructor(language: Language) {
    this.#language = language
    this.installed = install()
    const { folder } = this.installed
    for (const file of language.files) copyFileSync(join(NATIVE, file), join(folder, basename(file)))
    writeFileSync(join(folder, language.kit.file), language.kit.source(KIT))
    this.installed.script(language.build)
  }

  licensed(args: readonly string[], variables: Environment = {}): Ran {
    const [command, ...first] = this.#language.licensed
    return this.installed.run(command, [...first, ...args], variables)
  }

  /** Throws with what was printed if the program fails. The same arguments are tried once. */
  show(args: readonly string[]): Shown {
    const key = args.join('\n')
    const shown = this.#shown.get(key) ?? this.#show(args)
    this.#shown.set(key, shown)
    return shown
  }

  #show(args: readonly string[]): Shown {
    const [command, ...first] = this.#language.show
    const { status, out, err } = this.installed.run(command, [...first, ...args])
    expect({ status, err }).toEqual({ status: 0, err: '' })
    return Object.fromEntries(
      out
        .trimEnd()
        .split('\n')
        .map(line => line.split(/: (.*)/s).slice(0, 2)),
    )
  }

  remove(): void {
    rmSync(this.installed.folder, { recursive: true, force: true })
  }
}

/** Defines the tests that every language has. `more` defines its own. */
export function behavesLikeAll(
  language: Language,
  more: (programs: () => Programs) => void = () => {},
): void {
  const missing = missingTools() ?? language.missing
  const title = `${language.name}${missing ? ` (skipped: ${missing})` : ''}`
  describe.skipIf(missing !== undefined)(title, () => {
    let programs: Programs
    beforeAll(() => {
      programs = new Programs(language)
    })
    afterAll(() => programs?.remove())

    test('its sample accepts and refuses what it should', () => {
      judgesFiles(file => programs.licensed([file]))
    })

    test('its sample without an argument asks for what is installed', () => {
      const variables = { AIRLATCH_HOME: join(programs.installed.folder, 'no-such-home') }
      expect(programs.licensed([], variables)).toEqual(refused('no-license'))
    })

    test.skipIf(!language.loads)('its sample says that the library is missing', () => {
      const ran = programs.licensed(['good.license'], { LD_LIBRARY_PATH: '' })
      expect(ran).toMatchObject({ status: 2, out: '' })
      expect(ran.err).toContain('airlatch')
      expect(ran.err.split('\n').length).toBeLessThan(8)
    })

    test('shows all that a license has, in UTF-8 and with a zero in the user data', () => {
      const shown = programs.show(['rich.license', 'version=2.3.1'])
      expect(shown).toMatchObject({
        valid: 'yes',
        reasons: '',
        warnings: '',
        'ends at': '2096-10-02T07:06:40Z',
        'runs until': '2096-10-02T07:06:40Z',
        'days left': expect.stringMatching(/^\d+$/),
        features: 'export edition projects',
        'feature export': 'flag',
        'feature edition': `text ${TEXT}`,
        'feature projects': 'integer 25',
        product: `${world.PRODUCT_NAME} ${TEXT}`,
        contact: 'none',
        source: 'none',
        key: world.KEY_ID,
        activation: toHex(world.ACTIVATION_ID),
        licensee: `${TEXT} GmbH`,
        version: '2',
        'user data': Buffer.from('a\0b ü').toString('hex'),
        license: toHex(FILES['rich.license'] as Raw),
      })
    })

    test('a feature of another type or of another name is none', () => {
      expect(programs.show(['rich.license', 'version=2.3.1'])).toMatchObject({
        'number of edition or -1': '-1',
        'number of projects or -1': '25',
        'text of projects': 'none',
        'type of nothing': 'none',
        'type of export with a zero after it': 'none',
      })
    })

    test('shows an end as none where there is none, and in the last second of the year 9999', () => {
      expect(programs.show(['endless.license', 'version=2'])).toMatchObject({
        valid: 'yes',
        'ends at': 'none',
        'runs until': 'none',
        'days left': 'none',
      })
      const late = programs.show(['year-9999.license', 'version=2'])
      expect(late['ends at']).toMatch(/^(?:9999-12-31T23:59:59Z|\+?10000-01-01T00:00:00Z)$/)
      expect(late['days left']).toMatch(/^29\d{5}$/)
    })

    test('of a refused license no feature is there, and what it says is', () => {
      const shown = programs.show(['expired.license', 'version=2.3.1'])
      expect(shown).toMatchObject({ valid: 'no', reasons: 'expired', features: '', licensee: 'Ada Ltd' })
      expect(shown['ends at']).toBe(secondOf(world.NOW))
      expect(programs.show(['changed.license'])).toMatchObject({
        valid: 'no',
        reasons: 'signature-invalid',
        'ends at': 'none',
        'runs until': 'none',
        'days left': '0',
        licensee: 'none',
        license: 'none',
      })
    })

    test('says until when a license in grace runs', () => {
      expect(programs.show(['in-grace.license', 'version=2.3.1'])).toMatchObject({
        valid: 'yes',
        warnings: 'in-grace',
        'ends at': secondOf(world.NOW),
        'runs until': secondOf(world.NOW + GRACE_DAYS * 86_400),
        'days left': '0',
      })
    })

    test('hands over the version and the features that the program needs', () => {
      expect(programs.show(['good.license', 'version=3.0']).reasons).toBe('wrong-version')
      expect(programs.show(['good.license', 'version=2', 'features=export']).valid).toBe('yes')
    })

    test('finds the license that is installed, in a home whose name is not ASCII', async ({ skip }) => {
      const home = join(programs.installed.folder, `home ${TEXT}`)
      const id = await installBound(home, probeComputer)
      if (id === undefined) skip('needs a computer with two readings')
      const shown = programs.show(['-', `home=${home}`, 'version=2.3.1', 'released=2026-11-30', 'search=-1'])
      expect(shown).toMatchObject({ valid: 'yes', reasons: '', features: 'export', computer: id })
      expect(shown.source).not.toBe('none')
      const byVariable = programs.licensed([], { AIRLATCH_HOME: home })
      expect(byVariable).toMatchObject({ status: 0, err: '' })
      if (language.name !== 'Rust') expect(byVariable.out).toContain('last day: 2096-10-02\n')
      expect(byVariable.out).toMatch(/days left: \d+\nexport: yes\n$/)
    })

    test('refuses the license of another computer whose whole home was copied', async ({ skip }) => {
      const home = join(programs.installed.folder, 'copied home')
      const id = await installBound(home, otherComputer)
      if (id === undefined) skip('needs a computer with two readings')
      const shown = programs.show(['-', `home=${home}`, 'version=2.3.1'])
      expect(shown).toMatchObject({ valid: 'no', reasons: 'wrong-computer', features: '' })
    })

    test('asks for the license of a workload', () => {
      const home = join(programs.installed.folder, 'no-such-home')
      const shown = programs.show(['-', `home=${home}`, 'workload=office-1'])
      expect(shown).toMatchObject({ valid: 'no', reasons: 'no-license', 'days left': '0', source: 'none' })
    })

    test('an empty file is a license that cannot be read, and does not ask for what is installed', () => {
      writeFileSync(join(programs.installed.folder, 'empty.license'), '')
      const { valid, reasons } = programs.show(['empty.license'])
      expect(valid).toBe('no')
      expect(reasons).toMatch(/^(?!no-license)[a-z-]+$/)
    })

    test('checks 1,000 times in 8 threads, and its answers outlive a kit that is closed twice', () => {
      const shown = programs.show(['rich.license', 'version=2.3.1'])
      expect(shown).toMatchObject({ 'same in 8 threads': '1000', 'after closing': 'closed', valid: 'yes' })
    })

    test('refuses a kit with a changed byte by the name of the reason', () => {
      expect(programs.show(['good.license'])['changed kit']).toBe('signature-invalid')
    })

    test('refuses a text with a zero in it, which C would cut', () => {
      expect(programs.show(['good.license'])['zero in the version']).toBe('refused')
    })

    test('refuses a feature without a name, which could end the list of those that are needed', () => {
      expect(programs.show(['good.license'])['feature without a name']).toBe('refused')
    })

    const { guide } = language
    if (guide !== undefined)
      test(`the guide ${guide} works as it says`, () => followGuide(guide, programs.installed))

    more(() => programs)
  })
}

/** One with the same kinds of readings as this. */
const otherComputer: Probe = async () => {
  const here = await probeComputer()
  const reversed = (value: string) => [...value].reverse().join('')
  return { ...here, readings: here.readings.map(one => ({ ...one, value: reversed(one.value) })) }
}

const secondOf = (time: number) => new Date(time * 1000).toISOString().replace('.000', '')

const refused = (code: string): Ran => ({ status: 1, out: '', err: `Not licensed: ${code}\n` })

/** What every sample answers to the files. */
export function judgesFiles(answer: (file: string) => Ran): void {
  const good = answer('good.license')
  expect(good).toMatchObject({ status: 0, err: '' })
  const start = `product: ${world.PRODUCT_NAME} ${TEXT}\nlicensed to: Ada Ltd\n`
  expect(good.out.replace(/(?:last day: 2096-10-02\n)?days left: \d+\n/, '')).toBe(`${start}export: yes\n`)
  expect(answer('site.bundle')).toEqual(good)
  expect(answer('rich.license').out).toContain(`licensed to: ${TEXT} GmbH\n`)
  expect(answer('plain.license').out).toMatch(/export: no\n$/)
  expect(answer('endless.license').out).toBe(`${start}export: yes\n`)
  expect(answer('expired.license')).toEqual(refused('expired'))
  expect(answer('old-version.license')).toEqual(refused('wrong-version'))
  expect(answer('unmaintained.license')).toEqual(refused('outside-maintenance'))
  expect(answer('changed.license')).toEqual(refused('signature-invalid'))
  expect(answer('vendor.kit')).toEqual(refused('wrong-message-type'))
  expect(answer('text.txt')).toMatchObject({ status: 1, out: '' })
  expect(['readings-missing', 'wrong-computer'].map(refused)).toContainEqual(answer('elsewhere.license'))
  expect(answer('year-9999.license').out).toMatch(/(?:last day: 9999-12-31\n)?days left: 29\d{5}\n/)
  expect(answer('no-such-file')).toMatchObject({ status: 2, out: '' })
  expect(answer('usr')).toMatchObject({ status: 2, out: '' })
}

/** The kit as a source file of that language, by the name that `airlatch-vendor kit` gives it. */
export function kitOf(format: KitFormat): Language['kit'] {
  const kit = {
    productId: world.PRODUCT,
    productName: world.PRODUCT_NAME,
    sequence: 1,
    madeAt: world.REQUESTED_AT,
  }
  return { file: kitSourceFile(format), source: message => kitSource(format, { kit, message }) }
}
