/**
 * Owns the scan page as a whole: what comes in by any way goes where it belongs. A request is shown, a license is
 * judged, a kit is trusted; all else is told what it is.
 */
import { AirlatchError, type Inspection, inspectMessage, messageFromFile } from '../../src/browser/door.ts'
import { looksLikeLicenseCode } from '../../src/carrier/typed/recognise.ts'
import { pageParts } from '../../src/words/page-parts.ts'
import { scanWords } from '../../src/words/scan.ts'
import { takeDrops } from '../parts/drop.ts'
import { byId } from '../parts/element.ts'
import { type IntakeOutcome, openIntake } from '../parts/intake.ts'
import { lookingFor, progressText } from '../parts/looking.ts'
import { takePastes } from '../parts/paste.ts'
import { installing } from './install.ts'
import { judge } from './judgement.ts'
import { licenseResult } from './license-result.ts'
import { licenseStep } from './license-step.ts'
import { pageData } from './page-data.ts'
import { hostOf, RequestStep } from './request-step.ts'
import { DATA_ID } from './served-page.ts'
import { speak } from './speech.ts'
import { trust } from './trust.ts'

/** Which control something came by: what went wrong is told beside it. */
type Way = 'request' | 'license' | 'kit'

interface License {
  readonly message: Uint8Array
  readonly inspection: Extract<Inspection, { type: 'license' }>
}

speak()
const words = scanWords()
const data = pageData(byId(DATA_ID).textContent ?? '{}', location.hash)
/** A saved reply quotes the request that it answers. */
const WANTED = ['license', 'kit', 'bundle', 'revocations', 'clock-reset', 'request', 'receipt'] as const
const intake = openIntake(WANTED)
let license: License | undefined

const kits = trust(byId('kit-body'), file => receive('kit', file.name, () => intake.file(file)))
const requests = new RequestStep(byId('request-body'), {
  address: data.address,
  recipient: id => {
    const kit = kits.verifier?.kit
    if (kit?.productId !== id || kit.contact === undefined) return undefined
    return `${kit.vendor} (${kit.contact})`
  },
  productName: id => (kits.verifier?.kit.productId === id ? kits.verifier.kit.productName : id),
  code: data.code,
  onFile: file => receive('request', file.name, () => intake.file(file)),
  onText: text => receive('request', pageParts().theText, () => intake.bytes(new TextEncoder().encode(text))),
  onForget: forget,
  onNext: () => {
    markShown(true)
    licenses.begin()
  },
})
const licenses = licenseStep(byId('license-body'), {
  onTexts: lookingFor(intake, {
    message: message => (take('license', message) ? 'done' : 'nothing'),
    foreign: words.foreign,
  }),
  onFile: onLicenseFile,
  onText: onLicenseText,
  takesCode: data.install !== undefined,
})
if (data.install !== undefined)
  byId('connection').textContent =
    data.address === undefined ? words.staysHere : words.phoneCarries(hostOf(data.address))
takeDrops(onLicenseFile)
takePastes(onLicenseText, onLicenseFile)
begin('kit', data.kit)
begin('request', data.request)

function onLicenseFile(file: File): void {
  receive('license', file.name, () => intake.file(file))
}

function onLicenseText(text: string): void {
  // what it says is made anew from what is on the computer: the program can, the page cannot
  if (data.install !== undefined && looksLikeLicenseCode(text)) {
    licenses.tell(installing(data.install, new TextEncoder().encode(text)))
    return
  }
  receive('license', pageParts().theText, () => intake.bytes(new TextEncoder().encode(text)))
}

/** What the page was made or called with, before anything is shown. */
function begin(way: Way, text: string | undefined): void {
  if (text === undefined) return
  try {
    take(way, messageFromFile(new TextEncoder().encode(text)))
  } catch (error) {
    fail(way, error)
  }
}

/** One after the other: several files may be dropped at once. */
let queue = Promise.resolve()

function receive(way: Way, name: string, read: () => Promise<IntakeOutcome>): void {
  queue = queue.then(async () => {
    licenses.say(words.reading)
    try {
      const taken = await read()
      licenses.say('')
      if (taken.kind === 'message') take(way, taken.message)
      else if (taken.kind === 'progress') licenses.say(progressText(taken))
      else
        throw new AirlatchError('picture-without-qr', {
          path: name,
          others: taken.kind === 'foreign' ? 1 : 0,
        })
    } catch (error) {
      licenses.say('')
      fail(way, error)
    }
  })
}

/** Puts a message where it belongs; whether it was the license. Errors: of what is damaged, foreign or not wanted here. */
function take(way: Way, message: Uint8Array): boolean {
  const inspection = inspectMessage(message)
  switch (inspection.type) {
    case 'license':
      showLicense({ message, inspection })
      return true
    case 'kit':
      if (handOver(way, message)) return false
      kits.take(message)
      if (license !== undefined) showLicense(license)
      return false
    case 'request':
      // the license is wanted, and its own request is what a camera sees first in a mirror or on the same screen
      if (way !== 'request' && requests.shown !== undefined) throw wrongType(inspection.type)
      requests.show(message, inspection)
      markShown(false)
      if (license !== undefined) showLicense(license)
      return false
    case 'revocations':
    case 'clock-reset':
      if (handOver(way, message)) return false
      throw wrongType(inspection.type)
    default:
      throw wrongType(inspection.type)
  }
}

let handedOver: Uint8Array | undefined

/**
 * Whether there is a program that installs what else a vendor sends: a newer kit, a list of revocations, a clock reset.
 * A camera sees the same code many times.
 */
function handOver(way: Way, message: Uint8Array): boolean {
  if (data.install === undefined || way !== 'license') return false
  if (handedOver?.length === message.length && handedOver.every((byte, i) => byte === message[i])) return true
  handedOver = message
  licenses.tell(installing(data.install, new Uint8Array(message)))
  return true
}

function showLicense(given: License): void {
  const { message, inspection } = given
  const judgement = judge(message, inspection.claims, {
    ...data,
    verifier: kits.verifier,
    request: requests.shown?.inspection,
    now: Math.floor(Date.now() / 1000),
  })
  license = given
  markShown(true)
  licenses.show(
    licenseResult(message, judgement, {
      productName: kits.verifier?.kit.productName,
      install: data.install,
      onAnother: forget,
    }),
  )
}

/** The first step is over, or begins again. */
function markShown(isOver: boolean): void {
  byId('request-title').classList.toggle('done', isOver)
}

function forget(): void {
  license = undefined
  markShown(false)
  licenses.ask()
}

function fail(way: Way, error: unknown): void {
  const step = { request: requests, license: licenses, kit: kits }[way]
  step.fail(error)
}

function wrongType(got: Inspection['type']): AirlatchError {
  return new AirlatchError('wrong-message-type', { expected: 'license', got })
}
