/**
 * Owns the names of the files in the folder of instances. A name has all that its process says of itself, so that a
 * file is made in one step, is there as a whole, and need not be read: those of other users may be unreadable.
 */

/** What a file says of the process that it was made for. Only the system's own word counts, where it has one. */
export interface Claim {
  readonly kind: 'slot' | 'lock'
  readonly pid: number
  /** As in computer/session.ts. */
  readonly mark: string
  /** Of letters, digits and `-`. */
  readonly session: string
  /** What the user is called; his number where he has no name, empty where it makes no sense. */
  readonly account: string
}

/** `pid.mark.session.account.number.kind`; `number` tells several of one process apart. */
export function fileName({ kind, pid, mark, session, account }: Claim, number: number): string {
  return [pid, mark, session, encoded(account), number, kind].join('.')
}

const FILE_NAME =
  /^([1-9]\d{0,9})\.([a-z0-9_-]{1,40})\.([A-Za-z0-9-]{1,40})\.([A-Za-z0-9_%-]{0,100})\.\d{1,4}\.(slot|lock)$/

/** What a file's name says; undefined for a file that is none of ours. */
export function readFileName(name: string): Claim | undefined {
  const [, pid, mark, session, account, kind] = FILE_NAME.exec(name) ?? []
  if (mark === undefined || session === undefined || account === undefined) return undefined
  return { kind: kind as Claim['kind'], pid: Number(pid), mark, session, account: decoded(account) }
}

const MOST_ENCODED = 100

/** Percent-encoded but for letters, digits, `_` and `-`; cut behind a whole character. */
function encoded(account: string): string {
  let all = ''
  for (const character of account.toWellFormed()) {
    const next = encodeURIComponent(character).replace(
      /[.!~*'()]/g,
      sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    )
    if (all.length + next.length > MOST_ENCODED) break
    all += next
  }
  return all
}

/** The account as a file will say it: a long one is cut. */
export function asSaid(account: string): string {
  return decoded(encoded(account))
}

function decoded(account: string): string {
  try {
    return decodeURIComponent(account)
  } catch {
    return ''
  }
}
