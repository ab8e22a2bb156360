/** Owns what visitors send: the bodies of forms, what of a request is in them, and what our own forms carry on. */
import {
  isMessage,
  isPackage,
  isPicture,
  messageAtOnce,
  messageFromText,
  requestCodeFromFile,
  requestCodeFromText,
  saysReceipt,
} from '../../src/exchange/page-message.ts'
import { BodyReader, type BodyRules } from '../../src/http/body.ts'
import type { Clock } from '../../src/http/clock.ts'
import { type Form, formKind, MOST_TEXT_BYTES, mostFormBytes, parseForm } from '../../src/http/form.ts'
import type { DeskInput } from './desk.ts'
import type { Carried } from './pages/offer.ts'
import * as no from './refusals.ts'
import { isPassOf, isTokenOf, passOf, tokenOf } from './same-origin.ts'
import type { Turns } from './turns.ts'
import type { Visit } from './visit.ts'

/** A photograph of a phone. */
const MOST_PICTURE_BYTES = 16_777_216
/** A saved mail with a photograph, or an archive; it is unpacked in memory. */
const MOST_PACKAGE_BYTES = 6_291_456
/** No route reads a larger body. */
export const MOST_BODY_BYTES = mostFormBytes('multipart', MOST_PICTURE_BYTES)
/** 128 MiB in all. An office behind one address has two of the largest pictures at a time, and thousands of confirmations. */
const BODIES: BodyRules = {
  small: { most: 33_554_432, mostOfOne: 4_194_304 },
  large: { most: 100_663_296, mostOfOne: 2 * MOST_BODY_BYTES },
}

export class UploadIntake {
  readonly #bodies: BodyReader
  readonly #turns: Turns

  constructor(turns: Turns, clock: Clock) {
    this.#bodies = new BodyReader(BODIES, clock)
    this.#turns = turns
  }

  /** A form with a picture, or any other file. */
  upload(visit: Visit): Promise<Form | no.RefusalAnswer> {
    return this.#form(visit, MOST_PICTURE_BYTES)
  }

  /** A form of our own pages, without a file. */
  ownForm(visit: Visit): Promise<Form | no.RefusalAnswer> {
    return this.#form(visit, 0)
  }

  async #form(visit: Visit, mostFile: number): Promise<Form | no.RefusalAnswer> {
    const { incoming, outgoing } = visit.env
    const type = visit.req.header('content-type')
    const kind = formKind(type)
    if (kind === undefined) return no.NO_FORM
    const most = mostFormBytes(kind, mostFile)
    const { address } = visit.var.visitor
    const read = await this.#bodies.read(incoming, { most, address }, release =>
      outgoing.once('close', release),
    )
    if (read.kind === 'too-large') return most > MOST_TEXT_BYTES ? no.PICTURE_TOO_LARGE : no.TEXT_TOO_LARGE
    if (read.kind !== 'read') return no.NOT_RECEIVED[read.kind]
    return parseForm(type, read.bytes) ?? no.NOT_OUR_FORM
  }

  /** What a person gave; what takes time is read in its turn. Errors: those of readUploaded, typed-code-malformed. */
  async given(visit: Visit, form: Form): Promise<DeskInput | no.RefusalAnswer> {
    const file = form.file('file')
    if (file === undefined) return givenText(form.text('text'))
    const inTurn = async (): Promise<DeskInput> => {
      const read = await this.#turns.readUpload(visit, file)
      return 'code' in read ? { kind: 'code', code: read.code } : inputOf(read)
    }
    if (isPicture(file)) return inTurn()
    if (isPackage(file)) return file.length > MOST_PACKAGE_BYTES ? no.TEXT_TOO_LARGE : inTurn()
    if (file.length > MOST_TEXT_BYTES) return no.TEXT_TOO_LARGE
    if (isMessage(file)) return inputOf(file)
    const code = requestCodeFromFile(file)
    if (code !== undefined) return { kind: 'code', code }
    const message = messageAtOnce(file)
    return message === undefined ? inTurn() : inputOf(message)
  }
}

/** Which of the two it says that it is; nothing of it is verified yet. */
export function inputOf(message: Uint8Array): DeskInput {
  return { kind: saysReceipt(message) ? 'receipt' : 'request', message }
}

function givenText(text: string): DeskInput {
  const code = requestCodeFromText(text)
  return code === undefined ? inputOf(messageFromText(text)) : { kind: 'code', code }
}

/** What our own forms carry: the request or the receipt, and the proofs that they are ours. */
export class Carrying {
  readonly #passSecret: Uint8Array

  constructor(passSecret: Uint8Array) {
    this.#passSecret = passSecret
  }

  of(given: DeskInput, cookie: string): Carried {
    const bytes = bytesOf(given)
    const proofs = { token: tokenOf(cookie, bytes), pass: passOf(this.#passSecret, bytes) }
    if (given.kind === 'code') return { field: 'code', value: given.code, ...proofs }
    return { field: given.kind, value: Buffer.from(given.message).toString('base64url'), ...proofs }
  }

  /** In its one spelling, and nothing that would have to be read first. Error: typed-code-malformed. */
  in(form: Form): DeskInput | undefined {
    const code = form.text('code')
    if (code !== '') return requestCodeFromText(code) === code ? { kind: 'code', code } : undefined
    const receipt = form.text('receipt')
    const text = receipt === '' ? form.text('request') : receipt
    const bytes = Buffer.from(text, 'base64url')
    if (bytes.toString('base64url') !== text || !isMessage(bytes)) return undefined
    return { kind: receipt === '' ? 'request' : 'receipt', message: new Uint8Array(bytes) }
  }

  hasPass(form: Form, given: DeskInput): boolean {
    return isPassOf(form.text('pass'), this.#passSecret, bytesOf(given))
  }

  hasToken(form: Form, given: DeskInput, cookie: string): boolean {
    return isTokenOf(form.text('token'), cookie, bytesOf(given))
  }
}

/** What a token is made of: a code is text, and no message begins like one. */
function bytesOf(given: DeskInput): Uint8Array {
  return given.kind === 'code' ? new TextEncoder().encode(given.code) : given.message
}
