/**
 * Owns a sequence of forged requests as it is played on the real vendor and the real client: the faces of
 * decide/seat-world.ts become readings, signed requests, codes and receipts by the library's own code. The pure model
 * runs beside them and must grant the same requests, so what is shown with it, in far more sequences, holds for the product.
 */
import { createHash } from 'node:crypto'
import { requestCodeText } from '../../../src/carrier/typed/request-code.ts'
import { boundOf } from '../../../src/core/computer/binding.ts'
import { type Computer, computerOf } from '../../../src/core/computer/computer.ts'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import { fingerprintOf } from '../../../src/core/computer/fingerprint.ts'
import { KINDS, kindOf, type Reading } from '../../../src/core/computer/reading.ts'
import { coseKey, type SecretKey } from '../../../src/core/cose/key.ts'
import { parseSign1 } from '../../../src/core/cose/sign1.ts'
import { sealReceipt, sealRequest } from '../../../src/core/envelope.ts'
import { type ActivationKey, parseActivationKey, proofOf } from '../../../src/core/message/activation-key.ts'
import type {
  CountedFingerprint,
  FingerprintClaim,
  ShareRule,
} from '../../../src/core/message/fingerprint.ts'
import { decodeLicense, type License } from '../../../src/core/message/license.ts'
import { encodeTypedRequest, typedRequestOf } from '../../../src/core/message/typed-request.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import type { Played } from '../decide/seat-sequences.ts'
import {
  type Act,
  type Asked,
  type Face,
  fingerprintOfFace,
  mostDifferent,
  type Computer as Owned,
  Rules,
  SeatWorld,
} from '../decide/seat-world.ts'

/** The real vendor, with one key, and real clients; as a library or as processes. Refusals are codes. */
export interface Sides {
  readonly key: string
  readonly productId: string
  readonly seats: number
  /** What the product asks for instead of the usual rule. */
  readonly match: ShareRule | undefined
  /** Seconds since 1970, another one for each request. */
  now(): number
  /** `byDesk`: with --move. */
  issue(request: Uint8Array, byDesk: boolean): Promise<Answer>
  issueCode(code: string): Promise<Answer>
  /** What the vendor signs for every seat that is held, without a request. */
  renewed(): Promise<readonly Uint8Array[]>
  /** The activations that hold a seat. */
  held(): Promise<readonly string[]>
  /** Whether it was done: the limit may forbid it. */
  releaseByReceipt(receipt: Uint8Array): Promise<boolean>
  releaseByHand(activation: string): Promise<void>
  /** Moves, receipts and releases by hand, as the ledger shows them. */
  counted(): Promise<number>
  /** Whether an unmodified client takes the license on the computer, where its owner kept such requests, and runs by it. */
  runsOn(computer: Computer, license: Uint8Array, kept: Uint8Array | undefined): Promise<boolean>
}

export type Answer = { readonly license: Uint8Array } | { readonly code: string }

const INSTALLATIONS = Array.from({ length: 4 }, () => secretKeyOfPem(newSecretKeyPem()))

/** Plays the acts, and looks which of the computers run. Throws where the model would have decided otherwise. */
export async function play(sides: Sides, acts: readonly Act[], computers: readonly Owned[]): Promise<Played> {
  const forger = new Forger(sides)
  for (const act of acts) await forger.do(act)
  await forger.isRenewed()
  const running: Owned[] = []
  for (const computer of computers) if (await forger.runs(computer)) running.push(computer)
  return { running: mostDifferent(running), ...(await forger.allowed()) }
}

/** The adversary: has the activation key, and knows the rules. */
class Forger {
  readonly #sides: Sides
  readonly #key: ActivationKey
  readonly #model: SeatWorld
  readonly #licenses: { readonly message: Uint8Array; readonly license: License }[] = []
  /** A request for each hash that a code may have said: the owner of a computer may keep it there. */
  readonly #requests = new Map<string, Uint8Array>()
  /** By activation, in the order in which they began: the installation that asked last; undefined after codes alone. */
  readonly #askedBy = new Map<string, SecretKey | undefined>()
  #releases = 0

  constructor(sides: Sides) {
    this.#sides = sides
    this.#key = parseActivationKey(sides.key)
    this.#model = new SeatWorld(sides.seats, new Rules(sides.match, face => this.#fingerprintOf(face)))
  }

