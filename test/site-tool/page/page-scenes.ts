/** Owns sites as they are found in the world: a busy one with weeks of use behind it, and one whose clients send hostile names. */
import { NO_RULES } from '../../../src/site/site-rules.ts'
import { TestClient, TestClock } from '../../site/site-world.ts'
import * as world from '../../vectors/make/world.ts'
import { licenseOf, PageWorld } from './page-world.ts'

const HOUR = 3600
const NAMES = ['ada', 'grace', 'linus', 'margaret', 'dennis', 'barbara', 'ken', 'radia', 'edsger', 'frances']

export function namedClients(count: number): readonly TestClient[] {
  return Array.from({ length: count }, (_, i) => {
    const name = NAMES[i % NAMES.length] as string
    const account = i < NAMES.length ? name : `${name}${Math.floor(i / NAMES.length)}`
    return new TestClient(account, {
      account,
      host: `cad-${String(i + 1).padStart(3, '0')}`,
      computer: undefined,
    })
  })
}

/** Names that a customer's user can choose. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=HYPERLINK("http://evil.example")',
  '\u202egnp.exe',
  'x'.repeat(64),
  'ต้น'.repeat(16),
  "'; DROP TABLE lease; --",
]

/** Twelve seats in three weeks of office hours, the last of them short of seats. */
export async function busySite(): Promise<PageWorld> {
  const clock = new TestClock()
  const noon = (Math.floor(world.NOW / 86_400) + 22) * 86_400 + 15 * HOUR + 1500
  const begin = noon - 21 * 86_400
  clock.time = begin
  const site = await PageWorld.open({
    clock,
    license: licenseOf(
      12,
      {
        pools: new Map([
          ['cad', 8],
          ['render', 2],
        ]),
        borrowing: { days: 30, most: 3 },
        allowWorkloads: true,
      },
      {
        expiresAt: noon + 26 * 86_400,
        issuedAt: world.NOW - 300 * 86_400,
        features: new Map([
          ['cad', true],
          ['render', true],
        ]),
      },
    ),
  })
  const clients = namedClients(16)
  for (let hour = 0; hour < 21 * 24; hour++) {
    clock.time = begin + hour * HOUR
    const date = new Date(clock.time * 1000)
    const isOffice = date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= 7 && date.getUTCHours() < 18
    const wanted = isOffice ? 5 + ((hour * 7) % 5) + Math.floor(hour / 90) : Number(hour % 9 === 0)
    for (const client of clients.slice(0, wanted)) await site.ask(client, 'take')
    await site.lending.status()
  }
  clock.time = noon
  await site.lending.setRules({
    ...NO_RULES,
    groups: {
      cad: { users: ['ada', 'grace', 'linus'], hosts: ['cad-001'] },
      guests: { users: ['guest'], addresses: ['10.9.0.0/16'] },
    },
    reserve: [{ group: 'cad', seats: 2 }],
    deny: [{ group: 'guests' }],
    most: [{ group: 'cad', seats: 6 }],
  })
  const pools = (i: number) =>
    i % 3 === 0 ? new Map([['cad', 1], ...(i === 3 ? [['render', 1] as const] : [])]) : new Map()
  for (const [i, client] of clients.slice(0, 9).entries()) {
    clock.time = noon + i * 37
    await site.ask(client, 'take', { pools: pools(i) }, `10.0.0.${i + 11}`)
  }
  const laptop = new TestClient('hedy', { account: 'hedy', host: 'laptop-4', computer: 'laptop' })
  await site.ask(laptop, 'borrow', { wanted: 5 * 86_400 }, '10.0.0.90')
  for (const client of clients.slice(0, 4)) await site.ask(client, 'renew')
  for (const client of clients.slice(9, 14)) await site.ask(client, 'take', {}, '10.0.0.70')
  await site.ask(new TestClient('guest', { account: 'guest', host: 'lobby' }), 'take', {}, '10.9.3.4')
  const [, second] = await site.lending.leases()
  await site.lending.takeBack(second?.leaseId ?? '', 'Workshop on Friday')
  clock.time += 61
  await site.ask(clients[14] as TestClient, 'queue', {}, '10.0.0.71')
  return site
}

export async function hostileSite(): Promise<PageWorld> {
  const site = await PageWorld.open({
    name: '<b>Scope</b> \u202epro',
    license: licenseOf(HOSTILE.length, { allowWorkloads: true }),
  })
  for (const [i, name] of HOSTILE.entries())
    await site.ask(new TestClient(`hostile ${i}`, { account: name, host: name, computer: undefined }), 'take')
  for (const [i, name] of HOSTILE.entries())
    await site.ask(new TestClient(`late ${i}`, { account: name, host: name, computer: undefined }), 'take')
  return site
}
