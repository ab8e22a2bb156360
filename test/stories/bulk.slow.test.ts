/** Hundreds of requests in one folder: answered, reported, interrupted anywhere, and gone on with. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { runTool } from '../../src/cli/run.ts'
import { openVendor } from '../../src/vendor/door.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { requestsFor } from '../bench/desk.ts'
import { environment } from '../world/environment.ts'
import { runProcess } from '../world/process.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Answer, Value } from '../world/world.ts'

const TOOL = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')
/** More than the tool puts on disk at once, so that there is something between the first license and the last. */
const COUNT = 400

let shop: Shop
/** Once for all tests: a vendor with COUNT keys that nobody has activated, and a request for each. */
beforeAll(async () => {
  shop = await openShop()
  mkdirSync(shop.at('vendor', 'requests'))
  const vendor = await openVendor({ home: shop.at('vendor', 'home') })
  const keys = await vendor.createKeys({ productId: 'scope', count: COUNT })
  await vendor.close()
  for (const [i, request] of requestsFor(keys).entries())
    writeFileSync(shop.at('vendor', 'requests', nameOf(i)), encodeArmor('request', request))
  cpSync(shop.at('vendor', 'home'), shop.at('untouched'), { recursive: true })
})
afterAll(() => shop.remove())

const home = () => shop.at('vendor', 'home')
const requests = () => shop.at('vendor', 'requests')
const licenses = () => shop.at('vendor', 'licenses')
const nameOf = (i: number) => `order ${String(i).padStart(4, '0')}.txt`

/** Nobody has been activated, and no license written. */
function startOver(): void {
  for (const folder of [home(), licenses()]) rmSync(folder, { recursive: true, force: true })
  cpSync(shop.at('untouched'), home(), { recursive: true })
  mkdirSync(licenses())
}
beforeEach(startOver)

function issueAll(...more: readonly string[]): Promise<Answer> {
  return shop.vendor('issue', requests(), '-o', licenses(), ...more)
}

interface Started {
  readonly process: ChildProcess
  /** The exit code, or the signal that ended it, whenever it is asked for. */
  readonly over: Promise<number | NodeJS.Signals>
}

/** The tool as a process of its own, which may be over before anybody looks. */
function start(...words: readonly string[]): Started {
  const all = [TOOL, '--home', home(), 'issue', ...words, '-o', licenses(), '--json']
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'], env: environment() })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { process: child, over: once(child, 'close').then(([exit, signal]) => exit ?? signal) }
}

/** Every file with its content; nothing is left over beside the licenses. */
function licenseFiles(): Readonly<Record<string, string>> {
  const names = readdirSync(licenses()).sort()
  return Object.fromEntries(names.map(name => [name, readFileSync(join(licenses(), name), 'utf8')]))
}

/** What each request gets when it is asked again, alone. */
async function rightFiles(count = COUNT): Promise<Readonly<Record<string, string>>> {
  const vendor = await openVendor({ home: home() })
  const signer = await vendor.unlock('')
  const files: [string, string][] = []
  for (let i = 0; i < count; i++) {
    const issued = await signer.issue(readFileSync(join(requests(), nameOf(i))))
    if (issued.kind !== 'issued' || issued.seat !== 'repeated') throw new Error(`${i} is not in the ledger`)
    files.push([nameOf(i).replace('.txt', '.license'), encodeArmor('license', issued.message)])
  }
  await vendor.close()
  return Object.fromEntries(files)
}

async function expectAllRight(): Promise<void> {
  expect(licenseFiles()).toEqual(await rightFiles())
  const { activationCount, licenseCount } = (await must(shop.vendor('ledger', 'stats'))).value
  expect({ activationCount, licenseCount }).toEqual({ activationCount: COUNT, licenseCount: COUNT })
  await must(shop.vendor('ledger', 'audit'))
}

