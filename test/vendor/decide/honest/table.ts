/**
 * Owns what is expected when a computer changes honestly, as one table: a row a change, a column a platform and an
 * account. SPEC.md (A seat is one computer) has the rule that it follows from; docs/explanation/seats.md says it in
 * words. The table was computed from the rule before these tests were, so that each checks the other.
 *
 * A cell is what the client says of its license after the change, and then what a new request gets at the desk:
 *   `+` valid, `-` refused;   `=` the same seat, not counted, `M` a counted move, `2` a second seat, or `no-seats-left`.
 * An empty cell: that computer has no such change.
 */
import type { Circumstances } from './desk.ts'
import type { Part } from './parts.ts'
import type { Account } from './recordings.ts'

export const TABLE = `
| change                                                   | PC root | PC service | VMware root | VMware service | KVM, Azure root | KVM, Azure service | KVM, Azure user | Hyper-V Windows | WSL, LXC | Docker | Pi | Windows PC | Mac |
|----------------------------------------------------------|---------|------------|-------------|----------------|-----------------|--------------------|-----------------|-----------------|----------|--------|----|------------|-----|
| nothing changed, or something was added                  | +=      | +=         | +=          | +=             | +=              | +=                 | +=              | +=              | +=       | +=     | += | +=         | +=  |
| adapter replaced, all of them                            | +=      | +=         | +=          | +=             | +=              | -2                 | +=              | +=              |          |        | += | +=         | +=  |
| disk replaced, system copied over                        | +=      | +=         |             |                |                 |                    |                 |                 |          | -2     |    | +=         | +=  |
| one of two disks removed; with all adapters new as well  | +=      | +=         |             |                |                 |                    |                 |                 |          |        |    |            |     |
| one of two disks gone, system reinstalled                | -M      | -M         |             |                |                 |                    |                 |                 |          |        |    |            |     |
| system reinstalled, home lost                            | +=      | +=         | +=          | +=             | +=              | -2                 | -2              | +=              | -2       |        | += | +=         |     |
| system reinstalled, home kept; machine-id regenerated    | +=      | +=         | +=          | +=             | +=              | -M                 | -M              | +=              | -2       |        | += | +=         |     |
| disk died, system reinstalled                            | -M      | -2         |             |                |                 |                    |                 |                 |          | -2     |    | +=         | +=  |
| board replaced, its adapter with it                      | +=      | +=         |             |                |                 |                    |                 |                 |          |        | -2 | -M         | -M  |
| a disk, and later the adapter                            | -M      | -2         |             |                |                 |                    |                 |                 |          |        |    | +=         | +=  |
| processor, microcode, host of a VM                       | +=      | +=         | +=          | +=             | +=              | +=                 | +=              | +=              | +=       | +=     | += | +=         | +=  |
| live migration: new CPU and MAC                          |         |            | +=          | +=             | +=              | -2                 | +=              | +=              |          |        |    |            |     |
| VM cloned, disk serial and CPU the same (refusal wanted) |         |            | -2          | +=             | -2              | -2                 | +=              | -2              |          |        |    |            |     |
| VM cloned, both new (refusal wanted)                     |         |            | -2          | -2             | -2              | -2                 | +=              | -2              |          |        |    |            |     |
| image restored on other hardware (refusal wanted)        | -2      | -2         |             |                |                 |                    |                 |                 |          | -2     | -2 | -2         | -2  |
`

/** The same with `airlatch request --every-account`, which is about these two columns. */
export const EVERY_ACCOUNT = `
| change                                                   | KVM, Azure root | KVM, Azure service |
|----------------------------------------------------------|-----------------|--------------------|
| nothing changed, or something was added                  | +=              | +=                 |
| adapter replaced, all of them                            | +=              | +=                 |
| system reinstalled, home lost                            | -M              | -2                 |
| system reinstalled, home kept; machine-id regenerated    | -M              | -M                 |
| live migration: new CPU and MAC                          | +=              | +=                 |
| VM cloned, disk serial and CPU the same (refusal wanted) | -2              | +=                 |
| VM cloned, both new (refusal wanted)                     | -2              | +=                 |
`

interface Column {
  readonly computers: readonly string[]
  /** The account that requests the license, and the one that runs by it and requests again. */
  readonly accounts: readonly (readonly [asks: Account, runs: Account])[]
}

const ROOT = ['root', 'root'] as const
const SERVICE = ['root', 'user'] as const
const USER = ['user', 'user'] as const
const PC = ['linux/desktop', 'linux/laptop-with-dock', 'linux/server']
const KVM = ['linux/kvm', 'linux/azure']

