/**
 * Owns when the operating system last wrote what it writes all the time: its logs, its package and time services. A clock
 * that was set back does not set them back (checklist E). Reads the times of files alone, never what is in them, and
 * spawns nothing. What is in an image or a container's layer was written when that was made, which is before now and does
 * no harm; a computer that writes nothing has nothing to say here.
 */

import { LATEST_TIME } from '../../core/message/claims.ts'
import { modifiedAt } from '../../disk/look.ts'

/** Files and folders; a folder's time is when a name in it came or went. By constant: no variable says where to look. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  linux: [
    // systemd and fake-hwclock keep them for just this
    '/var/lib/systemd/timesync/clock',
    '/etc/fake-hwclock.data',
    '/var/log',
    '/var/log/wtmp',
    '/var/log/lastlog',
    '/var/log/journal',
    '/var/log/syslog',
    '/var/log/messages',
    '/var/lib/systemd/random-seed',
    '/var/lib/dpkg',
    '/var/lib/rpm',
    '/var/lib/logrotate',
    '/var/tmp',
  ],
  darwin: [
    '/private/var/log',
    '/private/var/log/system.log',
    '/private/var/log/asl',
    '/private/var/log/wifi.log',
    '/private/var/db',
    '/private/var/db/diagnostics',
    '/private/var/db/timed',
    '/private/var/run',
    '/private/var/folders',
    '/private/var/tmp',
    '/Library/Preferences',
  ],
  win32: [
    'C:\\Windows',
    'C:\\Windows\\Temp',
    'C:\\Windows\\Prefetch',
    'C:\\Windows\\WindowsUpdate.log',
    'C:\\Windows\\Logs\\CBS\\CBS.log',
    'C:\\Windows\\System32\\config',
    'C:\\Windows\\System32\\winevt\\Logs\\System.evtx',
    'C:\\Windows\\System32\\LogFiles\\WMI',
    'C:\\Windows\\System32\\sru',
    'C:\\Windows\\SoftwareDistribution',
    'C:\\ProgramData\\Microsoft\\Windows\\WER',
  ],
}
/** The BSDs log to the same places. */
const ELSEWHERE = [
  '/var/log',
  '/var/log/messages',
  '/var/log/utx.lastlogin',
  '/var/db',
  '/var/cron',
  '/var/tmp',
]

/** A file or folder of the operating system, and when it was last written: seconds since 1970. */
export interface SystemFile {
  readonly path: string
  readonly at: number
}

/** Those of this computer. */
export function systemFiles(): readonly SystemFile[] {
  return filesOf(process.platform)
}

/**
 * One for each place that there is; a twentieth of a millisecond. `platform` is a `process.platform`, `root` is put in
 * front of the places. Never throws.
 */
export function filesOf(platform: string, root = ''): readonly SystemFile[] {
  return (PLACES[platform] ?? ELSEWHERE).flatMap(place => fileAt(`${root}${place}`))
}

/** None for what is not there, may not be seen, or has a time that no clock shows. */
function fileAt(path: string): readonly SystemFile[] {
  const at = Math.floor((modifiedAt(path) ?? -1) / 1000)
  return at >= 0 && at <= LATEST_TIME ? [{ path, at }] : []
}
