/**
 * Owns what the site server's rules found, each in one short sentence for the administrator, lower case and without a full
 * stop. The keys are the codes that a program reads. Names in the figures were sent by a client: whoever prints them makes
 * them visible (visible.ts).
 */

import { counted } from './explain/format.ts'

export const LENDING_TRACE = {
  'license-valid': ({ seats }: { readonly seats: number }) => `the license lends ${counted(seats, 'seat')}`,
  'license-refused': ({ code }: { readonly code: string }) =>
    `the server's license is not valid here and now (${code})`,
  'clock-agrees': () => "the server's clock agrees with its log",
  'clock-behind': ({ seconds }: { readonly seconds: number }) =>
    `the server's clock is ${counted(seconds, 'second')} behind its own log`,
  'request-new': () => 'this request was not granted before',
  'request-used': () => 'this request was granted before and is not granted twice',
  'request-outdated': () =>
    'the request is dated before the oldest entry of the log, so it may be an old one that was sent again. Or the clock of the computer is far behind',
  'any-user': () => 'the license names no users',
  'named-user': () => 'the license names this user',
  'user-not-named': ({ users }: { readonly users: number }) =>
    `the license names ${users} users, and this user is not one of them`,
  'virtual-allowed': () => 'the license allows the computer that asks',
  'virtual-refused': ({ virtual }: { readonly virtual: string }) =>
    `the license allows no virtual machines, and the computer runs inside ${virtual}`,
  'computer-read': () => 'the request says which computer asks',
  'workload-allowed': () => 'the license allows workloads',
  'workload-refused': () => 'the license allows no workloads, and the request is not bound to hardware',
  'unit-named': ({ unit }: { readonly unit: 'session' | 'process' | 'host' }) =>
    `a seat is taken by a ${unit}, and the request names it`,
  'process-not-named': () => 'a seat is taken by a process, and the request names none',
  'rules-allow': () => "the administrator's rules allow this user and computer",
  'rule-denies': ({ rule }: { readonly rule: number }) =>
    `rule ${rule} of the administrator gives this user or computer no seat`,
  'not-in-allow-list': () =>
    'the administrator lets only some have a seat, and no rule names this user or computer',
  'lease-not-held': () => 'this client holds no seat',
  'lease-held': ({ lease }: { readonly lease: string }) => `this client holds lease ${lease}`,
  'lease-not-found': ({ lease }: { readonly lease: string }) => `this client holds no lease ${lease}`,
  'lease-number-old': ({ lease, sequence }: { readonly lease: string; readonly sequence: number }) =>
    `number ${sequence} is not the newest one of lease ${lease}`,
  'lease-recalled': ({ lease }: { readonly lease: string }) =>
    `the administrator took lease ${lease} back, and its seat is free when the lease ends`,
  'seat-free': ({ held, seats }: { readonly held: number; readonly seats: number }) =>
    `${held} of ${seats} seats are in use`,
  'seat-kept': () => 'this client keeps its seat',
  'no-seat-free': ({ held, seats }: { readonly held: number; readonly seats: number }) =>
    `no seat is free: ${held} of ${seats} are in use`,
  'seats-reserved': ({ reserved }: { readonly reserved: number }) =>
    `the remaining seats are reserved for others: ${reserved}`,
  'nobody-ahead': ({ ahead }: { readonly ahead: number }) =>
    `a seat is left after those who wait longer: ${ahead}`,
  'seats-awaited': ({ ahead }: { readonly ahead: number }) =>
    `the free seats are kept for those who wait longer: ${ahead}`,
  'places-awaited': ({ feature, ahead }: { readonly feature: string; readonly ahead: number }) =>
    `the free places in "${feature}" are kept for those who wait longer: ${ahead}`,
  'within-most': () => 'no limit of the administrator is reached',
  'most-reached': ({ rule, most }: { readonly rule: number; readonly most: number }) =>
    `rule ${rule} of the administrator allows ${most === 1 ? 'one seat' : `${most} seats`} at once, and all of them are in use`,
  'pools-free': () => 'the features that were requested have places left',
  'pool-full': ({ feature }: { readonly feature: string }) => `no place is left in "${feature}"`,
  'pool-too-small': ({ feature, most }: { readonly feature: string; readonly most: number }) =>
    `more places in "${feature}" were requested than the license has: ${most}`,
  'not-borrowed': () => 'the seat is not borrowed',
  'borrowing-allowed': ({ borrowed, most }: { readonly borrowed: number; readonly most: number }) =>
    `${borrowed} of ${most} seats that may be borrowed are borrowed`,
  'borrowing-refused': () => "the license or the administrator's rules allow no borrowing",
  'borrowed-too-many': ({ most }: { readonly most: number }) => `${most} seats are borrowed, the limit`,
} as const

type Sentences = typeof LENDING_TRACE

/** What a rule of the site server found: a code and its figures. */
export type LendingFinding = {
  readonly [C in keyof Sentences]: {
    readonly saw: C
    readonly figures: Parameters<Sentences[C]> extends [infer F] ? F : Record<never, never>
  }
}[keyof Sentences]

/** The finding as a sentence. */
export function lendingText({ saw, figures }: LendingFinding): string {
  const sentence: (figures: never) => string = LENDING_TRACE[saw]
  return sentence(figures as never)
}
