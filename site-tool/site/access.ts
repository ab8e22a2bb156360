/**
 * Owns how a command comes to the products: through the server that runs over the home, or by opening them itself. One
 * process has them open at a time; a command that meets another one waits for it.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AirlatchError } from '../../src/client/door.ts'
import { isThere, makeFolder } from '../../src/disk/files.ts'
import { HomeLock } from '../../src/site/home-lock.ts'
import { runningServer } from '../control/client.ts'
import { OpenSite, type SiteOptions } from './open-site.ts'
import { perform, type SiteAccess } from './verbs.ts'

/** Milliseconds for which another process may have the products open without a server that answers. */
const PATIENCE_MS = 15_000
const PAUSE_MS = 50
const LOCK = 'site.lock'

/**
 * The work with what is open, be it here or in the server. `isNew`: the home is made where there is none; otherwise nothing
 * is, so that a mistyped folder does not stay behind. Errors: site-busy {home}; those of the work.
 */
export async function withSite<T>(
  options: SiteOptions,
  work: (site: SiteAccess) => Promise<T>,
  { isNew = false }: { readonly isNew?: boolean } = {},
): Promise<T> {
  const access =
    isNew || isThere(options.client.home) ? await accessTo(options) : await here(options, NOTHING_LOCKED)
  try {
    return await work(access)
  } finally {
    await access.close()
  }
}

async function accessTo(options: SiteOptions): Promise<SiteAccess> {
  const { home } = options.client
  for (let waited = 0; ; waited += PAUSE_MS) {
    const running = await runningServer(home)
    if (running !== undefined) return running
    const lock = takeLock(home)
    if (lock !== undefined) return here(options, lock)
    if (waited >= PATIENCE_MS) throw new AirlatchError('site-busy', { home })
    await pause(PAUSE_MS)
  }
}

/** In a folder that is not there, nothing is open to anyone. */
const NOTHING_LOCKED = { release() {} }

async function here(options: SiteOptions, lock: Pick<HomeLock, 'release'>): Promise<SiteAccess> {
  try {
    const site = await OpenSite.open(options)
    return {
      pid: undefined,
      call: (verb, input) => perform(site, verb, input),
      async close() {
        try {
          await site.close()
        } finally {
          lock.release()
        }
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The lock of the home for a server. Waits for a command that has it. Errors: site-running, site-busy. */
export async function lockToServe(home: string): Promise<HomeLock> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const lock = takeLock(home)
    if (lock !== undefined) return lock
    const running = await runningServer(home)
    if (running?.pid !== undefined) throw new AirlatchError('site-running', { home, pid: running.pid })
    if (waited >= PATIENCE_MS) throw new AirlatchError('site-busy', { home })
    await pause(PAUSE_MS)
  }
}

function takeLock(home: string): HomeLock | undefined {
  makeFolder(home)
  return HomeLock.take(join(home, LOCK))
}
