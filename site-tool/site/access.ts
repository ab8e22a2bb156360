/**
 * Owns how a command gets access to the products: through the server that runs over the home, or by opening them
 * itself. Only one process has them open at a time; a command waits while another one has them.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AirlatchError } from '../../src/client/door.ts'
import { isThere, makeFolder } from '../../src/disk/files.ts'
import { HomeLock } from '../../src/site/home-lock.ts'
import { runningServer } from '../control/client.ts'
import { OpenSite, type SiteOptions } from './open-site.ts'
import { perform, type SiteAccess } from './verbs.ts'

/** Milliseconds to wait for another process that has the products open but is not a server that answers. */
const PATIENCE_MS = 15_000
const PAUSE_MS = 50
const LOCK = 'site.lock'

/**
 * Does the work with the open products, here or in the server. `isNew`: create the home if it does not exist. Otherwise
 * nothing is created, so that a mistyped path leaves no folder. Errors: site-busy {home}; those of the work.
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

/** A folder that does not exist needs no lock. */
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

/** Takes the lock of the home for a server. Waits for a command that holds it. Errors: site-running, site-busy. */
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
