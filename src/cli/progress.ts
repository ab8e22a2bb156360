/**
 * Owns telling a person how far a long job is: one line on the terminal's standard error that is written anew, and is
 * gone at the end. Silent where standard error is no terminal, and for jobs that are over before anybody would look.
 */

export interface Progress {
  /** So many are done, of all. May be called for each one. */
  at(done: number): void
  /** Takes the line away: what is printed next begins a line. */
  end(): void
}

/** Where the line goes, and its clock in milliseconds. */
export interface Terminal {
  readonly isTerminal: boolean
  write(text: string): void
  now(): number
}

export const STANDARD_ERROR: Terminal = {
  get isTerminal() {
    return process.stderr.isTTY === true
  },
  write: text => process.stderr.write(text),
  now: () => performance.now(),
}

const FIRST_AFTER = 1000
const BETWEEN = 200
/**
 * What is left is said when so much is done, or has been waited for so long: the first ones of a job wait for what all
 * others find ready, and would promise hours.
 */
const ENOUGH = { done: 0.02, seconds: 10 } as const
/** What stands in the line is gone. */
export const CLEAR_LINE = '\r\u001b[K'

/** `noun` is what is counted, such as `keys`. */
export function progressOf(noun: string, total: number, terminal: Terminal = STANDARD_ERROR): Progress {
  if (!terminal.isTerminal) return { at() {}, end() {} }
  const begun = terminal.now()
  let next = begun + FIRST_AFTER
  let shown = false
  return {
    at(done) {
      const now = terminal.now()
      if (now < next) return
      next = now + BETWEEN
      shown = true
      terminal.write(`${CLEAR_LINE}${lineOf(noun, done, total, (now - begun) / 1000)}`)
    },
    end() {
      if (shown) terminal.write(CLEAR_LINE)
      shown = false
    },
  }
}

function lineOf(noun: string, done: number, total: number, seconds: number): string {
  const count = `${grouped(done)} of ${grouped(total)} ${noun}`
  if (done === 0 || (done < total * ENOUGH.done && seconds < ENOUGH.seconds)) return count
  const rate = done / seconds
  return `${count}, ${grouped(Math.max(1, Math.round(rate)))} a second, ${timeOf((total - done) / rate)} left`
}

function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.ceil(whole / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function grouped(count: number): string {
  return `${count}`.replace(/\B(?=(\d{3})+$)/g, ',')
}
