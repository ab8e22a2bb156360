/**
 * Owns the build of a page as one file: its script and style are inside of it, the QR readers are inside of the script,
 * and a Content-Security-Policy names exactly these by hash, so that nothing else is loaded, sent or run. Refuses a
 * page in which a replacement found nothing to replace, or which would need Node.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build, type Plugin, transform } from 'esbuild'
import { EMPTY_BLOCK, NOTHING } from '../pages/scan/served-page.ts'
import { EMBEDDED, ROOT } from './bundle.ts'

/** Browsers from 2023 on. Module workers, wasm and <dialog> are older. */
const TARGETS = ['chrome114', 'firefox115', 'safari16.4']

const STYLE = 'pages/style.css'

/** Files that a page replaces: the parts of the readers that need Node. */
const REPLACED: Readonly<Record<string, string>> = {
  'src/carrier/picture/assets.ts': 'pages/parts/embedded.ts',
  'src/carrier/picture/inflate.ts': 'pages/parts/inflate.ts',
  'src/carrier/picture/thread.ts': 'pages/parts/thread.ts',
}

/** A built page of pages/, from its page.html and main.ts. */
export interface PageText {
  readonly html: string
  /** The project's files and packages inside of it, by path. */
  readonly inputs: readonly string[]
}

/** Returns the complete page as text. `folder`: such as `pages/scan`. Throws if it cannot be built. */
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

/** Returns the script of a page, including the readers' files. `reads`: false for a page that reads no pictures. */
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
    // set here because esbuild looks for tsconfig only next to files that no plugin has found, and results would differ
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

/** Returns the style sheet of every page. */
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
 * Returns a policy that permits no external resources and only this script and this style. 'wasm-unsafe-eval' is for
 * zxing. Workers are made from the page's own text; pictures are drawn codes and files that a user drops.
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

/** Returns the hash source of one element's text for a Content-Security-Policy (CSP 3, section 2.3.1). */
export function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/**
 * Makes a text safe inside of a script element. The element ends at the first end tag in its text, and `<!--` may hide
 * that tag. esbuild escapes the tag. `<!--` only occurs in strings and patterns, because esbuild writes a space between
 * these operators.
 */
function inScript(text: string): string {
  const script = text.trim().replaceAll('<!--', '<\\!--')
  if (/<\/script|<!--/i.test(script)) throw new Error('expected a script that does not end its element')
  return script
}

/** Puts each element in place of the comment with its name. */
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

/** Provides `airlatch:embedded`: the readers' files in base64, with scripts minified first. */
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
  // top-level names stay: other scripts call them
  const { code } = await transform(bytes.toString('utf8'), {
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
  })
  return Buffer.from(code).toString('base64')
}

/** cbor-x tests whether it may compile code from text. It may not, and the test would be reported in the console. */
function withoutEval(): Plugin {
  return {
    name: 'without eval',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]cbor-x[\\/]decode\.js$/ }, async ({ path }) => {
        const original = await readFile(path, 'utf8')
        if (!original.includes('new Function') || !original.includes('BlockedFunction'))
          throw new Error('expected "new Function" in the decoder of cbor-x')
        // the same change as in the package's own build without eval
        const contents = original.replaceAll('new Function', 'new BlockedFunction')
        return { contents, loader: 'js', resolveDir: dirname(path) }
      })
    },
  }
}

/** Returns the style sheets among the files of pages, which is all that pages without scripts need. */
export function stylesIn<T>(files: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith('.css')))
}
