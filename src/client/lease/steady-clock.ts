/**
 * Owns the clock that leases are measured by: seconds that nobody sets, and that go on while the computer sleeps (SPEC.md
 * 17.5). Node has no one call for it. What libuv reads (its sources, 2026):
 *
 * | platform | process.hrtime | os.uptime |
 * |---|---|---|
 * | Linux | CLOCK_MONOTONIC, which stands still in suspend | /proc/uptime, else CLOCK_BOOTTIME: both go on |
 * | macOS | mach_continuous_time, which goes on | the clock less kern.boottime: whoever sets the clock moves it |
 * | Windows | QueryPerformanceCounter, which goes on in sleep and hibernation | GetTickCount64, which goes on |
 * | BSD | CLOCK_MONOTONIC; whether it goes on is up to the system | the same |
 *
 * On Linux both are read, so that a file that somebody puts over /proc/uptime stops nothing. Where no
 * clock is known to go on, time that the ordinary clock has moved ahead is taken for sleep: a clock that is set ahead ends
 * a lease too early there, and one that is set back changes nothing.
 */
import { uptime } from 'node:os'

/** Seconds since any moment; only differences say something. Never goes back. */
export type SteadyClock = () => number

/** What a computer is asked for; tests bring their own. */
export interface ClockReadings {
  /** Nanoseconds of process.hrtime. */
  hrtime(): bigint
  /** Seconds; throws where the system does not tell. */
  uptime(): number
  /** Milliseconds since 1970. */
  wall(): number
}

const HERE: ClockReadings = { hrtime: process.hrtime.bigint, uptime, wall: Date.now }

export function steadyClock(
  platform: NodeJS.Platform = process.platform,
  readings: ClockReadings = HERE,
): SteadyClock {
  const awake = () => Number(readings.hrtime()) / 1e9
  if (platform === 'darwin' || platform === 'win32') return awake
  const other = platform === 'linux' || platform === 'android' ? () => uptimeOf(readings) : undefined
  return withSleep(awake, other ?? (() => readings.wall() / 1000))
}

/** Undefined in a sandbox that hides it. */
function uptimeOf(readings: ClockReadings): number | undefined {
  try {
    return readings.uptime()
  } catch {
    return undefined
  }
}

/** Less than that is rounding, and a process that had to wait. */
const SLEEP_SECONDS = 1

/** What the first clock counts, and what the second one moved ahead beyond that at one time: sleep. */
function withSleep(clock: () => number, second: () => number | undefined): SteadyClock {
  let [before, beforeSecond, total] = [clock(), second(), 0]
  return () => {
    const [now, nowSecond] = [clock(), second()]
    const awake = Math.max(0, now - before)
    const moved = nowSecond === undefined || beforeSecond === undefined ? 0 : nowSecond - beforeSecond
    total += moved - awake > SLEEP_SECONDS ? moved : awake
    before = now
    beforeSecond = nowSecond ?? beforeSecond
    return total
  }
}
