/**
 * Proves that the site server can be installed as people install it: its executable in a package whose service systemd
 * finds closed, in an archive, and in a container that holds nothing but it and its libraries. There is no container engine here:
 * the container's own root is entered, and what its file says is done by hand.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environment } from '../world/environment.ts'
import { CANNOT_PACKAGE, PACKAGING_MS, packagedTool, packageInto } from '../world/packaged.ts'
import { runProcess } from '../world/process.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const CHROOT = '/usr/sbin/chroot'
const FILES = join(ROOT, 'tools', 'installers', 'files')
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
const HOST = process.arch === 'x64' ? 'amd64' : 'arm64'

async function fetched(url: string) {
  const answer = await fetch(url)
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

const lacks = (...programs: readonly string[]) =>
  programs.find(program => spawnSync(program, ['--help'], { env: environment() }).error !== undefined)
const MISSING =
  CANNOT_PACKAGE ??
  (process.platform === 'linux' ? undefined : 'installers are made on Linux') ??
  (process.getuid?.() === 0 ? undefined : 'needs root, to install and to enter a container') ??
  [lacks('dpkg-deb', 'xz', 'git', 'ssh-keygen', CHROOT)].map(one => one && `needs ${one}`)[0]
const UNIT_MISSING = lacks('systemd-analyze')

describe.skipIf(MISSING)(
  MISSING === undefined ? 'the site server' : `the site server (skipped: ${MISSING})`,
  () => {
    let folder: string
    let executable: string
    let installers: string
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'airlatch-site-installed-'))
      installers = join(folder, 'installers')
      const from = join(folder, 'dist')
      await packageInto(from, '--tool', 'airlatch-site')
      executable = packagedTool(from, 'airlatch-site')
      const words = ['--from', from, '--output', installers, '--quick', '--kind', 'deb', '--kind', 'tar']
      const made = await runProcess(process.execPath, [join(ROOT, 'tools/installers.ts'), ...words], {
        folder: ROOT,
      })
      expect({ exit: made.exit, err: made.err }).toEqual({ exit: 0, err: '' })
    }, PACKAGING_MS)
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    const run = (program: string, ...words: readonly string[]): string =>
      execFileSync(program, words, { cwd: folder, env: environment(), encoding: 'utf8' })

    describe('as a package for Debian', () => {
      const file = () => join(installers, `airlatch-site_${version}_${HOST}.deb`)

      test('SS-11: is unpacked, starts, and brings a service, its account, its settings and a container', () => {
        const place = join(folder, 'unpacked')
        run('dpkg-deb', '-x', file(), place)
        expect(run(join(place, 'usr/bin/airlatch-site'), '--version')).toBe(`${version}\n`)
        expect(readdirSync(join(place, 'usr/lib/systemd/system'))).toEqual(['airlatch-site.service'])
        expect(readFileSync(join(place, 'usr/lib/sysusers.d/airlatch-site.conf'), 'utf8')).toMatch(
          /^u airlatch-site - /,
        )
        expect(readdirSync(join(place, 'usr/share/doc/airlatch-site')).sort()).toEqual([
          'Containerfile',
          'copyright',
          'root.sh',
        ])
        expect(run('dpkg-deb', '-I', file(), 'conffiles')).toBe('/etc/airlatch-site/serve.env\n')
      })

      test('SS-11: starts nothing by itself, is started again by an upgrade, and keeps what was lent', () => {
        const installed = run('dpkg-deb', '-I', file(), 'postinst')
        expect(installed).not.toMatch(/systemctl (?:enable|start)|@[A-Z]+@/)
        expect(installed).toContain('systemctl try-restart airlatch-site.service')
        expect(installed).toContain('/var/lib/airlatch-site /var/lib/misc/airlatch-site')
        const removing = run('dpkg-deb', '-I', file(), 'prerm')
        expect(removing).toContain('systemctl disable --now airlatch-site.service')
        expect(removing).not.toMatch(/\brm\b|@[A-Z]+@/)
      })

      test('SS-11: is installed and removed without a trace', () => {
        const root = join(folder, 'root')
        for (const name of ['info', 'updates'])
          mkdirSync(join(root, 'var/lib/dpkg', name), { recursive: true })
        writeFileSync(join(root, 'var/lib/dpkg/status'), '')
        // of the scripts only the shell is tried: accounts and services are those of this system
        const stub = join(folder, 'stub')
        mkdirSync(stub)
        for (const name of ['systemd-sysusers', 'systemctl', 'install'])
          writeFileSync(join(stub, name), '#!/bin/sh\n', { mode: 0o755 })
        const words = [`--root=${root}`, '--force-depends', '--force-script-chrootless']
        const env = environment({ PATH: `${stub}:${process.env.PATH}` })
        const dpkg = (...more: readonly string[]) =>
          execFileSync('dpkg', [...words, ...more], { env, encoding: 'utf8' })
        dpkg('-i', file())
        expect(dpkg('--verify', 'airlatch-site')).toBe('')
        dpkg('-P', 'airlatch-site')
        expect(readdirSync(root)).toEqual(['var'])
      })
    })

    test.skipIf(UNIT_MISSING)(
      `SS-11: systemd takes the service, and finds it closed${UNIT_MISSING === undefined ? '' : ` (skipped: needs ${UNIT_MISSING})`}`,
      () => {
        const unit = readFileSync(join(FILES, 'service', 'airlatch-site.service'), 'utf8')
        const place = join(folder, 'airlatch-site.service')
        writeFileSync(place, unit.replace('/usr/bin/airlatch-site', executable))
        expect(run('systemd-analyze', 'verify', place)).toBe('')
        const security = run('systemd-analyze', 'security', '--offline=true', '--threshold=20', place)
        expect(security).toMatch(/exposure level for \S+: [01]\.\d OK/)
      },
    )

    describe('in a container', () => {
      let root: string
      beforeAll(() => {
        run('tar', '-xf', join(installers, `airlatch-site-${version}-linux-${process.arch}.tar.xz`))
        const place = join(folder, `airlatch-site-${version}`)
        root = join(folder, 'container')
        run('sh', join(place, 'container/root.sh'), join(place, 'lib/airlatch-site'), root)
      })

      const file = () => readFileSync(join(FILES, 'container', 'Containerfile'), 'utf8')
      /** What a line of the Containerfile says. */
      const said = (word: string) => new RegExp(`^${word} (.*)$`, 'm').exec(file())?.[1] ?? ''
      /** What the engine runs every minute. */
      const check = () =>
        JSON.parse(/CMD (\[.*\])$/.exec(said('HEALTHCHECK'))?.[1] ?? '') as readonly string[]
      const list = (word: string) => JSON.parse(said(word)) as readonly string[]

      /** As the engine starts it: the account and the variables of the file, and nothing else. */
      const entered = (...words: readonly string[]) =>
        [CHROOT, [`--userspec=${said('USER')}`, root, ...list('ENTRYPOINT'), ...words]] as const
      const variables = (more: Readonly<Record<string, string>>) => {
        const [name = '', value = ''] = said('ENV').split('=')
        return { [name]: value, ...more }
      }
      const NAMED = { AIRLATCH_WORKLOAD: 'site-1' }
      const ran = (words: readonly string[], more: Readonly<Record<string, string>> = NAMED) => {
        const options = { encoding: 'utf8', env: variables(more) } as const
        const { status, stdout, stderr } = spawnSync(...entered(...words), options)
        return { status, stdout, stderr }
      }

      test('SS-11: from nothing, with one port, a volume, an account and a check of its own', () => {
        expect(said('FROM')).toBe('scratch')
        expect([said('EXPOSE'), said('VOLUME'), said('USER')]).toEqual([
          '7632',
          '/var/lib/airlatch-site',
          '7632:7632',
        ])
        expect(check()).toEqual([...list('ENTRYPOINT'), 'status', '--check'])
        expect(
          readdirSync(root)
            .filter(name => !/^lib/.test(name))
            .sort(),
        ).toEqual(['etc', 'tmp', 'usr', 'var'])
      })

      test('SS-11: as a workload it is activated by files, lends, and is healthy', async () => {
        const vendor = (...words: readonly string[]) =>
          run(
            process.execPath,
            join(ROOT, 'vendor-tool/main.ts'),
            '--home',
            join(folder, 'desk'),
            ...words,
            '--json',
          )
        vendor('init', '--vendor', 'Acme', '--empty-passphrase')
        vendor('product', 'create', 'scope', '--name', 'Scope')
        const terms = [
          '--for-floating',
          '--activations',
          '5',
          '--duration',
          '365',
          '--allow-workloads',
          'yes',
        ]
        const key = JSON.parse(vendor('key', 'create', '--product', 'scope', ...terms)).keys[0].wholeKey
        vendor('kit', 'scope', '-o', join(root, 'tmp', 'scope.kit'))
        const unnamed = ran(['request', key, '--kit', '/tmp/scope.kit', '-o', '/tmp/unnamed.txt'], {})
        expect(unnamed).toMatchObject({ status: 3, stderr: expect.stringContaining('computer-unreadable') })
        expect(ran(['request', key, '--kit', '/tmp/scope.kit', '-o', '/tmp/request.txt'])).toMatchObject({
          status: 0,
        })
        vendor('issue', join(root, 'tmp', 'request.txt'), '-o', join(root, 'tmp', 'license.txt'))
        expect(ran(['install', '/tmp/license.txt', '--kit', '/tmp/scope.kit'])).toMatchObject({ status: 0 })

        const server = spawn(...entered(...list('CMD'), '--port', '0', '--json'), {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: variables(NAMED),
        })
        try {
          const { value } = await createInterface(server.stdout)[Symbol.asyncIterator]().next()
          const served = JSON.parse(value ?? '')
          expect(served).toMatchObject({ ok: true })
          const base = `http://127.0.0.1:${new URL(served.listening).port}`
          const page = await fetched(`${base}/`)
          expect(page).toMatchObject({ status: 200, type: expect.stringMatching(/^text\/html/) })
          const [, style] = /<link[^>]* href="(\/style[^"]+)"/.exec(page.text) ?? []
          expect(await fetched(`${base}${style}`)).toMatchObject({
            status: 200,
            type: expect.stringMatching(/^text\/css/),
          })
          expect(await fetched(`${base}/health`)).toMatchObject({ status: 200 })
          expect((await fetched(`${base}/metrics`)).text).toContain('airlatch_site_build_info{')
          expect(ran(check().slice(1))).toMatchObject({ status: 0 })
        } finally {
          server.kill(said('STOPSIGNAL') as NodeJS.Signals)
        }
        expect(await once(server, 'exit')).toEqual([0, null])
        expect(ran(check().slice(1))).toMatchObject({ status: 1 })
      })
    })
  },
)
