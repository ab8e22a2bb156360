/**
 * Owns who runs this process: the name of its account, as the operating system has it.
 * Refuses the environment (USER, LOGNAME, USERNAME), where anybody can call himself anything.
 */
import { userInfo } from 'node:os'

/** The account name of the user that this process runs as; a parameter of whoever needs one. Never throws. */
export type WhoRuns = () => string | undefined

/** Undefined for a user id without a name, which is usual in containers. On Windows without the name of the domain. */
export const currentUser: WhoRuns = () => {
  try {
    return userInfo().username || undefined
  } catch {
    return undefined
  }
}
