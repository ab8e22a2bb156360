/**
 * Owns how many connections there are: of one client, and in all. At a limit the connection that has been idle longest
 * makes room for the new one, so that an office behind one address is served while it keeps old connections open. A new
 * connection is refused only when all others are at work. Each event costs the same, however many connections there are.
 */
import type { Socket } from 'node:net'

export interface ConnectionRules {
  /** A browser opens up to six; an office of a hundred people is behind one address. */
  readonly mostOfOne: number
  readonly most: number
}

interface Connection {
  readonly socket: Socket
  /** The other end's address and port: TLS has another socket for the same connection. */
  readonly place: string
  readonly client: Client | undefined
  /** That are being answered. */
  requests: number
}

interface Client {
  readonly all: Set<Connection>
  /** Without a request that is being answered; the one that has been so for longest is the first. */
  readonly idle: Set<Connection>
}

export class Connections {
  readonly #rules: ConnectionRules
  readonly #clients = new Map<string, Client>()
  /** By place. */
  readonly #all = new Map<string, Connection>()
  /** Of all clients, as in Client. */
  readonly #idle = new Set<Connection>()

  constructor(rules: ConnectionRules) {
    this.#rules = rules
  }

  get count(): number {
    return this.#all.size
  }

  /**
   * Takes the connection of a client in, closing an idle one for it if need be. False: it is refused. `name` is
   * undefined for a proxy, which has the connections of many clients: it is counted in all alone.
   */
  admit(socket: Socket, name: string | undefined): boolean {
    const client = name === undefined ? undefined : (this.#clients.get(name) ?? newClient())
    if (client !== undefined && client.all.size >= this.#rules.mostOfOne && !this.#closeFirst(client.idle))
      return false
    if (this.#all.size >= this.#rules.most && !this.#closeFirst(this.#idle)) return false
    const connection: Connection = { socket, place: placeOf(socket), client, requests: 0 }
    this.#all.set(connection.place, connection)
    this.#idle.add(connection)
    client?.all.add(connection)
    client?.idle.add(connection)
    if (name !== undefined && client !== undefined) this.#clients.set(name, client)
    socket.once('close', () => {
      this.#forget(connection)
      if (client?.all.size === 0 && this.#clients.get(name as string) === client)
        this.#clients.delete(name as string)
    })
    return true
  }

  /** A request of the connection has begun; what is returned says that it is over. */
  busy(socket: Socket): () => void {
    const connection = this.#all.get(placeOf(socket))
    if (connection === undefined) return () => {}
    connection.requests++
    this.#idle.delete(connection)
    connection.client?.idle.delete(connection)
    return () => {
      connection.requests--
      if (connection.requests > 0 || connection.socket.destroyed) return
      this.#idle.add(connection)
      connection.client?.idle.add(connection)
    }
  }

  #closeFirst(idle: Set<Connection>): boolean {
    const [connection] = idle
    if (connection === undefined) return false
    // the event comes later, and its place is needed now
    this.#forget(connection)
    connection.socket.destroy()
    return true
  }

  #forget(connection: Connection): void {
    if (this.#all.get(connection.place) === connection) this.#all.delete(connection.place)
    this.#idle.delete(connection)
    connection.client?.all.delete(connection)
    connection.client?.idle.delete(connection)
  }
}

function newClient(): Client {
  return { all: new Set(), idle: new Set() }
}

function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
