/** Owns the clients that load a site server in benches and soaks: each with a key of its own, and the lease that it holds. */
import { randomBytes } from 'node:crypto'
import { Agent, request as httpRequest } from 'node:http'
import { decodeHex } from '../../src/core/bytes/hex.ts'
import { fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import { coseKey, type SecretKey, secretKey } from '../../src/core/cose/key.ts'
import { MESSAGE_TYPE } from '../../src/core/cose/labels.ts'
import { assembleSign1, parseSign1, protectedHeader, sigStructure } from '../../src/core/cose/sign1.ts'
import { decodeLease } from '../../src/core/message/lease.ts'
import { decodeLeaseAnswer } from '../../src/core/message/lease-answer.ts'
import { encodeLeaseRequest, type LeaseOperation } from '../../src/core/message/lease-request.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import * as world from '../vectors/make/world.ts'

/** Of openShop. */
const PRODUCT = 'scope'

export class LoadClient {
  readonly #name: string
  readonly #key: SecretKey
  readonly #fingerprint: ReturnType<typeof fingerprintOf>
  #held: { readonly leaseId: string; readonly sequence: number } | undefined

  constructor(name: string) {
    this.#name = name
    this.#key = secretKey(nativeEd25519, world.seedOf(`client ${name}`))
    this.#fingerprint = fingerprintOf(PRODUCT, simulatedComputer(`client ${name}`).readings)
  }

  get leaseId(): string | undefined {
    return this.#held?.leaseId
  }

  request(operation: LeaseOperation): Uint8Array {
    const named = operation === 'renew' || operation === 'return'
    const payload = encodeLeaseRequest({
      productId: PRODUCT,
      madeAt: Math.floor(Date.now() / 1000),
      clientKey: coseKey(this.#key.public.bytes),
      nonce: randomBytes(16).toString('hex'),
      operation,
      holder: {
        account: this.#name,
        host: `pc-${this.#name}`,
        workload: undefined,
        instance: undefined,
      },
      platform: 3,
      virtual: undefined,
      pools: new Map(),
      wanted: undefined,
      leaseId: named ? this.#held?.leaseId : undefined,
      sequence: this.#held?.sequence,
      computer:
        operation === 'return' ? undefined : { fingerprint: this.#fingerprint, counted: world.COUNTED_KINDS },
    })
    return this.#sealed(payload)
  }

  /** As sealLeaseRequest, but for verifying what was signed: the clients are to cost less than the server. */
  #sealed(payload: Uint8Array): Uint8Array {
    const header = protectedHeader(
      decodeHex(this.#key.public.kid) ?? new Uint8Array(),
      MESSAGE_TYPE['lease-request'],
    )
    return assembleSign1(header, payload, this.#key.sign(sigStructure(header, payload)))
  }

  /** Not verified: what a load costs is not to be measured. Error: Error, for a denial. */
  keep(answer: Uint8Array): void {
    const { outcome } = decodeLeaseAnswer(parseSign1(answer).payload)
    if (outcome.kind === 'denied') throw new Error(`${this.#name}: denied: ${outcome.reasons.join(' ')}`)
    if (outcome.kind === 'returned') this.#held = undefined
    else {
      const { leaseId, sequence } = decodeLease(parseSign1(outcome.lease).payload)
      this.#held = { leaseId, sequence }
    }
  }
}

/** Posts over as many connections as are asked for at once. */
export class LoadPoster {
  readonly #agent: Agent

  constructor(connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  /** Once more where the server closed a kept connection in the same moment, as clients do. Error: Error, for any answer but 200. */
  async post(address: string, body: Uint8Array): Promise<Buffer> {
    try {
      return await this.#post(address, body)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
      return this.#post(address, body)
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #post(address: string, body: Uint8Array): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    const headers = { 'content-type': 'application/cose', 'content-length': body.length }
    const asking = httpRequest(address, { agent: this.#agent, method: 'POST', headers }, response => {
      const pieces: Buffer[] = []
      response.on('data', piece => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        const answer = Buffer.concat(pieces)
        if (response.statusCode === 200) resolve(answer)
        else reject(new Error(`${response.statusCode} ${answer}`))
      })
    })
    asking.on('error', reject).end(body)
    return promise
  }
}
