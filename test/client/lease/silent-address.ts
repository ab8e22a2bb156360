/**
 * Owns an address whose computer is off: nothing answers, not even to refuse a connection. It is a port of this computer, of
 * a process that takes no connection, and whose queue of them is full. On Linux; elsewhere a system may refuse the next one.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import { environment } from '../../world/environment.ts'

const LISTENING = `
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  process.stdout.write(String(server.address().port))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`
/** More than such a queue has room for. */
const CONNECTIONS = 8

/** `http://127.0.0.1:PORT`, until the test is over. */
export async function silentAddress(): Promise<string> {
  const child = spawn(process.execPath, ['-e', LISTENING], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = await once(child.stdout.setEncoding('utf8'), 'data')
  const sockets = Array.from({ length: CONNECTIONS }, () =>
    connect(Number(port), '127.0.0.1').on('error', () => undefined),
  )
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    child.kill('SIGKILL')
  })
  await once(sockets[0] as (typeof sockets)[number], 'connect')
  return `http://127.0.0.1:${port}`
}
