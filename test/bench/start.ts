/**
 * Owns the question how long a program waits that asks `airlatch status` at its start, and what the executable takes for
 * nothing but its version: against `node -e 0`, whole processes in turn. The home has a license that was requested, issued and installed here, as an
 * executable reads the real computer. Without an executable its bundle is measured, under the same Node.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientTool } from '../../client-tool/tool.ts'
import { probeComputer } from '../../src/client/door.ts'
import { bundleTool, ROOT } from '../../tools/bundle.ts'
import { hostPlatform } from '../../tools/executable/nodes.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inProcess } from '../world/world.ts'
import { pairOf, timesInTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

type Program = readonly [path: string, ...words: readonly string[]]

export async function startBench(): Promise<readonly Line[]> {
  const shop = await openShop()
  try {
    const home = await activatedHome(shop)
    const { name, program } = await clientProgram(shop)
    const runs: readonly Program[] = [
      [...program, '--home', home, 'status'],
      [...program, '--version'],
      [process.execPath, '-e', '0'],
    ]
    const times = await timesInTurn(
      runs.map(run => () => runToEnd(run)),
      { rounds: 40, calls: 1, warmUp: 5 },
    )
    const overNode = (at: number) => pairOf(times.map(round => [round[at] as number, round[2] as number]))
    return [
      pairLine(`airlatch status (${name}) / node -e 0`, overNode(0), 1.5),
      pairLine(`airlatch --version (${name}) / node -e 0`, overNode(1), 1.25),
    ]
  } finally {
    shop.remove()
  }
}

/** This computer, activated with a license of six features. */
export async function activatedHome(shop: Shop): Promise<string> {
  const [home, request, license] = ['home', 'request.txt', 'license.txt'].map(name =>
    shop.at('vendor', 'bench', name),
  )
  const tool = clientTool(probeComputer)
  const kit = ['--home', home as string, '--kit', shop.at('vendor', 'scope.kit')]
  shop.carry('vendor/scope.kit', 'vendor/bench/scope.kit')
  const key = await shop.key(
    '--feature',
    'export',
    '--feature',
    'edition=standard',
    '--expires',
    '2099-12-31',
  )
  await must(inProcess(tool, [...kit, 'request', key, '-o', request as string]))
  await must(shop.vendor('issue', request as string, '-o', license as string))
  await must(inProcess(tool, [...kit, 'install', license as string]))
  return home as string
}

export async function clientProgram(
  shop: Shop,
): Promise<{ readonly name: string; readonly program: Program }> {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const executable = join(ROOT, 'dist', `airlatch-${hostPlatform()}${suffix}`)
  if (existsSync(executable)) return { name: 'executable', program: [executable] }
  const bundle = shop.at('airlatch.cjs')
  writeFileSync(bundle, (await bundleTool('airlatch')).text)
  return { name: 'bundle, no executable in dist', program: [process.execPath, bundle] }
}

export function runToEnd([path, ...words]: Program): void {
  const { status, error } = spawnSync(path, words, { stdio: 'ignore' })
  if (error !== undefined || status !== 0) throw error ?? new Error(`expected exit 0, got ${status}: ${path}`)
}
