/** Owns licenses that the TypeScript client has installed, each bound to a computer, for the C library to find. */
import { boundToComputer } from '../../src/client/counted.ts'
import { openClient } from '../../src/client/door.ts'
import type { Probe } from '../../src/client/probe/probe.ts'
import { MIN_KINDS } from '../../src/core/computer/reading.ts'
import { int, map, TRUE, text } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { KIT } from './installed.ts'

const YEAR_2096 = 4_000_000_000

/** Installs a license of the kit in installed.ts. Answers the computer ID; undefined: too little is read of it to bind to. */
export async function installBound(home: string, probe: Probe): Promise<string | undefined> {
  const client = openClient({ home, bakedKit: KIT, probe })
  try {
    const computer = await probe()
    const { fingerprint, counted } = boundToComputer(world.PRODUCT, computer)
    if (counted.length < MIN_KINDS) return undefined
    const own = {
      1: world.fingerprintItem(fingerprint),
      39: world.countedItem(counted),
      4: map([text('export'), TRUE]),
      5: text('2'),
    }
    await client.install(world.newestLicense(own, { 4: int(YEAR_2096) }), { version: '2.3.1' })
    return (await client.computer()).computerId
  } finally {
    await client.close()
  }
}
