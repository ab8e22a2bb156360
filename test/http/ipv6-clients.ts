/**
 * Owns what a test runs in a network of its own: a server on `::` that takes five connections of one client, and nine
 * connections from each address that is named. It writes how many of each are alive in the end, as JSON.
 */
import { connect, type Socket } from 'node:net'
import { HttpServer, USUAL_PATIENCE } from '../../src/http/server.ts'

const MOST_OF_ONE = 5
const TRIES = 9

const server = await HttpServer.listen({
  host: '::',
  port: 0,
  // never answered: a connection at work is not closed to make room for another one
  handle: () => {},
  headers: () => ({}),
  mostBodyBytes: 0,
  connections: { mostOfOne: MOST_OF_ONE, most: 1_000 },
  patience: { ...USUAL_PATIENCE, drainMs: 0, graceMs: 0 },
  routeOf: () => '',
  log: () => {},
})
const held: Record<string, Socket[]> = {}
for (const localAddress of process.argv.slice(2)) {
  held[localAddress] = []
  for (let i = 0; i < TRIES; i++) held[localAddress].push(await dialled(localAddress))
}
const alive = Object.entries(held).map(([address, sockets]) => [
  address,
  sockets.filter(({ destroyed }) => !destroyed).length,
])
process.stdout.write(JSON.stringify(Object.fromEntries(alive)))
for (const socket of Object.values(held).flat()) socket.destroy()
await server.stop()

/** When the server has begun with its request, or has refused it. */
async function dialled(localAddress: string): Promise<Socket> {
  const socket = connect({ host: localAddress, port: server.port, localAddress })
  socket.on('error', () => {})
  // who is let in is told to go on
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n')
  await new Promise(resolve => socket.once('data', resolve).once('close', resolve))
  return socket
}
