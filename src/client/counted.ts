/** Owns what a license of this computer is to be bound to: its fingerprint, and which of its kinds count. */
import { boundOf, countedKinds } from '../core/computer/binding.ts'
import type { Computer } from '../core/computer/computer.ts'
import { carriedFingerprint, fingerprintOf } from '../core/computer/fingerprint.ts'
import { KINDS } from '../core/computer/reading.ts'
import type { CountedFingerprint } from '../core/message/fingerprint.ts'

/** `everyAccount`: only what every account of this computer can read counts, however little that is. */
export function boundToComputer(
  productId: string,
  { readings, unstable }: Pick<Computer, 'readings' | 'unstable'>,
  everyAccount = false,
): CountedFingerprint {
  const open = readings.filter(
    ({ kind, value }) =>
      !unstable.some(one => one.kind === kind && one.value === value && one.why === 'needs-root'),
  )
  const isOpen = new Set(open.map(({ kind }) => KINDS[kind]))
  const read = readings.map(({ kind }) => KINDS[kind])
  const counted = countedKinds(read, kind => (isOpen as ReadonlySet<number>).has(kind), everyAccount)
  return boundOf(carriedFingerprint(fingerprintOf(productId, readings)), counted)
}
