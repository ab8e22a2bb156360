/**
 * Owns the vectors of which computer holds a license (SPEC.md, a seat is one computer): the score, its tie, what is not
 * read, copies, and mixtures of several computers that held a license under rules that were tried before this one.
 */
import { at, fingerprintJson, licenseCase, type Vector, type World } from './case.ts'
import { SEEN } from './good.ts'
import { join, type Raw, sha256 } from './raw.ts'
import {
  COMPUTER,
  COUNTED_KINDS,
  countedItem,
  drifted,
  type Fingerprint,
  FOREIGN_PRODUCT_COMPUTER,
  fingerprintItem,
  license,
  OTHER_COMPUTER,
  shareItem,
} from './world.ts'

interface Bound {
  readonly fingerprint?: Fingerprint
  readonly counted?: readonly number[]
  readonly required?: readonly [k: number, n: number]
}

const bound = ({ fingerprint = COMPUTER, counted = COUNTED_KINDS, required }: Bound) =>
  license({
    1: fingerprintItem(fingerprint),
    39: countedItem(counted),
    2: required === undefined ? undefined : shareItem(...required),
  })

const holds = (name: string, about: string, of: Bound, world: World) =>
  licenseCase(`ok-binding-${name}`, about, bound(of), 'ok', {
    claims: {
      ...SEEN,
      fingerprint: fingerprintJson(of.fingerprint ?? COMPUTER),
      counted: of.counted ?? COUNTED_KINDS,
      ...(of.required === undefined ? {} : { required: of.required }),
    },
    ...world,
  })

const fails = (name: string, about: string, of: Bound, world: World, code = 'wrong-computer') =>
  licenseCase(`rules-binding-${name}`, about, bound(of), at('rules', code), world)
const missing = (name: string, about: string, of: Bound, world: World) =>
  fails(name, about, of, world, 'readings-missing')

/** One value, the same for the same word. */
const value = (word: string): Raw => sha256(new TextEncoder().encode(`reading ${word}`)).slice(0, 8)
const values = (...words: readonly string[]): Raw =>
  join(...words.map(value).toSorted((a, b) => Buffer.compare(a, b)))
/** `{4: 'A B'}`: the disks of A and B. A computer has one value of each kind. */
const print = (kinds: Readonly<Record<number, string>>): Fingerprint =>
  new Map(
    Object.entries(kinds).map(([kind, words]) => [
      Number(kind),
      values(...words.split(' ').map(word => `${kind} of ${word}`)),
    ]),
  )
const only = (word: string, kinds: readonly number[] = COUNTED_KINDS) =>
  print(Object.fromEntries(kinds.map(kind => [kind, word])))
const MANY = ['1', '2', '3', '4', '5', '6', '7', '8']
const manyDisks = print({ 1: 'A', 4: MANY.join(' ') })

/** A forged binding, on two computers: at most one holds it. */
const mixture = (
  name: string,
  kinds: Readonly<Record<number, string>>,
  verdicts: Readonly<Record<string, boolean>>,
  counted: readonly number[] = Object.keys(kinds).map(Number),
): readonly Vector[] =>
  Object.entries(verdicts).map(([word, isHeld]) =>
    (isHeld ? holds : fails)(
      `${name}-on-${word.toLowerCase()}`,
      `forged of several computers, on computer ${word}: ${JSON.stringify(kinds)}`,
      { fingerprint: print(kinds), counted },
      { computer: only(word) },
    ),
  )

