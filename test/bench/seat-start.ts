/**
 * Owns the question what a seat costs the start of a program: `client.status()` and `client.lease()` with a lease in hand,
 * against one bare Ed25519 verification and against `status` with a license; and whole processes of `airlatch status` with
 * either. The computer is read once for all calls in this process, as both would read it. No server is asked.
 */
import { createPublicKey, verify } from 'node:crypto'
import { clientTool } from '../../client-tool/tool.ts'
import { type Client, openClient, probeComputer } from '../../src/client/door.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { openSiteServer } from '../world/site-server.ts'
import { inProcess } from '../world/world.ts'
import { inTurn, pairOf, timesInTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { licenseMessage, signingKey } from './sample.ts'
import { activatedHome, clientProgram, runToEnd } from './start.ts'

export async function seatStartBench(): Promise<readonly Line[]> {
  const shop = await openShop()
  const site = await openSiteServer(shop, 'server', '--feature', 'export', '--feature', 'edition=standard')
  try {
    const licensed = await activatedHome(shop)
    const seated = await seatedHome(shop, site.address)
    return [...(await inThisProcess(licensed, seated)), ...(await asProcesses(shop, licensed, seated))]
  } finally {
    await site.close()
    shop.remove()
  }
}

/** This computer, with a lease in hand. */
async function seatedHome(shop: Shop, address: string): Promise<string> {
  const home = shop.at('vendor', 'bench', 'seated')
  const words = ['--home', home, '--kit', shop.at('vendor', 'scope.kit'), 'lease', 'take', '--site', address]
  await must(inProcess(clientTool(probeComputer), words))
  return home
}

async function inThisProcess(licensed: string, seated: string): Promise<readonly Line[]> {
  const computer = await probeComputer()
  const within = async (home: string, work: (client: Client) => Promise<boolean>) => {
    const client = openClient({ home, probe: async () => computer })
    if (!(await work(client))) throw new Error(`expected that the program may run: ${home}`)
    client.close()
  }
  const runs = [
    () => within(licensed, async client => (await client.status()).valid),
    () => within(seated, async client => (await client.status()).valid),
    () => within(seated, async client => (await client.lease()).isHeld),
    bareVerification(),
  ]
  const times = await timesInTurn(runs, { rounds: 200, calls: 5, warmUp: 40 })
  const pair = (a: number, b: number) => pairOf(times.map(round => [round[a] as number, round[b] as number]))
  const added = pairOf(times.map(([license = 0, lease = 0, , bare = 1]) => [lease - license, bare]))
  return [
    pairLine('status, lease in hand / with a license', pair(1, 0), 1.5),
    pairLine('client.lease(), lease in hand / status, license', pair(2, 0), 1.5),
    // a lease has one signature more than a license
    pairLine('what a lease in hand adds to a status / Ed25519', added, 1),
  ]
}

function bareVerification(): () => boolean {
  const { signed, signature } = parseSign1(licenseMessage(6))
  const x = Buffer.from(signingKey.public.bytes).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return () => verify(null, signed, key, signature)
}

async function asProcesses(shop: Shop, licensed: string, seated: string): Promise<readonly Line[]> {
  const { name, program } = await clientProgram(shop)
  const run = (home: string) => () => runToEnd([...program, '--home', home, 'status'])
  const pair = await inTurn(run(seated), run(licensed), { rounds: 30, calls: 1, warmUp: 3 })
  return [pairLine(`airlatch status (${name}), lease / license`, pair, 1.1)]
}
