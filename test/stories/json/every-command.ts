/**
 * Owns one long story in which every command of all tools answers with --json, and each in all the ways that change the
 * shape of its answer. Its answers are what docs/json.md is written from.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageFromFile } from '../../../src/carrier/intake.ts'
import { emptyPlace } from '../../../src/carrier/kit-place.ts'
import { instanceFolder, takeSlot } from '../../../src/client/instances/instances.ts'
import { sealLease } from '../../../src/core/envelope.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { vendorTool } from '../../../vendor-tool/tool.ts'
import { simulatedComputer } from '../../client/probe/simulated.ts'
import { LEASE } from '../../core/lease/lease-world.ts'
import { array, bstr, int, text } from '../../vectors/make/raw.ts'
import * as site from '../../vectors/make/site.ts'
import { openMailbox } from '../../vendor-tool/mail/smtp.ts'
import { startApi, startConsole, startServing } from '../../vendor-tool/web/serving.ts'
import { requestOf } from '../../world/desk.ts'
import { must, openShop, type Shop } from '../../world/shop.ts'
import { openSiteServer } from '../../world/site-server.ts'
import { inTerminal } from '../../world/terminal.ts'
import { usageReportOf } from '../../world/usage-report.ts'
import { type Answer, inProcess, type Value } from '../../world/world.ts'

import { servesSite } from './site-commands.ts'
import { tellsOthers } from './webhook-commands.ts'

/** What one run of a tool answered. */
export interface Answered {
  readonly tool: 'airlatch' | 'airlatch-vendor' | 'airlatch-site'
  readonly words: readonly string[]
  readonly value: Value
}

const now = () => Math.floor(Date.now() / 1000)
const ROOT = join(import.meta.dirname, '..', '..', '..')

/** Tells the story. Throws when a command that should have answered was refused. */
export async function everyAnswer(): Promise<readonly Answered[]> {
  const shop = await openShop()
  const stage = new Stage(shop)
  try {
    await setsUp(stage)
    await sells(stage)
    await activates(stage)
    await servesSite(stage)
    await tellsOthers(stage)
    await changes(stage)
    await keepsBooks(stage)
  } finally {
    shop.remove()
  }
  return stage.answers
}

/** The world of the shop, with all that is answered. */
export class Stage {
  readonly answers: Answered[] = []
  readonly shop: Shop
  readonly at: Shop['at']

  constructor(shop: Shop) {
    this.shop = shop
    this.at = shop.at
  }

  /** Of the desk. `exit`: some answers are no success. */
  async vendor(...words: readonly string[]): Promise<Value> {
    return this.answered('airlatch-vendor', all => this.shop.vendor(...all), words)
  }

  async client(name: string, ...words: readonly string[]): Promise<Value> {
    return this.answered('airlatch', all => this.shop.client(name)(...all), words)
  }

  async answered(
    tool: Answered['tool'],
    run: (words: readonly string[]) => Promise<Answer>,
    words: readonly string[],
  ): Promise<Value> {
    const { value } = await run(words)
    if (value.ok !== true) throw new Error(`${tool} ${words.join(' ')}: ${JSON.stringify(value)}`)
    return this.keep(tool, words, value)
  }

  keep(tool: Answered['tool'], words: readonly string[], value: Value): Value {
    this.answers.push({ tool, words, value })
    return value
  }

  /** Makes a key, and gives all that is said of it. */
  async key(...words: readonly string[]): Promise<Value> {
    return (await this.vendor('key', 'create', '--product', 'scope', ...words)).keys[0]
  }
}

