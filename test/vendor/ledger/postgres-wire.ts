/**
 * Owns a network between a ledger and its server that can be cut at the one moment that matters: the commit. It counts how
 * often the ledger asks anew.
 */
import { once } from 'node:events'
import { createServer, connect as dial, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** `before`: the server never hears of the commit. `after`: it commits, and its answer is lost. */
export type Cut = 'before' | 'after'

export interface Wire {
  /** The server, over this network. */
  readonly url: string
  /** Cuts the connection at the next commit of a writer; with `away`, no other one comes through until `mend`. */
  cutAtCommit(cut: Cut, away?: 'away'): void
  mend(): void
  /** How often the ledger has sent something behind an answer of the server. */
  roundTrips(): number
  /** From now on nothing comes through, in no direction, and no connection ends by itself: as of a server that was stopped. */
  freeze(): void
  thaw(): void
}

export async function wireTo(url: string): Promise<Wire> {
  const target = new URL(url)
  let cut: Cut | undefined
  let willBeAway = false
  let isAway = false
  let isFrozen = false
  let roundTrips = 0
  const sockets = new Set<Socket>()

  function pass(client: Socket): void {
    if (isAway) {
      client.destroy()
      return
    }
    const server = dial(Number(target.port), target.hostname)
    for (const side of [client, server]) {
      sockets.add(side)
      side.on('close', () => sockets.delete(side))
      if (isFrozen) side.pause()
    }
    let writes = false
    let answerIsLost = false
    let isAnswered = true
    const hangUp = () => {
      client.destroy()
      server.destroy()
    }
    for (const side of [client, server]) side.on('close', hangUp).on('error', hangUp)
    client.on('data', bytes => {
      if (isAnswered) roundTrips++
      isAnswered = false
      const begin = bytes.lastIndexOf('BEGIN')
      if (begin >= 0) writes = bytes.includes('LOCK TABLE', begin)
      // that of a reader may stand in front of what the next transaction begins with
      if (cut !== undefined && writes && bytes.lastIndexOf('COMMIT\0') > begin) {
        isAway = willBeAway
        answerIsLost = cut === 'after'
        cut = undefined
        if (!answerIsLost) return hangUp()
      }
      server.write(bytes)
    })
    let lost = ''
    server.on('data', bytes => {
      isAnswered = true
      if (!answerIsLost) return void client.write(bytes)
      // the writes in front of the commit are answered first
      lost += bytes.toString('latin1')
      if (lost.includes('COMMIT\0')) hangUp()
    })
  }

  const network = createServer(pass)
  network.listen(0, '127.0.0.1')
  await once(network, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    network.close()
  })
  const address = network.address()
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return {
    url: Object.assign(new URL(url), { port: `${address.port}` }).href,
    cutAtCommit(at, away) {
      cut = at
      willBeAway = away !== undefined
    },
    mend() {
      isAway = false
    },
    roundTrips: () => roundTrips,
    freeze() {
      isFrozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      isFrozen = false
      for (const socket of sockets) socket.resume()
    },
  }
}
