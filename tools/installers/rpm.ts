/** Owns packages for RHEL, Fedora, SUSE and distributions based on them. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DESCRIPTIONS, packageScripts, type Source, systemFiles } from './contents.ts'
import { type Making, packageVersion, withStaged } from './making.ts'
import { runProgram } from './programs.ts'
import type { StagedFile } from './stage.ts'

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' } as const

/** Settings of rpmbuild: the package must not depend on this machine and moment, and no file may be changed. */
const SETTINGS = {
  _buildhost: 'localhost',
  use_source_date_epoch_as_buildtime: '1',
  clamp_mtime_to_source_date_epoch: '1',
  _build_id_links: 'none',
  __os_install_post: '%{nil}',
  debug_package: '%{nil}',
  _rpmfilename: '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm',
}

/** Makes the package. Returns its file name. */
export function makeRpm(making: Making): string {
  const { source, output, epoch, isQuick } = making
  const { tool, version, arch } = source
  const name = `${tool}-${packageVersion(version)}-1.${ARCHITECTURES[arch]}.rpm`
  const files = systemFiles(source)
  const place = mkdtempSync(join(tmpdir(), 'airlatch-rpm-'))
  try {
    withStaged(making, files, staged => {
      const spec = join(place, `${tool}.spec`)
      writeFileSync(spec, specOf(source, files, staged))
      const settings = {
        ...SETTINGS,
        _topdir: place,
        _rpmdir: place,
        _binary_payload: `w${isQuick ? 0 : 6}.xzdio`,
      }
      const defined = Object.entries(settings).flatMap(([key, value]) => ['--define', `${key} ${value}`])
      const target = ['--target', `${ARCHITECTURES[arch]}-linux`]
      runProgram('rpmbuild', ['-bb', ...target, ...defined, spec], { folder: place, epoch })
    })
    copyFileSync(join(place, name), join(output, name))
  } finally {
    rmSync(place, { recursive: true })
  }
  return name
}

function specOf({ tool, version, needs }: Source, files: readonly StagedFile[], staged: string): string {
  if (needs === undefined) throw new Error('expected an executable for Linux')
  const scripts = packageScripts(tool)
  return [
    `Name: ${tool}`,
    `Version: ${packageVersion(version)}`,
    'Release: 1',
    `Summary: ${DESCRIPTIONS[tool]}`,
    'License: MIT',
    // requires interfaces of the loader, because package names differ between distributions
    'AutoReqProv: no',
    `Requires: glibc >= ${needs.glibc}`,
    ...needs.interfaces.map(one => `Requires: ${one}`),
    '%description',
    `${DESCRIPTIONS[tool]}.`,
    '%install',
    `cp -a '${staged}/.' '%{buildroot}'`,
    '%files',
    '%defattr(-,root,root)',
    ...foldersOf(tool, files).map(path => `%dir /${path}`),
    ...files.map(({ path, isSetting }) => `${isSetting ? '%config(noreplace) ' : ''}/${path}`),
    ...(scripts === undefined ? [] : ['%post', scripts.installed, '%preun', scripts.removing]),
    '',
  ].join('\n')
}

/** Returns the folders that belong to the package and are removed with it. */
function foldersOf(tool: string, files: readonly StagedFile[]): readonly string[] {
  const folders = files.map(({ path }) => dirname(path)).filter(path => path.endsWith(`/${tool}`))
  return [...new Set(folders)]
}
