/**
 * Proves that the documents can be found and used: a README where a folder is large, links and files that are there,
 * lines that fit a screen. A file that is moved or renamed is noticed here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const CODE_FOLDERS = ['src', 'pages', 'client-tool', 'vendor-tool', 'site-tool', 'tools', 'test']
/** Recorded computers, vectors and pictures are data: their number says nothing. */
const DATA = /\.(?:json|png|md)$/
const MOST_FILES = 10
const MOST_README_LINES = 15
const MOST_LINE = 110

const DOCUMENTS = ['README.md', 'SECURITY.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...pagesIn('docs')]
/** Those, and what lies beside the code. */
const PAGES = [...DOCUMENTS, 'SPEC.md', ...['samples', ...CODE_FOLDERS].flatMap(pagesIn)]

function pagesIn(folder: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true })
  const pages = names.filter(name => name.endsWith('.md') && !name.includes('node_modules'))
  return pages.map(name => `${folder}/${name.replaceAll('\\', '/')}`)
}

/** A page without what is inside a code block: that is output of a tool, and stays as it is. */
function proseOf(page: string): string {
  return textOf(page).replace(/^```[\s\S]*?^```$/gm, '')
}

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Folders with more than ten files of code, not counting those in folders below. */
function largeFolders(): readonly string[] {
  const counts = new Map<string, number>()
  for (const root of CODE_FOLDERS)
    for (const name of readdirSync(join(ROOT, root), { recursive: true, withFileTypes: true })) {
      if (!name.isFile() || DATA.test(name.name) || name.parentPath.includes('node_modules')) continue
      counts.set(name.parentPath, (counts.get(name.parentPath) ?? 0) + 1)
    }
  return [...counts].filter(([, count]) => count > MOST_FILES).map(([folder]) => folder)
}

test('a folder with more than ten files has a README of at most fifteen lines', () => {
  const folders = largeFolders()
  expect(folders).toContain(join(ROOT, 'test', 'stories'))
  const lines = (folder: string) => {
    const file = join(folder, 'README.md')
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').length : 'no README'
  }
  const wrong = folders
    .map(folder => [folder, lines(folder)] as const)
    .filter(([, count]) => count === 'no README' || count > MOST_README_LINES)
  expect(wrong).toEqual([])
})

test('the README is one page', () => {
  expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(120)
})

/** The address that a heading has on a page, as GitHub makes it. */
function anchorOf(heading: string): string {
  const plain = heading.replace(/[`*]/g, '').toLowerCase()
  return plain.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')
}

/** The links of a page to files and headings of ours, as they stand there. */
function linksOf(page: string): readonly string[] {
  const links = proseOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)
  return [...links]
    .map(([, link, attribute]) => link ?? attribute ?? '')
    .filter(link => !/^https?:/.test(link))
}

test.each(PAGES)('%s leads to files and headings that are there', page => {
  const broken = linksOf(page).filter(link => {
    const [path = '', anchor] = link.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    if (!existsSync(join(ROOT, file))) return true
    if (anchor === undefined) return false
    const headings = [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
    return !headings.includes(anchor)
  })
  expect(broken).toEqual([])
})

describe.each(DOCUMENTS)('%s', document => {
  const prose = proseOf(document)

  test('names files that are there', () => {
    const named = prose.matchAll(
      /(?<![\w/.])(?:src|test|tools|docs|samples|pages|client-tool|vendor-tool|site-tool)\/[\w./-]*\w/g,
    )
    const missing = [...named].map(([path]) => path).filter(path => !existsSync(join(ROOT, path)))
    expect(missing).toEqual([])
  })

  test('has lines that fit', () => {
    const lines = prose.split('\n').filter(line => !/^(?:\||!\[)/.test(line))
    expect(lines.filter(line => line.length > MOST_LINE)).toEqual([])
  })
})