  async do(act: Act): Promise<void> {
    if (act.act === 'release') return this.#release(act)
    const installation = INSTALLATIONS[act.act === 'ask' ? act.installation : 0] as SecretKey
    const bound = boundOf(this.#fingerprintOf(act.face), act.counted)
    const request = this.#request(act, bound, installation)
    this.#requests.set(boundHash(bound), request)
    const answer = await (act.act === 'ask'
      ? this.#sides.issue(request, act.byDesk ?? false)
      : this.#issueCode(bound))
    if ('license' in answer) {
      const license = decodeLicense(parseSign1(answer.license).payload)
      this.#licenses.push({ message: answer.license, license })
      const before = this.#askedBy.get(license.activationId)
      this.#askedBy.set(license.activationId, act.act === 'ask' ? installation : before)
    } else if (answer.code !== 'no-seats-left') return
    // the model does not know the other reasons for a refusal
    if (this.#model.do(act) !== 'license' in answer)
      throw new Error(
        `the model and the vendor disagree on ${JSON.stringify(act)}: ${JSON.stringify(answer)}`,
      )
  }

  /** A renewal is bound to what its seat is bound to, and gives nobody a license who had none. */
  async isRenewed(): Promise<void> {
    for (const message of await this.#sides.renewed())
      this.#licenses.push({ message, license: decodeLicense(parseSign1(message).payload) })
  }

  #request(act: Asked, bound: CountedFingerprint, installation: SecretKey): Uint8Array {
    const { productId } = this.#sides
    return sealRequest(
      {
        keyId: this.#key.id,
        productId,
        madeAt: this.#sides.now(),
        installationKey: coseKey(installation.public.bytes),
        fingerprint: this.#fingerprintOf(act.face),
        // an empty list is no request; this one comes to the same
        counted: act.counted.length > 0 ? act.counted : bound.counted,
        proof: proofOf(this.#key.secret, installation.public.bytes, productId),
        version: undefined,
        virtual: act.act === 'ask' && act.virtual ? 'kvm' : undefined,
        workload: undefined,
      },
      installation,
    )
  }

  async #issueCode(bound: CountedFingerprint): Promise<Answer> {
    const claimed = { keyId: this.#key.id, computer: boundHash(bound), virtual: false }
    const typed = typedRequestOf(
      { ...claimed, counted: bound.counted.length },
      this.#key.secret,
      this.#sides.productId,
    )
    if (typed === undefined) return { code: 'typed-cannot-carry' }
    return this.#sides.issueCode(requestCodeText(encodeTypedRequest(typed)))
  }

  /** In turn by a receipt of a client that goes on running, where the limit leaves one, and by hand. */
  async #release(act: Act & { readonly act: 'release' }): Promise<void> {
    const held = await this.#sides.held()
    const activation = [...this.#askedBy.keys()].filter(id => held.includes(id))[act.index]
    if (activation === undefined) return
    const byReceipt = this.#releases++ % 2 === 0
    const isFree = byReceipt && (await this.#sides.releaseByReceipt(this.#receipt(activation)))
    if (!isFree) await this.#sides.releaseByHand(activation)
    this.#model.do(act)
  }

  #receipt(activationId: string): Uint8Array {
    const { productId } = this.#sides
    const installation = this.#askedBy.get(activationId) ?? (INSTALLATIONS[0] as SecretKey)
    const proof = proofOf(this.#key.secret, installation.public.bytes, productId)
    const installationKey = coseKey(installation.public.bytes)
    const deactivatedAt = this.#sides.now()
    return sealReceipt({ productId, activationId, deactivatedAt, installationKey, proof }, installation)
  }

  async runs({ face, virtual }: Owned): Promise<boolean> {
    const computer = computerOf(
      'linux',
      virtual ? ['kvm'] : [],
      readingsOf(face).map(({ kind, value }) => ({ kind, raw: value })),
    )
    for (const { message, license } of this.#licenses) {
      const { binding } = license
      const kept = binding.kind === 'code' ? this.#requests.get(binding.computer) : undefined
      if (await this.#sides.runsOn(computer, message, kept)) return true
    }
    return false
  }

  async allowed(): Promise<Pick<Played, 'allowed' | 'granted'>> {
    const allowed = this.#sides.seats + (await this.#sides.counted())
    if (allowed !== this.#model.allowed)
      throw new Error(`the ledger allows ${allowed} computers, the model ${this.#model.allowed}`)
    return { allowed, granted: this.#licenses.length }
  }

  /** A kind that this version does not know has made-up hashes. */
  #fingerprintOf(face: Face): FingerprintClaim {
    const unknown = [...fingerprintOfFace(face)].filter(([kind]) => kindOf(kind) === undefined)
    return new Map([...fingerprintOf(this.#sides.productId, readingsOf(face)), ...unknown])
  }
}

/** The readings that the values of a face stand for, in normal form. */
function readingsOf(face: Face): readonly Reading[] {
  return Object.entries(face).flatMap(([number, values]) => {
    const kind = kindOf(Number(number))
    return kind === undefined ? [] : values.map(value => ({ kind, value: textOf(KINDS[kind], value) }))
  })
}

function textOf(kind: number, value: number): string {
  const hex = createHash('sha256').update(`${kind}: ${value}`).digest('hex')
  if (kind === KINDS['mac-address']) return `02${hex.slice(0, 10)}`.replace(/..(?=.)/g, '$&:')
  return hex.slice(0, 32)
}
