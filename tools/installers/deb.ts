/** Owns packages for Debian, Ubuntu and distributions based on them. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DESCRIPTIONS, packageScripts, type Source, systemFiles } from './contents.ts'
import { type Making, packageVersion, withStaged } from './making.ts'
import { runProgram } from './programs.ts'
import type { StagedFile } from './stage.ts'

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' } as const

/** Makes the package. Returns its file name. */
export function makeDeb(making: Making): string {
  const { source, output, epoch, isQuick } = making
  const { tool, version, arch } = source
  const name = `${tool}_${packageVersion(version)}_${ARCHITECTURES[arch]}.deb`
  const files = systemFiles(source)
  const scripts = controlScripts(source)
  withStaged(making, [...files, ...scripts, ...controlFiles(source, files)], folder => {
    // xz, because dpkg before 1.21 does not support zstd; one thread, because their number changes the bytes
    const words = ['--build', '--root-owner-group', '-Zxz', `-z${isQuick ? 0 : 6}`, '--threads-max=1']
    runProgram('dpkg-deb', [...words, folder, join(output, name)], { folder, epoch })
  })
  return name
}

function controlScripts({ tool }: Source): readonly StagedFile[] {
  const scripts = packageScripts(tool)
  if (scripts === undefined) return []
  return [
    { path: 'DEBIAN/postinst', content: scripts.installed, isProgram: true },
    { path: 'DEBIAN/prerm', content: scripts.removing, isProgram: true },
  ]
}

function controlFiles(source: Source, files: readonly StagedFile[]): readonly StagedFile[] {
  const sums = files
    .filter(({ isSetting }) => isSetting === undefined)
    .map(file => `${createHash('md5').update(bytesOf(file)).digest('hex')}  ${file.path}\n`)
  const settings = files.filter(({ isSetting }) => isSetting).map(({ path }) => `/${path}\n`)
  return [
    { path: 'DEBIAN/control', content: control(source, files) },
    { path: 'DEBIAN/md5sums', content: sums.join('') },
    ...(settings.length === 0 ? [] : [{ path: 'DEBIAN/conffiles', content: settings.join('') }]),
  ]
}

function control({ tool, version, arch, needs }: Source, files: readonly StagedFile[]): string {
  if (needs === undefined) throw new Error('expected an executable for Linux')
  const size = files.reduce((sum, file) => sum + bytesOf(file).length, 0)
  const libraries = [
    `libc6 (>= ${needs.glibc})`,
    `libstdc++6 (>= ${needs.libstdcxx})`,
    'libgcc-s1 | libgcc1',
    'libatomic1',
  ]
  return [
    `Package: ${tool}`,
    `Version: ${packageVersion(version)}`,
    `Architecture: ${ARCHITECTURES[arch]}`,
    'Maintainer: Airlatch maintainers <maintainers@airlatch.invalid>',
    `Installed-Size: ${Math.ceil(size / 1024)}`,
    `Depends: ${libraries.join(', ')}`,
    'Section: utils',
    'Priority: optional',
    `Description: ${DESCRIPTIONS[tool]}`,
    '',
  ].join('\n')
}

function bytesOf({ content }: StagedFile): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content)
  return 'from' in content ? readFileSync(content.from) : content
}
