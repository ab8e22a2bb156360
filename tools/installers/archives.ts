/** Owns archives that can be unpacked anywhere: a zip for Windows, a tar for macOS and for Linux without root. */
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { archiveFiles, type Source } from './contents.ts'
import { type Making, withStaged } from './making.ts'
import { runProgram } from './programs.ts'

/** Makes the archive, which unpacks into its own folder. Returns its file name. */
export function makeArchive(making: Making): string {
  const { source, output } = making
  const inner = `${source.tool}-${source.version}`
  const name = `${nameOf(source)}.${source.os === 'win' ? 'zip' : 'tar.xz'}`
  const files = archiveFiles(source).map(file => ({ ...file, path: `${inner}/${file.path}` }))
  withStaged(making, files, folder => {
    const made = join(folder, name)
    if (source.os === 'win') zip(making, folder, inner, made)
    else tar(making, folder, inner, made)
    rmSync(join(output, name), { force: true })
    renameSync(made, join(output, name))
  })
  return name
}

function nameOf({ tool, version, os, arch }: Source): string {
  return `${tool}-${version}-${os}-${arch}`
}

/** Deflate, which every Windows unpacks. 7-Zip's is smaller than zip's; levels above 7 take twice the time for 1 %. */
function zip({ epoch, isQuick }: Making, folder: string, inner: string, made: string): void {
  const words = ['a', '-tzip', `-mx=${isQuick ? 1 : 7}`, '-mtc=off', '-mmt=1']
  runProgram('7z', [...words, made, inner], { folder, epoch })
}

function tar({ epoch, isQuick }: Making, folder: string, inner: string, made: string): void {
  const plain = made.replace(/\.xz$/, '')
  const same = [
    '--sort=name',
    `--mtime=@${epoch}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--format=ustar',
  ]
  runProgram('tar', [...same, '-cf', plain, inner], { folder, epoch })
  runProgram('xz', ['--threads=1', isQuick ? '-0' : '-6', plain], { folder, epoch })
}
