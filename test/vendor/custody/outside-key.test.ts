/** Keys that an agent or a program keeps: found by name, believed by their signatures alone. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SecretKey } from '../../../src/core/cose/key.ts'
import type { SignerProblem } from '../../../src/core/problems.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import {
  findOutsideKey,
  keepOutsideKey,
  type OutsideKey,
  openOutsideKey,
  outsideFile,
  outsideKeys,
} from '../../../src/vendor/custody/outside-key.ts'
import { type Agent, startAgent } from './agent.ts'

const DATA = new TextEncoder().encode('a license')
const newKey = (): SecretKey => secretKeyOfPem(newSecretKeyPem())

let home: string
let key: SecretKey
const agents: Agent[] = []
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-outside-'))
  key = newKey()
})
afterEach(() => {
  for (const agent of agents.splice(0)) agent.close()
  rmSync(home, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

async function agentWith(...given: Parameters<typeof startAgent>): Promise<void> {
  const agent = await startAgent(...given)
  agents.push(agent)
  vi.stubEnv('SSH_AUTH_SOCK', agent.path)
}

const failed = (signer: 'agent' | 'program', problem: SignerProblem) => ({
  code: 'signer-failed',
  details: { signer, ...problem },
})

describe('a key of an SSH agent', () => {
  test('is found by its comment, and signs what it is asked for', async () => {
    await agentWith({ 'acme licenses': key, other: newKey() })
    const found = await findOutsideKey({ agent: 'acme licenses' })
    expect(found.kid).toBe(key.public.kid)
    keepOutsideKey(home, found, { agent: 'acme licenses' })
    const file = join(home, outsideFile(found.kid))
    expect(statSync(file).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
    expect(readFileSync(file, 'utf8')).not.toContain('PRIVATE')
    expect(outsideKeys(home).map(({ kid }) => kid)).toEqual([found.kid])
    expect(key.public.verify(DATA, await openOutsideKey(home, found.kid).sign(DATA))).toBe(true)
  })

  test('no key of that comment, or two of them: the answer lists what there is', async () => {
    await agentWith({ one: key, two: newKey() })
    await expect(findOutsideKey({ agent: 'three' })).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: 'agent', expected: { is: 'agent-key', comments: ['one', 'two'] } },
    })
    // an RSA key signs no licenses
    await expect(findOutsideKey({ agent: 'an old key' })).rejects.toMatchObject({ code: 'invalid-value' })
  })

  test('no agent, one that hangs up, and answers that are none, each has its error', async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '')
    if (process.platform !== 'win32')
      await expect(findOutsideKey({ agent: 'a' })).rejects.toMatchObject(
        failed('agent', { problem: 'no-agent' }),
      )
    vi.stubEnv('SSH_AUTH_SOCK', join(home, 'nobody'))
    await expect(findOutsideKey({ agent: 'a' })).rejects.toMatchObject(
      failed('agent', { problem: 'not-reached', system: 'ENOENT' }),
    )
    const answers: readonly (readonly [Buffer, SignerProblem])[] = [
      [Buffer.alloc(0), { problem: 'closed' }],
      [Buffer.from([0, 0, 0, 1, 5]), { problem: 'refused' }],
      [Buffer.from([0xff, 0xff, 0xff, 0xff]), { problem: 'length' }],
      [Buffer.from([0, 0, 0, 0]), { problem: 'length' }],
      [Buffer.from([0, 0, 0, 5, 12, 0, 0, 0, 9]), { problem: 'ends-early' }],
    ]
    for (const [answer, problem] of answers) {
      await agentWith({ a: key }, () => answer)
      await expect(findOutsideKey({ agent: 'a' })).rejects.toMatchObject(failed('agent', problem))
    }
  })

  test('a signature that is not of the key is never handed on', async () => {
    await agentWith({ a: key })
    const found = await findOutsideKey({ agent: 'a' })
    keepOutsideKey(home, found, { agent: 'a' })
    await agentWith({ a: key }, (type, right) => (type === 14 || type === 13 ? spoilt(right) : right))
    const signer = openOutsideKey(home, found.kid)
    await expect(Promise.resolve(signer.sign(DATA))).rejects.toMatchObject(
      failed('agent', { problem: 'other-signature' }),
    )
    // and the agent that has lost the key
    await agentWith({ a: newKey() })
    await expect(Promise.resolve(signer.sign(DATA))).rejects.toMatchObject(
      failed('agent', { problem: 'key-refused' }),
    )
  })
})

function spoilt(answer: Buffer): Buffer {
  const copy = Buffer.from(answer)
  copy[copy.length - 1] = (copy.at(-1) as number) ^ 1
  return copy
}

describe.skipIf(process.platform === 'win32')('a key behind a signer program', () => {
  /** A program of Node that has `key` in memory and does `sign` by this code. */
  function program(body: string): OutsideKey {
    const path = join(home, 'signer.mjs')
    const pem = newSecretKeyPem()
    key = secretKeyOfPem(pem)
    const text = `#!${process.execPath}
import { sign, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
const [account, word] = process.argv.slice(2)
const publicKey = '${Buffer.from(key.public.bytes).toString('hex')}'
const signed = () => sign(null, readFileSync(0), createPrivateKey(${JSON.stringify(pem)})).toString('hex')
${body}
`
    writeFileSync(path, text)
    chmodSync(path, 0o700)
    return { program: path, arguments: ['acme'] }
  }

  test('prints its public key and signs, with its arguments before the word', async () => {
    const where = program(`if (account !== 'acme') process.exit(3)
console.log(word === 'sign' ? signed() : publicKey)`)
    const found = await findOutsideKey(where)
    expect(found.kid).toBe(key.public.kid)
    keepOutsideKey(home, found, where)
    expect(key.public.verify(DATA, await openOutsideKey(home, found.kid).sign(DATA))).toBe(true)
  })

  test.each<[string, string, object]>([
    [
      'fails',
      `console.error('the token is\\n  locked'); process.exit(1)`,
      { problem: 'failed', exit: 1, said: 'the token is' },
    ],
    ['says nothing', '', { problem: 'printed', digits: 64 }],
    [
      'prints for ever',
      `for (;;) console.log('0'.repeat(9000))`,
      { problem: expect.stringMatching(/^(?:failed|printed)$/) },
    ],
    [
      'signs with another key',
      `console.log(word === 'sign' ? '00'.repeat(64) : publicKey)`,
      { problem: 'other-signature' },
    ],
    ['does not read', `console.log(word === 'sign' ? 'no' : publicKey)`, { problem: 'printed', digits: 128 }],
  ])('one that %s', async (_, body, problem) => {
    await expect(findOutsideKey(program(body))).rejects.toMatchObject(
      failed('program', problem as SignerProblem),
    )
  })

  test('is named by its whole path, and must be there', async () => {
    await expect(findOutsideKey({ program: 'signer', arguments: [] })).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: 'program' },
    })
    const nowhere = { program: join(home, 'nobody'), arguments: [] }
    await expect(findOutsideKey(nowhere)).rejects.toMatchObject(
      failed('program', { problem: 'not-started', system: 'ENOENT' }),
    )
  })
})

test('a note that was changed leads to no other key, and one that is broken is said', async () => {
  await agentWith({ a: key, b: newKey() })
  const found = await findOutsideKey({ agent: 'a' })
  const path = join(home, outsideFile(found.kid))
  for (const text of [
    '',
    '{}',
    '[]',
    'null',
    '{"publicKey":"00","agent":"a"}',
    '{"publicKey":5,"program":"x","arguments":[1]}',
  ]) {
    writeFileSync(path, text)
    expect(() => openOutsideKey(home, found.kid), text).toThrow(
      expect.objectContaining({ code: 'signing-key-damaged' }),
    )
  }
})
