/**
 * Owns the program text with which a Node is started to read shares (src/client/share/share-server.ts): `node
 * tools/reader-program.ts` writes it into src/client/share/reader-program.ts. It is text because a function that was
 * processed by a bundler does not run on its own. A test fails if it is not current.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const FOLDER = join(import.meta.dirname, '..', 'src', 'client', 'share')

/** Returns the current contents of the file. */
export async function readerProgramFile(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: "import { serveReader } from './share-server.ts'\nvoid serveReader()",
      resolveDir: FOLDER,
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    charset: 'ascii',
  })
  const text = outputFiles[0]?.text.trim() ?? ''
  const literal = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')
  return `/** Made by tools/reader-program.ts out of share-server.ts: what Node is started with to read shares. */
export const READER_PROGRAM =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is the program's
  '${literal}'
`
}

if (import.meta.main) writeFileSync(join(FOLDER, 'reader-program.ts'), await readerProgramFile())
