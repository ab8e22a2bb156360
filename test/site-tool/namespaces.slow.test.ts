/**
 * SS-05: the real tool on a computer of its own, in a network namespace with a cable to the site server that is pulled, an
 * address that swallows every packet, and IPv6 alone. Needs Linux, root and iproute2; network-faults.slow.test.ts has what
 * needs none of them.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished, type TestContext, test } from 'vitest'
import { runProcess } from '../world/process.ts'
import { must } from '../world/shop.ts'
import { startSite } from './serving.ts'
import { SiteShop } from './site-shop.ts'

const TOOL = join(import.meta.dirname, '..', 'world', 'simulated-client.ts')
/** A network of its own for each run, in the range for trying networks (RFC 2544) and in a private one. */
const net = Math.floor(Math.random() * 250)
const SERVER = { v4: `198.18.${net}.1`, v6: `fd00:a1a1:${net}::1` }
const CLIENT = { v4: `198.18.${net}.2`, v6: `fd00:a1a1:${net}::2` }
/** On the same wire, with the hardware address of the server, which does not have it: nothing comes back, not even a no. */
const SWALLOWS = `198.18.${net}.9`

const ip = (...words: readonly string[]) => execFileSync('ip', words, { encoding: 'utf8', stdio: 'pipe' })

/** The server's computer is this one; the laptop has a namespace, and a cable between the two. */
async function twoComputers(context: TestContext) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return context.skip('only root makes network namespaces, and on Linux alone')
  const tag = Math.random().toString(36).slice(2, 8)
  const [laptop, wire, end] = [`al-${tag}`, `als-${tag}`, `alc-${tag}`]
  try {
    ip('netns', 'add', laptop)
  } catch (error) {
    return context.skip(`no network namespaces here: ${(error as Error).message.split('\n')[0]}`)
  }
  onTestFinished(() => void ip('netns', 'delete', laptop))
  ip('link', 'add', wire, 'type', 'veth', 'peer', 'name', end, 'netns', laptop)
  // gone with its other end
  ip('address', 'add', `${SERVER.v4}/24`, 'dev', wire)
  ip('address', 'add', `${SERVER.v6}/64`, 'dev', wire, 'nodad')
  ip('link', 'set', wire, 'up')
  const inLaptop = (...words: readonly string[]) => ip('-n', laptop, ...words)
  inLaptop('address', 'add', `${CLIENT.v4}/24`, 'dev', end)
  inLaptop('address', 'add', `${CLIENT.v6}/64`, 'dev', end, 'nodad')
  inLaptop('link', 'set', 'lo', 'up')
  inLaptop('link', 'set', end, 'up')
  const hardware = JSON.parse(ip('-json', 'link', 'show', wire))[0].address as string
  inLaptop('neighbor', 'add', SWALLOWS, 'lladdr', hardware, 'dev', end)

  const shop = await SiteShop.open()
  await shop.activate(1)
  shop.shop.client('ada')
  const [home, kit] = [shop.shop.at('ada', 'home'), shop.shop.at('ada', 'scope.kit')]
  const words = [
    'netns',
    'exec',
    laptop,
    process.execPath,
    TOOL,
    'ada',
    '--home',
    home,
    '--kit',
    kit,
    '--json',
  ]
  return {
    cable: (state: 'up' | 'down') => ip('link', 'set', wire, state),
    noIPv4: () => inLaptop('address', 'delete', `${CLIENT.v4}/24`, 'dev', end),
    async serve(host: string) {
      const server = await startSite(shop.home, '--host', host)
      onTestFinished(async () => void (await server.end('SIGKILL')))
      return server.address
    },
    async laptop(...more: readonly string[]) {
      const { exit, out } = await runProcess('ip', [...words, ...more], {
        folder: shop.shop.at('ada'),
      })
      return { exit, value: JSON.parse(out) }
    },
    /** Takes a seat at a server that can be reached: on a busy machine two seconds of its network may be too few. */
    async taken(...at: readonly string[]) {
      for (;;) {
        const { exit, value } = await this.laptop('lease', 'take', ...at)
        if (exit === 0) return value
        expect(value.error.code).toBe('site-unreachable')
        expect(codes(value)).toEqual(codes(value)?.map(() => 'no-answer'))
      }
    },
    held: async () => (await must(shop.site('leases'))).value.products[0].leases.length as number,
  }
}

const codes = (value: { error?: { details: { addresses: readonly { code: string }[] } } }) =>
  value.error?.details.addresses.map(({ code }) => code)

test('a cable that is pulled and put back: the seat in hand needs no server, and the same holder has it again', async context => {
  const two = await twoComputers(context)
  const { serve, laptop, cable, held } = two
  const address = await serve(SERVER.v4)
  const at = ['--site', address]
  const { seat } = await two.taken(...at)
  expect(seat).toMatchObject({ address })
  cable('down')
  const again = await laptop('lease', 'take', ...at)
  expect(again).toMatchObject({ exit: 0, value: { seat: { lease: seat.lease } } })
  expect(await laptop('lease', 'return')).toMatchObject({ exit: 0, value: { returned: false } })
  expect((await laptop('lease', 'take', ...at)).exit).toBe(3)
  // the server has not heard of it: the seat is kept for its holder, and for nobody else
  expect(await held()).toBe(1)
  cable('up')
  for (let isReturned = false; !isReturned; ) {
    await two.taken(...at)
    expect(await held()).toBe(1)
    isReturned = (await laptop('lease', 'return')).value.returned
  }
  expect(await held()).toBe(0)
})

test('an address that swallows every packet: the deadline decides, and a server behind it in the list is taken', async context => {
  const two = await twoComputers(context)
  const { serve, laptop } = two
  const address = await serve(SERVER.v4)
  const nowhere = `http://${SWALLOWS}`
  const alone = await laptop('lease', 'take', '--site', nowhere)
  // the system itself would try for two minutes, and say something else
  expect(alone).toMatchObject({ exit: 3, value: { error: { code: 'site-unreachable' } } })
  expect(codes(alone.value)).toEqual(['no-answer'])
  expect(await two.taken('--site', nowhere, '--site', address)).toMatchObject({ seat: { address } })
})

test('a network with IPv6 alone', async context => {
  const two = await twoComputers(context)
  const address = await two.serve(SERVER.v6)
  two.noIPv4()
  expect(await two.taken('--site', address)).toMatchObject({
    seat: { address: `http://[${SERVER.v6}]:${new URL(address).port}` },
  })
})
