/** Owns the story of the demo, in the order in which a vendor and a customer experience it. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { runProcess } from '../../test/world/process.ts'
import { type Actor, type Cast, SHARE, simulated, simulatedSite } from './cast.ts'
import { changeFeature } from './forge.ts'
import { heading, say } from './show.ts'
import type { Stage } from './stage.ts'

const PASSPHRASE_FILE = 'passphrase.txt'
const SECRET = ['--passphrase-file', PASSPHRASE_FILE]
/** With fewer kinds of readings, computers cannot be told apart (src/core/computer/reading.ts). */
const LEAST_KINDS = 2

export async function tell(cast: Cast, stage: Stage): Promise<void> {
  const a = await realOrSimulated(cast.a)
  const key = await setUpVendor(cast.vendor, stage)
  await activateByPicture(cast.vendor, a, stage, key)
  await activateByFile(cast.vendor, cast.b, stage, key)
  // the trial license expires while the refusals are shown
  const trialOver = await activateTrial(cast.vendor, cast.c, stage)
  await refuse({ ...cast, a }, stage, key)
  await refuseExpired(cast.c, stage, trialOver)
  await shareGeneric(cast.vendor, cast.d, stage)
  await lendSeat({ ...cast, site: a.simulated ? simulatedSite(cast.site.name) : cast.site }, stage)
  heading('The ledger has it all')
  await stage.done(cast.vendor, 'ledger audit: the chain of hashes holds', ['ledger', 'audit'])
}

/** Uses a simulated computer if this one, such as some containers and virtual machines, has too few readings. */
async function realOrSimulated(actor: Actor): Promise<Actor> {
  const [program, ...before] = actor.program
  const { out } = await runProcess(program, [...before, 'computer', '--json'], actor)
  const kinds: readonly string[] = JSON.parse(out).readings
  if (kinds.length >= LEAST_KINDS) {
    say(`Computer A is this computer (read here: ${kinds.join(', ')}).`)
    say('Computers B to E are simulated: the same tool, with readings made up for them.')
    return actor
  }
  say(`Computer A is simulated too: only ${kinds.length} kinds of readings can be read of this computer.`)
  return simulated(actor.name)
}

async function setUpVendor(vendor: Actor, stage: Stage): Promise<string> {
  heading("At the vendor's desk: a vendor, a product with features and two releases, a key for two seats")
  writeFileSync(join(vendor.folder, PASSPHRASE_FILE), `${randomBytes(16).toString('hex')}\n`, { mode: 0o600 })
  say(
    `(the signing key's passphrase is in vendor/${PASSPHRASE_FILE}, as automation does it; a person is asked)`,
  )
  await stage.done(vendor, 'make a vendor', ['init', '--vendor', 'Acme Instruments', ...SECRET])
  const features = [
    '--feature',
    'export',
    '--feature',
    'users:integer=5',
    '--feature',
    'edition:text:pro,trial,site!',
  ]
  await stage.done(vendor, 'make a product with features, release 1.4', [
    ...['product', 'create', 'scope', '--name', 'Scope Pro', '--version', '1.4'],
    ...['--release-date', '2025-03-01', ...features],
  ])
  await stage.done(vendor, 'add release 2.0', [
    ...['product', 'set', 'scope', '--version', '2.0', '--release-date', '2026-09-15'],
  ])
  const key = await makeKey(vendor, stage, 'make an activation key for two seats', [
    ...['--product', 'scope', '--activations', '2', '--feature', 'edition=pro', '--feature', 'export'],
    ...['--email', 'lab@example.com', '--comment', 'order 4711'],
  ])
  await stage.done(vendor, "make the product's kit", ['kit', 'scope', '-o', 'scope.kit', ...SECRET])
  return key
}

async function activateByPicture(vendor: Actor, a: Actor, stage: Stage, key: string): Promise<void> {
  heading('Computer A: by QR code, there and back')
  stage.carry('vendor/scope.kit', 'computer-a/scope.kit', 'with the program')
  await stage.done(a, 'A: request as file and QR code', [
    ...[
      'request',
      key,
      '--kit',
      'scope.kit',
      '--app-version',
      '2.0',
      '-o',
      'request.txt',
      '--qr',
      'request.png',
    ],
  ])
  stage.carry('computer-a/request.png', 'vendor/request-a.png', 'photographed')
  await stage.done(vendor, 'issue from the picture', [
    ...['issue', 'request-a.png', '-o', 'license-a.txt', '--qr', 'license-a.png', ...SECRET],
  ])
  stage.carry('vendor/license-a.png', 'computer-a/license.png', 'photographed')
  await stage.done(a, "A: install from the license's picture", ['install', 'license.png'])
  await stage.done(a, 'A: status', ['status', '--app-version', '2.0'])
}