async function setsUp(stage: Stage): Promise<void> {
  const { at } = stage
  const elsewhere = (words: readonly string[]) => inProcess(vendorTool, ['--home', at('other'), ...words])
  await stage.answered('airlatch-vendor', elsewhere, ['init', '--vendor', 'Other', '--empty-passphrase'])
  writeFileSync(at('next.txt'), 'the next passphrase')
  const next = ['passphrase', 'change', '--new-passphrase-file', at('next.txt')]
  await stage.answered('airlatch-vendor', elsewhere, next)
  await stage.vendor('product', 'create', 'logger', '--name', 'Logger', '--deactivation-limit', '2')
  await stage.vendor('product', 'set', 'logger', '--allow-vm', 'no', '--match', '4/5')
  await stage.vendor('product', 'set', 'logger', '--deactivation-limit', 'unlimited')
  await stage.vendor('product', 'show', 'scope')
  await stage.vendor('product', 'list')
  await stage.vendor('product', 'archive', 'logger')
  await stage.vendor('product', 'reinstate', 'logger')
  await stage.vendor('settings', 'set', 'allow-generic-keys', 'yes')
  await stage.vendor('settings', 'set', 'plan-activations', '5000')
  await stage.vendor('settings', 'show')
  await stage.vendor('affiliate', 'add', 'North')
  await stage.vendor('affiliate', 'list')
  await addsCustomers(stage)
  await stage.vendor('product', 'show', 'logger')
  await stage.vendor('kit', 'scope')
  await stage.vendor('kit', 'scope', '--format', 'c', '-o', '-')
  await stage.vendor('kit', 'scope', '--qr', at('vendor', 'kit.png'), '--qr-version', '5')
  const kit = at('vendor', 'generic.kit')
  const address = ['--address', 'https://activate.example.com', '--search-path', '/srv/licenses']
  const sites = ['--site', 'licenses.site.example', '--site', 'https://10.0.0.7/scope']
  await stage.vendor('kit', 'scope', '-o', kit, '--allow-generic', ...address, ...sites)
  await stage.vendor('product', 'show', 'scope')
  const executable = at('vendor', 'airlatch')
  writeFileSync(executable, Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46]), emptyPlace()]))
  await stage.vendor('bake', '--kit', kit, '--executable', executable, '-o', at('vendor', 'scope-license'))
}

async function addsCustomers(stage: Stage): Promise<void> {
  const who = ['--company', 'Müller', '--email', 'ann@lab.example', '--telephone', '1', '--reference', 'K 1']
  const { id } = (await stage.vendor('customer', 'add', 'Ann', ...who, '--notes', 'x')).customer
  const other = (await stage.vendor('customer', 'add', 'Zoë')).customer.id
  await stage.vendor('customer', 'set', id, '--notes', '')
  const sold = await stage.key('--customer', other, '--activations', '2')
  await stage.vendor(
    'issue',
    await stage.shop.request('cora', sold.wholeKey),
    '-o',
    stage.at('cora', 'license.txt'),
  )
  await stage.vendor('customer', 'merge', other, id, '--dry-run')
  await stage.vendor('customer', 'merge', other, id, '--yes')
  // With a letter that no id has: three of the alphabet's stand in some random id now and then.
  for (const text of ['Müller', 'Zoë', sold.id]) await stage.vendor('find', text)
  const [activation] = (await stage.vendor('activation', 'list', '--key', sold.id)).activations
  await stage.vendor('find', activation.computerId)
  await stage.vendor('customer', 'show', id)
  await stage.vendor('customer', 'list')
  await stage.vendor('customer', 'erase', id, '--dry-run')
  await stage.vendor('customer', 'erase', id, '--yes')
}

async function connectsShops(stage: Stage): Promise<void> {
  const secret = stage.at('vendor', 'stripe.secret')
  writeFileSync(secret, 'whsec_0123456789abcdefghij')
  await stage.vendor('shop', 'add', 'crm', '--kind', 'signed', '--sells', 'scope=lab')
  const web = [
    'web',
    '--kind',
    'stripe',
    '--secret-file',
    secret,
    '--sells',
    'price_1=lab',
    '--sells',
    'mug=',
  ]
  await stage.vendor('shop', 'add', ...web)
  await stage.vendor('shop', 'set', 'web', '--sells-not', 'mug', '--test-orders')
  await stage.vendor('shop', 'show', 'web')
  await stage.vendor('shop', 'list')
  await stage.vendor('shop', 'remove', 'web', '--dry-run')
  await stage.vendor('shop', 'remove', 'web', '--yes')
}

