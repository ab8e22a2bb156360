/**
 * Owns why a site server lends no seat, each reason of an answer (SPEC.md 17.2) in a few words, and what an administrator of
 * the server can do about it.
 */

interface DenialText {
  readonly reason: string
  readonly hint: string
}

const DENIALS = {
  'no-seats-left': {
    reason: 'no seat is free',
    hint: '"airlatch-site leases" shows who has the seats. Wait for one, take one back, or ask the vendor for more',
  },
  'no-place-in-pool': {
    reason: 'a feature that was requested has no place left',
    hint: '"airlatch-site leases" shows who uses the feature. Wait for a place, or ask the vendor for more',
  },
  'wrong-user': {
    reason: 'the license does not name this user',
    hint: '"airlatch-site inspect" with the file of the license lists the users. Ask the vendor to add this one',
  },
  'virtual-machine': {
    reason: 'the license allows no virtual machines',
    hint: 'use a real computer, or ask the vendor to allow virtual machines',
  },
  'borrowing-not-allowed': {
    reason: 'no seat may be borrowed',
    hint: '"airlatch-site rule list" shows whether a rule forbids it. Otherwise ask the vendor to allow it',
  },
  'too-many-borrowed': {
    reason: 'too many seats are borrowed already',
    hint: '"airlatch-site leases --borrowed" shows by whom. Wait until one is given back',
  },
  'denied-by-rule': {
    reason: 'a rule of the license or of the administrator does not allow it',
    hint: '"airlatch-site rule list" shows the rules. With --try-user and --try-host it shows which one decides',
  },
  'lease-unknown': {
    reason: 'the server does not know this lease',
    hint: 'the lease has ended or was returned. The client takes a new seat',
  },
  'lease-superseded': {
    reason: 'a newer lease was signed for this client',
    hint: 'the client takes a new seat. If it happens again and again, a copy of the client runs on two computers',
  },
  recalled: {
    reason: 'the administrator took the seat back',
    hint: 'the client gets a new seat when the old lease has ended: see "airlatch-site leases"',
  },
  'server-expired': {
    reason: 'the license of the server is not valid here and now',
    hint: '"airlatch-site status" shows why',
  },
  'server-clock-wrong': {
    reason: "the server's clock is wrong",
    hint: 'set the clock of the server right',
  },
  'client-clock-wrong': {
    reason: 'the clock of the computer that asks is far behind',
    hint: 'set the clock of that computer right, and ask again from there',
  },
} as const satisfies Readonly<Record<string, DenialText>>

/** Why a client gets no lease, as the answer says it (SPEC.md 17.2). @useDeclaredType */
export type DenialReason = keyof typeof DENIALS

/** The reason in words; of one that this version does not know, itself. */
export function denialText(reason: string): string {
  return textOf(reason)?.reason ?? reason
}

/** What to do about the first of the reasons that is known. */
export function denialHint(reasons: readonly string[]): string {
  const known = reasons.map(textOf).find(one => one !== undefined)
  return known?.hint ?? '"airlatch-site status" shows how the server stands'
}

function textOf(reason: string): DenialText | undefined {
  return Object.hasOwn(DENIALS, reason) ? DENIALS[reason as DenialReason] : undefined
}
