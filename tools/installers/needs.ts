/**
 * Owns what an executable for Linux needs of the system. It is read from the executable itself, whose version table has
 * entries such as `GLIBC_2.28`, because a newer Node may change it unannounced.
 */
import { readFileSync } from 'node:fs'

const LIBRARIES = { GLIBC: 'libc.so.6', GLIBCXX: 'libstdc++.so.6', CXXABI: 'libstdc++.so.6' } as const

type Interface = keyof typeof LIBRARIES

/** The first version of GCC whose libstdc++ has an interface. */
const GCC: Readonly<Record<string, number>> = { 'CXXABI_1.3.11': 7, 'GLIBCXX_3.4.21': 5 }

export interface Needs {
  /** Such as `2.28`. */
  readonly glibc: string
  /** The version of GCC that libstdc++ belongs to, such as `7`. */
  readonly libstdcxx: string
  /** In rpm's notation. */
  readonly interfaces: readonly string[]
}

export function needsOf(executable: string): Needs {
  const text = readFileSync(executable, 'latin1')
  const newest = (name: Interface) => newestOf(text, name)
  const gcc = (['GLIBCXX', 'CXXABI'] as const).map(name => {
    const version = GCC[`${name}_${newest(name)}`]
    if (version === undefined) throw new Error(`expected a known GCC for ${name}_${newest(name)}`)
    return version
  })
  const versions = (Object.keys(LIBRARIES) as Interface[]).map(
    name => `${LIBRARIES[name]}(${name}_${newest(name)})(64bit)`,
  )
  return {
    glibc: newest('GLIBC'),
    libstdcxx: String(Math.max(...gcc)),
    interfaces: [...versions, 'libgcc_s.so.1()(64bit)', 'libatomic.so.1()(64bit)'],
  }
}

/** Throws if there is none, as in an executable for another system. */
function newestOf(text: string, name: Interface): string {
  const found = [...text.matchAll(new RegExp(`\\0${name}_(\\d+(?:\\.\\d+)+)(?=\\0)`, 'g'))]
  const [newest] = found.map(([, version = '']) => version).sort(byVersion)
  if (newest === undefined) throw new Error(`expected an executable that names a version of ${name}`)
  return newest
}

/** Sorts the newest first. */
function byVersion(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true })
}
