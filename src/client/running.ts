/** The verb `instances`: which sessions of users run the program on this computer now, for whoever looks after it. */
import type { Program } from '../core/check/case.ts'
import { AirlatchError, errorOf } from '../core/errors.ts'
import type { StatusOptions } from './options.ts'
import { status } from './status.ts'
import type { World } from './world.ts'

/** A session of a user that runs the program. */
export interface Instance {
  /** What the account is called; its number where nobody knows its name. */
  readonly user: string
  /** As the operating system tells sessions apart: letters, digits and `-`. */
  readonly session: string
  /** Since when the first of its processes runs, seconds since 1970. */
  readonly since: number
}

/** The sessions under the license that counts here. */
export interface Instances {
  /** Sessions at once, the floating seats of the license; undefined: any number, and then they are not counted. */
  readonly limit: number | undefined
  /** The one that began first is first. */
  readonly running: readonly Instance[]
}

/** Takes no slot. Errors: instances-unavailable; the refusal of a status without any license. */
export async function instances(world: World, program: Program, options: StatusOptions): Promise<Instances> {
  const { license, lease, reasons } = await status(world, program, { ...options, isRun: false }, false)
  if (license === undefined) {
    const [reason] = reasons
    throw reason === undefined
      ? new AirlatchError('bug', { problem: 'refused without a reason' })
      : errorOf(reason)
  }
  // the seats of a site server are counted there
  const limit = lease === undefined ? license.floatingSeats : undefined
  if (limit === undefined) return { limit, running: [] }
  const holders = await world.gate.holders(license)
  const running = holders.map(({ user, account, session, since }) => ({
    user: account ?? user,
    session,
    since,
  }))
  return { limit, running }
}