export const BINDINGS: readonly Vector[] = [
  holds(
    'two-kinds-changed',
    'three of the five kinds that count are the same',
    {},
    { computer: drifted([4, 5]) },
  ),
  holds(
    'two-kinds-missing',
    'two kinds cannot be read: three of five are the same',
    {},
    {
      computer: drifted([], [2, 3]),
    },
  ),
  holds('processor-changed', 'the processor does not count', {}, { computer: drifted([6]) }),
  holds(
    'one-of-two-addresses',
    'one of two adapters is left, and two more kinds: 2.5 of 4',
    { counted: [1, 2, 4, 5] },
    {
      computer: new Map([...drifted([1], [3]), [5, (COMPUTER.get(5) as Raw).slice(8)]]),
    },
  ),
  holds(
    'not-counted',
    'a changed kind that does not count',
    { counted: [1, 4, 5] },
    { computer: drifted([2, 3]) },
  ),
  holds(
    'half-with-first',
    'half is the same, and the first reading with it',
    { counted: [1, 5] },
    {
      computer: drifted([5]),
    },
  ),
  fails(
    'half-without-first',
    'half is the same, and not the first reading',
    { counted: [1, 5] },
    {
      computer: drifted([1]),
    },
  ),
  holds(
    'first-of-several',
    'of two adapters, all that counts, the one with the smaller hash is here',
    { counted: [5] },
    {
      computer: new Map([[5, (COMPUTER.get(5) as Raw).slice(0, 8)]]),
    },
  ),
  fails(
    'second-of-several',
    'of two adapters, all that counts, the one with the larger hash is here',
    { counted: [5] },
    {
      computer: new Map([[5, (COMPUTER.get(5) as Raw).slice(8)]]),
    },
  ),
  holds(
    'more-than-eight-here',
    'nine disks here, and among them five of the eight that are bound',
    {
      fingerprint: manyDisks,
      counted: [4],
    },
    { computer: print({ 4: '1 2 3 4 5 x y z u' }) },
  ),
  holds(
    'stricter',
    'four of five, and three quarters must be the same',
    { required: [3, 4] },
    {
      computer: drifted([5]),
    },
  ),
  fails(
    'stricter-three-of-five',
    'three of five, and three quarters must be the same',
    { required: [3, 4] },
    {
      computer: drifted([4, 5]),
    },
  ),
  fails(
    'stricter-half-with-first',
    'a stricter rule knows no tie',
    { counted: [1, 5], required: [2, 3] },
    {
      computer: drifted([5]),
    },
  ),
  fails(
    'all-required',
    'all must be the same, and one changed',
    { required: [1, 1] },
    { computer: drifted([5]) },
  ),
  fails('three-kinds-changed', 'two of five are the same', {}, { computer: drifted([1, 4, 5]) }),
  fails('other-computer', 'on another computer', {}, { computer: OTHER_COMPUTER }),
  fails(
    'cpu-model-alone',
    'the processor is the same, and nothing else',
    {},
    {
      computer: drifted([1, 2, 3, 4, 5]),
    },
  ),
  fails(
    'changed-and-missing',
    'two of five would be the same, if what is missing were',
    {},
    {
      computer: drifted([1, 4, 5], [2, 3]),
    },
  ),
  fails(
    'fingerprint-of-other-product',
    'the hashes of this computer under another product id',
    {},
    {
      computer: FOREIGN_PRODUCT_COMPUTER,
    },
  ),
  missing(
    'hidden',
    'one of five is the same, and what is missing could make it enough',
    {},
    {
      computer: drifted([], [1, 2, 3, 4]),
    },
  ),
  missing('nothing-readable', 'no kind is readable', {}, { computer: new Map() }),
  missing(
    'first-hidden',
    'half is the same, and the first reading is missing',
    { counted: [1, 5] },
    {
      computer: drifted([], [1]),
    },
  ),
  fails(
    'copy',
    'a virtual machine with another UUID and no adapter of the license: a copy',
    {},
    {
      computer: drifted([2, 5]),
      virtual: 'kvm',
    },
  ),
  holds(
    'no-copy-without-evidence',
    'another UUID and no adapter of the license, and no evidence of a virtual machine',
    {},
    {
      computer: drifted([2, 5]),
    },
  ),
  holds(
    'no-copy-with-adapter',
    'a virtual machine with another UUID, and an adapter of the license',
    {},
    {
      computer: drifted([2, 4]),
      virtual: 'kvm',
    },
  ),
  fails(
    'copy-by-uncounted-uuid',
    'a UUID that does not count gives a copy away all the same',
    { counted: [1, 4, 5] },
    {
      computer: drifted([2, 5]),
      virtual: 'kvm',
    },
  ),
  ...mixture('two-and-three', { 1: 'A', 2: 'B', 3: 'B', 4: 'A', 5: 'B' }, { A: false, B: true }),
  ...mixture('three-computers', { 1: 'A', 3: 'B', 4: 'A', 5: 'C' }, { A: true, B: false, C: false }),
  ...mixture('user-and-root', { 2: 'A', 3: 'A', 5: 'B' }, { A: true, B: false }),
  ...mixture('disks-of-eight', { 1: 'A', 4: MANY.concat('A').slice(1).join(' ') }, { A: true, 2: false }),
  ...mixture('half-and-half', { 1: 'A', 5: 'B' }, { A: true, B: false }),
]