describe('a folder of requests', () => {
  test('is answered file by file, and only counted when there are many', async () => {
    const { value } = await must(issueAll())
    const counts = {
      issued: COUNT,
      renewed: 0,
      moved: 0,
      repeated: 0,
      refused: 0,
      unreadable: 0,
      written: COUNT,
    }
    expect(value).toEqual({
      ok: true,
      counts: { requests: COUNT, ...counts },
      leftBySystem: 0,
      output: licenses(),
      warnings: [],
    })
    await expectAllRight()
  })

  test('again: the same licenses are recognised, and nothing is written or recorded', async () => {
    await must(issueAll())
    const before = shop.listing()
    const { value } = await must(issueAll('--jobs', '1'))
    expect(value).toMatchObject({ counts: { issued: 0, repeated: COUNT, written: 0 } })
    expect(shop.listing()).toEqual(before)
  })

  test('a license that was lost comes back, and a file of another content keeps its name', async () => {
    await must(issueAll())
    const files = licenseFiles()
    const [lost, other] = Object.keys(files) as [string, string]
    rmSync(join(licenses(), lost))
    writeFileSync(join(licenses(), other), 'somebody wrote here')
    expect((await must(issueAll())).value).toMatchObject({
      counts: { repeated: COUNT, written: 2 },
    })
    const second = other.replace('.license', '-2.license')
    expect(licenseFiles()).toEqual({ ...files, [other]: 'somebody wrote here', [second]: files[other] })
  })

  test('may be the folder of the licenses too, and may have files of ours and of the system in it', async () => {
    const folder = shop.at('vendor', 'both')
    cpSync(requests(), folder, { recursive: true })
    onTestFinished(() => rmSync(folder, { recursive: true }))
    mkdirSync(join(folder, 'not searched'))
    writeFileSync(join(folder, '.DS_Store'), 'x')
    const run = () => shop.vendor('issue', folder, '-o', folder)
    expect((await must(run())).value).toMatchObject({ counts: { requests: COUNT, issued: COUNT } })
    expect((await must(run())).value).toMatchObject({
      counts: { requests: COUNT, repeated: COUNT, written: 0 },
    })
  })

  test('of few requests: each is answered in the result, as with several files', async () => {
    const folder = shop.at('vendor', 'one')
    mkdirSync(folder)
    onTestFinished(() => rmSync(folder, { recursive: true }))
    expect((await must(shop.vendor('issue', folder, '-o', licenses()))).value).toEqual({
      ok: true,
      results: [],
      leftBySystem: 0,
      warnings: [],
    })
    cpSync(join(requests(), nameOf(0)), join(folder, nameOf(0)))
    const { results } = (await must(shop.vendor('issue', folder, '-o', licenses()))).value
    expect(results).toMatchObject([
      { input: join(folder, nameOf(0)), outcome: 'issued', output: join(licenses(), 'order 0000.license') },
    ])
  })

  test('what is asked for wrongly is refused before anything is done', async () => {
    const before = shop.listing()
    const wrong = [
      [requests()],
      [requests(), '-o', join(licenses(), 'absent')],
      [requests(), '-o', licenses(), '--qr', join(licenses(), 'license.png')],
      [requests(), '-o', licenses(), '--dry-run'],
      [requests(), '-o', licenses(), '--jobs', '0'],
      [requests(), '-o', licenses(), '--report', join(licenses(), 'report.xlsx')],
      [join(requests(), nameOf(0)), '--report', join(licenses(), 'report.csv')],
    ]
    for (const words of wrong) expect((await shop.vendor('issue', ...words)).exit, words.join(' ')).toBe(2)
    writeFileSync(join(licenses(), 'there.csv'), '')
    expect((await issueAll('--report', join(licenses(), 'there.csv'))).value.error.code).toBe('output-exists')
    rmSync(join(licenses(), 'there.csv'))
    expect(shop.listing()).toEqual(before)
  })
})

