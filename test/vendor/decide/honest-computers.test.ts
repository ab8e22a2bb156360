/**
 * What honest users meet when their computer changes: the table of honest/table.ts, on recorded computers. The change
 * is made in what was recorded; the client's own probe, the client's own check and the vendor's own decision do the rest.
 */
import { describe, expect, test } from 'vitest'
import { boundToComputer } from '../../../src/client/counted.ts'
import { type WindowsSources, windowsComputer, windowsFacts } from '../../../src/client/probe/windows.ts'
import { type ComparedKind, matchBinding } from '../../../src/core/computer/binding.ts'
import type { Computer } from '../../../src/core/computer/computer.ts'
import { fingerprintOf } from '../../../src/core/computer/fingerprint.ts'
import { KINDS, type Kind, type Reading } from '../../../src/core/computer/reading.ts'
import { readingsFault } from '../../../src/core/computer/readings.ts'
import { canBeUser, recorded } from '../../client/probe/tree.ts'
import { HOLDS } from '../../vectors/make/holds.ts'
import { outcomeOf } from './honest/desk.ts'
import type { Part } from './honest/parts.ts'
import { readAfter } from './honest/recordings.ts'
import { type Cell, cellsOf, EVERY_ACCOUNT, TABLE } from './honest/table.ts'

/** The computer before and after; undefined when this one has nothing that could change in this way. */
function computersOf({ computer, parts, asks, runs }: Pick<Cell, 'computer' | 'parts' | 'asks' | 'runs'>) {
  const after = readAfter(computer, parts, runs)
  return after && ([readAfter(computer, [], asks) as Computer, after] as const)
}

// symbolic links are not for every Windows user, and a worker thread cannot be another one
const tried = (table: string) =>
  cellsOf(table).filter(cell => canBeUser || !cell.computer.startsWith('linux/'))
const CELLS = tried(TABLE).flatMap(cell => {
  const computers = computersOf(cell)
  return computers === undefined ? [] : [{ ...cell, computers }]
})

const titleOf = ({ column, computer, asks, runs, way, expected }: Cell) =>
  `${column}: ${expected} on ${computer}, asked as ${asks}, run as ${runs}: ${way}`

describe.each(Object.entries(Object.groupBy(CELLS, ({ change }) => change)))('%s', (_change, cells = []) => {
  test.each(cells.map(cell => [titleOf(cell), cell] as const))(
    '%s',
    async (_title, { computers, expected, ...cell }) => {
      expect((await outcomeOf(...computers, cell)).cell).toBe(expected)
    },
  )
})

test('every cell is tried', () => {
  const name = ({ change, column }: Cell) => `${change} | ${column}`
  expect([...new Set(CELLS.map(name))]).toEqual([...new Set(tried(TABLE).map(name))])
})

describe('with --every-account an account without rights may have a new address, and a copy passes', () => {
  const cells = tried(EVERY_ACCOUNT).filter(cell => computersOf(cell) !== undefined)
  test.each(cells.map(cell => [`${cell.change}, ${titleOf(cell)}`, cell] as const))(
    '%s',
    async (_title, cell) => {
      const computers = computersOf(cell) as NonNullable<ReturnType<typeof computersOf>>
      expect((await outcomeOf(...computers, { ...cell, everyAccount: true })).cell).toBe(cell.expected)
    },
  )
})

const isCopy = ({ change }: Cell) => change.endsWith('(refusal wanted)')

test('a copy that passes was reported to the desk as one of few readings', async () => {
  const passing = CELLS.filter(cell => isCopy(cell) && cell.expected.startsWith('+'))
  const reported = new Set<string>()
  for (const { column, computers, ...cell } of passing) {
    const { fewReadings } = await outcomeOf(...computers, cell)
    reported.add(`${column}: ${fewReadings ? 'reported' : 'not reported'}`)
  }
  // Under VMware three kinds count. Root sees the UUID of the copy and is refused; other accounts cannot see it. The
  // desk gets no warning of that: it would stand beside every Linux under VMware, whether its copies get new disk
  // serial numbers or not.
  const expected = ['VMware service: not reported', 'KVM, Azure user: reported']
  expect([...reported]).toEqual(canBeUser ? expected : [])
})

test('requested without rights and run as root, a license does the same or better', async () => {
  const better = ['-2', '-M', '+=']
  for (const cell of CELLS.filter(one => one.asks !== one.runs && !isCopy(one))) {
    const { change, computer, expected } = cell
    const computers = computersOf({ ...cell, asks: cell.runs, runs: cell.asks }) as typeof cell.computers
    const reverse = (await outcomeOf(...computers, cell)).cell
    expect(better.indexOf(reverse), `${change}, ${computer}`).toBeGreaterThanOrEqual(better.indexOf(expected))
  }
})

