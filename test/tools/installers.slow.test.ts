/**
 * Proves that two builds give the same bytes, and that what people install can be inspected, installed, started and
 * removed. The client for this machine is the real one; the others are small stand-ins, whose packages are only looked
 * into.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needsOf } from '../../tools/installers/needs.ts'
import { SAMPLE_SIGNER } from '../../tools/installers/sums.ts'
import { environment } from '../world/environment.ts'
import { CANNOT_PACKAGE, PACKAGING_MS, packagedTool, packageInto } from '../world/packaged.ts'
import { runProcess } from '../world/process.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const INSTALLERS = join(ROOT, 'tools', 'installers.ts')
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
const HOST = process.arch === 'x64' ? { deb: 'amd64', rpm: 'x86_64' } : { deb: 'arm64', rpm: 'aarch64' }

const has = (program: string) =>
  spawnSync(program, ['--help'], { env: environment() }).error === undefined ? undefined : program
/** What the system lacks, by the kind of installer. */
const LACKS = {
  deb: has('dpkg-deb'),
  rpm: has('rpmbuild'),
  tar: has('xz'),
  zip: has('7z'),
  unit: has('systemd-analyze'),
}
const KINDS = (['deb', 'rpm', 'tar', 'zip'] as const).filter(kind => LACKS[kind] === undefined)
const MISSING =
  CANNOT_PACKAGE ??
  (process.platform === 'linux'
    ? [has('ssh-keygen'), has('git'), LACKS.tar].map(program => program && `needs ${program}`).find(Boolean)
    : 'installers are made on Linux')

const titled = (title: string, missing: string | undefined) =>
  missing === undefined ? title : `${title} (skipped: needs ${missing})`

