/**
 * Plays the guide of the site server (docs/guides/site-server.md) and the clerk's part of it: every command in them, in its order, on a server, on other
 * computers and at the vendor's desk. Names of the guide stand for what there is here; what the system does is left out.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { pageSettings } from '../../site-tool/page/options.ts'
import { ServingSite } from '../../site-tool/server/serving.ts'
import { siteTool } from '../../site-tool/tool.ts'
import { argsOver } from '../../src/cli/command.ts'
import { listeningSettings } from '../../src/serving/settings.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Answer, inProcess } from '../world/world.ts'

const GUIDES = join(import.meta.dirname, '..', '..', 'docs', 'guides')

/** What is not played: the system's own programs, and TLS, which test/site-tool has its own tests of. */
const OF_THE_SYSTEM = /^(?:sudo systemctl|mkdir|icacls|schtasks|docker|sh) |--tls-cert/

interface Section {
  readonly title: string
  readonly lines: readonly string[]
}

/** Every line of every block of a guide, below its heading. */
function sectionsOf(name: string): readonly Section[] {
  const guide = readFileSync(join(GUIDES, name), 'utf8')
  return guide.split(/^## /m).map(text => {
    const blocks = [...text.matchAll(/^```\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    )
    return { title: text.split('\n', 1)[0] ?? '', lines: blocks }
  })
}

/** A server on a computer of its own, with what it was last asked to send to the vendor. */
class PlayedServer {
  readonly name: string
  readonly #shop: Shop
  readonly #key: string
  asked = ''
  address = ''
  #serving: ServingSite | undefined

  constructor(shop: Shop, name: string, key: string) {
    this.#shop = shop
    this.name = name
    this.#key = key
    mkdirSync(shop.at(name), { recursive: true })
  }

  get home(): string {
    return this.#shop.at(this.name, 'home')
  }

  run(...words: readonly string[]): Promise<Answer> {
    const tool = siteTool(async () => simulatedComputer(this.name))
    return inProcess(tool, ['--home', this.home, ...words])
  }

  async serve(): Promise<void> {
    const world = { home: this.home, lends: true, probe: async () => simulatedComputer(this.name) }
    const settings = {
      ...listeningSettings(argsOver({}), 0),
      ...pageSettings(argsOver({})),
      host: '127.0.0.1',
    }
    const serving = await ServingSite.start(world, settings, () => {})
    onTestFinished(() => serving.stop())
    this.#serving = serving
    this.address = serving.address
  }

  async stop(): Promise<void> {
    await this.#serving?.stop()
  }

  /** One command of the guide. The vendor answers before an answer is installed. */
  async play(words: readonly string[]): Promise<Answer | undefined> {
    const [command, input] = words
    if (command === 'serve') {
      await this.serve()
      return undefined
    }
    if (command === 'install' && input !== undefined && !existsSync(input))
      await must(this.#shop.vendor('issue', this.asked, '-o', input))
    if (command === 'request') this.asked = words[words.indexOf('-o') + 1] ?? ''
    return must(this.run(...words.map(word => (word === 'KEY' ? this.#key : word))))
  }
}

test('the guide: every command of it does what it says', async () => {
  const shop = await openShop()
  onTestFinished(() => shop.remove())
  mkdirSync(shop.at('stick'))
  const { key, inspect } = await sells(shop)
  const terms = ['--for-floating', '--activations', '6', '--most-borrowed', '3', '--duration', '365']
  const server = new PlayedServer(shop, 'server', key)
  const played: string[] = []

  for (const { title, lines } of sectionsOf('site-server.md')) {
    const isInstallation = title.startsWith('Install it')
    let own = isInstallation ? new PlayedServer(shop, 'linux', await shop.key(...terms)) : server
    for (const line of lines) {
      if (OF_THE_SYSTEM.test(line)) continue
      // each of the two systems of that section begins anew
      if (isInstallation && line.includes('--every-account'))
        own = new PlayedServer(shop, 'windows', await shop.key(...terms))
      const place = isInstallation ? own.name : ''
      const words = wordsOf(line, shop, { place, address: server.address })
      const [tool, ...rest] = words
      if (tool === 'airlatch-site') {
        if (rest.includes('LEASE')) await takesSeat(shop, server)
        await own.play(await withLease(rest, server))
      } else if (tool === 'airlatch') await must(computerOf(shop, line)(...rest))
      else throw new Error(`expected a command of Airlatch or of the system, got: ${line}`)
      played.push(line)
    }
    if (!title.startsWith('In five')) continue
    await asksByItsKit(shop, server)
    expect(await (await fetch(`${server.address}/health`)).json()).toMatchObject({ ok: true })
  }

  // what the guide promises of its last section: the vendor takes both files, and the key has its seat again
  const inspected = await must(inspect())
  expect(inspected.value).toMatchObject({ usageCheck: { findings: [], isRecorded: true } })
  await must(shop.vendor('release', shop.at('stick', 'receipt.txt')))
  expect(played.length).toBeGreaterThan(30)
}, 120_000)

/** The clerk's part: the key, the kit; and later the report of the server. */
async function sells(shop: Shop) {
  const section = sectionsOf('clerk.md').find(({ title }) => title === 'Sell floating seats')
  const [create = '', set = '', kit = '', inspect = '', ...more] = section?.lines ?? []
  expect(more).toEqual([])
  const said = (line: string, key = '') =>
    line
      .split(' ')
      .slice(1)
      .map(word => (word === 'KEY' ? key : word))
      .map(word => (/[.](?:kit|txt)$/.test(word) ? shop.at('stick', word) : word))
  const [made] = (await must(shop.vendor(...said(create)))).value.keys
  await must(shop.vendor(...said(set, made.id)))
  const sites = ['http://licenses.site.example:7632']
  expect((await must(shop.vendor(...said(kit)))).value.kit.sites).toEqual(sites)
  return { key: made.wholeKey as string, inspect: () => shop.vendor(...said(inspect)) }
}

/** Nobody names an address there. */
async function asksByItsKit(shop: Shop, server: PlayedServer): Promise<void> {
  const kit = shop.at('stick', 'named.kit')
  await must(shop.vendor('kit', 'scope', '-o', kit, '--site', server.address))
  const run = shop.computer('named')
  const taken = await must(run('--kit', kit, 'lease', 'take'))
  expect(taken.value).toMatchObject({ seat: { address: server.address } })
  await must(run('--kit', kit, 'lease', 'return'))
}

/** The guide's names, as what they are here. */
function wordsOf(
  line: string,
  shop: Shop,
  { place, address }: { readonly place: string; readonly address: string },
): readonly string[] {
  const text = line.replace(/^sudo -u airlatch-site /, '').replaceAll('licenses.site.example', address)
  const words = [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const program = words.indexOf('--')
  const said =
    program < 0 ? words : [...words.slice(0, program), '--json', '--', process.execPath, '-e', '0', '--']
  return said
    .filter(word => word !== '--machine')
    .map(word => {
      if (word === 'acme.kit') return shop.at('stick', word)
      return /^[\w/-]+\.txt$/.test(word) ? shop.at('stick', `${place}${basename(word)}`) : word
    })
}

/** Who travels by file is another computer than who travels from the site; and neither works at the desk. */
function computerOf(shop: Shop, line: string) {
  if (/-o (?:borrow|return)\.txt|answer\.txt/.test(line)) return withKit(shop, 'traveller')
  return line.includes('borrow') ? withKit(shop, 'laptop') : shop.computer('desk')
}

function withKit(shop: Shop, name: string) {
  const run = shop.computer(name)
  return (...words: readonly string[]) => run('--kit', shop.at('stick', 'acme.kit'), ...words)
}

async function takesSeat(shop: Shop, server: PlayedServer): Promise<void> {
  await must(withKit(shop, 'cleo')('lease', 'take', '--site', server.address))
}

async function withLease(words: readonly string[], server: PlayedServer): Promise<readonly string[]> {
  if (!words.includes('LEASE')) return words
  const { value } = await must(server.run('leases'))
  return words.map(word => (word === 'LEASE' ? value.products[0].leases[0].leaseId : word))
}
