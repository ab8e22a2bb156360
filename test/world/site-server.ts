/**
 * Owns a site server for stories: a shop's license for a server, and its seats lent over HTTP on a port that the system
 * chooses. The server itself is test/site's subject; this one has only what a client meets.
 */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageFromFile } from '../../src/carrier/intake.ts'
import { ClientTrust } from '../../src/client/trust.ts'
import { World } from '../../src/client/world.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import { secretKeyOfPem } from '../../src/crypto/pem.ts'
import { COMPUTER_CLOCK } from '../../src/site/clock.ts'
import { Lending } from '../../src/site/lending.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { must, type Shop } from './shop.ts'

const MOST_REQUEST = 16_384

export interface SiteServer {
  readonly address: string
  readonly lending: Lending
  /** As a server does to which a file is brought. */
  answer(request: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

/** `words`: of the floating key. The name is that of the computer that the server runs on. */
export async function openSiteServer(
  shop: Shop,
  name: string,
  ...words: readonly string[]
): Promise<SiteServer> {
  const key = await shop.key('--for-floating', ...words)
  const { value } = await must(shop.activate(name, key))
  const world = new World({
    home: shop.at(name, 'home'),
    product: 'scope',
    probe: async () => simulatedComputer(name),
  })
  const computer = await world.computer()
  const lending = await Lending.open({
    path: shop.at(name, 'site.db'),
    create: true,
    productId: 'scope',
    key: secretKeyOfPem(readFileSync(shop.at(name, 'home', 'scope', 'installation', 'key.pem'), 'utf8')),
    trust: () => new ClientTrust(world).verifyInput(world.here(computer), NO_PROGRAM),
    clock: COMPUTER_CLOCK,
  })
  const license = messageFromFile(shop.read(name, value.output.split('/').at(-1)), ['license'])
  const installed = await lending.install(license)
  if (installed.kind !== 'installed') throw new Error(JSON.stringify(installed))
  const server = serverOver(lending)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lending,
    answer: request => lending.answer(request, undefined),
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await lending.close()
    },
  }
}

const NO_PROGRAM = { version: undefined, releasedAt: undefined, features: [] }

function serverOver(lending: Lending): Server {
  return createServer(async (request, response) => {
    const pieces: Buffer[] = []
    let length = 0
    for await (const piece of request) {
      length += piece.length
      if (length <= MOST_REQUEST) pieces.push(piece)
    }
    const refuse = (status: number, code: string) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ ok: false, error: { code, message: code, hint: code, details: {} } }))
    }
    if (request.url !== '/lease') return refuse(404, 'usage')
    if (length > MOST_REQUEST) return refuse(413, 'input-too-large')
    try {
      const answer = await lending.answer(new Uint8Array(Buffer.concat(pieces)), request.socket.remoteAddress)
      response.writeHead(200, { 'content-type': 'application/cose' })
      response.end(answer)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      refuse(error.code === 'wrong-product' ? 404 : 400, error.code)
    }
  })
}
