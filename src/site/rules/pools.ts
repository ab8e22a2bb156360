/** A feature of which the license has fewer places than seats is lent by places. Places that a lease has are kept. */
import { denies, grants, type LendingRule } from '../rule.ts'

export const pools: LendingRule = {
  name: 'pools',
  judge({ request, leases, own, site: { lending } }) {
    // a renewal, too, where a new license has fewer places
    const wanted = new Map([...(own?.pools ?? []), ...request.pools])
    for (const [feature, places] of wanted) {
      const needed = Math.max(places, own?.pools.get(feature) ?? 0)
      const most = lending.pools.get(feature) ?? 0
      // nobody gives back what is not there
      if (needed > most) return denies('no-place-in-pool', 'pool-too-small', { feature, most })
      if (leases.placesIn(feature, own) + needed > most)
        return denies('no-place-in-pool', 'pool-full', { feature })
    }
    return grants('pools-free')
  },
}
