/**
 * A process that takes seats of one key, one append each, and writes the number of every seat that is recorded to
 * stdout, at once; so what stands there has been acknowledged. It says "ready" first, and begins when stdin says so.
 * Arguments: the ledger, the key, this process's name, and the user to become after loading (- for none).
 * Its last line is "full", or the code of the error that ended it.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { AirlatchError } from '../../../src/core/errors.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { AT, activation, license } from './sample.ts'

const [path = '', keyId = '', name = '', user = '-'] = process.argv.slice(2)

writeSync(1, 'ready\n')
await once(process.stdin, 'data')
process.stdin.destroy()
if (user !== '-') process.seteuid?.(Number(user))
try {
  const ledger = await openSqliteLedger(path, { random: bytes => randomBytes(bytes), busySeconds: 60 })
  while (await takeSeat(ledger));
  await ledger.close()
  writeSync(1, 'full\n')
} catch (error) {
  writeSync(1, `${error instanceof AirlatchError ? error.code : error}\n`)
}

/** Decides on what it sees, and again when that has moved on; false when all seats are taken. */
async function takeSeat(ledger: Ledger): Promise<boolean> {
  for (;;) {
    const snapshot = await ledger.snapshot(keyId)
    if (snapshot === undefined) throw new Error(`no key ${keyId}`)
    const taken = snapshot.seats.held
    if (taken === snapshot.key.entitlement.activations) return false
    const seat = activation(`${name}-${taken}`, keyId)
    const outcome = await ledger.append(
      [
        { kind: 'activation.recorded', activation: seat },
        { kind: 'license.issued', license: license(seat, `request of ${seat.id}`) },
      ],
      AT,
      snapshot.seen,
    )
    if (outcome === 'conflict') continue
    writeSync(1, `${seat.id}\n`)
    return true
  }
}