describe.skipIf(MISSING)(MISSING === undefined ? 'installers' : `installers (skipped: ${MISSING})`, () => {
  let folder: string
  let from: string
  let out: string
  let standIns: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'airlatch-installers-'))
    from = join(folder, 'dist')
    out = join(folder, 'out')
    await packageInto(from, '--tool', 'airlatch')
    standIns = join(folder, 'stand-ins')
    for (const place of [from, standIns]) writeStandIns(place)
    await make(out, ...KINDS.flatMap(kind => ['--kind', kind]))
  }, PACKAGING_MS)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  async function make(output: string, ...words: readonly string[]): Promise<string> {
    const all = [INSTALLERS, '--from', from, '--output', output, '--quick', ...words]
    const ran = await runProcess(process.execPath, all, { folder: ROOT })
    expect({ exit: ran.exit, err: ran.err }).toEqual({ exit: 0, err: '' })
    return ran.out
  }

  function run(program: string, ...words: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(program, words, {
      cwd: out,
      env: environment(),
      encoding: 'utf8',
    })
    expect({ program, words, status, stderr: status === 0 ? '' : stderr }).toMatchObject({ status: 0 })
    return stdout
  }

  function expectedVersion(program: string): void {
    expect(run(program, '--version')).toBe(`${version}\n`)
  }

  test('another build of one commit, in another folder, gives the same executable', async () => {
    const again = join(folder, 'another folder')
    await packageInto(again, '--tool', 'airlatch')
    const digests = [from, again].map(place => sha256(packagedTool(place, 'airlatch')))
    expect(digests[1]).toBe(digests[0])
    const bytes = readFileSync(packagedTool(from, 'airlatch'))
    for (const place of [ROOT, folder]) expect(bytes.includes(place), place).toBe(false)
  })

  test('the same executables give the same installers', async () => {
    const outputs = ['once', 'once more'].map(name => join(folder, name))
    for (const place of outputs)
      await make(place, '--from', standIns, ...KINDS.flatMap(kind => ['--kind', kind]))
    const [once, again] = outputs.map(place => readFileSync(join(place, 'SHA256SUMS'), 'utf8'))
    expect(again).toBe(once)
    expect(once?.trim().split('\n').length).toBeGreaterThanOrEqual(KINDS.length)
  })

  describe.skipIf(LACKS.deb)(titled('a package for Debian', LACKS.deb), () => {
    const file = `airlatch_${version}_${HOST.deb}.deb`

    test('says what it needs, and belongs to root', () => {
      const { glibc, libstdcxx } = needsOf(packagedTool(from, 'airlatch'))
      const field = (name: string) => run('dpkg-deb', '-f', file, name).trim()
      expect([field('Package'), field('Version'), field('Architecture')]).toEqual([
        'airlatch',
        version,
        HOST.deb,
      ])
      expect(field('Depends')).toBe(
        `libc6 (>= ${glibc}), libstdc++6 (>= ${libstdcxx}), libgcc-s1 | libgcc1, libatomic1`,
      )
      const lines = run('dpkg-deb', '-c', file).trim().split('\n')
      expect(lines.filter(line => !/^[d-]r[w-][x-]r-[x-]r-[x-] root\/root /.test(line))).toEqual([])
      expect(lines.map(line => line.split(' ').at(-1))).toContain('./usr/bin/airlatch')
    })

    test('is unpacked, and starts', () => {
      const place = join(folder, 'unpacked')
      run('dpkg-deb', '-x', file, place)
      expectedVersion(join(place, 'usr/bin/airlatch'))
    })

    test('is installed, verified and removed without a trace', context => {
      context.skip(process.getuid?.() !== 0, 'dpkg installs as root only')
      const root = join(folder, 'root')
      for (const name of ['info', 'updates']) mkdirSync(join(root, 'var/lib/dpkg', name), { recursive: true })
      writeFileSync(join(root, 'var/lib/dpkg/status'), '')
      const dpkg = (...words: readonly string[]) =>
        run('dpkg', `--root=${root}`, '--force-depends', '--force-script-chrootless', ...words)
      dpkg('-i', file)
      expect(dpkg('--verify', 'airlatch')).toBe('')
      expectedVersion(join(root, 'usr/bin/airlatch'))
      dpkg('-r', 'airlatch')
      expect(readdirSync(root)).toEqual(['var'])
    })

    test("the vendor's brings a service that is not started, and settings that stay", () => {
      const vendor = `airlatch-vendor_${version}_${HOST.deb}.deb`
      expect(run('dpkg-deb', '-I', vendor, 'conffiles')).toBe('/etc/airlatch-vendor/serve.env\n')
      expect(run('dpkg-deb', '-I', vendor, 'postinst')).not.toMatch(/systemctl (?:enable|start)/)
      expect(run('dpkg-deb', '-c', vendor)).toContain(
        './usr/lib/systemd/system/airlatch-vendor-serve.service',
      )
    })
  })

  test.skipIf(LACKS.rpm)(titled('a package for rpm says what it needs and what it holds', LACKS.rpm), () => {
    const file = `airlatch-vendor-${version}-1.${HOST.rpm}.rpm`
    const format = '%{NAME} %{VERSION} %{ARCH} %{BUILDHOST} %{PAYLOADCOMPRESSOR}'
    expect(run('rpm', '-qp', '--qf', format, file)).toBe(
      `airlatch-vendor ${version} ${HOST.rpm} localhost xz`,
    )
    expect(run('rpm', '-qlp', file).trim().split('\n')).toEqual([
      '/etc/airlatch-vendor',
      '/etc/airlatch-vendor/serve.env',
      '/usr/bin/airlatch-vendor',
      '/usr/lib/systemd/system/airlatch-vendor-serve.service',
      '/usr/lib/sysusers.d/airlatch-vendor.conf',
      '/usr/share/doc/airlatch-vendor',
      '/usr/share/doc/airlatch-vendor/copyright',
    ])
    const requires = run('rpm', '-qp', '--requires', file)
    for (const one of ['glibc >= 2.28', 'libc.so.6(GLIBC_2.28)(64bit)', 'libatomic.so.1()(64bit)'])
      expect(requires).toContain(`${one}\n`)
    expect(readdirSync(out).filter(name => name.endsWith('.rpm'))).toHaveLength(4)
    const site = `airlatch-site-${version}-1.${HOST.rpm}.rpm`
    expect(run('rpm', '-qlp', site)).toContain('/usr/lib/systemd/system/airlatch-site.service\n')
    expect(run('rpm', '-qp', '--scripts', site)).not.toMatch(/@[A-Z]+@|airlatch-vendor/)
  })

  describe('the archive for Linux', () => {
    const inner = `airlatch-${version}`
    const launcher = () => join(folder, inner, 'airlatch')

    beforeAll(() => {
      run('tar', '-C', folder, '-xf', `${inner}-linux-${process.arch}.tar.xz`)
    })

    test('holds what it should, starts, and hands words on', async () => {
      const names = readdirSync(join(folder, inner), { recursive: true }).sort()
      expect(names).toEqual([
        'LICENSE.txt',
        'README.txt',
        'THIRD-PARTY-NOTICES.txt',
        'airlatch',
        'lib',
        join('lib', 'airlatch'),
      ])
      expectedVersion(launcher())
      const { exit, err } = await runProcess(launcher(), ['inspect', 'no such file'], { folder })
      expect({ exit, err }).toMatchObject({ exit: 3, err: expect.stringContaining('"no such file"') })
      const notices = readFileSync(join(folder, inner, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
      for (const one of ['Node.js 2', 'yargs ', 'systeminformation ']) expect(notices).toContain(`\n${one}`)
    })

    test('says in one sentence that glibc is too old, where the loader fails', async () => {
      const old = join(folder, 'old')
      mkdirSync(join(old, 'lib'), { recursive: true })
      copyFileSync(launcher(), join(old, 'airlatch'))
      const program = join(old, 'lib', 'airlatch')
      copyFileSync(join(folder, inner, 'lib', 'airlatch'), program)
      const bytes = readFileSync(program)
      const place = bytes.indexOf('\0GLIBC_2.28\0')
      bytes.write('GLIBC_9.28', place + 1)
      writeFileSync(program, bytes)
      const loader = await runProcess(program, ['--version'], { folder })
      expect(loader.err).toContain("`GLIBC_9.28' not found")
      const { exit, out, err } = await runProcess(join(old, 'airlatch'), ['--version'], { folder })
      expect({ exit, out }).toEqual({ exit: 3, out: '' })
      expect(err).toMatch(
        /^airlatch: cannot start on this computer, which has glibc [\d.]+ \(\w+\): it needs Linux for \w+ with glibc 2\.28, .*\n$/,
      )
    })
  })

  test('the archive for macOS unpacks into one folder', () => {
    const names = run('tar', '-tf', `airlatch-${version}-macos-arm64.tar.xz`).trim().split('\n')
    const files = ['', 'LICENSE.txt', 'README.txt', 'THIRD-PARTY-NOTICES.txt', 'airlatch']
    expect(names).toEqual(files.map(name => `airlatch-${version}/${name}`))
  })

  test.skipIf(LACKS.zip)(titled('the archive for Windows unpacks into one folder', LACKS.zip), () => {
    const inner = `airlatch-vendor-${version}`
    run('7z', 'x', `-o${folder}`, `${inner}-win-x64.zip`)
    expect(readdirSync(join(folder, inner)).sort()).toEqual([
      'LICENSE.txt',
      'README.txt',
      'THIRD-PARTY-NOTICES.txt',
      'airlatch-vendor-serve.xml',
      'airlatch-vendor.exe',
    ])
    expect(readFileSync(join(folder, inner, 'README.txt'), 'utf8')).toContain(
      'airlatch-vendor.exe --help\r\n',
    )
    const task = readFileSync(join(folder, inner, 'airlatch-vendor-serve.xml'))
    expect(task.toString('utf16le')).toMatch(/^\ufeff<\?xml version="1\.0" encoding="UTF-16"\?>/)
    const site = `airlatch-site-${version}`
    run('7z', 'x', `-o${folder}`, `${site}-win-x64.zip`)
    const siteTask = readFileSync(join(folder, site, 'airlatch-site.xml')).toString('utf16le')
    expect(siteTask).toContain('<Arguments>serve --machine</Arguments>')
    expect(siteTask).not.toContain('airlatch-vendor')
  })

  describe('SHA256SUMS', () => {
    const verify = (place: string, signer: string, sums: string) => {
      const words = [
        '-Y',
        'verify',
        '-f',
        'allowed_signers',
        '-I',
        signer,
        '-n',
        'file',
        '-s',
        'SHA256SUMS.sig',
      ]
      return spawnSync('ssh-keygen', words, { cwd: place, env: environment(), input: sums }).status
    }

    test('is signed, by a sample key that says so; a changed byte is refused', () => {
      const sums = readFileSync(join(out, 'SHA256SUMS'), 'utf8')
      expect(verify(out, SAMPLE_SIGNER, sums)).toBe(0)
      expect(verify(out, SAMPLE_SIGNER, sums.replace('airlatch', 'airlatcH'))).not.toBe(0)
      expect(verify(out, 'somebody-else', sums)).not.toBe(0)
      run('sha256sum', '--check', '--strict', 'SHA256SUMS')
      expect(sums.trim().split('\n')).toHaveLength(readdirSync(out).length - 3)
      const file = `airlatch-${version}-macos-arm64.tar.xz`
      const changed = join(folder, 'changed')
      mkdirSync(changed)
      copyFileSync(join(out, file), join(changed, file))
      appendFileSync(join(changed, file), 'x')
      const words = ['--check', '--ignore-missing', join(out, 'SHA256SUMS')]
      expect(spawnSync('sha256sum', words, { cwd: changed, env: environment() }).status).toBe(1)
    })

    test("is signed by the caller's key, under the name that they gave", async () => {
      const key = join(folder, 'release-key')
      run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'for a test', '-f', key)
      const own = join(folder, 'own')
      const said = await make(
        own,
        '--from',
        standIns,
        '--kind',
        'tar',
        '--key',
        key,
        '--signer',
        'releases@acme.example',
      )
      expect(said).toContain('signed by releases@acme.example')
      expect(said).not.toContain('sample')
      expect(verify(own, 'releases@acme.example', readFileSync(join(own, 'SHA256SUMS'), 'utf8'))).toBe(0)
      expect(verify(own, SAMPLE_SIGNER, readFileSync(join(own, 'SHA256SUMS'), 'utf8'))).not.toBe(0)
    })
  })

  test('a machine without a program that is needed is told which package has it', async () => {
    const { exit, err } = await runProcess(process.execPath, [INSTALLERS, '--from', from, '--output', out], {
      folder: ROOT,
      env: { PATH: folder },
    })
    expect(exit).toBe(1)
    expect(err).toContain('apt-get install git openssh-client dpkg rpm tar xz-utils p7zip-full')
    // before anything is removed
    expect(existsSync(join(out, 'SHA256SUMS'))).toBe(true)
  })

  test.skipIf(LACKS.unit)(titled('systemd takes the service, and finds it closed', LACKS.unit), () => {
    const name = 'airlatch-vendor-serve.service'
    const unit = readFileSync(join(ROOT, 'tools/installers/files/service', name), 'utf8')
    const place = join(folder, name)
    // the program is not installed here
    writeFileSync(place, unit.replace('/usr/bin/airlatch-vendor', process.execPath))
    expect(run('systemd-analyze', 'verify', place)).toBe('')
    const words = ['security', '--offline=true', '--threshold=20', place]
    expect(run('systemd-analyze', ...words)).toMatch(/exposure level for \S+: [01]\.\d OK/)
  })
})

/** What packages are made of where nobody starts it. */
function writeStandIns(place: string): void {
  mkdirSync(place, { recursive: true })
  const stranger = process.arch === 'x64' ? 'arm64' : 'x64'
  const names = ['GLIBC_2.28', 'GLIBCXX_3.4.21', 'CXXABI_1.3.11'].join('\0')
  const linux = [
    `airlatch-linux-${stranger}`,
    ...['vendor', 'site'].map(one => `airlatch-${one}-linux-${process.arch}`),
  ]
  for (const name of linux) writeFileSync(join(place, name), `\0${names}\0`)
  const windows = ['airlatch-win-x64.exe', 'airlatch-vendor-win-x64.exe', 'airlatch-site-win-x64.exe']
  for (const name of ['airlatch-macos-arm64', ...windows]) writeFileSync(join(place, name), 'a stand-in')
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