async function activateByFile(vendor: Actor, b: Actor, stage: Stage, key: string): Promise<void> {
  heading('Computer B: by file')
  stage.carry('vendor/scope.kit', 'computer-b/scope.kit', 'with the program')
  await stage.done(b, 'B: request as file', ['request', key, '--kit', 'scope.kit', '-o', 'request.txt'])
  stage.carry('computer-b/request.txt', 'vendor/request-b.txt', 'USB stick')
  await stage.done(vendor, 'issue from the file', [
    'issue',
    'request-b.txt',
    '-o',
    'license-b.txt',
    ...SECRET,
  ])
  stage.carry('vendor/license-b.txt', 'computer-b/license.txt', 'USB stick')
  await stage.done(b, 'B: install the license', ['install', 'license.txt'])
  await stage.done(vendor, 'both seats are taken', ['activation', 'list'])
}

/** Activates a real license that ends in a few seconds. Returns the moment when it has ended, in milliseconds. */
async function activateTrial(vendor: Actor, c: Actor, stage: Stage): Promise<number> {
  heading('Computer C: a trial that ends in some seconds')
  stage.carry('vendor/scope.kit', 'computer-c/scope.kit', 'with the program')
  // leave time for four commands, also on a slow machine
  const end = Math.ceil(Date.now() / 1000 + Math.max(10, 4 * stage.slowest()))
  const expires = new Date(end * 1000).toISOString().replace('.000Z', 'Z')
  const key = await makeKey(vendor, stage, 'make a key that expires in a moment', [
    ...['--product', 'scope', '--feature', 'edition=trial', '--expires', expires],
  ])
  await stage.done(c, 'C: request with it', ['request', key, '--kit', 'scope.kit', '-o', 'trial-request.txt'])
  stage.carry('computer-c/trial-request.txt', 'vendor/trial-request.txt', 'USB stick')
  await stage.done(vendor, 'issue the trial', [
    'issue',
    'trial-request.txt',
    '-o',
    'trial-license.txt',
    ...SECRET,
  ])
  stage.carry('vendor/trial-license.txt', 'computer-c/trial-license.txt', 'USB stick')
  await stage.done(c, 'C: install the trial, still valid', ['install', 'trial-license.txt'])
  return end * 1000
}

async function refuse({ vendor, a, b, c }: Cast, stage: Stage, key: string): Promise<void> {
  heading('Refused: a third computer on the key for two')
  await stage.done(c, 'C: request with the key of A and B', ['request', key, '-o', 'request.txt'])
  stage.carry('computer-c/request.txt', 'vendor/request-c.txt', 'USB stick')
  const toC = ['issue', 'request-c.txt', '-o', 'license-c.txt', ...SECRET]
  await stage.refused(vendor, 'a third computer', toC, 'no-seats-left')

  heading('Refused: a license in which one byte was changed')
  changeFeature(join(b.folder, 'license.txt'), join(b.folder, 'forged.txt'), 'users', 9)
  say('(computer-b/forged.txt is license.txt with one byte changed: 9 users and not 5)')
  await stage.refused(b, 'a changed byte', ['install', 'forged.txt'], 'signature-invalid')

  heading('Refused: the license of another product')
  await stage.done(vendor, 'make another product', [
    ...['product', 'create', 'meter', '--name', 'Meter', '--version', '1.0', '--release-date', '2026-01-20'],
  ])
  await stage.done(vendor, 'make its kit', ['kit', 'meter', '-o', 'meter.kit', ...SECRET])
  const meterKey = await makeKey(vendor, stage, 'make a key of it', ['--product', 'meter'])
  stage.carry('vendor/meter.kit', 'computer-a/meter.kit', 'with the program')
  await stage.done(a, 'A: request for the other product', [
    ...['--kit', 'meter.kit', 'request', meterKey, '-o', 'meter-request.txt'],
  ])
  stage.carry('computer-a/meter-request.txt', 'vendor/meter-request.txt', 'USB stick')
  await stage.done(vendor, 'issue its license', [
    ...['issue', 'meter-request.txt', '-o', 'meter-license.txt', ...SECRET],
  ])
  stage.carry('vendor/meter-license.txt', 'computer-a/meter-license.txt', 'USB stick')
  const asScope = ['--kit', 'scope.kit', 'install', 'meter-license.txt']
  await stage.refused(a, "another product's license", asScope, 'wrong-product')
  await stage.done(a, 'A: install it for its own product', [
    '--kit',
    'meter.kit',
    'install',
    'meter-license.txt',
  ])
}

