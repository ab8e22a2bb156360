import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mayHangHere, mayHangOnTheWay, mountsIn } from '../../../src/client/share/shares.ts'

/** As Linux writes it (proc(5)), of an office computer with shares of several kinds. */
const MOUNTINFO = `21 27 0:20 / /proc rw,nosuid - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
31 27 0:28 / /home rw,relatime shared:2 master:1 - nfs4 nas:/home rw,vers=4.2
32 31 254:3 / /home/local rw - btrfs /dev/nvme0n1p3 rw
33 27 0:41 / /mnt/our\\040licenses rw - cifs //nas/licenses rw
34 27 0:42 / /mnt/ssh rw - fuse.sshfs ada@nas:/ rw
35 27 0:43 / /net rw - autofs /etc/auto.net rw
36 27 0:44 / /mnt/covered rw - nfs nas:/old rw
37 36 0:45 / /mnt/covered rw - tmpfs tmpfs rw
38 27 0:46 / /mnt/new rw - filesystem-of-2040 x rw
`

describe('QG-08: which places may hang', () => {
  const mayHang = mountsIn(MOUNTINFO)
  test.each([
    ['/opt/acme/a.license', false],
    ['/', false],
    ['/home/ada/licenses', true],
    ['/home', true],
    ['/homes', false],
    ['/home/local/ada', false],
    ['/mnt/our licenses/a.license', true],
    ['/mnt/our', false],
    ['/mnt/ssh', true],
    ['/net/nas/licenses', true],
    ['/mnt/covered/a', false],
    ['/mnt/new/a', true],
  ])('on Linux by the mount above it: %s %s', (path, hangs) => expect(mayHang(path)).toBe(hangs))

  test('the root answers whatever it is, as this program comes from there', () => {
    const ninep = mountsIn('27 1 0:1 / / rw - 9p none rw\n')
    expect([ninep('/'), ninep('/opt/acme')]).toEqual([false, false])
  })

  test('on Windows: all but the drive of the system; on macOS: where shares are mounted; elsewhere: all', () => {
    const windows = mayHangHere({ platform: 'win32', variables: { SystemDrive: 'C:' } })
    expect(['c:\\a', 'D:\\a', '\\\\nas\\a'].map(windows)).toEqual([false, true, true])
    const macos = mayHangHere({ platform: 'darwin', variables: {} })
    expect(['/Volumes/nas', '/Network/x', '/net', '/Volumesque', '/Users/ada'].map(macos)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect(mayHangHere({ platform: 'freebsd', variables: {} })('/opt')).toBe(true)
  })

  test.skipIf(process.platform !== 'linux')('this very computer is asked', () => {
    const here = mayHangHere({ platform: 'linux', variables: {} })
    expect(['/', '/proc/self', '/sys/kernel'].map(here)).toEqual([false, false, false])
  })
})

describe('QG-08: symbolic links', () => {
  let root: string
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'airlatch-shares-')))
    mkdirSync(join(root, 'local', 'folder'), { recursive: true })
    mkdirSync(join(root, 'share', 'folder'), { recursive: true })
  })
  afterEach(() => rmSync(root, { recursive: true }))

  /** Which paths were asked about, as none on the share may be touched. */
  function way(path: string): readonly [boolean, readonly string[]] {
    const asked: string[] = []
    const share = join(root, 'share')
    const mayHang = (at: string) => {
      asked.push(at)
      return at === share || at.startsWith(`${share}/`)
    }
    return [mayHangOnTheWay(path, mayHang, process.platform), asked]
  }

  test.each([
    ['a link into the share', () => symlinkSync(join(root, 'share'), join(root, 'local', 'link')), true],
    ['a relative one', () => symlinkSync('../share/folder', join(root, 'local', 'link')), true],
    [
      'a link to a link',
      () => {
        symlinkSync('../share', join(root, 'local', 'second'))
        symlinkSync('second/folder', join(root, 'local', 'link'))
      },
      true,
    ],
    [
      'into the share and out again',
      () => symlinkSync('../share/../local', join(root, 'local', 'link')),
      true,
    ],
    ['a local one', () => symlinkSync('folder', join(root, 'local', 'link')), false],
    ['one to nothing', () => symlinkSync('nothing', join(root, 'local', 'link')), false],
    ['one to itself', () => symlinkSync('link', join(root, 'local', 'link')), false],
  ] as const)('are followed without touching the share: %s', (_, link, hangs) => {
    link()
    expect(way(join(root, 'local', 'link', 'a.license'))[0]).toBe(hangs)
  })

  test('nothing behind the first part that may hang is asked for', () => {
    const [hangs, asked] = way(join(root, 'share', 'folder', 'a.license'))
    expect([hangs, asked.at(-1)]).toEqual([true, join(root, 'share')])
  })

  test('a path that is not there is as good as any', () => {
    expect(way(join(root, 'nowhere', 'a'))[0]).toBe(false)
    expect(way(join(root, 'share', 'nowhere'))[0]).toBe(true)
  })
})
