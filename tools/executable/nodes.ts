/**
 * Owns the Node binaries in executables: which one for which platform (from tools/node/package.json), and the folder
 * where pkg finds them. They are taken from node_modules or, for other platforms, from `npm pack`; both are checked
 * against the integrity in package-lock.json. A Node that is not locked, or has other bytes, is refused. pkg gets them
 * sealed (seal.ts) and, for Linux, without symbols (strip.ts).
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../bundle.ts'
import { sealVariables } from './seal.ts'
import { withoutSymbols } from './strip.ts'

export interface Pin {
  /** As in the names of executables: `linux-x64`, `win-x64`, `macos-arm64`. */
  readonly platform: string
  readonly os: 'linux' | 'win' | 'macos'
  readonly arch: 'x64' | 'arm64'
  readonly package: string
  readonly version: string
  /** As in package-lock.json: `sha512-` and base64. */
  readonly integrity: string
}

const OS = { linux: 'linux', win: 'win', darwin: 'macos' } as const
const HOST_OS: Readonly<Record<string, Pin['os']>> = { linux: 'linux', win32: 'win', darwin: 'macos' }

/** Hash of the scripts that change a Node: if their text changes, the Nodes are made again. */
const CHANGED_BY = ['seal.ts', 'strip.ts']
  .reduce((hash, name) => hash.update(readFileSync(join(import.meta.dirname, name))), createHash('sha256'))
  .digest('hex')

/** Returns every pinned Node, in the order of their platforms. Throws if the lock file lacks one. */
export function pinnedNodes(): readonly Pin[] {
  const { optionalDependencies } = readJson<{ optionalDependencies: Record<string, string> }>(
    'tools/node/package.json',
  )
  const { packages } = readJson<{ packages: Record<string, { version?: string; integrity?: string }> }>(
    'package-lock.json',
  )
  return Object.entries(optionalDependencies)
    .map(([name, version]) => {
      const found = /^node-(?:bin-)?(linux|win|darwin)-(x64|arm64)$/.exec(name)
      if (found === null)
        throw new Error(`tools/node/package.json: expected the name of a Node, got "${name}"`)
      const os = OS[found[1] as keyof typeof OS]
      const arch = found[2] as Pin['arch']
      const locked = packages[`node_modules/${name}`]
      if (locked?.version !== version || locked.integrity === undefined)
        throw new Error(
          `package-lock.json does not hold ${name} ${version} with its integrity; run npm install`,
        )
      return { platform: `${os}-${arch}`, os, arch, package: name, version, integrity: locked.integrity }
    })
    .sort((a, b) => (a.platform < b.platform ? -1 : 1))
}

/** Returns the platform of this machine, as in the names of executables. */
export function hostPlatform(): string {
  return `${HOST_OS[process.platform] ?? process.platform}-${process.arch}`
}

/**
 * Puts one Node, sealed and stripped, where pkg looks for it below `home`, and returns its path. It is made once, and
 * kept while the lock file and the scripts that change it stay the same.
 */
export function placeNode(pin: Pin, home: string): string {
  const { archive, binary } = placesOf(pin, join(home, '.pkg-cache', 'sea'))
  const mark = `${binary}.ok`
  const made = `${pin.integrity} ${CHANGED_BY}`
  if (existsSync(binary) && existsSync(mark) && readFileSync(mark, 'utf8') === made) return binary
  for (const path of [mark, binary]) rmSync(path, { force: true })
  mkdirSync(dirname(binary), { recursive: true })
  const installed = join(ROOT, 'node_modules', pin.package, insideOf(pin))
  // npm has already checked the installed files against the lock file.
  if (existsSync(installed) && installedVersion(pin) === pin.version) copyFileSync(installed, binary)
  else unpackNode(pin, binary)
  const node = readFileSync(binary)
  writeFileSync(binary, sealVariables(pin.os === 'linux' ? withoutSymbols(node) : node))
  // pkg only checks that these exist; without them it would download.
  writeFileSync(archive, '')
  writeFileSync(`${archive}.ok`, '')
  writeFileSync(mark, made)
  return binary
}

/** Returns where pkg keeps the archive that it would download, and the binary that it would extract. */
function placesOf(
  { os, arch, version }: Pin,
  folder: string,
): { readonly archive: string; readonly binary: string } {
  const name = `node-v${version}-${os === 'macos' ? 'darwin' : os}-${arch}`
  return os === 'win'
    ? { archive: join(folder, `${name}.zip`), binary: join(folder, `${name}.exe`) }
    : { archive: join(folder, `${name}.tar.gz`), binary: join(folder, name, 'bin', 'node') }
}

function insideOf({ os }: Pin): string {
  return os === 'win' ? 'bin/node.exe' : 'bin/node'
}

function installedVersion(pin: Pin): string | undefined {
  const path = `node_modules/${pin.package}/package.json`
  return existsSync(join(ROOT, path)) ? readJson<{ version?: string }>(path).version : undefined
}

/** Downloads one unchanged Node through the npm that runs this script, with its registry and its cache. */
export function unpackNode(pin: Pin, binary: string): void {
  const npm = process.env.npm_execpath
  if (npm === undefined)
    throw new Error('no npm to bring the Nodes of other platforms; use `npm run package`')
  const folder = mkdtempSync(`${binary}-`)
  try {
    const wanted = `${pin.package}@${pin.version}`
    execFileSync(process.execPath, [npm, 'pack', wanted, '--silent', '--pack-destination', folder], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const tarball = join(folder, `${pin.package}-${pin.version}.tgz`)
    requireIntegrity(wanted, pin.integrity, readFileSync(tarball))
    execFileSync('tar', ['-xzf', tarball, '-C', folder, `package/${insideOf(pin)}`], { stdio: 'inherit' })
    copyFileSync(join(folder, 'package', insideOf(pin)), binary)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Throws unless the bytes have this integrity: `sha512-` and base64, as in npm's lock file. */
export function requireIntegrity(what: string, expected: string, bytes: Uint8Array): void {
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  if (integrity !== expected)
    throw new Error(`${what}: expected ${expected} from package-lock.json, got ${integrity}`)
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T
}
