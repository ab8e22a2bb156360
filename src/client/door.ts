/**
 * The client's door, `airlatch/client`: what an application and the tool `airlatch` use on the computer that never
 * sees the network. Nothing behind this door can sign for a vendor or reach a ledger.
 */
import { messageFromInput } from '../carrier/recognise.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { Client } from './client.ts'
import type { ClientOptions } from './options.ts'

/**
 * Opens the client of one product. Errors: kit-missing, product-ambiguous {products}, kit-not-trusted, those of
 * openKit, cannot-read.
 */
export function openClient(options: ClientOptions): Client {
  return new Client(options)
}

/** What a message says when there is no kit to trust anybody by. */
export async function inspectUntrusted(input: Uint8Array): Promise<Inspection> {
  return inspect(await messageFromInput(input), new Map(), nativeEd25519)
}

export { symbolsToAnimatedPng } from '../carrier/qr/frames/animated-png.ts'
export { symbolToPng } from '../carrier/qr/png.ts'
export { messageFromInput } from '../carrier/recognise.ts'
export type { ProgramInput } from '../core/check/program.ts'
export type { Computer } from '../core/computer/computer.ts'
export type { Comparison } from '../core/error-details.ts'
export {
  AirlatchError,
  type Coded,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
} from '../core/errors.ts'
export type { Inspection } from '../core/inspect.ts'
export { parseKeyId } from '../core/message/activation-key.ts'
export type { Kit } from '../core/message/kit.ts'
export type { Binding, FeatureValue, License } from '../core/message/license.ts'
export type { Reason, Step } from '../core/rule.ts'
export { type ExplainOptions, type Explanation, explainInApplication as explain } from '../words/explain.ts'
export type { Lang } from '../words/lang.ts'
export { traceText } from '../words/trace.ts'
export type { Client } from './client.ts'
export type { Receipted } from './deactivate.ts'
export type { Installed, InstalledLicense } from './install/install.ts'
export type { RequestName } from './install/typed.ts'
export type {
  ClientOptions,
  ComputerReport,
  Requested,
  RequestOptions,
  StatusOptions,
} from './options.ts'
export { dryRequest, leavingWith } from './preview.ts'
export { type Probe, probeComputer } from './probe/probe.ts'
export { nodeReader, READER_WORD, type ShareReader } from './share/share-reader.ts'
export { serveReader } from './share/share-server.ts'
export type { LookedAt, Status } from './status.ts'
export type { StatusChange, Watching } from './watch.ts'