async function sells(stage: Stage): Promise<void> {
  const { at } = stage
  await stage.vendor('defaults', 'show')
  const notes = ['--email', 'ann@lab.example', '--order', '4711', '--comment', 'x', '--affiliate', 'North']
  const who = ['--user', 'ann', '--licensee', 'Lab', '--user-data', 'x', '--allow-vm', 'yes']
  const what = ['--feature', 'export', '--feature', 'users=3', '--feature', 'edition=pro']
  const when = [
    '--expires',
    '2030-12-31',
    '--duration',
    '30',
    '--duration-from',
    'first-run',
    '--grace-days',
    '7',
  ]
  const more = ['--maintenance', '2029-12-31', '--floating-seats', '3', '--deactivation-limit', '2']
  const terms = [...notes, ...who, ...what, ...when, ...more]
  await stage.key(...terms, '--save-defaults')
  await stage.vendor('defaults', 'show')
  await stage.vendor('defaults', 'clear')
  await stage.vendor('template', 'save', 'lab', 'scope', ...terms)
  await stage.vendor('template', 'save', 'trial', '--duration', '30', '--user-data', '')
  await stage.vendor('template', 'list')
  await stage.vendor('template', 'show', 'trial')
  await stage.key('--template', 'trial')
  await connectsShops(stage)
  await stage.vendor('template', 'delete', 'lab')
  await stage.vendor('key', 'create', '--product', 'scope', '--count', '2', '-o', at('vendor', 'keys.csv'))
  const floating = ['--for-floating', '--activations', '9', '--seat-unit', 'host', '--longest-lease', '900']
  const lent = ['--most-borrowed', '2', '--longest-borrow', '7', '--pool', 'export=3', '--feature', 'export']
  await stage.key(...floating, ...lent, '--deactivation-limit', 'unlimited', '--engine-version', '2')
  await inspectsSite(stage)
  await checksServer(stage)
  const list = join(ROOT, 'samples', 'import', 'qlm.csv')
  const importing = ['key', 'import', list, '--columns', join(ROOT, 'samples', 'import', 'qlm.columns.json')]
  await stage.vendor(...importing, '--dry-run')
  await stage.vendor(...importing)
  const { id, wholeKey } = await stage.key('--activations', '2', ...notes)
  await stage.vendor(
    'key',
    'set',
    id,
    '--activations',
    '3',
    '--expires',
    '2030-06-30',
    '--email',
    'b@lab.example',
  )
  await stage.vendor('key', 'allow-codes', id)
  await stage.vendor('key', 'erase-personal', id, '--dry-run')
  await stage.vendor('key', 'erase-personal', id, '--yes')
  await stage.vendor('key', 'suspend', id, '--reason', 'not paid')
  await stage.vendor('key', 'archive', id)
  await stage.vendor('key', 'list', '--archived')
  await stage.vendor('key', 'reinstate', id, '--reason', 'paid')
  await stage.vendor('key', 'revoke', id, '--dry-run')
  await stage.vendor('key', 'revoke', '--yes', id, '--reason', 'charged back')
  await stage.shop.vendor('issue', await stage.shop.request('una', wholeKey))
  await stage.vendor('refusals', id, '--last', '5')
  await stage.vendor('refusals', '-o', at('vendor', 'refusals.csv'))
  await stage.vendor('key', 'show', id)
  await stage.vendor('key', 'list')
  await stage.vendor('key', 'list', '-o', at('vendor', 'list.csv'))
}

/** Messages of a site server, whose vendor is another one. */
async function inspectsSite(stage: Stage): Promise<void> {
  const denied = { ...site.NOT_GRANTED, 60: array(text('no-seats-left')), 61: int(2) }
  const messages = {
    lease: site.lease(),
    'lease-request': site.leaseRequest(),
    'lease-answer': site.leaseAnswer(),
    denied: site.leaseAnswer(denied),
    returned: site.leaseAnswer({ ...site.NOT_GRANTED, 49: bstr(site.LEASE_ID) }),
    'usage-report': site.usageReport(),
  }
  for (const [name, message] of Object.entries(messages)) {
    const path = stage.at('vendor', `${name}.cbor`)
    writeFileSync(path, message)
    await stage.vendor('inspect', path)
    await stage.client('ada', 'inspect', path)
  }
}

