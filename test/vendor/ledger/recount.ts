/**
 * Owns counting a ledger again from its entries, by somebody who only counts: at no entry are more seats taken than
 * the key granted then, is anything issued for a key that was revoked, or more granted than the vendor's plan allowed.
 */

import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'

interface Counted {
  granted: number
  readonly holders: Set<string>
  revoked: boolean
}

/** What is wrong, one sentence each. */
export async function recount(ledger: Ledger): Promise<readonly string[]> {
  const problems: string[] = []
  const keys = new Map<string, Counted>()
  let plan = Number.POSITIVE_INFINITY
  for (let after = 0; ; ) {
    const page = await ledger.log(after, 1000)
    for (const { seq, change } of page) {
      const problem = count(change)
      if (problem !== undefined) problems.push(`entry ${seq}, ${change.kind}: ${problem}`)
    }
    if (page.length < 1000) return problems
    after = page.at(-1)?.seq as number
  }

  function count(change: Change): string | undefined {
    switch (change.kind) {
      case 'setting.changed':
        if (change.name === 'planActivations')
          plan = change.value === 'unlimited' ? Number.POSITIVE_INFINITY : (change.value as number)
        return undefined
      case 'key.created':
      case 'key.changed': {
        const { id, entitlement } = change.key
        const before = keys.get(id)
        if (before?.revoked) return 'the key is revoked'
        const holders = before?.holders ?? new Set()
        keys.set(id, { granted: entitlement.activations, holders, revoked: false })
        if (holders.size > entitlement.activations)
          return `grants ${entitlement.activations}, ${holders.size} are taken`
        const more = entitlement.activations - (before?.granted ?? 0)
        return more > 0 && grantedByAll() > plan
          ? `${grantedByAll()} granted, the plan has ${plan}`
          : undefined
      }
      case 'key.revoked':
        counted(change.keyId).revoked = true
        return undefined
      case 'activation.recorded': {
        const { holders, granted, revoked } = counted(change.activation.keyId)
        holders.add(change.activation.id)
        if (revoked) return 'the key is revoked'
        return holders.size > granted ? `the key grants ${granted}, ${holders.size} are taken` : undefined
      }
      case 'activation.renewed': {
        const { holders, revoked } = counted(change.activation.keyId)
        if (revoked) return 'the key is revoked'
        return holders.has(change.activation.id) ? undefined : 'holds no seat'
      }
      case 'activation.released':
        return counted(change.activation.keyId).holders.delete(change.activation.id)
          ? undefined
          : 'held no seat'
      default:
        return undefined
    }
  }

  function counted(id: string): Counted {
    const found = keys.get(id)
    if (found === undefined) throw new Error(`no key ${id}`)
    return found
  }

  function grantedByAll(): number {
    return [...keys.values()].reduce((sum, { granted, revoked }) => sum + (revoked ? 0 : granted), 0)
  }
}
