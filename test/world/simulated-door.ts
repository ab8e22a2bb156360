/**
 * Owns the door `airlatch/client` on a computer that does not exist: the same one as of simulated-client.ts, so that a
 * program and the tool see one computer.
 */
import { type Client, type ClientOptions, openClient as openAnywhere } from '../../src/client/door.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'

export * from '../../src/client/door.ts'

export function openClient(options: ClientOptions): Client {
  return openAnywhere({ ...options, probe: async () => simulatedComputer('ada') })
}
