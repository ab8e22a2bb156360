/**
 * A process with many connections to one ledger, each of which carries out orders, one after the other and all of them
 * at once. Arguments: the vendor's home, the ledger. Standard input: one line of JSON, the orders of each connection;
 * the next line begins. Standard output: "ready" when it is loaded, "open" when all connections are, then a line of
 * JSON for each order that is done.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { AirlatchError, openVendor } from '../../../src/vendor/door.ts'
import { NOW, today } from '../../world/nouns.ts'

export type Order =
  /** Base64url of the request. */
  | { readonly do: 'issue'; readonly request: string }
  /** The seat that this connection was given last. */
  | { readonly do: 'release' }
  | { readonly do: 'create'; readonly activations: number }
  | { readonly do: 'set'; readonly key: string; readonly activations: number }
  | { readonly do: 'revoke'; readonly key: string }
  | { readonly do: 'plan'; readonly activations: number | 'unlimited' }

export interface Done {
  readonly do: Order['do']
  /** "done", or the code of the refusal. */
  readonly outcome: string
  /** What the refusal says. */
  readonly details?: unknown
  /** Of `issue`. */
  readonly activation?: string
  /** Base64url of the license. */
  readonly license?: string
}

type Work = (order: Order) => Promise<Omit<Done, 'do'>>

/** One more connection. */
async function connection(home: string, ledger: string, now: () => number): Promise<Work> {
  const vendor = await openVendor({ home, ledger, now })
  const signer = await vendor.unlock('')
  let seat: string | undefined
  return async order => {
    switch (order.do) {
      case 'issue': {
        const outcome = await signer.issue(Buffer.from(order.request, 'base64url'))
        if (outcome.kind === 'refusal') return { outcome: outcome.code, details: outcome.details }
        seat = outcome.license.activationId
        return {
          outcome: 'done',
          activation: seat,
          license: Buffer.from(outcome.message).toString('base64url'),
        }
      }
      case 'release':
        if (seat === undefined) return { outcome: 'nothing to release' }
        await vendor.releaseActivation(seat, 'sold on')
        break
      case 'create':
        await vendor.createKeys({ productId: 'scope', activations: order.activations })
        break
      case 'set':
        await vendor.changeKey(order.key, { activations: order.activations })
        break
      case 'revoke':
        await vendor.revokeKey(order.key, 'paid back')
        break
      case 'plan':
        await vendor.setSetting('planActivations', order.activations)
    }
    return { outcome: 'done' }
  }
}

async function carryOut(work: Work, orders: readonly Order[]): Promise<void> {
  for (const order of orders) say(JSON.stringify({ do: order.do, ...(await tried(work, order)) }))
}

async function tried(work: Work, order: Order): Promise<Omit<Done, 'do'>> {
  try {
    return await work(order)
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return { outcome: error.code, details: error.details }
  }
}

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

const [home = '', ledger = '', clock] = process.argv.slice(2)
const input = createInterface(process.stdin)[Symbol.asyncIterator]()
say('ready')
const orders: readonly (readonly Order[])[] = JSON.parse((await input.next()).value ?? '[]')
const rivals = await Promise.all(
  orders.map(() => connection(home, ledger, clock === 'today' ? today : () => NOW)),
)
say('open')
await input.next()
await Promise.all(rivals.map((work, i) => carryOut(work, orders[i] ?? [])))
process.exit()
