/**
 * Owns a process that asks for activations over a ledger on PostgreSQL, so many at once, as the requests of many
 * visitors of one server. Argument: the URL. It answers each message with what it took.
 */
import { openPostgresLedger } from '../../src/vendor/ledger/postgres.ts'
import { concurrently } from './concurrently.ts'
import { issueNew, issuerOver, random } from './desk.ts'

export interface PoolOrder {
  /** Base64url; each of another computer. */
  readonly requests: readonly string[]
  readonly atOnce: number
}

const [url = ''] = process.argv.slice(2)
const issuer = issuerOver(await openPostgresLedger(url, { random }))
process.on('message', async ({ requests, atOnce }: PoolOrder) => {
  const messages = requests.map(text => new Uint8Array(Buffer.from(text, 'base64url')))
  const { user, system } = process.cpuUsage()
  await concurrently(messages, atOnce, message => issueNew(issuer, message))
  const after = process.cpuUsage()
  process.send?.((after.user + after.system - user - system) / 1000)
})
process.once('disconnect', () => process.exit())
process.send?.(0)
