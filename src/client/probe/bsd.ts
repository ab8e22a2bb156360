/**
 * Owns the readings of a BSD and of whatever else Node runs on: what Node itself tells and two well-known files.
 * Enough kinds to be bound to, fewer than elsewhere; spawns nothing. Known limit: what it runs inside of stands in no
 * file (FreeBSD tells it by sysctl(8) alone), so there is never evidence.
 */
import { cpus, networkInterfaces } from 'node:os'
import { type Computer, computerOf, type ProbeFinding } from '../../core/computer/computer.ts'
import { readFirst } from './small-file.ts'

/** FreeBSD keeps the system's UUID in /etc/hostid (hostid(1)); its newer versions and D-Bus make a machine-id. */
export function readBsd(platform: 'bsd' | 'other', root = ''): Computer {
  return computerOf(platform, undefined, [
    { kind: 'install-id', ...readFirst(`${root}/etc/machine-id`, `${root}/var/lib/dbus/machine-id`) },
    { kind: 'system-uuid', ...readFirst(`${root}/etc/hostid`) },
    ...adaptersOf(networkInterfaces()),
    ...cpus()
      .slice(0, 1)
      .map((cpu): ProbeFinding => ({ kind: 'cpu-model', raw: cpu.model })),
  ])
}

/** Drivers that have no hardware of their own, and USB ones; SPEC.md lists them. An interface is called so, and a number. */
export const DRIVERS_THAT_COME_AND_GO =
  'lo tun tap wg gif gre bridge veb vlan lagg trunk carp epair vnet vether vmnet pflog ue axe axen cdce ure urndis smsc mue'.split(
    ' ',
  )
const COMES_AND_GOES = new RegExp(`^(${DRIVERS_THAT_COME_AND_GO.join('|')})\\d`)

function adaptersOf(adapters: ReturnType<typeof networkInterfaces>): ProbeFinding[] {
  return Object.entries(adapters)
    .filter(([name, addresses]) => !COMES_AND_GOES.test(name) && addresses?.every(one => !one.internal))
    .flatMap(([, addresses]) => addresses?.slice(0, 1) ?? [])
    .map(address => ({ kind: 'mac-address', raw: address.mac }))
}
