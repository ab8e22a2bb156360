/**
 * Owns the client's folder of one product on one computer: the kit, the license, and the installation (installation.ts).
 * Files are replaced whole. Other accounts may read kit and license, as the program may run under several.
 * Whether a license in here is valid is asked anew at each start; nothing here says so.
 */
import { join } from 'node:path'
import { CBOR_LIMITS } from '../../core/bytes/cbor.ts'
import { isThere, makeFolder, replaceOwn } from '../../disk/files.ts'
import { namesIn } from '../../disk/look.ts'
import { readOwn } from '../../disk/read.ts'

const KIT_FILE = 'kit.cbor'
const LICENSE_FILE = 'license.cbor'
/** The last request that was made here. */
const REQUEST_FILE = 'request.cbor'
/** The last one of which the code was said: another request does not take its place. */
const TYPED_REQUEST_FILE = 'typed-request.cbor'
/** The request that the license was made for, when the license itself has its hash alone. */
const LICENSE_REQUEST_FILE = 'license-request.cbor'

/** The folder of one product below the client's home. Product ids are safe file names (message/names.ts). */
export function productFolder(home: string, productId: string): string {
  return join(home, productId)
}

/** The products that have a kit in this home, in alphabetical order. */
export function productsIn(home: string): readonly string[] {
  return (namesIn(home) ?? []).filter(name => isThere(join(home, name, KIT_FILE))).toSorted()
}

export function readKit(folder: string): Uint8Array | undefined {
  return readOwn(kitPath(folder), CBOR_LIMITS.bytes)
}

/** Kits that were kept before: the steps from a kit in the program to the one that is kept (current-kit.ts). */
const STEP = /^kit-\d{1,16}\.cbor$/
const MOST_STEPS = 64

/** Errors: cannot-read, input-too-large. */
export function readSteps(folder: string): readonly Uint8Array[] {
  const names = (namesIn(folder) ?? []).filter(name => STEP.test(name))
  return names.slice(0, MOST_STEPS).flatMap(name => readOwn(join(folder, name), CBOR_LIMITS.bytes) ?? [])
}

export function keepStep(folder: string, sequence: number, kit: Uint8Array): void {
  makeFolder(folder, true)
  replaceOwn(join(folder, `kit-${sequence}.cbor`), kit)
}

/** Writes nothing when it is there already, so that a home may be read-only from then on. */
export function keepKit(folder: string, kit: Uint8Array): void {
  if (isKept(folder, kit)) return
  makeFolder(folder, true)
  replaceOwn(kitPath(folder), kit)
}

function isKept(folder: string, kit: Uint8Array): boolean {
  const kept = readKit(folder)
  return kept !== undefined && Buffer.compare(kept, kit) === 0
}

export function kitPath(folder: string): string {
  return join(folder, KIT_FILE)
}

export function readLicense(folder: string): Uint8Array | undefined {
  return readOwn(licensePath(folder), CBOR_LIMITS.bytes)
}

/** Whether a license of the product is kept in this home, as far as this account can see. Reads nothing of it. */
export function isLicenseKept(home: string, productId: string): boolean {
  return isThere(licensePath(productFolder(home, productId)))
}

export function keepLicense(folder: string, license: Uint8Array): void {
  makeFolder(folder, true)
  replaceOwn(licensePath(folder), license)
}

export function keepRequest(folder: string, request: Uint8Array): void {
  makeFolder(folder, true)
  replaceOwn(join(folder, REQUEST_FILE), request)
}

export function readRequest(folder: string): Uint8Array | undefined {
  return readOwn(join(folder, REQUEST_FILE), CBOR_LIMITS.bytes)
}

export function keepTypedRequest(folder: string, request: Uint8Array): void {
  makeFolder(folder, true)
  replaceOwn(join(folder, TYPED_REQUEST_FILE), request)
}

export function readTypedRequest(folder: string): Uint8Array | undefined {
  return readOwn(join(folder, TYPED_REQUEST_FILE), CBOR_LIMITS.bytes)
}

/** Before the license itself is kept: without it such a license is good for nothing once a part has changed. */
export function keepLicenseRequest(folder: string, request: Uint8Array): void {
  replaceOwn(join(folder, LICENSE_REQUEST_FILE), request)
}

export function readLicenseRequest(folder: string): Uint8Array | undefined {
  return readOwn(join(folder, LICENSE_REQUEST_FILE), CBOR_LIMITS.bytes)
}

/** The request of an activation that is deactivated here, of which its receipt has the proof; kept as long as the receipt. */
export function keepDeactivatedRequest(folder: string, activationId: string, request: Uint8Array): void {
  replaceOwn(deactivatedPath(folder, activationId), request)
}

export function readDeactivatedRequest(folder: string, activationId: string): Uint8Array | undefined {
  return readOwn(deactivatedPath(folder, activationId), CBOR_LIMITS.bytes)
}

function deactivatedPath(folder: string, activationId: string): string {
  return join(folder, `deactivated-${activationId}.cbor`)
}

function licensePath(folder: string): string {
  return join(folder, LICENSE_FILE)
}
