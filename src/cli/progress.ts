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

const STANDARD_ERROR: Terminal = {
  get isTerminal() {
    return process.stderr.isTTY === true
  },
  write: text => process.stderr.write(text),
  now: () => performance.now(),
}

const FIRST_AFTER = 1000
const BETWEEN = 200
const CLEAR_LINE = '\r\u001b[K'

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
  const rate = done / seconds
  const left = rate === 0 ? '' : `, ${timeOf((total - done) / rate)} left`
  return `${grouped(done)} of ${grouped(total)} ${noun}, ${grouped(Math.round(rate))} a second${left}`
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
