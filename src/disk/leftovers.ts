/**
 * Owns the removal of what killed processes have left in a folder: the hidden folders and files of files.ts, a day
 * after they were last written. It leaves everything that could belong to others: another name or owner, a symbolic
 * link, a folder with anything except plain files in it, and all of it where other accounts could exchange files
 * meanwhile. What cannot be removed stays without an error, because nothing depends on it.
 */
import { lstatSync, readdirSync, rmdirSync, type Stats, statSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ifPossible } from './faults.ts'

/** As mkdtemp and openTemporary of files.ts make them. */
const FOLDER = /^\.airlatch-[A-Za-z0-9]{6}$/
const FILE = /^\.airlatch-\d{1,10}-\d{1,10}\.tmp$/

const DAY = 86_400_000

const STICKY = 0o1000
const WRITABLE_BY_OTHERS = 0o022

/**
 * Those beside `made`, which was made just now: its time is that of the disk's own clock, and a share may have another
 * clock than this computer.
 */
export function clearLeftovers(made: string): void {
  const folder = dirname(made)
  const now = statOf(made)?.mtimeMs
  if (now === undefined || !isSafe(folder)) return
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    if (FILE.test(name) && isOld(statOf(path), 'file', now)) ifPossible(() => unlinkSync(path))
    else if (FOLDER.test(name) && isOld(statOf(path), 'folder', now)) clearFolder(path, now)
  }
}

/** Removes all of it or nothing: a process that still writes one of its files may need the others. */
function clearFolder(folder: string, now: number): void {
  const paths = namesIn(folder).map(name => join(folder, name))
  if (!paths.every(path => isOld(statOf(path), 'file', now))) return
  for (const path of paths) ifPossible(() => unlinkSync(path))
  ifPossible(() => rmdirSync(folder))
}

function isOld(stat: Stats | undefined, kind: 'file' | 'folder', now: number): boolean {
  return (
    stat !== undefined &&
    (kind === 'file' ? stat.isFile() : stat.isDirectory()) &&
    (process.getuid === undefined || stat.uid === process.getuid()) &&
    now - stat.mtimeMs > DAY
  )
}

/** Whether nobody else can put a link in the place of what was looked at; Windows has no such modes. */
function isSafe(folder: string): boolean {
  if (process.getuid === undefined) return true
  const stat = ifPossible(() => statSync(folder))
  if (stat === undefined || ![0, process.getuid()].includes(stat.uid)) return false
  return (stat.mode & WRITABLE_BY_OTHERS) === 0 || (stat.mode & STICKY) !== 0
}

/** Of the thing itself, where it is a link. */
function statOf(path: string): Stats | undefined {
  return ifPossible(() => lstatSync(path))
}

function namesIn(folder: string): readonly string[] {
  return ifPossible(() => readdirSync(folder)) ?? []
}
