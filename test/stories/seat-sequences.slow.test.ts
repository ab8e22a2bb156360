/**
 * The adversary of test/vendor/decide/seat-adversary.test.ts against the real thing: forged requests, codes and receipts go
 * to a vendor with a ledger on disk, and what comes back is installed by clients on computers that do not exist. However
 * it goes, no more different computers run than the key has seats and the ledger counts moves and releases.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClient } from '../../src/client/door.ts'
import { keepTypedRequest, productFolder } from '../../src/client/state/state.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import type { ShareRule } from '../../src/core/message/fingerprint.ts'
import type { Refusal } from '../../src/vendor/decide/case.ts'
import { messageFromInput } from '../../src/vendor/door.ts'
import type { Issued } from '../../src/vendor/issue/decision.ts'
import { runs } from '../effort.ts'
import {
  ACTS,
  COMPUTERS,
  MATCH,
  MATCHES,
  type Played,
  played,
  SEATS,
} from '../vendor/decide/seat-sequences.ts'
import { play, type Sides } from '../vendor/issue/forged-sequence.ts'
import { type Desk, openDesk } from '../world/desk.ts'
import { today } from '../world/nouns.ts'
import { must } from '../world/shop.ts'
import { type Answer, makeWorld, type World } from '../world/world.ts'

/** Of a new product three moves and receipts a seat are allowed; without a limit more computers may run, and are counted. */
const LIMIT = fc.constantFrom('inherit' as const, 'unlimited' as const)
type Limit = 'inherit' | 'unlimited'

let desk: Desk
/** The product and the kit of each rule for a match. */
const products = new Map<ShareRule | undefined, { readonly productId: string; readonly kit: Uint8Array }>()
let world: World
beforeAll(async () => {
  desk = await openDesk()
  for (const match of MATCHES) {
    const productId = productOf(match)
    if (match !== undefined) await desk.vendor.createProduct({ id: productId, name: 'Scope', match })
    const { message } = await desk.signer.publishKit({ productId, allowGeneric: false, searchPath: [] })
    products.set(match, { productId, kit: message })
  }
  world = makeWorld({ processes: true })
  await must(world.vendor('init', '--vendor', 'Acme', '--empty-passphrase'))
  for (const match of MATCHES) {
    const product = productOf(match)
    const rule = match === undefined ? [] : ['--match', `${match.k}/${match.n}`]
    await must(world.vendor('product', 'create', product, '--name', 'Scope', '--version', '1.0', ...rule))
    await must(world.vendor('kit', product, '-o', world.at(`${product}.kit`)))
  }
})
afterAll(async () => {
  await desk.close()
  world.remove()
})

function productOf(match: ShareRule | undefined): string {
  return match === undefined ? 'scope' : `scope-${match.k}-of-${match.n}`
}

/** Each license on each computer is a matter of its own: nothing that another one left behind is there. */
let places = 0

async function library(
  seats: number,
  match: ShareRule | undefined,
  deactivationLimit: Limit,
): Promise<Sides> {
  const { vendor, signer } = desk
  const { productId, kit } = products.get(match) as { readonly productId: string; readonly kit: Uint8Array }
  const [made] = await vendor.createKeys({ productId, activations: seats, deactivationLimit })
  const { id: keyId, text: key } = made as NonNullable<typeof made>
  const issued = async (work: Promise<Issued | Refusal>) => {
    const outcome = await refusedAs(work)
    if (typeof outcome === 'string') return { code: outcome }
    return outcome.kind === 'refusal' ? { code: outcome.code } : { license: outcome.message }
  }
  return {
    key,
    productId,
    seats,
    match,
    now: () => ++desk.time,
    issue: (request, move) => issued(signer.issue(request, { move })),
    issueCode: code => issued(signer.issue(code)),
    async renewed() {
      const messages: Uint8Array[] = []
      for await (const { outcome } of signer.renewAll(keyId))
        if (outcome.kind === 'issued') messages.push(outcome.message)
      return messages
    },
    held: async () => (await vendor.activations({ keyId, released: false })).map(({ id }) => id),
    releaseByReceipt: async receipt => typeof (await refusedAs(vendor.release(receipt))) !== 'string',
    releaseByHand: async id => void (await vendor.releaseActivation(id, 'lost')),
    async counted() {
      const { used, byHand } = await vendor.deactivations(key)
      return used + byHand
    },
    async runsOn(computer, license, kept) {
      const home = join(desk.home, 'computers', `${++places}`)
      if (kept !== undefined) keepTypedRequest(productFolder(home, productId), kept)
      const client = openClient({
        home,
        bakedKit: kit,
        probe: async () => computer,
        now: desk.now,
        pause: async () => {},
      })
      await client.install(license)
      return (await client.status()).valid
    },
  }
}