/** The kinds that differ, of what root reads, after a change of one part. */
const CHANGED: Readonly<Record<Part, readonly Kind[]>> = {
  adapters: ['mac-address'],
  disks: ['disk-serial'],
  'one disk': ['disk-serial'],
  board: ['system-uuid', 'board-serial'],
  system: ['install-id'],
  processor: ['cpu-model'],
  microcode: [],
  'board serial': ['board-serial'],
  'dock and VPN': [],
  'second adapter': ['mac-address'],
  'second disk': ['disk-serial'],
  restart: [],
}

test('a change affects all of the part that it names, and nothing else', () => {
  const computers = [...new Set(CELLS.map(({ computer }) => computer))]
  for (const name of computers)
    for (const [part, kinds] of Object.entries(CHANGED) as [Part, readonly Kind[]][]) {
      const account = name.startsWith('linux/') ? 'root' : 'user'
      const [before, after] = [[], [part]].map(parts => readAfter(name, parts, account)?.readings)
      if (before === undefined || after === undefined) continue
      const has = (all: typeof before, one: Reading) =>
        all.some(({ kind, value }) => kind === one.kind && value === one.value)
      const others = [...before.filter(one => !has(after, one)), ...after.filter(one => !has(before, one))]
      const hasDiskOnBoard = name === 'macos/macbook-arm64' && part === 'board'
      const expected = hasDiskOnBoard ? [...kinds, 'disk-serial'] : kinds
      expect(expected, `${name}: ${part}`).toEqual(
        expect.arrayContaining([...new Set(others.map(({ kind }) => kind))]),
      )
      if (['adapters', 'disks', 'board', 'system', 'processor'].includes(part))
        expect(
          before.filter(one => kinds.includes(one.kind) && has(after, one)),
          `${name}: ${part}`,
        ).toEqual([])
    }
})

describe('implementers in other languages have a vector for each cell', () => {
  const vectors = new Map(HOLDS.map(({ name, verdict }) => [name, verdict]))
  test.each([TABLE, EVERY_ACCOUNT])('%#', table => {
    for (const cell of tried(table)) {
      const computers = computersOf(cell)
      if (computers === undefined) continue
      const { name, verdict } = vectorOf(...computers, table === EVERY_ACCOUNT)
      expect(vectors.get(name), titleOf(cell)).toBe(verdict)
    }
  })
})

/** How test/vectors/make/holds.ts names what became of a computer, and what the rule says of it. */
function vectorOf(before: Computer, after: Computer, everyAccount: boolean) {
  const bound = boundToComputer('scope', before, everyAccount)
  const here = { fingerprint: fingerprintOf('scope', after.readings), virtual: after.virtual !== undefined }
  const { kinds, fault } = matchBinding(bound, here)
  const isNamed = ({ kind, counts, outcome }: ComparedKind) => {
    const betraysCopy = here.virtual && kind === KINDS['system-uuid'] && here.fingerprint.has(kind)
    return outcome !== 'new' && (counts || betraysCopy)
  }
  const outcomes = kinds.filter(isNamed).map(({ kind, outcome }) => `${kind}${MARKS[outcome]}`)
  return {
    name: `${bound.counted.join('')}${here.virtual ? 'v' : ''} ${outcomes.join(' ')}`,
    verdict: fault === undefined ? 'ok' : fault === 'not-read' ? 'readings-missing' : 'wrong-computer',
  }
}
const MARKS = { same: '=', partly: '~', changed: 'x', missing: '?', new: '' }

describe('too little to be read', () => {
  test.skipIf(!canBeUser).each(['linux/kubernetes', 'linux/podman'])('%s cannot ask for a license', name => {
    const bound = boundToComputer('scope', readAfter(name, [], 'root') as Computer)
    expect(readingsFault(bound)?.code).toBe('too-few-readings')
  })

  test('Windows without PowerShell keeps its license; readings-missing where the registry is silent too', async () => {
    const told = recorded<WindowsSources>('windows/laptop')
    const before = windowsComputer(windowsFacts(told))
    const outcome = (sources: WindowsSources) =>
      outcomeOf(before, windowsComputer(windowsFacts(sources)), { home: 'kept' })
    const blocked = { ...told, system: undefined, uuid: undefined, baseboard: undefined, disks: [] }
    expect(await outcome(blocked)).toMatchObject({ cell: '+=' })
    const { cryptography } = told.printed
    const nothing = { firmware: undefined, smbios: undefined, getmac: undefined, ipconfig: undefined }
    expect(await outcome({ ...blocked, printed: { cryptography, ...nothing } })).toMatchObject({
      cell: '-2',
      code: 'readings-missing',
    })
  })
})
