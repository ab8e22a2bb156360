/**
 * Owns which places may hang: those on a file system that is served by another computer or another program. They are
 * told apart without touching them, as the first touch is what hangs: on Linux by the list of mounts, on Windows and
 * macOS by the path. A symbolic link is followed here by hand, so that no link leads into a share unseen.
 * What is not known to be local may hang. Known limits: on macOS a share that is mounted outside /Volumes, /Network and
 * /net looks local; on Windows, one that is mounted as a folder of the system's drive.
 */
import { posix, win32 } from 'node:path'
import { targetOf } from '../../disk/look.ts'
import { readSmall } from '../probe/small-file.ts'
import type { PathWorld } from './paths.ts'

/** Whether a path stands on a file system that may hang; asked for a path that need not exist. */
export type MayHang = (path: string) => boolean

/** File systems that a kernel serves by itself, from a disk of this computer or from memory. */
const LOCAL: ReadonlySet<string> = new Set(
  (
    'aufs bcachefs btrfs cgroup cgroup2 configfs devpts devtmpfs efivarfs erofs exfat ext2 ext3 ext4 f2fs hfsplus ' +
    'hugetlbfs iso9660 jffs2 jfs minix mqueue msdos nilfs2 ntfs ntfs3 overlay proc ramfs reiserfs rootfs securityfs ' +
    'squashfs sysfs tmpfs ubifs udf ufs vfat xfs zfs'
  ).split(' '),
)
const MOUNTS = '/proc/self/mountinfo'
/** Bytes of the list of mounts that are read; a machine with thousands of containers has less. */
const MOST_MOUNTS = 4 * 1024 * 1024
/** As many links as Linux follows. */
const MOST_LINKS = 40

/** The file systems of this computer as they are now. Never throws, never waits. */
export function mayHangHere({ platform, variables }: PathWorld): MayHang {
  if (platform === 'linux') return linuxMounts()
  if (platform === 'win32') {
    const drive = (variables.SystemDrive || 'C:').toUpperCase()
    return path => path.slice(0, 2).toUpperCase() !== drive
  }
  if (platform === 'darwin') return path => /^\/(?:Volumes|Network|net)(?:\/|$)/i.test(path)
  return () => true
}

function linuxMounts(): MayHang {
  const text = readSmall(MOUNTS, MOST_MOUNTS)
  // one that cannot be told whole might leave out the one that hangs
  if (!('raw' in text) || text.raw.length >= MOST_MOUNTS) return () => true
  return mountsIn(Buffer.from(text.raw, 'latin1').toString('utf8'))
}

/** By the text of /proc/self/mountinfo (proc(5)): the mount with the longest path above it says. */
export function mountsIn(text: string): MayHang {
  const types = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [front = '', back = ''] = line.split(' - ')
    const point = front.split(' ')[4]
    const [type] = back.split(' ')
    // of several at one point, the last one lies on top
    if (point !== undefined && type !== undefined) types.set(unescaped(point), type)
  }
  return path => {
    for (let at = path; at !== '/'; at = posix.dirname(at)) {
      const type = types.get(at)
      if (type !== undefined) return !LOCAL.has(type)
    }
    // the system itself and this program stand there: whatever it is, it answers
    return false
  }
}

/** Space, tab, line end and backslash are written as three octal digits. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

/**
 * Whether reading an absolute, normalised path may hang: it, what a symbolic link on its way leads to, or what that
 * leads to. Each part is looked at only when all before it are local. Never throws.
 */
export function mayHangOnTheWay(path: string, mayHang: MayHang, platform: NodeJS.Platform): boolean {
  const { dirname, isAbsolute, join, parse, sep } = platform === 'win32' ? win32 : posix
  const { root } = parse(path)
  let at = root
  let rest = partsOf(path.slice(root.length), sep)
  for (let links = 0; links <= MOST_LINKS; ) {
    if (mayHang(at)) return true
    const [next, ...others] = rest
    if (next === undefined) return false
    // only in what a link says: a way into a share and out again touches the share
    const below = next === '..' ? dirname(at) : join(at, next)
    if (mayHang(below)) return true
    const target = targetOf(below)
    if (target === undefined) {
      at = below
      rest = others
      continue
    }
    links++
    const start = isAbsolute(target) ? parse(target).root : ''
    at = start || at
    rest = [...partsOf(target.slice(start.length), sep), ...others]
  }
  // a loop: the system says so at once
  return false
}

function partsOf(path: string, separator: string): string[] {
  return path.split(separator).filter(part => part !== '' && part !== '.')
}
