/** Owns the notices of redistributed packages: the license text of each package in a bundle. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../bundle.ts'

/** Returns the packages that these files belong to. */
export function packagesIn(files: readonly string[]): readonly string[] {
  return files.flatMap(file => {
    const inside = file.replaceAll('\\', '/').split('node_modules/').at(-1)
    const [, name] = /^((?:@[^/]+\/)?[^/]+)\//.exec(inside ?? '') ?? []
    return name === undefined || !file.includes('node_modules') ? [] : [name]
  })
}

/** Returns the notices. Throws for a package without a license text. */
export function noticesOf(packages: readonly string[]): string {
  const parts = [...new Set(packages)].toSorted().map(name => {
    const folder = join(ROOT, 'node_modules', name)
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return `${name} ${version}\n\n${licenseText(folder)}\n`
  })
  return ['This package contains these packages:\n', ...parts].join(`\n${'-'.repeat(72)}\n\n`)
}

/** Returns the license file or, if there is none, the section of the README with that title. */
function licenseText(folder: string): string {
  const names = readdirSync(folder)
  const file = names.find(one => /^licen[cs]e(\.|-|$)/i.test(one))
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim()
  const readme = names.find(one => /^readme/i.test(one))
  const [, text] =
    /^#+ licen[cs]e\s+(.+)/ims.exec(readme === undefined ? '' : readFileSync(join(folder, readme), 'utf8')) ??
    []
  if (text === undefined) throw new Error(`no license text in ${folder}`)
  return text.trim()
}
