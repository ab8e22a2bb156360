/**
 * Owns how a page becomes one file: its script and its style inside of it, the QR readers inside of the script, and a
 * Content-Security-Policy that names exactly these by hash, so that nothing is loaded, sent or run besides.
 * Refuses a page in which a replacement found nothing to replace, or that would reach for Node.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build, type Plugin, transform } from 'esbuild'
import { EMPTY_BLOCK, NOTHING } from '../pages/scan/served-page.ts'
import { EMBEDDED, ROOT } from './bundle.ts'

/** Browsers of 2023 and newer: module workers, wasm and <dialog> are older. */
const TARGETS = ['chrome114', 'firefox115', 'safari16.4']

const STYLE = 'pages/style.css'

/** Files that a page has its own of: what is Node's in the readers. */
const REPLACED: Readonly<Record<string, string>> = {
  'src/carrier/picture/assets.ts': 'pages/parts/embedded.ts',
  'src/carrier/picture/inflate.ts': 'pages/parts/inflate.ts',
  'src/carrier/picture/thread.ts': 'pages/parts/thread.ts',
}

/** A page's folder in pages/: page.html and main.ts. */
export interface PageText {
  readonly html: string
  /** The project's own files and packages inside of it, by path. */
  readonly inputs: readonly string[]
}

/** The whole page as text. `folder`: such as `pages/scan`. Throws when it cannot be built. */
export async function bundlePage(folder: string): Promise<PageText> {
  const [template, style, { script, inputs }] = await Promise.all([
    readFile(join(ROOT, folder, 'page.html'), 'utf8'),
    bundleStyle(),
    bundleScript(join(folder, 'main.ts')),
  ])
  const elements = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(script, style)}">`,
    style: `<style>${style}</style>`,
    data: EMPTY_BLOCK,
    script: `<script>${script}</script>`,
  }
  return { html: filled(template, elements), inputs }
}

/** The script of a page, with the readers' files in it; with `reads` false, of a page that reads no pictures. */
export async function bundleScript(
  entry: string,
  reads = true,
): Promise<{ script: string; inputs: readonly string[] }> {
  const used = new Set<string>()
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    outfile: 'page.js',
    platform: 'browser',
    format: 'iife',
    target: TARGETS,
    // said here: esbuild looks for the file only beside what no plugin has found, and what is found by both would differ
    tsconfigRaw: { compilerOptions: { strict: true, verbatimModuleSyntax: true } },
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [replacing(used), embedding(), withoutEval()],
  })
  const unused = reads ? Object.keys(REPLACED).filter(path => !used.has(path)) : []
  if (unused.length > 0) throw new Error(`${entry}: nothing to replace for ${unused.join(', ')}`)
  const [file] = outputFiles
  if (file === undefined) throw new Error('esbuild made no file')
  return { script: inScript(file.text), inputs: Object.keys(metafile.inputs) }
}

/** The style of every page. */
export async function bundleStyle(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [STYLE],
    bundle: true,
    write: false,
    outfile: 'page.css',
    target: TARGETS,
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error('esbuild made no file')
  if (file.text.includes('</style')) throw new Error('expected a style that does not end its element')
  return file.text.trim()
}

/**
 * Nothing from anywhere, and of what is in the page only this script and this style. 'wasm-unsafe-eval' is for zxing;
 * workers are made of the page's own text; pictures are drawn codes and what a person drops.
 */
export function contentSecurityPolicy(script: string, style: string): string {
  const rules = [
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style)}`,
    'img-src data: blob:',
    'media-src blob: mediastream:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types airlatch',
  ]
  return `${NOTHING} ${rules.join('; ')}`
}

/** As a Content-Security-Policy names the text of one element (CSP 3, section 2.3.1). */
export function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/**
 * A script element ends at the first end tag in its text, and another text may hide that; esbuild escapes the tag. The other
 * text stands in strings and patterns alone, as esbuild writes a space between these operators.
 */
function inScript(text: string): string {
  const script = text.trim().replaceAll('<!--', '<\\!--')
  if (/<\/script|<!--/i.test(script)) throw new Error('expected a script that does not end its element')
  return script
}

/** Each element in the place of the comment of its name. */
function filled(template: string, elements: Readonly<Record<string, string>>): string {
  const places = template.split(/<!-- (policy|style|data|script) -->/)
  const names = places.filter((_, i) => i % 2 === 1)
  if (names.join() !== Object.keys(elements).join())
    throw new Error(`expected places for ${Object.keys(elements).join()} in the page, got ${names.join()}`)
  return places.map((text, i) => (i % 2 === 1 ? elements[text] : text)).join('')
}

function replacing(used: Set<string>): Plugin {
  const filter = new RegExp(
    `/(?:${Object.keys(REPLACED)
      .map(path => path.slice('src/carrier/picture/'.length, -3))
      .join('|')})\\.ts$`,
  )
  return {
    name: 'replacing',
    setup({ onResolve }) {
      onResolve({ filter }, ({ path, resolveDir }) => {
        const original = join(resolveDir, path)
          .slice(ROOT.length + 1)
          .replaceAll('\\', '/')
        const replacement = REPLACED[original]
        if (replacement === undefined) return undefined
        used.add(original)
        return { path: join(ROOT, replacement) }
      })
    },
  }
}

/** `airlatch:embedded`: the readers' files in base64, scripts made smaller first. */
function embedding(): Plugin {
  return {
    name: 'embedding',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^airlatch:embedded$/ }, () => ({ path: 'embedded', namespace: 'embedded' }))
      onLoad({ filter: /.*/, namespace: 'embedded' }, async () => {
        const files = Object.entries(EMBEDDED).map(
          async ([name, path]) => [name, await embedded(path)] as const,
        )
        return { contents: JSON.stringify(Object.fromEntries(await Promise.all(files))), loader: 'json' }
      })
    },
  }
}

async function embedded(path: string): Promise<string> {
  const bytes = await readFile(path)
  if (!path.endsWith('.js')) return bytes.toString('base64')
  // names at the top stay: other scripts call them
  const { code } = await transform(bytes.toString('utf8'), {
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
  })
  return Buffer.from(code).toString('base64')
}

/** cbor-x asks whether it may make code from text; the answer is no, and asking would be reported in the console. */
function withoutEval(): Plugin {
  return {
    name: 'without eval',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]cbor-x[\\/]decode\.js$/ }, async ({ path }) => {
        const original = await readFile(path, 'utf8')
        if (!original.includes('new Function') || !original.includes('BlockedFunction'))
          throw new Error('expected "new Function" in the decoder of cbor-x')
        // as the package's own build without eval does it
        const contents = original.replaceAll('new Function', 'new BlockedFunction')
        return { contents, loader: 'js', resolveDir: dirname(path) }
      })
    },
  }
}

/** Of the files of pages, the style sheets: pages without scripts need no more. */
export function stylesIn<T>(files: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith('.css')))
}
