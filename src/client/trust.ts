/**
 * Owns what one call of the client checks a license against: the record of this computer, the newest kit and the newest
 * list of revocations. Anything newer that a search finds takes effect at once, and is kept here if that can be
 * written.
 */
import type { CheckedComputer, Program, Withdrawal } from '../core/check/case.ts'
import { unlessRefused } from '../core/errors.ts'
import { leastSequence } from '../core/message/kit.ts'
import type { Reason } from '../core/rule.ts'
import type { VerifyInput } from '../core/verify.ts'
import { keepHeld, newestKit, trustWarnings } from './current-kit.ts'
import type { Findings } from './share/search.ts'
import { askedWith } from './state/asked.ts'
import type { Memory } from './state/memory.ts'
import {
  isRevoked,
  keepRevocations,
  newestRevocations,
  type SignedRevocations,
} from './state/revocation-list.ts'
import type { World } from './world.ts'

export class ClientTrust {
  readonly world: World
  readonly signal: AbortSignal | undefined
  /** When this call began, seconds since 1970. */
  readonly at: number
  readonly memory: Memory
  /** The newest list of revocations, if there is one. */
  list: SignedRevocations | undefined

  /** `signal` cancels the call. */
  constructor(world: World, signal?: AbortSignal) {
    this.world = world
    this.signal = signal
    this.at = world.now()
    this.memory = world.memory(this.at)
    this.takeUp({ kits: [], revocations: [] })
  }

  /** Takes over a newer kit and newer revocations. */
  takeUp({ kits, revocations }: Pick<Findings, 'kits' | 'revocations'>): void {
    const { world, memory } = this
    const before = world.kit
    const newest = newestKit(
      before,
      kits.flatMap(found => ('message' in found ? [found.message] : [])),
    )
    if (newest !== before) unlessRefused(() => keepHeld(world.folder, newest, before))
    world.kit = newest
    const trust = { keyring: newest.keyring, terms: newest.kit, seen: memory.revocationsSeen }
    const { list, toKeep } = newestRevocations(world.folder, revocations, trust)
    if (toKeep !== undefined) keepRevocations(world.folder, toKeep)
    this.list = list
  }

  /** Returns what a license is checked against at this moment. */
  verifyInput(here: CheckedComputer, program: Program): VerifyInput {
    const { world, memory, at } = this
    return {
      keyring: world.kit.keyring,
      terms: world.kit.kit,
      here,
      program,
      asked: computer => askedWith(world.folder, computer),
      firstRunAt: memory.firstRuns.of,
      seen: memory.seen,
      recordDamage: memory.damage,
      withdrawal: id => this.withdrawal(id),
      lends: world.options.lends,
      now: at,
    }
  }

  /** The vendor's list is complete: what an earlier list revoked is used only without a present one. */
  withdrawal(activationId: string): Withdrawal | undefined {
    const known = this.memory.withdrawal(activationId)
    if (known?.why === 'deactivated' || this.list === undefined) return known
    return isRevoked(this.list, activationId) ? (known ?? { why: 'revoked', at: this.at }) : undefined
  }

  /** Returns the warnings about the kit, which do not depend on the license. */
  warnings(): readonly Reason[] {
    return [...this.#rolledBack(), ...trustWarnings(this.world.kit)]
  }

  /**
   * Only warns. Refusing would stop customers who lost a file, and restoring an older kit has no advantage over
   * starting with a new home.
   */
  #rolledBack(): readonly Reason[] {
    const { kit, keyring } = this.world.kit
    const seen = leastSequence(this.memory.kitsSeen, kit, keyring.keys())
    if (kit.sequence >= seen) return []
    return [{ rule: 'kit', code: 'kit-rolled-back', details: { got: kit.sequence, seen } }]
  }
}