/** A site server of this vendor's: two reports of it, of which the second one shows that it was set back; and two leases. */
async function checksServer(stage: Stage): Promise<void> {
  const terms = ['--for-floating', '--activations', '5', '--most-borrowed', '2', '--expires', '2090-12-31']
  const key = await stage.key(...terms)
  const server = secretKeyOfPem(newSecretKeyPem())
  const at = (name: string) => stage.at('vendor', name)
  writeFileSync(
    at('server.request'),
    requestOf('site', key.wholeKey, { installationKey: server, now: now() }),
  )
  await stage.vendor('issue', at('server.request'), '-o', at('server.license'))
  for (const [name, entries] of [
    ['first.report', 9],
    ['second.report', 8],
  ] as const) {
    writeFileSync(
      at(name),
      usageReportOf(server, {
        madeAt: now() + 9000 - entries * 1000,
        since: now() - 3600,
        sequence: 9,
        entries,
      }),
    )
    await stage.vendor('inspect', at(name))
  }
  await stage.vendor('inspect', at('first.report'), '--dry-run')
  for (const name of ['first', 'second']) {
    const lease = { ...LEASE, productId: 'scope', serverLicense: 'ab'.repeat(32), host: name }
    writeFileSync(
      at(`${name}.lease`),
      sealLease({ ...lease, leaseId: name === 'first' ? LEASE.leaseId : 'ffffffffffffffff' }, server),
    )
  }
  await stage.vendor('inspect', at('first.lease'), at('second.lease'))
}

/** Two computers of a key, by every way that changes the answer. */
async function renews(stage: Stage): Promise<void> {
  const { at, shop } = stage
  const [key] = (
    await stage.vendor('key', 'create', '--product', 'scope', '--activations', '2', '--expires', '2090-12-31')
  ).keys
  for (const name of ['rob', 'roy']) await must(shop.install(name, key.wholeKey))
  await stage.vendor('renew', key.id, '--extend', '365', '--dry-run')
  await stage.vendor('renew', key.id, '--extend', '365', '-o', at('vendor', 'site.bundle'))
  mkdirSync(at('vendor', 'renewed'))
  const { renewals } = await stage.vendor('renew', key.id, '-o', at('vendor', 'renewed'))
  await stage.vendor('issue', renewals[0].activationId, '-o', at('vendor', 'rob.license'))
  await stage.vendor('inspect', at('vendor', 'site.bundle'))
}

async function mails(stage: Stage, { id }: Value): Promise<void> {
  const box = await openMailbox()
  try {
    const at = (name: string) => stage.at('vendor', name)
    const [{ activationId }] = (await stage.vendor('activation', 'list', '--key', id)).activations.map(
      (one: Value) => ({ activationId: one.id }),
    )
    await stage.vendor('mail', 'show')
    await stage.vendor('mail', 'key', id)
    const server = ['--host', '127.0.0.1', '--port', `${box.port}`, '--security', 'none']
    writeFileSync(at('body.txt'), 'Hello {customer}')
    await stage.vendor('mail', 'setup', ...server, '--from', 'a@b.example', '--reply-to', 'c@d.example')
    await stage.vendor('mail', 'setup', ...server, '--from', 'a@b.example')
    await stage.vendor('mail', 'show')
    await stage.vendor('mail', 'test', '--to', 'a@b.example')
    await stage.vendor('mail', 'key', id, '--to', 'ann@lab.example', '--mailto')
    await stage.vendor('mail', 'license', activationId, '-o', at('mail.eml'))
    await stage.vendor('mail', 'renewal', id, '--to', 'ann@lab.example', '--send', '--yes')
    await stage.vendor('mail', 'text', 'set', 'key', '--subject', 'x', '--body-file', at('body.txt'))
    await stage.vendor('mail', 'text', 'show', 'license')
    await stage.vendor('mail', 'text', 'reset', 'key')
    await stage.vendor('mail', 'remove')
  } finally {
    await box.close()
  }
}

