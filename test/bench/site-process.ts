/**
 * Owns the process that the bench of the site server asks: the lending engine behind plain HTTP, and beside it the same HTTP
 * server that writes one durable row for each request. It says its CPU time and its memory when it is asked, so that what
 * the asking side costs is not counted. Arguments: a folder, the seats of the license.
 */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { AirlatchError } from '../../src/core/errors.ts'
import { encodeLicense } from '../../src/core/message/license.ts'
import { openSqliteEngine } from '../../src/log/sqlite/open.ts'
import { Lending } from '../../src/site/lending.ts'
import { LENDING, LICENSE, serverKey, vendorKey } from '../core/lease/lease-world.ts'
import { OF_SERVER } from '../site/of-server.ts'
import * as world from '../vectors/make/world.ts'
import { sealLicense } from '../world/seal.ts'

/** What it answers to any message. */
export interface SiteFigures {
  readonly lease: string
  readonly row: string
  /** Milliseconds of CPU since it began. */
  readonly cpu: number
  /** Megabytes. */
  readonly memory: number
  readonly held: number
}

const [folder = '', seats = ''] = process.argv.slice(2)
const started = performance.now()
const seconds = () => (performance.now() - started) / 1000
const lending = await Lending.open({
  path: join(folder, 'state.db'),
  create: true,
  productId: world.PRODUCT,
  key: serverKey,
  trust: () => OF_SERVER,
  // in the time of the test's license
  clock: { wall: () => world.NOW + seconds(), steady: seconds },
})
await lending.install(
  sealLicense(
    encodeLicense({ ...LICENSE, floatingSeats: Number(seats), lending: { ...LENDING, longestLease: 900 } }),
    vendorKey,
  ),
)
const ROWS = {
  applicationId: 1,
  steps: ['CREATE TABLE request (at INTEGER NOT NULL, body BLOB NOT NULL) STRICT'],
}
const rows = openSqliteEngine(join(folder, 'rows.db'), ROWS, { create: true })

const lease = await listen((body, peer) => lending.answer(body, peer))
const row = await listen(async body => {
  const values = [Date.now(), body.toString('hex')]
  await rows.write(sql => sql.run('INSERT INTO request VALUES (?, unhex(?))', values))
  return body
})
process.on('message', async () => {
  const { user, system } = process.cpuUsage()
  const { held } = await lending.status()
  const memory = process.memoryUsage.rss() / 2 ** 20
  const figures: SiteFigures = { lease, row, cpu: (user + system) / 1000, memory, held }
  process.send?.(figures)
})
process.on('disconnect', () => process.exit())

async function listen(
  answer: (body: Buffer, peer: string | undefined) => Promise<Uint8Array>,
): Promise<string> {
  const onRequest: RequestListener = async (request, response) => {
    try {
      const bytes = await answer(await bodyOf(request), request.socket.remoteAddress)
      response.writeHead(200, { 'content-type': 'application/cose', 'content-length': bytes.length })
      response.end(bytes)
    } catch (error) {
      response.writeHead(error instanceof AirlatchError ? 503 : 500).end(`${error}`)
    }
  }
  const server = createServer({ keepAliveTimeout: 600_000 }, onRequest)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/lease`
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}
