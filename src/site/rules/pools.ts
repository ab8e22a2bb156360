/** A feature with fewer places than the license has seats is lent by places. A lease keeps the places it has. */
import { denies, grants, type LendingRule } from '../rule.ts'

export const pools: LendingRule = {
  name: 'pools',
  judge({ request, leases, own, site: { lending } }) {
    // also check a renewal, because a new license may have fewer places
    const wanted = new Map([...(own?.pools ?? []), ...request.pools])
    for (const [feature, places] of wanted) {
      const needed = Math.max(places, own?.pools.get(feature) ?? 0)
      const most = lending.pools.get(feature) ?? 0
      // waiting would not help: the license has too few places
      if (needed > most) return denies('no-place-in-pool', 'pool-too-small', { feature, most })
      if (leases.placesIn(feature, own) + needed > most)
        return denies('no-place-in-pool', 'pool-full', { feature })
    }
    return grants('pools-free')
  },
}