async function activates(stage: Stage): Promise<void> {
  const { at, shop } = stage
  const key = await stage.key('--activations', '9', '--feature', 'export', '--grace-days', '7')
  await stage.client('ada', 'computer')
  const sealed = {
    ...simulatedComputer('ada'),
    unreadable: [{ kind: 'disk-serial', why: 'needs-root' }] as const,
  }
  await stage.answered('airlatch', all => shop.computer('sealed', sealed)(...all), ['computer'])
  await stage.client('ada', 'computer', '--components')
  await stage.client('ada', 'request', key.wholeKey, '--explain')
  await stage.client('ada', 'request', key.wholeKey, '--typed', '--explain')
  await stage.client('ada', 'request', key.wholeKey)
  await stage.client(
    'ada',
    'request',
    key.wholeKey,
    '-o',
    at('ada', 'r.txt'),
    '--qr',
    at('ada', 'r.png'),
    '--explain',
  )
  await stage.vendor('inspect', at('ada', 'r.txt'))
  await stage.vendor('issue', at('ada', 'r.txt'), '--dry-run')
  await stage.vendor('issue', at('ada', 'r.txt'), '-o', at('ada', 'license.txt'))
  await stage.vendor('issue', at('ada', 'r.txt'))
  await renews(stage)
  await mails(stage, key)
  await stage.client('ada', 'inspect', at('ada', 'license.txt'))
  await stage.client('ada', 'install', at('ada', 'license.txt'))
  const folder = at('ada', 'folder')
  mkdirSync(folder)
  for (const name of ['license.txt', 'scope.kit']) copyFileSync(at('ada', name), join(folder, name))
  writeFileSync(join(folder, 'notes.txt'), 'Dear customer\n')
  await stage.client('ada', 'install', folder)
  await stage.client('ada', 'status')
  await stage.client('ada', 'run', '--json', '--', process.execPath, '-e', '', '--')
  await counts(stage)
  await holdsSeats(stage)
  await byCode(stage)
  await several(stage, key.wholeKey)
  const generic = await stage.key('--generic', '--expires', '2030-12-31', '--licensee', 'Lab')
  await stage.vendor('issue', '--key', generic.id, '--computer-id', 'PC 7', '-o', at('vendor', 'any.license'))
  await stage.client('ada', 'inspect', at('vendor', 'any.license'))
  await stage.client('gil', 'install', at('vendor', 'generic.kit'))
  await stage.client('gil', 'request', key.wholeKey, '--qr', at('gil', 'link.png'))
  await stage.client('gil', 'request', key.wholeKey, '--qr', '-')
  await stage.client('gil', 'install', at('vendor', 'any.license'))
  await stage.client('gil', 'status')
  const named = await stage.key('--user', 'ann', '--user', 'bob:windows')
  await stage.vendor('issue', await shop.request('uma', named.wholeKey), '-o', at('uma', 'license.txt'))
  await stage.client('uma', 'install', at('uma', 'license.txt'))
  const trial = await stage.key('--duration', '30', '--duration-from', 'first-run')
  await stage.vendor('issue', await shop.request('tim', trial.wholeKey), '-o', at('tim', 'license.txt'))
  await stage.client('tim', 'install', at('tim', 'license.txt'))
  await stage.client('tim', 'status')
  await stage.vendor('api-key', 'add', 'shop', '--scope', 'sell', '--devices', '1', '--expires', '2030-12-31')
  await stage.vendor('api-key', 'add', 'reports', '--scope', 'read')
  await stage.vendor('api-key', 'list')
  await stage.vendor('api-key', 'reset', 'shop')
  await stage.vendor('api-key', 'revoke', 'shop', '--dry-run')
  await stage.vendor('api-key', 'revoke', 'shop', '--yes', '--reason', 'x')
  const programs = await startApi(at('vendor', 'home'))
  stage.keep('airlatch-vendor', ['api'], programs.value)
  await programs.end()
  const serving = await startServing(at('vendor', 'home'))
  stage.keep('airlatch-vendor', ['serve'], serving.value)
  await serving.end('SIGTERM')
  const desk = await startConsole(at('vendor', 'home'))
  stage.keep('airlatch-vendor', ['console'], desk.value)
  await desk.end('SIGTERM')
  await stepByStep(stage, key.wholeKey)
}

