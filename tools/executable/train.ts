/**
 * Owns the code cache of an executable for this machine: the compiled form of the functions that a typical run needs,
 * which saves a quarter of the start time. V8 can only create it where it has run them, so the bundles run the main job
 * once, in a temporary folder. It fails if a step fails, or if V8 would not accept its own cache.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { environment } from '../../test/world/environment.ts'
import type { ToolName } from '../bundle.ts'

const TRAINEE = join(import.meta.dirname, 'trainee.cjs')

/** Without these flags V8's output differs between runs: by a random seed, by threads, and by dropped code. */
const TRAINING = ['--hash-seed=1', '--no-flush-bytecode', '--predictable']

/** Writes the caches. `bundles` and `caches` are paths. Each tool runs its main command, such as `issue`. */
export function train(
  bundles: Readonly<Record<ToolName, string>>,
  caches: Readonly<Record<ToolName, string>>,
): void {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-training-'))
  const run = (tool: ToolName, ...words: string[]): string =>
    execFileSync(process.execPath, [...TRAINING, TRAINEE, bundles[tool], caches[tool], ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment({
        AIRLATCH_VENDOR_HOME: join(folder, 'vendor'),
        AIRLATCH_HOME: join(folder, 'client'),
        AIRLATCH_SITE_HOME: join(folder, 'site'),
        AIRLATCH_PASSPHRASE: 'known to everyone',
        // the code compiled here must only go into the executable
        NODE_COMPILE_CACHE: '',
      }),
    })
  try {
    run('airlatch-vendor', 'init', '--vendor', 'Training')
    run('airlatch-vendor', 'product', 'create', 'training', '--name', 'Training')
    const created = run('airlatch-vendor', 'key', 'create', '--product', 'training', '--json')
    const first = JSON.parse(created) as { keys: readonly { wholeKey: string }[] }
    run('airlatch-vendor', 'kit', 'training', '-o', 'training.kit')
    run(
      'airlatch',
      'request',
      first.keys[0]?.wholeKey ?? '',
      '--kit',
      'training.kit',
      '-o',
      'training.request',
    )
    run('airlatch-vendor', 'issue', 'training.request', '-o', 'training.license')
    run('airlatch', 'install', 'training.license')
    run('airlatch', 'status')
    const floating = ['--for-floating', '--activations', '5', '--duration', '365', '--json']
    const sold = run('airlatch-vendor', 'key', 'create', '--product', 'training', ...floating)
    const { wholeKey } = (JSON.parse(sold) as typeof first).keys[0] ?? {}
    run('airlatch-site', 'request', wholeKey ?? '', '--kit', 'training.kit', '-o', 'site.request')
    run('airlatch-vendor', 'issue', 'site.request', '-o', 'site.license')
    run('airlatch-site', 'install', 'site.license', '--kit', 'training.kit')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  for (const [tool, cache] of Object.entries(caches)) {
    const source = readFileSync(bundles[tool as ToolName], 'latin1')
    const script = new Script(source, { filename: 'bundle.js', cachedData: readFileSync(cache) })
    if (script.cachedDataRejected) throw new Error(`${tool}: V8 does not take what it compiled`)
  }
}