describe('refused ones among them', () => {
  /** Spoils some of the requests, and takes one back. */
  async function spoil(): Promise<void> {
    const vendor = await openVendor({ home: home() })
    const [first] = await vendor.keys({})
    await vendor.revokeKey(first?.key.id as string)
    await vendor.close()
    for (const [name, content] of [
      ['order 0001b.txt', 'Dear Sirs,\r\nplease find attached'],
      ['order 0002b.txt', ''],
      ['=order.txt', readFileSync(join(requests(), nameOf(3)), 'utf8').replace(/[A-Z]{3}/g, 'AAA')],
    ] as const) {
      const path = join(requests(), name)
      writeFileSync(path, content)
      onTestFinished(() => rmSync(path))
    }
  }

  test('stop no other one; the report has a row for each, and the summary the first of them', async () => {
    await spoil()
    const [csv, jsonl] = [shop.at('vendor', 'report.csv'), shop.at('vendor', 'report.jsonl')]
    onTestFinished(() => {
      for (const file of [csv, jsonl]) rmSync(file, { force: true })
    })
    const { exit, value } = await issueAll('--report', jsonl)
    expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'some-refused' })
    const { refused, of, counts, first, report, results } = value.error.details
    expect({ refused, of, report, results }).toEqual({
      refused: 4,
      of: COUNT + 3,
      report: jsonl,
      results: undefined,
    })
    expect(counts).toMatchObject({ issued: COUNT - 1, refused: 1, unreadable: 3, written: COUNT - 1 })
    expect(first.map(({ error }: Value) => error.code)).toContain('key-revoked')
    expect(value.error.message).toContain('order 0002b.txt')

    const rows = readFileSync(jsonl, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows.map(({ input }) => input)).toEqual(
      readdirSync(requests())
        .sort()
        .map(name => join(requests(), name)),
    )
    expect(rows.filter(({ outcome }) => outcome === 'issued')).toHaveLength(COUNT - 1)
    for (const { outcome, output, keyId, computerId, code, message } of rows) {
      if (outcome === 'issued') expect(existsSync(output)).toBe(true)
      else expect(message).toMatch(/.{10}/)
      if (outcome === 'unreadable') expect([keyId, computerId]).toEqual([undefined, undefined])
      else
        expect([keyId, computerId]).toEqual([
          expect.stringMatching(/^.{11}$/),
          expect.stringMatching(/^.{17}$/),
        ])
      if (outcome === 'refused') expect(code).toBe('key-revoked')
    }

    await issueAll('--report', csv)
    const lines = readFileSync(csv, 'utf8').split('\r\n')
    expect(lines[0]).toBe('\ufeff"file","outcome","key id","computer id","code","message","output"')
    expect(lines).toHaveLength(COUNT + 3 + 2)
    expect(lines.filter(line => line.includes('"repeated"'))).toHaveLength(COUNT - 1)
  })

  test('as text: the counts and the first refused ones on standard output, and exit 1', async () => {
    await spoil()
    const texts = { out: '', err: '' }
    const words = ['--home', home(), 'issue', requests(), '-o', licenses()]
    const exit = await runTool(vendorTool, words, {
      out: text => {
        texts.out += text
      },
      err: text => {
        texts.err += text
      },
    })
    expect(exit).toBe(1)
    expect(texts.err).toBe(
      `airlatch-vendor: warning: some-refused: 4 of ${COUNT + 3} requests got no license: 1 refused, 3 unreadable\n`,
    )
    expect(texts.out.replaceAll(/ +/g, ' ')).toMatch(`requests ${COUNT + 3}\nissued ${COUNT - 1}\n`)
    expect(texts.out).toMatch(
      /order 0001b\.txt +UNREADABLE input-not-recognised: "order 0001b\.txt" does not contain /,
    )
    expect(texts.out).toMatch(/REFUSED key-revoked: /)
  })
})

