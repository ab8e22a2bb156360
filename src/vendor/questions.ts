/**
 * Owns what an application asks of a ledger: which keys, activations, entries and refused requests, and reports. Each is
 * of the right kind before anything is read, as arguments.ts says.
 */
import { type ArgumentShape, FLAG, NUMBER, needed, OBJECT, requireShape } from '../core/arguments.ts'
import { FOUND } from '../core/terms/fields.ts'
import type { Time } from '../core/time.ts'
import { ANY_TEXT, oneOf, TIME, timesOf } from './arguments.ts'
import type { KeyState } from './catalog/key-state.ts'
import type { KeysPageQuestion } from './catalog/keys-page.ts'
import type { ActivationFilter, KeyFilter, LogFilter, NewestActivations } from './ledger/ledger.ts'
import type { RefusedFilter } from './ledger/refusals.ts'
import { REPORT_GROUPS } from './ledger/sums.ts'
import { REPORT_KINDS, type ReportPageQuestion, type ReportQuestion } from './report/report.ts'

/** Which entries of the log: every condition that is named must hold. */
export interface LogFilterInput extends Omit<LogFilter, 'since' | 'until'> {
  /** The first moment, and the first one that is no longer wanted. */
  readonly since?: Time | undefined
  readonly until?: Time | undefined
  /** Only so many of the newest. */
  readonly last?: number | undefined
}

/** Which refused requests: every condition that is named must hold. */
export interface RefusedFilterInput extends Omit<RefusedFilter, 'since'> {
  /** The first moment. */
  readonly since?: Time | undefined
  /** Only so many of the newest. */
  readonly last?: number | undefined
}

/** A part of the list of a report, with moments in seconds or as a Date. */
export interface ReportPageInput extends Omit<ReportPageQuestion, 'since' | 'until'> {
  readonly since?: Time | undefined
  readonly until?: Time | undefined
}

/** Which keys: every condition that is named must hold. */
export interface KeyFilterInput extends KeyFilter {
  readonly state?: KeyState | undefined
  /** Also those that are archived; by default only with the state `archived`. */
  readonly archived?: boolean | undefined
  /** Only those of which a license is no longer valid at this moment: by their date or days, or by those of a computer. */
  readonly expiresBefore?: Time | undefined
}

/** A part of a list of keys, with moments in seconds or as a Date. */
export interface KeysPageInput extends KeyFilterInput {
  /** How many at most. */
  readonly most: number
  /** `next` of the part before it; undefined: the first one. */
  readonly before?: string | undefined
}

/** Which activations: every condition that is named must hold. */
export interface ActivationFilterInput extends Omit<ActivationFilter, 'expiresBefore'> {
  /** Only those whose newest license, days of grace left out, is no longer valid at this moment. */
  readonly expiresBefore?: Time | undefined
}

/** A page of activations, the newest first: those for which every condition holds that is named. */
export interface NewestActivationsInput extends Omit<NewestActivations, 'expiresBefore'> {
  readonly expiresBefore?: Time | undefined
}

/** What a report is asked. */
export interface ReportInput extends Omit<ReportQuestion, 'since' | 'until'> {
  /**
   * The first moment, and the first one after it. By default `expiring` begins today, and `sales` and `activations` eleven
   * months before this one; they end now. `renewals` and `seats` are about the present.
   */
  readonly since?: Time | undefined
  readonly until?: Time | undefined
  /** Of `expiring` without `until`: so many days from today, 0 to 36,500 (default: 30). */
  readonly withinDays?: number | undefined
}

const KEYS = {
  ...Object.fromEntries(['productId', ...FOUND, 'state'].map(name => [name, ANY_TEXT])),
  archived: FLAG,
  expiresBefore: TIME,
} as unknown as ArgumentShape<KeyFilterInput>
export function keyFilterOf(
  input: KeyFilterInput,
): Omit<KeyFilterInput, 'expiresBefore'> & Pick<ActivationFilter, 'expiresBefore'> {
  requireShape('filter', input, KEYS)
  return timesOf(input, ['expiresBefore'])
}

const KEYS_PAGE: ArgumentShape<KeysPageInput> = { ...KEYS, most: needed(NUMBER), before: ANY_TEXT }
export function keysPageQuestionOf(input: KeysPageInput): KeysPageQuestion {
  requireShape('wanted', input, KEYS_PAGE)
  return timesOf(input, ['expiresBefore'])
}

const ACTIVATIONS: ArgumentShape<ActivationFilterInput> = {
  keyId: ANY_TEXT,
  computerId: ANY_TEXT,
  productId: ANY_TEXT,
  released: FLAG,
  expiresBefore: TIME,
}
export function activationFilterOf(input: ActivationFilterInput): ActivationFilter {
  requireShape('filter', input, ACTIVATIONS)
  return timesOf(input, ['expiresBefore'])
}

const NEWEST: ArgumentShape<NewestActivationsInput> = {
  ...ACTIVATIONS,
  most: needed(NUMBER),
  before: ANY_TEXT,
}
export function newestActivationsOf(input: NewestActivationsInput): NewestActivations {
  requireShape('wanted', input, NEWEST)
  return timesOf(input, ['expiresBefore'])
}

const REPORT: ArgumentShape<ReportInput> = {
  kind: needed(oneOf(REPORT_KINDS)),
  by: oneOf(REPORT_GROUPS),
  since: TIME,
  until: TIME,
  withinDays: NUMBER,
  archived: FLAG,
}
export function reportQuestionOf(input: ReportInput): ReportQuestion {
  requireShape('report', input, REPORT)
  return timesOf(input, ['since', 'until'])
}

const REPORT_PAGE: ArgumentShape<ReportPageInput> = {
  kind: needed(oneOf(['expiring', 'renewals'])),
  since: TIME,
  until: TIME,
  withinDays: NUMBER,
  archived: FLAG,
  most: needed(NUMBER),
  after: OBJECT,
}
export function reportPageQuestionOf(input: ReportPageInput): ReportPageQuestion {
  requireShape('report', input, REPORT_PAGE)
  return timesOf(input, ['since', 'until'])
}

const LOG: ArgumentShape<LogFilterInput> = {
  keyId: ANY_TEXT,
  kind: ANY_TEXT,
  operator: ANY_TEXT,
  since: TIME,
  until: TIME,
  before: NUMBER,
  last: NUMBER,
}
export function logFilterOf(input: LogFilterInput): LogFilter & { readonly last?: number | undefined } {
  requireShape('filter', input, LOG)
  return timesOf(input, ['since', 'until'])
}

const REFUSED: ArgumentShape<RefusedFilterInput> = {
  keyId: ANY_TEXT,
  since: TIME,
  isProved: FLAG,
  last: NUMBER,
}
export function refusedFilterOf(
  input: RefusedFilterInput,
): RefusedFilter & { readonly last?: number | undefined } {
  requireShape('filter', input, REFUSED)
  return timesOf(input, ['since'])
}