/** What it gives, or the code of its refusal. */
async function refusedAs<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AirlatchError) return error.code
    throw error
  }
}

async function processes(seats: number, match: ShareRule | undefined, limit: Limit): Promise<Sides> {
  const { vendor, at } = world
  const productId = productOf(match)
  const terms = ['--activations', `${seats}`, ...(limit === 'inherit' ? [] : ['--deactivation-limit', limit])]
  const key = (await must(vendor('key', 'create', '--product', productId, ...terms))).value.keys[0].wholeKey
  let time = today()
  let files = 0
  const write = (bytes: Uint8Array) => {
    const path = at(`forged-${++files}.cbor`)
    writeFileSync(path, bytes)
    return path
  }
  const issue = async (...words: readonly string[]) => {
    const license = at(`license-${++places}.txt`)
    const { exit, value } = refusedOr(await vendor('issue', ...words, '-o', license))
    return exit === 0
      ? { license: await messageFromInput(readFileSync(license)) }
      : { code: value.error.code }
  }
  return {
    key,
    productId,
    seats,
    match,
    now: () => ++time,
    issue: (request, move) => issue(write(request), ...(move ? ['--move'] : [])),
    issueCode: code => issue(code, '--typed', '--yes'),
    async renewed() {
      const folder = at(`renewed-${++places}`)
      mkdirSync(folder)
      const { exit, value } = refusedOr(await vendor('renew', key, '-o', folder))
      const files: readonly { readonly output: string }[] = exit === 0 ? value.renewals : []
      return Promise.all(files.map(({ output }) => messageFromInput(readFileSync(output))))
    },
    async held() {
      const { activations } = (await must(vendor('activation', 'list', '--key', key))).value
      return activations.map(({ id }: { readonly id: string }) => id)
    },
    releaseByReceipt: async receipt => refusedOr(await vendor('release', write(receipt))).exit === 0,
    releaseByHand: async id =>
      void (await must(vendor('activation', 'release', '--yes', id, '--reason', 'lost'))),
    async counted() {
      const { used, releasedByHand } = (await must(vendor('key', 'show', key))).value.deactivations
      return used + releasedByHand
    },
    async runsOn(computer, license, kept) {
      const name = `computer-${++places}`
      const run = world.computer(name, computer)
      if (kept !== undefined) keepTypedRequest(productFolder(at(name, 'home'), productId), kept)
      const installed = refusedOr(await run('install', write(license), '--kit', at(`${productId}.kit`)))
      return installed.exit === 0 && refusedOr(await run('status')).exit === 0
    },
  }
}

/** The answer, which is done or refused; not that it could not be done, or was asked for in a wrong way. */
function refusedOr(answer: Answer): Answer {
  if (answer.exit > 1) throw new Error(`expected done or refused, got ${JSON.stringify(answer)}`)
  return answer
}

test('500 sequences by the verbs of the vendor and the library of the client (QC-07, QC-08)', async () => {
  const all: Played[] = []
  const property = fc.asyncProperty(SEATS, MATCH, LIMIT, ACTS, async (seats, match, limit, acts) => {
    const outcome = await play(await library(seats, match, limit), acts, COMPUTERS)
    all.push(outcome)
    expect(outcome.running).toBeLessThanOrEqual(outcome.allowed)
  })
  await fc.assert(property, { numRuns: runs(500) })
  // not for want of licenses: the bound is reached, by several computers as well
  expect(all.filter(({ granted }) => granted > 0).length).toBeGreaterThan(all.length / 2)
  expect(all.filter(({ running, allowed }) => running === allowed && running > 1)).not.toEqual([])
  expect((await desk.vendor.audit()).problems).toEqual([])
})

test('six sequences by the tools, each command a process (QC-07, QC-08)', async () => {
  const few = fc.tuple(SEATS, MATCH, ACTS).filter(([seats, match, acts]) => {
    const { running, granted } = played(seats, match, acts)
    return acts.length <= 5 && granted >= 2 && running >= 1
  })
  const property = fc.asyncProperty(few, LIMIT, async ([seats, match, acts], limit) => {
    const outcome = await play(await processes(seats, match, limit), acts, COMPUTERS.slice(0, 4))
    expect(outcome.running).toBeLessThanOrEqual(outcome.allowed)
  })
  await fc.assert(property, { numRuns: runs(6), endOnFailure: true })
  expect((await must(world.vendor('ledger', 'audit'))).value.problems).toEqual([])
})
