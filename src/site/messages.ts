/** Owns opening what passes between a client and a site server, for the server that is around `Lending`. */
import {
  openLeaseAnswer as openAnswer,
  openUsageReport as openReport,
  openLeaseRequestLater as openRequest,
} from '../core/envelope.ts'
import { nativeEd25519 } from '../crypto/native.ts'

/** A request, whose signature is checked, on another thread where there are any. Errors: those of openLeaseRequest. */
export function openedRequest(bytes: Uint8Array): ReturnType<typeof openRequest> {
  return openRequest(bytes, nativeEd25519)
}

/** An answer of our own. */
export function openedAnswer(bytes: Uint8Array): ReturnType<typeof openAnswer> {
  return openAnswer(bytes, nativeEd25519)
}

/** A usage report of this server. Errors: those of openUsageReport. */
export function openedReport(bytes: Uint8Array): ReturnType<typeof openReport> {
  return openReport(bytes, nativeEd25519)
}