describe('interrupted', () => {
  /** Resolves when something has happened so many times in a folder, or the process is over. */
  async function happened(folder: string, times: number, { over }: Started): Promise<void> {
    let left = times
    const enough = new Promise<void>(resolve => {
      const watcher = watch(folder, () => {
        if (--left <= 0) resolve()
      })
      onTestFinished(() => watcher.close())
    })
    await Promise.race([enough, over])
  }

  test('kill -9 anywhere: the same command again gives the rest, and the same bytes', async () => {
    // at the ledger before the first license, at the first license, and then somewhere
    const moments = [
      { folder: home, times: 2 + Math.floor(Math.random() * 20) },
      { folder: licenses, times: 2 },
      { folder: licenses, times: 3 + Math.floor(Math.random() * (COUNT / 2)) },
    ]
    for (const { folder, times } of moments) {
      for (;;) {
        const tool = start(requests())
        await happened(folder(), times, tool)
        tool.process.kill('SIGKILL')
        if ((await tool.over) === 'SIGKILL') break
        // it was done before we were told of its moment, as on a busy machine
        startOver()
      }
    }
    // what a killed process was writing has no name yet, and is hidden
    const before = readdirSync(licenses())
    for (const name of before.filter(name => name.startsWith('.')))
      rmSync(join(licenses(), name), { recursive: true })
    const { counts } = (await must(issueAll())).value
    expect(counts.issued + counts.repeated).toBe(COUNT)
    expect(counts.written).toBe(COUNT - before.filter(name => name.endsWith('.license')).length)
    await expectAllRight()
  })

  test('Ctrl-C finishes what was begun and says where it stopped; the next run goes on there', async () => {
    const report = shop.at('vendor', 'stopped.jsonl')
    onTestFinished(() => rmSync(report, { force: true }))
    const folder = shop.at('vendor', 'more')
    mkdirSync(folder)
    onTestFinished(() => rmSync(folder, { recursive: true }))
    // so many that the first ones are answered long before the last one is read
    for (let copy = 0; copy < 4; copy++) cpSync(requests(), join(folder, `${copy}`), { recursive: true })
    const folders = [0, 1, 2, 3].map(copy => join(folder, `${copy}`))
    const tool = start(...folders, '--report', report)
    let out = ''
    tool.process.stdout?.on('data', text => {
      out += text
    })
    await happened(licenses(), 1, tool)
    tool.process.kill('SIGINT')
    expect(await tool.over).toBe(3)
    const { code, details, hint } = JSON.parse(out).error
    expect(code).toBe('interrupted')
    expect(hint).toContain('again, with another file for --report')
    const { done, of, next, issued, repeated } = details
    expect(of).toBe(4 * COUNT)
    expect(done).toBeLessThan(of)
    expect(done).toBe(issued + repeated)
    expect(next).toBe(join(folders[Math.floor(done / COUNT)] as string, nameOf(done % COUNT)))
    expect(readFileSync(report, 'utf8').trimEnd().split('\n')).toHaveLength(done)
    expect(readdirSync(licenses()).filter(name => name.startsWith('.'))).toEqual([])

    const rest = (await must(issueAll())).value.counts
    expect(rest.issued + issued).toBe(COUNT)
    await expectAllRight()
  })

  test('two processes on the same folder at once: each request is answered once', async () => {
    const answers = await Promise.all(
      [1, 2].map(() =>
        runProcess(
          process.execPath,
          [TOOL, '--home', home(), 'issue', requests(), '-o', licenses(), '--json'],
          { folder: shop.at() },
        ),
      ),
    )
    const values: Value[] = answers.map(({ out }) => JSON.parse(out))
    expect(answers.map(({ exit }) => exit)).toEqual([0, 0])
    const sum = (name: string) => values.reduce((total, value) => total + value.counts[name], 0)
    expect({ issued: sum('issued'), repeated: sum('repeated'), written: sum('written') }).toEqual({
      issued: COUNT,
      repeated: COUNT,
      written: COUNT,
    })
    await expectAllRight()
  })
})
