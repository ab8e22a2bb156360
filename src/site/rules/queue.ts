/** Free seats and places are kept for those that wait longest: asking at the right moment must not jump the queue. */
import { denies, grants, type LendingRule } from '../rule.ts'
import { leftAfter, wantedOf } from '../seat-queue.ts'

export const queue: LendingRule = {
  name: 'queue',
  judge({ ahead: waiting, own, leases, request, site: { seats, lending } }) {
    const wanted = wantedOf(request, own)
    const ahead = waiting.length
    if (ahead === 0) return own === undefined ? grants('nobody-ahead', { ahead }) : grants('seat-kept')
    const free = {
      seats: seats - leases.size,
      pools: new Map([...lending.pools].map(([name, places]) => [name, places - leases.placesIn(name)])),
    }
    const left = leftAfter(free, waiting)
    if (wanted.seat && left.seats < 1) return denies('no-seats-left', 'seats-awaited', { ahead })
    for (const [feature, places] of wanted.pools)
      if ((left.pools.get(feature) ?? 0) < places)
        return denies('no-place-in-pool', 'places-awaited', { feature, ahead })
    return own === undefined ? grants('nobody-ahead', { ahead }) : grants('seat-kept')
  },
}
