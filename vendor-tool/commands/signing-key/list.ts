/** `airlatch-vendor signing-key list`: the vendor's signing keys, and which of them signs licenses now. */

import type { Command } from '../../../src/cli/command.ts'
import type { SigningKey } from '../../../src/vendor/door.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { table } from '../../../src/words/output.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'

export const signingKeyList: Command<VendorWorld> = {
  path: 'signing-key list',
  summary: 'List the signing keys',
  more: 'It shows which one signs licenses, which are retired, and since when.',
  examples: [['Which key signs, and which are trusted', 'signing-key list']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const keys = await vendor.signingKeys()
      const rows = keys.map(key => [
        key.kid,
        stateOf(key),
        formatInstant(key.addedAt),
        key.retired && formatInstant(key.retired.from),
        vendorWords().signingKey.kept[key.place ?? 'nowhere'],
        key.retired?.reason,
      ])
      return {
        json: { signingKeys: keys.map(signingKeyJson) },
        text: table(
          (['keyId', 'state', 'made', 'retiredFrom', 'kept', 'reason'] as const).map(headingFor),
          rows,
          vendorWords().signingKey.none,
        ),
      }
    }),
}

/** present: signs licenses; earlier: may still sign kits; retired: signs nothing more. */
export function stateOf({ isPresent, retired }: SigningKey): 'present' | 'earlier' | 'retired' {
  if (isPresent) return 'present'
  return retired === undefined ? 'earlier' : 'retired'
}

export function signingKeyJson(key: SigningKey): Record<string, unknown> {
  const { kid, publicKey, addedAt, retired, place } = key
  return {
    kid,
    publicKey,
    state: stateOf(key),
    addedAt: formatInstant(addedAt),
    retired:
      retired === undefined
        ? null
        : { fromAt: formatInstant(retired.from), at: formatInstant(retired.at), reason: retired.reason },
    fileHere: place === 'file',
    kept: place ?? null,
  }
}
