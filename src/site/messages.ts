/** Owns the opening of messages between clients and a site server, for the code around `Lending`. */
import {
  openLeaseAnswer as openAnswer,
  openUsageReport as openReport,
  openLeaseRequestLater as openRequest,
} from '../core/envelope.ts'
import { nativeEd25519 } from '../crypto/native.ts'

/** Opens a request and checks its signature, on another thread if possible. Errors: those of openLeaseRequest. */
export function openedRequest(bytes: Uint8Array): ReturnType<typeof openRequest> {
  return openRequest(bytes, nativeEd25519)
}

/** Opens an answer of this server. */
export function openedAnswer(bytes: Uint8Array): ReturnType<typeof openAnswer> {
  return openAnswer(bytes, nativeEd25519)
}

/** Opens a usage report of this server. Errors: those of openUsageReport. */
export function openedReport(bytes: Uint8Array): ReturnType<typeof openReport> {
  return openReport(bytes, nativeEd25519)
}