/** Read aloud, both ways. */
async function byCode(stage: Stage): Promise<void> {
  const plain = (await stage.vendor('key', 'create', '--product', 'logger', '--expires', '2030-12-31'))
    .keys[0]
  const { at, shop } = stage
  await stage.vendor('kit', 'logger', '-o', at('vendor', 'logger.kit'))
  const cleo = shop.client('cleo', 'logger.kit')
  const asked = (await cleo('request', plain.wholeKey, '--typed')).value
  stage.keep('airlatch', ['request', 'KEY', '--typed'], asked)
  await stage.vendor('inspect', asked.requestCode)
  const answered = await stage.vendor('issue', '--typed', asked.requestCode)
  const code = answered.licenseCode.join(' ')
  await stage.vendor('inspect', code)
  writeFileSync(at('cleo', 'code.txt'), answered.licenseCode.join('\n'))
  stage.keep('airlatch', ['install', 'code.txt'], (await cleo('install', at('cleo', 'code.txt'))).value)
  stage.keep('airlatch', ['status'], (await cleo('status')).value)
}

async function several(stage: Stage, key: string): Promise<void> {
  const { at, shop } = stage
  mkdirSync(at('in'))
  mkdirSync(at('out'))
  await shop.request('ben', key)
  await shop.request('bea', key)
  for (const name of ['ben', 'bea']) {
    const { value } = await shop.client(name)('request', key, '-o', at('in', `${name}.txt`))
    if (!value.ok) throw new Error(JSON.stringify(value))
  }
  await stage.vendor('issue', at('in'), '-o', at('out'), '--report', at('report.csv'))
  // so many that they are only counted
  mkdirSync(at('many'))
  for (let i = 0; i <= 100; i++) copyFileSync(at('in', 'ben.txt'), at('many', `${i}.txt`))
  await stage.vendor('issue', at('many'), '-o', at('out'), '--jobs', '1')
}

/** In a terminal, with the answer on a stick. */
async function stepByStep(stage: Stage, key: string): Promise<void> {
  const { at, shop } = stage
  shop.client('gus')
  const client = [
    process.execPath,
    join(ROOT, 'test/world/simulated-client.ts'),
    'gus',
    '--home',
    at('gus', 'home'),
  ]
  const words = ['activate', key, '-o', 'request.txt', '--watch', at('gus', 'usb')]
  const run = [...client, '--kit', at('gus', 'scope.kit'), ...words, '--json']
  async function activate(meanwhile: () => Promise<unknown>): Promise<void> {
    const quoted = run.map(word => `'${word}'`).join(' ')
    const terminal = inTerminal(['sh', '-c', `${quoted} > answer.json`], { folder: at('gus') })
    await terminal.until(/license> |\[y\/N\]/)
    await meanwhile()
    if ((await terminal.exit) !== 0) throw new Error(terminal.screen())
    stage.keep('airlatch', words, JSON.parse(shop.read('gus', 'answer.json').toString()))
  }
  mkdirSync(at('gus', 'usb'))
  await activate(() => stage.vendor('issue', at('gus', 'request.txt'), '-o', at('gus', 'usb', 'license.txt')))
}

