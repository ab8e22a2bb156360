/**
 * Owns the process that the bench of the site server asks: the server of `airlatch-site serve` over a home that was
 * activated, with its page and figures, and beside it the same HTTP server writing one durable row for each request. It says
 * its CPU time and its memory when it is asked, so that what the asking side costs is not counted. Argument: the seats.
 */
import { pageSettings } from '../../site-tool/page/options.ts'
import { send } from '../../site-tool/server/answers.ts'
import { USUAL_SITE_LIMITS } from '../../site-tool/server/limits.ts'
import { ServingSite } from '../../site-tool/server/serving.ts'
import { siteTool } from '../../site-tool/tool.ts'
import { argsOver } from '../../src/cli/command.ts'
import { BodyReader } from '../../src/http/body.ts'
import { systemClock } from '../../src/http/clock.ts'
import { SECURITY_HEADERS } from '../../src/http/headers.ts'
import { type Exchange, HttpServer } from '../../src/http/server.ts'
import { openSqliteEngine } from '../../src/log/sqlite/open.ts'
import { listeningSettings } from '../../src/serving/settings.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inProcess } from '../world/world.ts'

/** What it answers to any message. */
export interface SiteFigures {
  /** Addresses that are posted to. */
  readonly lease: string
  readonly row: string
  /** Prometheus text. */
  readonly metrics: string
  /** Milliseconds of CPU since it began. */
  readonly cpu: number
  /** Megabytes. */
  readonly memory: number
}

const MOST_BYTES = 16_384
const ROWS = {
  applicationId: 1,
  steps: ['CREATE TABLE request (at INTEGER NOT NULL, body BLOB NOT NULL) STRICT'],
}

const [seats = ''] = process.argv.slice(2)
const probe = async () => simulatedComputer('server')
const shop = await openShop()
process.once('exit', () => shop.remove())
const home = shop.at('site', 'home')
await activate(shop)
const log = (line: string) => process.stderr.write(`${line}\n`)
const serving = await ServingSite.start(
  { home, lends: true, probe },
  { ...listeningSettings(argsOver({}), 0), ...pageSettings(argsOver({})), host: '127.0.0.1' },
  log,
)
const rows = await listenForRows(shop.at('site', 'rows.db'))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const figures: SiteFigures = {
    lease: `${serving.address}/lease`,
    row: `${rows.address}/row`,
    metrics: `${serving.address}/metrics`,
    cpu: (user + system) / 1000,
    memory: process.memoryUsage.rss() / 2 ** 20,
  }
  process.send?.(figures)
})
process.on('disconnect', () => process.exit())

/** From a key with leases of 15 minutes to the license in the server's home. */
async function activate({ at, carry, key, vendor }: Shop): Promise<void> {
  const site = (...words: readonly string[]) => inProcess(siteTool(probe), ['--home', home, ...words])
  const kit = carry('vendor/scope.kit', 'site/scope.kit')
  const whole = await key('--for-floating', '--activations', seats, '--longest-lease', '900')
  const [request, license] = [at('site', 'request.txt'), at('site', 'license.txt')]
  await must(site('request', whole, '--kit', kit, '-o', request))
  await must(vendor('issue', request, '-o', license))
  await must(site('install', license))
}

/** The same HTTP server, whose one route reads a body as that of leases does, and records it. */
function listenForRows(path: string): Promise<HttpServer> {
  const engine = openSqliteEngine(path, ROWS, { create: true })
  const share = { most: 67_108_864, mostOfOne: 67_108_864 }
  const bodies = new BodyReader({ small: share, large: share }, systemClock)
  const answer = async ({ incoming, outgoing }: Exchange) => {
    const releases: (() => void)[] = []
    const address = incoming.socket.remoteAddress ?? ''
    const body = await bodies.read(incoming, { most: MOST_BYTES, address }, one => releases.push(one))
    if (body.kind !== 'read') throw new Error(body.kind)
    const values = [Date.now(), Buffer.from(body.bytes).toString('hex')]
    await engine.write(sql => sql.run('INSERT INTO request VALUES (?, unhex(?))', values))
    send(outgoing, 200, 'application/cose', body.bytes)
    for (const release of releases) release()
  }
  return HttpServer.listen({
    host: '127.0.0.1',
    port: 0,
    handle: exchange => void answer(exchange).catch(error => log(`${error}`)),
    headers: () => SECURITY_HEADERS,
    mostBodyBytes: MOST_BYTES,
    connections: USUAL_SITE_LIMITS.connections,
    routeOf: path => path,
    isLogged: () => false,
    log,
  })
}
