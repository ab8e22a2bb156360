/**
 * Owns the days that a license counts from the first run (checklist QC-27): when that was, as this installation has
 * recorded it. The installation is read when a license asks, so all others cost nothing.
 */
import { AirlatchError } from '../errors.ts'
import type { License } from '../message/license.ts'
import { type Installation, readInstallation, recordFirstRun } from './installation.ts'

export interface FirstRuns {
  /**
   * When the program first ran under the license: as recorded, or now when this would be the first run. Undefined when
   * the license was made for another installation, or for one that has been forgotten since: its record is not here.
   */
  of(license: License): number | undefined
  /** Makes sure that the first run is on disk. False when it cannot be: then it may not be believed either. */
  keep(license: License): boolean
}

/** A clock may be put back a little, by a time server or by hand. */
const CLOCK_STEP_SECONDS = 86_400

/** `now`: seconds since 1970. Nothing in here throws for a damaged installation: it has no record. */
export function firstRunsIn(folder: string, productId: string, now: number): FirstRuns {
  let read: { readonly installation: Installation | undefined } | undefined

  function installationOf(license: License): Installation | undefined {
    read ??= { installation: unlessDamaged(() => readInstallation(folder, productId)) }
    const { installation } = read
    return installation?.key.public.kid === license.firstRun?.installation ? installation : undefined
  }
  return {
    of(license) {
      const installation = installationOf(license)
      if (installation === undefined) return undefined
      const known = installation.state.firstRuns.get(license.activationId)
      if (known === undefined) return notBefore(license, now)
      // recorded while the clock was ahead: then it says nothing
      return known > now + CLOCK_STEP_SECONDS ? undefined : known
    },
    keep(license) {
      if (license.firstRun === undefined) return true
      const installation = installationOf(license)
      if (installation === undefined) return true
      const at = notBefore(license, now)
      return unlessDamaged(() => recordFirstRun(folder, installation, license.activationId, at)) !== undefined
    },
  }
}

/** A clock that a dead battery set to 1970 must not use up the days. */
function notBefore({ issuedAt }: License, now: number): number {
  return Math.max(now, issuedAt)
}

function unlessDamaged<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof AirlatchError) return undefined
    throw error
  }
}
