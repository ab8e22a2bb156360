/** Owns what is told of an answer to whoever runs the server: for its log, its figures and its page. */
import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { LendingDecision } from './decide.ts'
import type { HeldLease } from './leases.ts'

/** One answer, for the administrator. Names in it are the client's word. */
export interface AnsweredRequest extends LendingDecision {
  readonly request: LeaseRequest
  readonly peer: string | undefined
  /** Of a lease that was granted or returned. */
  readonly lease: HeldLease | undefined
}
