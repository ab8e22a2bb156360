/** Owns the part of the long story in which every command about webhooks answers. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openVendor } from '../../../src/vendor/door.ts'
import { runWebhooks } from '../../../vendor-tool/webhooks-running.ts'
import type { Stage } from './every-command.ts'

export async function tellsOthers(stage: Stage): Promise<void> {
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => response.end('thanks'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`
  try {
    await stage.vendor('webhook', 'add', url, '--name', 'crm', '--event', 'customer.added', '--allow-private')
    await stage.vendor('webhook', 'add', 'https://hooks.example.com/in')
    await stage.vendor('webhook', 'list')
    await stage.vendor('webhook', 'test', 'crm')
    await stage.vendor('customer', 'add', 'Cid')
    await sendAll(stage)
    await stage.vendor('webhook', 'list')
    const { deliveries } = await stage.vendor('webhook', 'show', 'crm')
    await stage.vendor('webhook', 'resend', deliveries[0].deliveryId)
    await stage.vendor('webhook', 'show', 'crm')
    await stage.vendor('webhook', 'rotate', 'crm')
    await stage.vendor('webhook', 'remove', 'crm', '--dry-run')
    await stage.vendor('webhook', 'remove', 'crm', '--yes')
    await stage.vendor('webhook', 'remove', 'hooks.example.com', '--yes')
  } finally {
    server.close()
  }
}

/** As a server does. */
async function sendAll({ at }: Stage): Promise<void> {
  const vendor = await openVendor({ home: at('vendor', 'home') })
  const running = runWebhooks(vendor, () => undefined)
  await running.settled()
  await running.stop()
  await vendor.close()
}
