/** Owns what the vendor's commands see of the world: the vendor in the home that the flags name, and its passphrase. */

import type { Args, Option } from '../src/cli/command.ts'
import { confirmed } from '../src/cli/confirmed.ts'
import { collectEarly } from '../src/cli/garbage.ts'
import { dataFolder } from '../src/cli/places.ts'
import { canAsk } from '../src/cli/prompt.ts'
import type { Confirmation } from '../src/core/usage.ts'
import {
  AirlatchError,
  type ClockAhead,
  openVendor,
  type Signer,
  type Vendor,
  type VendorOptions,
} from '../src/vendor/door.ts'
import { confirmationQuestion } from '../src/words/confirmation.ts'
import { formatInstant } from '../src/words/dates.ts'
import { asTyped } from './flags.ts'
import { operatorOf } from './operator.ts'
import { PASSPHRASE_OPTIONS, passphraseFor } from './passphrase.ts'

export const GLOBALS: Readonly<Record<string, Option>> = {
  home: {
    kind: 'text',
    value: 'DIR',
    describe: 'the folder of the signing key and the ledger (or AIRLATCH_VENDOR_HOME)',
  },
  ledger: {
    kind: 'text',
    value: 'FILE|URL',
    describe: 'the ledger, if it is not in the home folder: a file, or a database postgres://USER@HOST/NAME',
  },
  operator: {
    kind: 'text',
    value: 'NAME',
    describe:
      'your name, for every entry of the ledger (or AIRLATCH_OPERATOR; default: the name of the account)',
  },
  ...PASSPHRASE_OPTIONS,
}

export interface VendorWorld {
  /** Error: home-missing, for an account without a home folder when nobody names one. */
  readonly options: VendorOptions
  /** What came up while the ledger was written; they belong to the answer of the command. */
  readonly warnings: readonly string[]
  /** Runs `work` with the vendor of this home, and closes its ledger. A refused value is named by its flag. `more`: other options. */
  vendor<T>(work: (vendor: Vendor) => Promise<T>, more?: Partial<VendorOptions>): Promise<T>
  /** Unlocks the signing key: asks for the passphrase where there is one. */
  unlock(vendor: Vendor): Promise<Signer>
  /** `vendor` with the signing key unlocked. */
  signer<T>(work: (signer: Signer, vendor: Vendor) => Promise<T>, more?: Partial<VendorOptions>): Promise<T>
}

export function vendorWorld(args: Args): VendorWorld {
  const { env, platform } = process
  const warnings: string[] = []

  function options(): VendorOptions {
    const home =
      args.optional('home') ?? (env.AIRLATCH_VENDOR_HOME || dataFolder('airlatch-vendor', platform, env))
    if (home === undefined) throw new AirlatchError('home-missing', { variable: 'AIRLATCH_VENDOR_HOME' })
    return {
      home,
      ledger: args.optional('ledger'),
      operator: operatorOf(args, env),
      onClockAhead: ahead => warnOfClock(ahead, warnings),
    }
  }
  function vendor<T>(work: (vendor: Vendor) => Promise<T>, more: Partial<VendorOptions> = {}): Promise<T> {
    collectEarly()
    return asTyped(async () => {
      const opened = await openVendor({ ...options(), ...more })
      try {
        return await work(opened)
      } finally {
        await opened.close()
      }
    })
  }
  // asked for by the first key file that has one: the key that signs kits may, and the present one be kept elsewhere
  const unlock = (opened: Vendor): Promise<Signer> => opened.unlock(() => passphraseFor(args))
  return {
    // no sooner: not every command has a home
    get options() {
      return options()
    },
    warnings,
    vendor,
    unlock,
    signer: (work, more) => vendor(async opened => work(await unlock(opened), opened), more),
  }
}

/** On a terminal somebody is asked as well. Errors: confirmation-needed, stopped. */
async function warnOfClock(ahead: ClockAhead, warnings: string[]): Promise<void> {
  if (canAsk()) await confirmed(false, clockAhead(ahead))
  warnings.push(clockAheadText(ahead))
}

function clockAhead({ now, newest }: ClockAhead): Confirmation {
  return { is: 'clock-ahead', clock: formatInstant(now), newest: formatInstant(newest) }
}

export function clockAheadText(ahead: ClockAhead): string {
  return confirmationQuestion(clockAhead(ahead)).fact
}
