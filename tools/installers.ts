/**
 * Owns `npm run installers`: makes installers from the executables that `npm run package` made. For each executable in
 * dist/ (or `--from DIR`): for Linux a .deb, a .rpm and a .tar.xz, for Windows a .zip, for macOS a .tar.xz; and a
 * signed SHA256SUMS of all. They are written to dist/installers or `--output DIR`, from which old ones are removed
 * first.
 *
 * `--key FILE --signer NAME` sign with an OpenSSH key; the default is a sample key that is thrown away. `--kind` makes
 * only deb, rpm, tar or zip, and may be repeated. `--quick` compresses little, for trying the rest. The same
 * executables give the same bytes: all files have the time of the commit, or of SOURCE_DATE_EPOCH.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT, TOOL_NAMES, type ToolName } from './bundle.ts'
import { pinnedNodes } from './executable/nodes.ts'
import { makeArchive } from './installers/archives.ts'
import { noticesFor, type Source } from './installers/contents.ts'
import { makeDeb } from './installers/deb.ts'
import type { Making } from './installers/making.ts'
import { needsOf } from './installers/needs.ts'
import { type Program, requirePrograms, runProgram } from './installers/programs.ts'
import { makeRpm } from './installers/rpm.ts'
import { SAMPLE_SIGNER, type SigningKey, writeSums } from './installers/sums.ts'

interface Kind {
  readonly systems: readonly Source['os'][]
  readonly programs: readonly Program[]
  readonly make: (making: Making) => string
}

const KINDS: Readonly<Record<string, Kind>> = {
  deb: { systems: ['linux'], programs: ['dpkg-deb'], make: makeDeb },
  rpm: { systems: ['linux'], programs: ['rpmbuild'], make: makeRpm },
  tar: { systems: ['linux', 'macos'], programs: ['tar', 'xz'], make: makeArchive },
  zip: { systems: ['win'], programs: ['7z'], make: makeArchive },
}

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: join(ROOT, 'dist') },
    output: { type: 'string', default: join(ROOT, 'dist', 'installers') },
    key: { type: 'string' },
    signer: { type: 'string' },
    kind: { type: 'string', multiple: true, default: Object.keys(KINDS) },
    quick: { type: 'boolean', default: false },
  },
})
if (process.platform !== 'linux') throw new Error('installers are made on Linux, for every system')
const unknown = values.kind.find(name => !Object.hasOwn(KINDS, name))
if (unknown !== undefined)
  throw new Error(`--kind: expected ${Object.keys(KINDS).join(', ')}, got ${unknown}`)
const key = keyOf(values)
const output = resolve(values.output)
const kinds = values.kind.map(name => KINDS[name] as Kind)
const found = executablesIn(resolve(values.from))
if (found.length === 0) throw new Error(`no executables in ${values.from}; use npm run package`)
const wanted = kinds.filter(({ systems }) => found.some(({ os }) => systems.includes(os)))
requirePrograms(['git', 'ssh-keygen', ...wanted.flatMap(({ programs }) => programs)])

const epoch = epochOf(process.env.SOURCE_DATE_EPOCH)
mkdirSync(output, { recursive: true })
for (const name of readdirSync(output))
  if (/^(airlatch|SHA256SUMS|allowed_signers|\.making-)/.test(name))
    rmSync(join(output, name), { recursive: true })

const made: string[] = []
const notices = Object.fromEntries(
  await Promise.all(TOOL_NAMES.map(async tool => [tool, await noticesFor(tool)] as const)),
) as Record<ToolName, string>
for (const one of found) {
  const source = sourceOf(one)
  for (const { systems, make } of wanted) {
    if (!systems.includes(source.os)) continue
    const name = make({ source, output, epoch, isQuick: values.quick })
    made.push(name)
    say(`${name}  ${(statSync(join(output, name)).size / 1e6).toFixed(1)} MB`)
  }
}
writeSums(output, made, key)
say(`SHA256SUMS  of ${made.length} files, signed by ${signerOf(key)}`)
if (key === undefined)
  say('This signature proves nothing: the key was a sample. For a release: --key FILE --signer NAME')

type Found = Pick<Source, 'tool' | 'os' | 'arch' | 'executable'>

/** Returns the executables in a folder, in the order of their names. */
function executablesIn(folder: string): readonly Found[] {
  return TOOL_NAMES.flatMap(tool =>
    pinnedNodes().map(({ platform, os, arch }) => ({
      tool,
      os,
      arch,
      executable: join(folder, `${tool}-${platform}${os === 'win' ? '.exe' : ''}`),
    })),
  ).filter(({ executable }) => existsSync(executable))
}

function sourceOf(one: Found): Source {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  const needs = one.os === 'linux' ? { needs: needsOf(one.executable) } : {}
  return { ...one, ...needs, version, notices: notices[one.tool], signer: signerOf(key) }
}

function keyOf({ key: file, signer }: { key?: string; signer?: string }): SigningKey | undefined {
  if (file === undefined && signer === undefined) return undefined
  if (file === undefined || signer === undefined) throw new Error('expected --key and --signer together')
  return { file: resolve(file), signer }
}

function signerOf(one: SigningKey | undefined): string {
  return one?.signer ?? SAMPLE_SIGNER
}

/** Returns the time for all files, in seconds since 1970. */
function epochOf(named: string | undefined): number {
  const text = named ?? runProgram('git', ['log', '-1', '--format=%ct'], { folder: ROOT, epoch: 0 })
  const epoch = Number(text)
  if (!Number.isSafeInteger(epoch) || epoch <= 0) throw new Error(`expected a time in seconds, got "${text}"`)
  return epoch
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
