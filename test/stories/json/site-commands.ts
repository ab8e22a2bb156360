/** Owns the part of the long story in which every command of the site server answers. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { pageSettings } from '../../../site-tool/page/options.ts'
import { ServingSite } from '../../../site-tool/server/serving.ts'
import { siteTool } from '../../../site-tool/tool.ts'
import { argsOver } from '../../../src/cli/command.ts'
import { listeningSettings } from '../../../src/serving/settings.ts'
import { simulatedComputer } from '../../client/probe/simulated.ts'
import { askSite } from '../../site-tool/serving.ts'
import { SiteClient } from '../../site-tool/site-client.ts'
import { must } from '../../world/shop.ts'
import { inProcess, type Value } from '../../world/world.ts'
import type { Stage } from './every-command.ts'

const probe = async () => simulatedComputer('server')

export async function servesSite(stage: Stage): Promise<void> {
  const { at, shop } = stage
  const home = at('site-home')
  const site = (...words: readonly string[]): Promise<Value> =>
    stage.answered('airlatch-site', all => inProcess(siteTool(probe), ['--home', home, ...all]), words)
  await site('status')
  await site('install', at('vendor', 'generic.kit'))
  mkdirSync(at('site-home', 'damaged'))
  writeFileSync(at('site-home', 'damaged', 'kit.cbor'), 'no kit')
  await site('status')
  rmSync(at('site-home', 'damaged'), { recursive: true })
  const floating = ['--for-floating', '--activations', '2', '--most-borrowed', '1']
  const { wholeKey } = await stage.key(...floating, '--feature', 'export', '--pool', 'export=1')
  await site('request', wholeKey, '--kit', at('vendor', 'generic.kit'), '-o', at('site-request.txt'))
  await site('request', '--qr', at('site-request.png'))
  await site('request')
  await must(shop.vendor('issue', at('site-request.txt'), '-o', at('site-license.txt')))
  await site('status')
  await site('install', at('site-license.txt'))
  const serving = await ServingSite.start(
    { home, lends: true, probe },
    { ...listeningSettings(argsOver({}), 0), ...pageSettings(argsOver({})), host: '127.0.0.1' },
    () => undefined,
  )
  stage.keep('airlatch-site', ['serve'], { ok: true, ...(await serving.answer()).json })
  const ada = new SiteClient('ada')
  await askSite(serving.address, ada.request('take'))
  await site('rule', 'list')
  await site('rule', 'add', 'reserve', '1', '--for', 'cad', '--user', 'anna', '--address', '10.0.0.0/8')
  await site('rule', 'add', 'longest-borrow', '7')
  await site('rule', 'list')
  await site('rule', 'list', '--try-user', 'eve', '--try-host', 'pc')
  await site('rule', 'remove', '1')
  writeFileSync(at('borrow.cbor'), new SiteClient('ben').request('borrow'))
  await site('lend', at('borrow.cbor'), '-o', at('borrow-answer.cbor'))
  const [{ leases }] = (await site('leases')).products
  await site('leases', '--take-back', leases[0].leaseId, '--reason', 'lost', '--yes')
  await site('report', '-o', at('site-usage.txt'))
  await site('inspect', at('site-usage.txt'))
  await site('status')
  await site('deactivate', '--yes', '-o', at('site-receipt.txt'))
  await site('deactivate', '--again')
  await serving.stop()
}