/** Where every account reads the same, each is tried. An account that is never root gets the same as a service. */
export const COLUMNS: Readonly<Record<string, Column>> = {
  'PC root': { computers: PC, accounts: [ROOT] },
  'PC service': { computers: PC, accounts: [SERVICE, USER] },
  'VMware root': { computers: ['linux/vmware'], accounts: [ROOT] },
  'VMware service': { computers: ['linux/vmware'], accounts: [SERVICE, USER] },
  'KVM, Azure root': { computers: KVM, accounts: [ROOT] },
  'KVM, Azure service': { computers: KVM, accounts: [SERVICE] },
  'KVM, Azure user': { computers: KVM, accounts: [USER] },
  'Hyper-V Windows': { computers: ['windows/hyper-v'], accounts: [USER] },
  'WSL, LXC': { computers: ['linux/wsl', 'linux/lxc'], accounts: [ROOT, SERVICE, USER] },
  Docker: { computers: ['linux/docker'], accounts: [ROOT, SERVICE, USER] },
  Pi: { computers: ['linux/raspberry-pi'], accounts: [ROOT, SERVICE, USER] },
  'Windows PC': { computers: ['windows/laptop', 'windows/hyper-v-host'], accounts: [USER] },
  Mac: { computers: ['macos/macbook-arm64', 'macos/imac'], accounts: [USER] },
}

/** Cells of single computers that differ from their column, and why. */
export const OF_ITS_OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // the flash of Apple silicon is on the board: it is not replaced alone, and goes with the board
  'macos/macbook-arm64': {
    'disk replaced, system copied over': '',
    'disk died, system reinstalled': '',
    'board replaced, its adapter with it': '-2',
    'a disk, and later the adapter': '',
  },
  // they have one disk: the server's controller shows one as well
  'linux/laptop-with-dock': {
    'one of two disks removed; with all adapters new as well': '',
    'one of two disks gone, system reinstalled': '',
  },
  'linux/server': {
    'one of two disks removed; with all adapters new as well': '',
    'one of two disks gone, system reinstalled': '',
  },
}

/** How a change can happen: for each way, the parts that are different afterwards. */
interface Change extends Pick<Circumstances, 'home'> {
  readonly ways: Readonly<Record<string, readonly Part[]>>
}

const kept = (ways: Change['ways']): Change => ({ home: 'kept', ways })
const lost = (ways: Change['ways']): Change => ({ home: 'lost', ways })

export const CHANGES: Readonly<Record<string, Change>> = {
  'nothing changed, or something was added': kept({
    'another account, a restored snapshot': [],
    'a container or WSL that was started again': ['restart'],
    'dock and VPN': ['dock and VPN'],
    'a second adapter': ['second adapter'],
    'a second disk': ['second disk'],
    'a BIOS update that blanks the board serial': ['board serial'],
  }),
  'adapter replaced, all of them': kept({ adapters: ['adapters'] }),
  'disk replaced, system copied over': kept({ disks: ['disks'] }),
  'one of two disks removed; with all adapters new as well': kept({
    'the disk alone': ['one disk'],
    'with all adapters new as well': ['one disk', 'adapters'],
  }),
  'one of two disks gone, system reinstalled': lost({ both: ['one disk', 'system'] }),
  'system reinstalled, home lost': lost({ system: ['system'] }),
  'system reinstalled, home kept; machine-id regenerated': kept({ system: ['system'] }),
  'disk died, system reinstalled': lost({ both: ['disks', 'system'] }),
  'board replaced, its adapter with it': kept({ board: ['board', 'adapters'] }),
  'a disk, and later the adapter': kept({ both: ['disks', 'adapters'] }),
  'processor, microcode, host of a VM': kept({
    'the processor, or the host': ['processor'],
    microcode: ['microcode'],
  }),
  'live migration: new CPU and MAC': kept({ both: ['processor', 'adapters'] }),
  'VM cloned, disk serial and CPU the same (refusal wanted)': kept({ clone: ['board', 'adapters'] }),
  'VM cloned, both new (refusal wanted)': kept({ clone: ['board', 'adapters', 'disks', 'processor'] }),
  'image restored on other hardware (refusal wanted)': kept({
    image: ['board', 'adapters', 'disks', 'processor'],
  }),
}

/** One way of a change, on one recorded computer, with one pair of accounts. */
export interface Cell {
  readonly change: string
  readonly column: string
  readonly way: string
  readonly parts: readonly Part[]
  readonly home: Change['home']
  readonly computer: string
  readonly asks: Account
  readonly runs: Account
  readonly expected: string
}

/** All that a table has, without its empty cells. */
export function cellsOf(table: string): readonly Cell[] {
  return rowsOf(table).flatMap(({ change, column, cell }) => {
    const { home, ways } = CHANGES[change] as Change
    const { computers, accounts } = COLUMNS[column] as Column
    return computers.flatMap(computer => {
      const expected = OF_ITS_OWN[computer]?.[change] ?? cell
      if (expected === '') return []
      return Object.entries(ways).flatMap(([way, parts]) =>
        accounts.map(([asks, runs]) => ({
          change,
          column,
          way,
          parts,
          home,
          computer,
          asks,
          runs,
          expected,
        })),
      )
    })
  })
}

function rowsOf(table: string) {
  const lines = table.trim().split('\n')
  const [[, ...columns] = [], , ...rows] = lines.map(line =>
    line
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim()),
  )
  return rows.flatMap(([change = '', ...cells]) =>
    columns.map((column, i) => ({ change, column, cell: cells[i] ?? '' })),
  )
}
