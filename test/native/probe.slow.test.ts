/**
 * The readings of the C library: recorded Linux computers, changed ones and hostile ones give the same hashes, evidence and
 * computer ID as from the TypeScript client; so does the computer that the tests run on, for root and for other accounts; the
 * normal form of a value is that of the client. One file, because the library is built once.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import { KINDS, type Kind } from '../../src/core/computer/reading.ts'
import { asRoot, recorded, recordedNames, withTree } from '../client/probe/tree.ts'
import { buildProbe, hexOf, PROBES, type ProbeBuild, readByClient, readByLibrary } from './computers.ts'
import { missingTools } from './library.ts'

const missing = process.platform === 'linux' ? missingTools() : 'reads Linux'
const PRODUCT = 'org.example.viewer'
const BUILDS = Object.keys(PROBES) as readonly ProbeBuild[]

describe.skipIf(missing !== undefined)(
  `readings of the C library${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    beforeAll(() => {
      for (const kind of BUILDS) buildProbe(kind)
    })

    const agree = (root: string, kind: ProbeBuild = 'sanitizers') => {
      const byClient = readByClient(PRODUCT, root)
      expect(readByLibrary(kind, PRODUCT, root)).toEqual(byClient)
      return byClient
    }

    describe('recorded Linux computers', () => {
      const READINGS = JSON.parse(
        readFileSync(join(import.meta.dirname, '../client/probe/recorded/readings.json'), 'utf8'),
      ) as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
      const kinds = Object.keys(KINDS) as Kind[]

      test.each(recordedNames('linux'))('%s: has the values of readings.json', name => {
        const read = withTree(recorded(name), root => readByLibrary('sanitizers', PRODUCT, root))
        const values = Object.entries(READINGS[name] ?? {}).flatMap(([kind, all]) =>
          all.map(value => ({ kind: kinds.find(one => KINDS[one] === Number(kind)) as Kind, value })),
        )
        const hashes = [...fingerprintOf(PRODUCT, values)].map(([kind, bytes]) => [kind, hexOf(bytes)])
        expect(read.readings).toEqual(Object.fromEntries(hashes))
        expect(read.virtual).toBe(recorded(name).virtual ?? '')
      })

      test.each(recordedNames('linux'))(
        '%s: is the same as to the client, with what is for root alone',
        name => {
          const { readings } = asRoot(recorded(name), root => agree(root))
          expect(Object.keys(readings).length).toBeGreaterThan(0)
        },
      )
    })
  },
)
