/** Owns the words for users' sessions and the processes in them, which every operating system is translated into. */

/** An instance: the same user and session started many times is one (checklist QC-11..13). */
export interface UserSession {
  /** The real user's number on POSIX, else the account's name. */
  readonly user: string
  /** Of letters, digits and `-`: the login session where the system has such a thing. */
  readonly session: string
}

/** A process that lives. What the system does not tell to us is undefined. */
export interface Running {
  /** Differs from that of every process that had the same number before. Of `a-z`, `0-9`, `_` and `-`, at most 40. */
  readonly mark: string | undefined
  readonly user: string | undefined
  readonly session: string | undefined
  /** POSIX: the numbers of the users whom the process acts for, to whom files that it made belong. */
  readonly owners: readonly number[] | undefined
}

/** What the operating system tells of processes. */
export interface ProcessTable {
  /** Those of the processes that live. Rejects with instances-unavailable {problem} when the system does not tell. */
  find(pids: readonly number[]): Promise<ReadonlyMap<number, Running>>
  /** Whether any process has this number now; at once, and cheap. */
  lives(pid: number): boolean
}

/** What was told of each process: undefined for one that is over and waits to be collected, absent when not listed. */
export type RunningProcesses = ReadonlyMap<number, Running | undefined>
