/** What a vendor signs, signed at once with a key in memory: for tests that need many such messages, or forged ones. */
import type { SecretKey } from '../../src/core/cose/key.ts'
import { MESSAGE_TYPE } from '../../src/core/cose/labels.ts'
import { signMessage } from '../../src/core/cose/sign.ts'
import { type Bundle, encodeBundle } from '../../src/core/message/bundle.ts'
import { type Checkpoint, encodeCheckpoint } from '../../src/core/message/checkpoint.ts'
import { type ClockReset, encodeClockReset } from '../../src/core/message/clock-reset.ts'
import { encodeKit, type Kit } from '../../src/core/message/kit.ts'
import { encodeRevocations, type Revocations } from '../../src/core/message/revocations.ts'

/** `payload`: the claims, encoded. */
export const sealLicense = (payload: Uint8Array, key: SecretKey) =>
  signMessage(MESSAGE_TYPE.license, payload, key)

export const sealKit = (kit: Kit, key: SecretKey) => signMessage(MESSAGE_TYPE.kit, encodeKit(kit), key)

export const sealRevocations = (list: Revocations, key: SecretKey) =>
  signMessage(MESSAGE_TYPE.revocations, encodeRevocations(list), key)

export const sealClockReset = (reset: ClockReset, key: SecretKey) =>
  signMessage(MESSAGE_TYPE['clock-reset'], encodeClockReset(reset), key)

export const sealCheckpoint = (checkpoint: Checkpoint, key: SecretKey) =>
  signMessage(MESSAGE_TYPE.checkpoint, encodeCheckpoint(checkpoint), key)

export const sealBundle = (bundle: Bundle, key: SecretKey) =>
  signMessage(MESSAGE_TYPE.bundle, encodeBundle(bundle), key)