async function changes(stage: Stage): Promise<void> {
  const { at, shop } = stage
  const key = await stage.key('--activations', '5')
  const ids = new Map<string, string>()
  for (const name of ['eva', 'eli', 'ida', 'kim']) {
    await stage.vendor('issue', await shop.request(name, key.wholeKey), '-o', at(name, 'license.txt'))
    await stage.client(name, 'install', at(name, 'license.txt'))
    ids.set(name, (await stage.client(name, 'computer')).computerId)
  }
  await stage.client('eva', 'deactivate', '-o', at('eva', 'receipt.txt'), '--yes')
  await stage.client('eva', 'deactivate', '--again', '--qr', at('eva', 'receipt.png'))
  await stage.client('eva', 'inspect', at('eva', 'receipt.txt'))
  await stage.vendor('inspect', at('eva', 'receipt.txt'))
  await stage.vendor('release', at('eva', 'receipt.txt'), '--dry-run')
  await stage.client('eli', 'deactivate', '-o', at('eli', 'receipt.txt'), '--yes')
  await stage.vendor('release', at('eva', 'receipt.txt'), at('eli', 'receipt.txt'))
  await stage.vendor('release', at('eva', 'receipt.txt'))
  await movesOn(stage, key.wholeKey)
  const { activations } = await stage.vendor('activation', 'list', '--key', key.id)
  const [ida, kim] = ['ida', 'kim'].map(name =>
    activations.find(({ computerId }: Value) => computerId === ids.get(name)),
  )
  await stage.vendor('activation', 'set-start', ida.id, '2026-01-02', '--reason', 'battery empty')
  await stage.vendor('activation', 'release', '--dry-run', kim.id, '--reason', 'the board died')
  await stage.vendor('activation', 'release', '--yes', kim.id, '--reason', 'the board died')
  await stage.vendor('activation', 'list', '--released')
  await stage.vendor('activation', 'list', '-o', at('vendor', 'activations.csv'))
  await stage.vendor('revocations', 'publish', 'scope', '-o', at('vendor', 'scope.revocations'))
  await stage.vendor('inspect', at('vendor', 'scope.revocations'))
  await stage.client('ida', 'install', at('vendor', 'scope.revocations'))
  await stage.vendor('clock-reset', await shop.request('ida', key.wholeKey), '-o', at('ida', 'reset.txt'))
  await stage.vendor('clock-reset', '--activation', ida.id)
  await stage.vendor('inspect', at('ida', 'reset.txt'))
  await stage.client('ida', 'install', at('ida', 'reset.txt'))
  await stage.vendor('key', 'show', key.id)
  await stage.vendor('signing-key', 'rotate', '--yes')
  await stage.vendor('signing-key', 'list')
  await stage.vendor('kit', 'scope', '-o', at('vendor', 'next.kit'))
  await stage.client('ida', 'install', at('vendor', 'next.kit'))
  await signsElsewhere(stage)
}

/** This process is one session of a terminal server. */
async function counts(stage: Stage): Promise<void> {
  const key = await stage.key('--floating-seats', '3')
  const { value } = await must(stage.shop.install('fay', key.wholeKey))
  const folder = instanceFolder(process.platform, 'scope', value.license.activationId)
  const taken = await takeSlot({ folder, limit: 3, now: Math.floor(Date.now() / 1000) })
  await stage.client('fay', 'instances')
  if (taken.kind === 'taken') taken.slot.release()
  rmSync(folder, { recursive: true })
}

/** With a site server on another computer. */
async function holdsSeats(stage: Stage): Promise<void> {
  const { at, shop } = stage
  const server = await openSiteServer(shop, 'server', '--activations', '2', '--most-borrowed', '1')
  try {
    const site = ['--site', server.address]
    await stage.client('lea', 'lease', 'take', ...site)
    await stage.client('lea', 'lease', 'show')
    await stage.client('lea', 'status')
    await stage.client('lea', 'lease', 'return', '-o', at('lea', 'return.txt'))
    await stage.client('lea', 'run', '--json', '--lease', ...site, '--', process.execPath, '-e', '', '--')
    await stage.client('lea', 'lease', 'borrow', '--days', '3', ...site)
    await stage.client('lea', 'lease', 'return')
    const path = at('lea', 'borrow.txt')
    await stage.client('lea', 'lease', 'borrow', '--days', '3', '-o', path, '--qr', at('lea', 'borrow.png'))
    const given = async (from: string) =>
      server.answer(messageFromFile(readFileSync(from), ['lease-request']))
    writeFileSync(at('lea', 'answer.cbor'), await given(path))
    await stage.client('lea', 'install', at('lea', 'answer.cbor'))
    const back = at('lea', 'back.txt')
    await stage.client('lea', 'lease', 'return', '-o', back)
    writeFileSync(at('lea', 'done.cbor'), await given(back))
    await stage.client('lea', 'install', at('lea', 'done.cbor'))
  } finally {
    await server.close()
  }
}

