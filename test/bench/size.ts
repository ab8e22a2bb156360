/** Owns how large messages are, in bytes and as QR symbols. The same on every machine. */
import { capacityBytes, drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { MAX_VERSION } from '../../src/carrier/qr/versions.ts'
import type { Line } from './report.ts'
import {
  leastLicenseMessage,
  licenseMessage,
  plainRequestMessage,
  requestMessage,
  usersMessage,
} from './sample.ts'

export async function sizeBench(): Promise<readonly Line[]> {
  return [
    sizeLine('request, six readings', plainRequestMessage(), 12),
    sizeLine('request, seven readings and the version', requestMessage()),
    sizeLine('license, the least: generic, no feature', leastLicenseMessage()),
    sizeLine('license for a computer, 6 features', licenseMessage(6), 14),
    sizeLine('license for a computer, 20 features', licenseMessage(20)),
    sizeLine('license for a computer, 64 features', licenseMessage(64)),
    sizeLine('license for a computer, 6 features, 100 users', usersMessage(100)),
  ]
}

function sizeLine(what: string, message: Uint8Array, mostVersion?: number): Line {
  const version = versionOf(message)
  return {
    what,
    figure: `${message.length}`,
    ...(mostVersion === undefined
      ? {}
      : {
          goal: { text: `QR version ${mostVersion}`, met: version !== undefined && version <= mostVersion },
        }),
    beside:
      version === undefined
        ? `bytes, no single QR symbol (${capacityBytes(MAX_VERSION)} bytes at most)`
        : `bytes, QR version ${version} at level M`,
  }
}

function versionOf(message: Uint8Array): number | undefined {
  return message.length > capacityBytes(MAX_VERSION) ? undefined : drawSymbol(qrText(message)).version
}
