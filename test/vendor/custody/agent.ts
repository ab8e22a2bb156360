/** An SSH agent in this process, with Ed25519 keys in memory: what it is asked and what it answers are up to a test. */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SecretKey } from '../../../src/core/cose/key.ts'

export interface Agent {
  readonly path: string
  close(): void
}

const string = (bytes: Uint8Array | string): Buffer => {
  const body = Buffer.from(bytes)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}
const count = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const blobOf = (key: SecretKey) => Buffer.concat([string('ssh-ed25519'), string(key.public.bytes)])

/** `answer`: what it says in the place of the right answer to a question of this type. */
export async function startAgent(
  keys: Readonly<Record<string, SecretKey>>,
  answer: (type: number, right: Buffer) => Buffer = (_, right) => right,
): Promise<Agent> {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-agent-'))
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replaceAll('\\', '-')}` : join(folder, 'agent')
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', question => {
      const type = (question as Buffer)[4] as number
      socket.end(answer(type, rightAnswer(type, question as Buffer)))
    })
  })
  function rightAnswer(type: number, question: Buffer): Buffer {
    if (type === 11) {
      const rsa = Buffer.concat([string(string('ssh-rsa')), string('an old key')])
      const own = Object.entries(keys).map(([comment, key]) =>
        Buffer.concat([string(blobOf(key)), string(comment)]),
      )
      return string(Buffer.concat([Uint8Array.of(12), count(own.length + 1), rsa, ...own]))
    }
    const blobLength = question.readUInt32BE(5)
    const blob = question.subarray(9, 9 + blobLength)
    const dataAt = 9 + blobLength
    const data = question.subarray(dataAt + 4, dataAt + 4 + question.readUInt32BE(dataAt))
    const key = Object.values(keys).find(one => blobOf(one).equals(blob))
    if (key === undefined) return string(Uint8Array.of(5))
    const signature = Buffer.concat([string('ssh-ed25519'), string(key.sign(data))])
    return string(Buffer.concat([Uint8Array.of(14), string(signature)]))
  }
  await new Promise<void>(resolve => server.listen(path, resolve))
  return {
    path,
    close() {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