/** The same installation on other hardware. */
async function movesOn(stage: Stage, key: string): Promise<void> {
  const { shop, at } = stage
  const [before, after] = [simulatedComputer('max'), simulatedComputer('max, with a new board')]
  const isOfInstallation = ({ kind }: { readonly kind: string }) => kind === 'install-id'
  const readings = [
    ...before.readings.filter(isOfInstallation),
    ...after.readings.filter(one => !isOfInstallation(one)),
  ]
  await must(shop.vendor('issue', await shop.request('max', key), '-o', at('max', 'license.txt')))
  const moved = shop.computer('max', { ...after, readings })
  await must(moved('--kit', at('max', 'scope.kit'), 'request', key, '-o', at('max', 'again.txt')))
  await stage.vendor('issue', at('max', 'again.txt'), '--move', '-o', at('max', 'moved.txt'))
}

const SIGNER = `import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]), format: 'der', type: 'pkcs8' })
const [word] = process.argv.slice(2)
const chunks = []
if (word === 'sign') for await (const chunk of process.stdin) chunks.push(chunk)
process.stdout.write(
  word === 'sign'
    ? sign(null, Buffer.concat(chunks), key).toString('hex')
    : createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
)
`

async function signsElsewhere(stage: Stage): Promise<void> {
  const { at } = stage
  writeFileSync(at('signer.mjs'), SIGNER)
  await stage.vendor('signing-key', 'add', '--program', process.execPath, '--argument', at('signer.mjs'))
  await stage.vendor('signing-key', 'list')
}

async function keepsBooks(stage: Stage): Promise<void> {
  const under = ['--passphrase-file', stage.at('next.txt')]
  const backup = stage.at('vendor', 'desk.age')
  const anew = (words: readonly string[]) => inProcess(vendorTool, ['--home', stage.at('anew'), ...words])
  await stage.vendor('desk', 'backup', backup, ...under)
  await stage.answered('airlatch-vendor', anew, ['desk', 'restore', backup, '--dry-run', ...under])
  await stage.answered('airlatch-vendor', anew, ['desk', 'restore', backup, ...under])
  const { at } = stage
  const { signingKeys } = await stage.vendor('signing-key', 'list')
  await stage.vendor('signing-key', 'retire', '--yes', signingKeys[0].kid, '--reason', 'stolen')
  await stage.vendor('kit', 'scope', '-o', at('vendor', 'last.kit'))
  await stage.vendor('inspect', at('vendor', 'last.kit'))
  await reports(stage)
  await stage.vendor('ledger', 'checkpoint', '-o', at('checkpoint.txt'))
  await stage.vendor('inspect', at('checkpoint.txt'))
  await stage.vendor('ledger', 'audit', '--checkpoint', at('checkpoint.txt'))
  await stage.vendor('ledger', 'accept-clock', '--reason', 'battery empty')
  await stage.vendor('ledger', 'log')
  await stage.vendor('ledger', 'log', '-o', at('log.csv'))
  await stage.vendor('ledger', 'stats')
  await stage.vendor('ledger', 'backup', at('backup.db'))
  await stage.vendor('ledger', 'export', '-o', at('ledger.jsonl'))
  await stage.vendor('ledger', 'restore', at('backup.db'), '--replace')
  await stage.vendor('ledger', 'import', at('ledger.jsonl'), '--ledger', at('second.db'))
}

async function reports(stage: Stage): Promise<void> {
  const { at } = stage
  const key = await stage.key('--expires', '2030-12-31', '--grace-days', '7', '--maintenance', '2029-12-31')
  await must(stage.shop.vendor('issue', await stage.shop.request('rae', key.wholeKey), '-o', at('rae.txt')))
  await must(stage.shop.vendor('key', 'set', key.id, '--expires', '2031-12-31'))
  const span = ['--since', '2026-01-01', '--until', '2040-12-31']
  await stage.vendor('report', 'expiring', ...span)
  await stage.vendor('report', 'expiring', ...span, '--by', 'month')
  await stage.vendor('report', 'renewals')
  for (const kind of ['sales', 'seats', 'activations']) await stage.vendor('report', kind)
  await stage.vendor('report', 'sales', '-o', at('sales.html'))
}
