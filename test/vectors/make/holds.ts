/**
 * Owns the table of which computer holds a binding (SPEC.md, a seat is one computer): small cases, many in one file, for
 * whoever writes the comparison in another language. They are what the honest changes of computers come to, of every
 * platform, account and change in test/vendor/decide/honest/table.ts, where each is there.
 */
import { fingerprintJson } from './case.ts'
import { join, sha256 } from './raw.ts'
import type { Fingerprint } from './world.ts'

export interface HoldsCase {
  /** The kinds that count, `v` for a virtual machine or container, and what became of each kind; see CASES. */
  readonly name: string
  readonly binding: Readonly<Record<string, string>>
  readonly counted: readonly number[]
  readonly here: Readonly<Record<string, string>>
  readonly virtual: boolean
  readonly verdict: string
}

/**
 * `=` the same; `x` another; `~` one of two is left; `?` not readable here. A kind that does not count is named where the
 * verdict depends on it: the UUID of a virtual machine.
 */
const CASES = `
12345  1= 2= 3= 4= 5=   ok                physical, Windows: nothing changed
12345  1= 2= 3= 4= 5x   ok                all adapters replaced
12345  1= 2= 3= 4x 5=   ok                all disks replaced
12345  1= 2= 3= 4x 5x   ok                both
12345  1= 2= 3? 4= 5=   ok                a BIOS update blanked the board serial
12345  1= 2x 3x 4= 5x   wrong-computer    another board and adapter
12345  1= 2x 3x 4x 5x   wrong-computer    an image of the disk on other hardware
12345  1x 2= 3= 4= 5=   ok                the system installed again
12345  1x 2= 3= 4x 5=   ok                the same on another disk
2345   2= 3= 4= 5=      ok                a Mac: nothing changed
2345   2= 3= 4= 5x      ok                another adapter
2345   2= 3= 4x 5=      ok                other disks
2345   2= 3= 4x 5x      ok                both: half, with the first
2345   2x 3x 4= 5x      wrong-computer    another board
2345   2x 3x 4x 5x      wrong-computer    another board with the disk on it, or another Mac
145    1= 4= 5=         ok                physical, Linux: nothing changed, as root or not
145    1= 4= 5x         ok                other adapters, or another board with its adapter
145    1= 4x 5=         ok                other disks
145    1= 4x 5x         wrong-computer    both, or an image of the disk on other hardware
145    1= 4~ 5=         ok                one of two disks removed
145    1= 4~ 5x         ok                and other adapters: half, with the first
145    1x 4= 5=         ok                the system installed again
145    1x 4x 5=         wrong-computer    the same on other disks
145    1x 4~ 5=         wrong-computer    the same with one of two disks: half, without the first
135    1= 3= 5=         ok                a Raspberry Pi: nothing changed
135    1= 3= 5x         ok                other adapters
135    1= 3x 5x         wrong-computer    the card in another one
135    1x 3= 5=         ok                the system installed again
145v   1= 2= 4= 5=      ok                VMware, as root: nothing changed
145v   1= 2= 4= 5x      ok                another address
145v   1= 2x 4= 5x      wrong-computer    a copy that has the disk's serial number: enough is the same
145v   1= 2x 4x 5x      wrong-computer    a copy
145v   1x 2= 4= 5=      ok                the system installed again
145v   1= 4= 5=         ok                VMware, not as root: nothing changed
145v   1= 4= 5x         ok                another address, or a copy that has the disk's serial number
145v   1= 4x 5x         wrong-computer    a copy
145v   1x 4= 5=         ok                the system installed again
125v   1= 2= 5=         ok                KVM, as root: nothing changed
125v   1= 2= 5x         ok                another address
125v   1= 2x 5x         wrong-computer    a copy
125v   1x 2= 5=         ok                the system installed again
125v   1= 2? 5=         ok                asked for as root, not as root here
125v   1= 2? 5x         readings-missing  and another address, or a copy
125v   1x 2? 5=         readings-missing  and the system installed again
1235v  1= 2= 3= 5=      ok                Azure as root, or Windows under Hyper-V: nothing changed
1235v  1= 2= 3= 5x      ok                another address
1235v  1= 2= 3? 5=      ok                the board serial is gone
1235v  1= 2x 3x 5x      wrong-computer    a copy
1235v  1x 2= 3= 5=      ok                the system installed again
1235v  1= 2? 3? 5=      ok                asked for as root, not as root here: half, with the first
1235v  1= 2? 3? 5x      readings-missing  and another address, or a copy
1235v  1x 2? 3? 5=      readings-missing  and the system installed again
15v    1= 5=            ok                KVM and Azure, never as root: nothing changed
15v    1= 5x            ok                another address, or a copy: half, with the first
15v    1x 5=            wrong-computer    the system installed again: half, without the first
15v    1= 2= 5=         ok                for every account, here as root: nothing changed
15v    1= 2= 5x         ok                another address
15v    1= 2x 5x         wrong-computer    a copy
15v    1x 2= 5=         wrong-computer    the system installed again
1v     1=               ok                WSL and LXC: nothing changed
1v     1x               wrong-computer    the system installed again
4v     4=               ok                Docker: nothing changed
4v     4x               wrong-computer    other disks, or another host
`

export const HOLDS: readonly (HoldsCase & { readonly about: string })[] = CASES.trim()
  .split('\n')
  .map(line => {
    const [kinds = '', outcomes = '', verdict = '', about = ''] = line.split(/ {2,}/)
    const all = outcomes.split(' ').map(text => [Number(text[0]), text[1] ?? ''] as const)
    const print = (of: (kind: number, outcome: string) => readonly string[]): Fingerprint =>
      new Map(
        all.flatMap(([kind, outcome]) => {
          const words = of(kind, outcome)
          return words.length === 0 ? [] : [[kind, hashes(words)] as const]
        }),
      )
    return {
      name: `${kinds} ${outcomes}`,
      about,
      binding: fingerprintJson(
        print((kind, outcome) => (outcome === '~' ? [`first ${kind}`, `second ${kind}`] : [`first ${kind}`])),
      ),
      counted: [...kinds.replace('v', '')].map(Number),
      here: fingerprintJson(
        print((kind, outcome) =>
          outcome === '?' ? [] : [outcome === 'x' ? `other ${kind}` : `first ${kind}`],
        ),
      ),
      virtual: kinds.endsWith('v'),
      verdict,
    }
  })

/** One hash for each word, ascending. */
function hashes(words: readonly string[]) {
  const all = words.map(word => sha256(new TextEncoder().encode(`holds: ${word}`)).slice(0, 8))
  return join(...all.toSorted((a, b) => Buffer.compare(a, b)))
}