async function refuseExpired(c: Actor, stage: Stage, over: number): Promise<void> {
  heading('Refused: a license that has expired')
  const left = over - Date.now()
  if (left > 0) say(`(waiting ${Math.ceil(left / 1000)} seconds, until the trial on computer C is over)`)
  await wait(Math.max(0, left + 100))
  await stage.refused(c, 'an expired license', ['status'], 'expired')
}

async function shareGeneric(vendor: Actor, d: Actor, stage: Stage): Promise<void> {
  heading('A generic license on a share: computer D runs without ever activating')
  await stage.done(vendor, 'switch generic keys on', ['settings', 'set', 'allow-generic-keys', 'true'])
  const key = await makeKey(vendor, stage, 'make a generic key', [
    ...['--product', 'scope', '--generic', '--feature', 'edition=site', '--expires', '2030-12-31'],
  ])
  await stage.done(vendor, "activate it on the customer's behalf", [
    ...[
      'issue',
      '--key',
      key.slice(0, 11),
      '--computer-id',
      'Example University',
      '-o',
      'site.license',
      ...SECRET,
    ],
  ])
  await stage.done(vendor, 'make a kit that takes generic licenses', [
    ...['kit', 'scope', '-o', 'scope-site.kit', '--allow-generic', '--search-path', SHARE, ...SECRET],
  ])
  stage.carry('vendor/site.license', 'share/site.license', 'copied to the share')
  stage.carry('vendor/scope-site.kit', 'computer-d/scope.kit', 'with the program')
  await stage.done(d, 'D: status, from the share alone', ['--kit', 'scope.kit', 'status'])
}

async function lendSeat({ vendor, site, c, e }: Cast, stage: Stage): Promise<void> {
  heading('A site server lends its only seat: computer E runs without a license of its own')
  const key = await makeKey(vendor, stage, 'make a floating key of one seat', [
    ...['--product', 'scope', '--for-floating', '--activations', '1', '--feature', 'edition=site'],
  ])
  stage.carry('vendor/scope.kit', 'site-server/scope.kit', 'USB stick')
  await stage.done(site, 'site: request', ['request', key, '--kit', 'scope.kit', '-o', 'request.txt'])
  stage.carry('site-server/request.txt', 'vendor/request-site.txt', 'USB stick')
  await stage.done(vendor, 'issue the license of the server', [
    ...['issue', 'request-site.txt', '-o', 'license-site.txt', ...SECRET],
  ])
  stage.carry('vendor/license-site.txt', 'site-server/license.txt', 'USB stick')
  await stage.done(site, 'site: install it', ['install', 'license.txt'])
  stage.carry('vendor/scope.kit', 'computer-e/scope.kit', 'with the program')
  const serve = ['serve', '--host', '127.0.0.1', '--port', '0']
  await stage.serving(site, 'site: serve', serve, async address => {
    const take = ['lease', 'take', '--site', address]
    await stage.done(e, 'E: take the seat', ['--kit', 'scope.kit', ...take])
    await stage.done(e, 'E: status, by the seat', ['status'])
    await stage.done(site, 'site: who has the seat', ['leases'])
    await stage.refused(c, 'the seat is in use', take, 'seat-denied')
    await stage.done(e, 'E: give it back', ['lease', 'return'])
    await stage.done(c, 'C: take it', take)
  })
}

/** Makes a key and returns it as a person copies it from the output. */
async function makeKey(vendor: Actor, stage: Stage, what: string, words: readonly string[]): Promise<string> {
  const out = await stage.done(vendor, what, ['key', 'create', ...words])
  const key = /^key +(\S+)$/m.exec(out)?.[1]
  if (key === undefined) throw new Error('key create printed no key')
  return key
}
