/**
 * Owns which errors have German sentences: all that a customer can meet, with the client and on the vendor's page. A
 * sentence that is missing here is a compile error. What only a vendor's staff meets stays in English.
 */
import type { CLIENT as CLIENT_CODES } from '../../en/explain/client.ts'
import type { CODES as TYPED_CODES } from '../../en/explain/codes.ts'
import type { DECISION as DECISION_CODES } from '../../en/explain/decision.ts'
import type { FILES as FILE_CODES } from '../../en/explain/files.ts'
import type { INTAKE as INTAKE_CODES } from '../../en/explain/intake.ts'
import type { LEASE as LEASE_CODES } from '../../en/explain/lease.ts'
import type { MESSAGES as MESSAGE_CODES } from '../../en/explain/messages.ts'
import type { PICTURES as PICTURE_CODES } from '../../en/explain/pictures.ts'
import type { SEAT as SEAT_CODES } from '../../en/explain/seat.ts'
import type { USAGE as USAGE_CODES } from '../../en/explain/usage.ts'
import type { SentencesOf } from '../../sentence.ts'
import { CLIENT } from './client.ts'
import { CODES } from './codes.ts'
import { DECISION } from './decision.ts'
import { FILES } from './files.ts'
import { INTAKE } from './intake.ts'
import { LEASE } from './lease.ts'
import { MESSAGES } from './messages.ts'
import { PICTURES } from './pictures.ts'
import { SEAT } from './seat.ts'
import { USAGE } from './usage.ts'

/** The codes that a customer can meet. */
export type CustomerCode =
  | keyof typeof USAGE_CODES
  | keyof typeof INTAKE_CODES
  | keyof typeof MESSAGE_CODES
  | keyof typeof PICTURE_CODES
  | keyof typeof TYPED_CODES
  | keyof typeof DECISION_CODES
  | keyof typeof CLIENT_CODES
  | keyof typeof LEASE_CODES
  | keyof typeof SEAT_CODES
  | keyof typeof FILE_CODES

export const GERMAN: SentencesOf<CustomerCode> = {
  ...USAGE,
  ...INTAKE,
  ...MESSAGES,
  ...PICTURES,
  ...CODES,
  ...DECISION,
  ...CLIENT,
  ...LEASE,
  ...SEAT,
  ...FILES,
}
