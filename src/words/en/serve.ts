/**
 * Owns the texts of the vendor's page for customers (`airlatch-vendor serve`) in English. What stands between backticks is
 * shown as something to type.
 */
import type { BeyondCode } from '../../core/problems.ts'
import { counted } from './explain/format.ts'
import { beyondCode } from './explain/problems.ts'

/** Of a key: how many seats there are, and how many are taken. */
export interface SeatUse {
  readonly of: number
  readonly taken: number
}

/** How a license would take its seat. */
export interface OfferedSeat {
  readonly seat: 'new' | 'renewed' | 'moved' | 'repeated'
  /** Undefined where seats do not limit the key. */
  readonly seats: SeatUse | undefined
}

/** Of a key: how many deactivations it has, and how many are used with this one. */
export interface SeatReturn {
  /** Undefined where they are not limited. */
  readonly deactivations: { readonly of: bigint; readonly used: number } | undefined
}

/** How long a license runs. `end`: the last day or instant. `days`: from the first start of the program. */
export interface Term {
  readonly end: string | undefined
  readonly days: number | undefined
}

/** What a refusal says: a heading, what happened, and what to do. */
export interface AnswerWords {
  readonly title: string
  readonly happened: string
  readonly wayOut: string
}

const TRY_LATER = 'Try again in a minute. The same request never takes a second seat'
const START_PAGE = 'Please use the form on the start page'
const GIVE_REQUEST =
  'Upload the activation request itself: its file, a picture of its QR code, its text from the BEGIN line to the END line, or its code of six groups'

function term({ end, days }: Term): string {
  const until = end === undefined ? undefined : `until ${end}`
  if (days === undefined) return until ?? 'never expires'
  const first = `${counted(days, 'day')} from the first start of the program`
  return until === undefined ? first : `${first}, at most ${until}`
}

function seats({ seat, seats }: OfferedSeat): string {
  if (seat === 'repeated') return 'takes no additional seat'
  if (seats === undefined) return 'no limit'
  return seatsOf(seat, seats)
}

function seatsOf(seat: OfferedSeat['seat'], { of, taken }: SeatUse): string {
  if (seat === 'renewed') return `takes no additional seat: this computer has one of ${of}`
  if (seat === 'moved')
    return 'takes no additional seat: the seat of this computer moves to its changed hardware'
  if (of === 1) return 'uses the only seat of this key'
  const left = of - taken - 1
  return `uses 1 of ${of} seats, ${left === 0 ? 'none' : left} left after this`
}

function deactivations({ deactivations }: SeatReturn): string {
  if (deactivations === undefined) return 'no limit'
  const { of, used } = deactivations
  const left = of - BigInt(used)
  return `uses 1 of ${of}, ${left === 0n ? 'none' : left} left after this`
}

export const SERVE = {
  /** The name of the other language, in that language, and its tag. */
  otherLanguage: ['de', 'Deutsch'] as readonly [tag: string, name: string],
  brand: 'Offline activation',
  questions: 'Questions?',
  imprint: 'Imprint',
  privacy: 'Privacy',
  kept: (vendor: string) =>
    `What you enter goes to ${vendor} only. Activations and deactivations are recorded there with the computer ID; files and pictures are not kept.`,
  term,
  labels: {
    computerId: 'Computer ID',
    version: 'Version',
    seats: 'Seats',
    license: 'License',
    licenseBefore: 'License until now',
    licensee: 'Licensed to',
    features: 'Features',
    runsOn: 'Runs on',
    key: 'Activation key',
    product: 'Product',
    deactivated: 'Deactivated',
    deactivations: 'Deactivations',
    freeSince: 'Free since',
  },

  start: {
    title: 'Activate a computer',
    lead: 'The computer shows an activation request as a QR code, as a file or as a code to type. Give the request to this page, and take the license back.',
    camera: 'Camera',
    cameraHow:
      'Hold the QR code on the computer’s screen in front of the camera of this device. If there are several codes, show one after the other.',
    file: 'Picture or file',
    fileHow: 'Photograph the QR code on the computer’s screen, or choose the request’s file.',
    drop: 'Or drop it anywhere on this page.',
    fileLabel: 'Picture or file of the request',
    readFile: 'Read it',
    text: 'Text or typed code',
    textHow:
      'Type the request code, six groups of five characters. Or paste the text of the request: everything from the BEGIN line to the END line.',
    textLabel: 'Text of the request, or the request code',
    readText: 'Read the text',
    none: 'No request yet?',
    giveBack: 'Moving to another computer?',
  },

  offer: {
    title: (product: string) => `Activate ${product}`,
    again: 'Activated before',
    ready: 'Ready to activate',
    changed: 'Activated before, and changed since',
    compare: 'Compare it with the computer ID that the computer shows.',
    seats,
    anyComputer: 'any computer: everyone who has the license can run the program',
    thisComputer: 'this computer only',
    showAgain: 'Show the license again',
    activate: 'Activate this computer',
    renew: 'Renew the license',
    notThis: 'Not this one',
    checked: 'What was checked',
  },

  /** A receipt of `airlatch deactivate`. */
  giveBack: {
    title: (product: string) => `Give back a seat of ${product}`,
    ready: 'Ready to give back',
    what: 'The license has ended on this computer. If you give its seat back, another computer can use the seat.',
    deactivations,
    confirm: 'Give the seat back',
    doneTitle: (product: string) => `A seat of ${product} is free`,
    done: 'Given back',
    again: 'Already given back',
    free: 'The seat is free',
    meaning:
      'Another computer can be activated with the same key. The license no longer works on this computer. To run the program here again, create a new request on it. It then takes a free seat.',
    usedUp: 'No deactivations are left',
    stillTaken: (vendor: string) =>
      `The license has ended on that computer, and its seat is still in use. Ask ${vendor} to free the seat`,
    denied: (vendor: string, receiptAgain: string): AnswerWords => ({
      title: 'Receipt not recognised',
      happened: 'The receipt is not from a computer that is activated here',
      wayOut: `${receiptAgain}. If it is, ask ${vendor} to free the seat`,
    }),
    notTaken: (vendor: string): AnswerWords => ({
      title: 'This is a receipt, not a request',
      happened: 'It is from a computer that was deactivated, and this page does not take receipts',
      wayOut: `Send it to ${vendor}, who frees the seat`,
    }),
  },

  checks: {
    rules: {
      product: 'Product',
      'key-proof': 'Activation key',
      revoked: 'Revoked',
      suspended: 'Suspended',
      generic: 'Kind of license',
      readings: 'Computer',
      virtual: 'Virtual machine',
      version: 'Version',
      format: 'License format',
      expiry: 'Term',
      seats: 'Seats',
      released: 'Released',
      'taken-back': 'Released',
      typed: 'As a typed code',
    } as Readonly<Record<string, string>>,
    rightProduct: 'The key is for this product',
    pass: 'passed',
    warn: 'passed with a warning',
    refuse: 'not passed',
  },

  license: {
    title: (product: string) => `${product} is activated`,
    again: 'Activated before',
    done: 'Activated',
    orBring: 'Or bring it there',
    bring: 'Bring it to the computer',
    oneCode: 'Hold this code in front of the computer’s camera, or save the picture and take it there.',
    movingCode: (pictures: number) =>
      `Hold this moving code in front of the computer’s camera until all ${pictures} pictures were read, or download the file.`,
    tooLarge: 'This license is too large for a QR code. Download it, and take the file to the computer.',
    download: 'Download the license',
    copy: 'Copy the license',
    copied: 'Copied.',
    cannotCopy: (instead: string) => `This browser does not allow copying; ${instead}.`,
    downloadInstead: 'download it instead',
    asText: 'License as text',
    qr: 'QR code of the license',
    share: 'Share the file',
    savePicture: 'Save the picture',
    sharePicture: 'Share the picture',
    runsAnywhere: 'any computer',
    safe: 'The same request always gets this same license and takes no second seat. You lose nothing if you close this page.',
    another: 'Activate another computer',
    typeTitle: 'Type it in',
    copyCode: 'Copy the code',
    copyByHand: 'select it and copy it by hand',
    notTyped: (things: readonly BeyondCode[], hasPicture: boolean) =>
      `This license does not fit into a code to type, because of: ${beyondCode(things)}. Use ${hasPicture ? 'the QR code or the file' : 'the file'}.`,
  },

  refusal: {
    eyebrows: { request: 'Not activated', receipt: 'Not given back' },
    whatToDo: 'What to do',
    checked: 'What was checked',
    again: 'Start again',
    code: 'Code:',
    since: 'since',
    allTaken: (seats: number) =>
      seats === 1 ? 'The only seat of this key is in use' : `All ${seats} seats of this key are in use`,
    firstHolders: (shown: number) => `The first ${shown} of the computers that have them are`,
  },

  /** Headings of a refusal by its code. */
  titles: {
    'no-seats-left': 'No seat is free',
    'no-deactivations-left': 'This computer’s seat cannot move again',
    'wrong-product': 'This key is for another product',
    'wrong-version': 'This key is for another version',
    'outside-maintenance': 'The maintenance has ended',
    expired: 'The term of this key has ended',
    'key-revoked': 'This key is no longer valid',
    'key-archived': 'This key is no longer valid',
    'key-suspended': 'This key is suspended at the moment',
    'activation-released': 'This seat was released',
    'workload-not-allowed': 'Workload names are not allowed',
    'virtual-machine': 'Virtual machines are not allowed',
    'typed-cannot-carry': 'This license does not fit into a typed code',
    'input-empty': 'No file was received',
    'typed-code-malformed': 'This code is not correct yet',
  } as Readonly<Record<string, string>>,
  cannotActivate: 'This computer cannot be activated',
  /** Headings of what cannot be read, by what it was read as. */
  unreadable: { request: 'This file is not an activation request', receipt: 'This receipt is not valid' },

  /** What a customer can do, where the error's own hint is for the vendor's staff. */
  ways: {
    'input-empty': () => GIVE_REQUEST,
    'input-not-recognised': () => GIVE_REQUEST,
    'no-deactivations-left': vendor =>
      `The hardware of this computer has changed, and its key allows no more moves. Ask ${vendor} for one more`,
    'wrong-product': () =>
      'Each activation key is for one product. Create the request with the key of this product',
    'wrong-version': vendor =>
      `Install a version that the key covers and create a new request. Or ask ${vendor} for a key for the new version`,
    'outside-maintenance': vendor =>
      `Versions that were released before that day can still be activated. For this one, ask ${vendor} to renew the maintenance`,
    expired: vendor => `Ask ${vendor} for a longer term or a new key`,
    'key-revoked': vendor => `Ask ${vendor} for another activation key`,
    'key-archived': vendor => `Ask ${vendor} for another activation key`,
    'key-suspended': vendor => `Ask ${vendor} why, and try again when it is valid again`,
    'generic-not-allowed': vendor => `Ask ${vendor}. Licenses for any computer are switched off there`,
    'too-few-readings': () =>
      'Create the request again as administrator, with the newest version of the program. It then contains more about the computer',
    'readings-of-several-computers': () =>
      'Create a new request on the computer on which the program will run',
    'engine-version-too-old': vendor => `Ask ${vendor} for a newer version of the program`,
    'workload-not-allowed': vendor =>
      `Create the request without a workload name, or ask ${vendor} for a key that allows workloads`,
    'virtual-machine': vendor =>
      `Create the request on a physical computer, or ask ${vendor} for a key that allows virtual machines`,
  } as Readonly<Record<string, (vendor: string) => string>>,

  /** Refusals that have no error code. */
  answers: {
    denied: {
      title: 'Activation key not recognised',
      happened: 'The request was not made with an activation key that is valid here',
      wayOut:
        'Check all six groups against the key you received, then create the request again on the computer',
    },
    codeDenied: {
      title: 'Activation key not recognised',
      happened: 'The request was not made with an activation key that is valid here',
      wayOut:
        'Check all six groups against the key you received, then create the request again on the computer. If the key is right, give the request itself here, as a file or a picture of its QR code: after several wrong codes for a key, its codes are not accepted for some time',
    },
    couldNot: {
      title: 'Temporarily unavailable',
      happened: 'This page cannot reach its records at the moment',
      wayOut: TRY_LATER,
    },
    bug: {
      title: 'Something went wrong',
      happened: 'An unexpected error occurred on our side',
      wayOut: TRY_LATER,
    },
    pictureTooLarge: {
      title: 'This file is too large',
      happened: 'A picture of a request may have at most 16 MB',
      wayOut: 'Check that it is the right file, or take the picture again with a lower resolution',
    },
    textTooLarge: {
      title: 'This is too large',
      happened: 'A request has a few hundred characters, but this has more than 64 KB',
      wayOut: 'Check that it is the file or the text of the request and nothing else',
    },
    crowded: {
      title: 'Very busy',
      happened: 'Too many people are using this page at the moment',
      wayOut: 'Try again in a few seconds. The same request never takes a second seat',
    },
    cutOff: {
      title: 'The upload was interrupted',
      happened: 'The connection broke before everything was received',
      wayOut: 'Please send it again',
    },
    tooSlow: {
      title: 'The upload was too slow',
      happened: 'The connection is too slow for this upload, or it stopped on the way',
      wayOut: 'Send it again over a better connection, or send a smaller picture',
    },
    noForm: {
      title: 'Unsupported upload',
      happened: 'What was received does not come from a form of this page',
      wayOut: START_PAGE,
    },
    notOurForm: {
      title: 'This form cannot be read',
      happened: 'The form has more fields or longer fields than the forms of this page',
      wayOut: START_PAGE,
    },
    noHost: {
      title: 'This request is not from a browser',
      happened: 'A browser names the address of the page once, in its Host header',
      wayOut: 'Open the address of this page in a browser',
    },
    otherHost: {
      title: 'This page has another address',
      happened: 'You opened this page under a name that is not its own',
      wayOut: 'Open the address that you received from the vendor',
    },
    fromElsewhere: {
      title: 'This came from another page',
      happened: 'Only a form of this page may do that',
      wayOut: 'Open the start page, and give it the request there',
    },
    noCookie: {
      title: 'Please start again',
      happened: 'This confirmation does not match a page opened in this browser',
      wayOut:
        'Give the request to the start page again. If this happens again, allow cookies for this page. It uses one until you close the browser',
    },
    notFound: {
      title: 'Page not found',
      happened: 'There is no page at this address',
      wayOut: 'Scan the code again, or begin on the start page',
    },
    wrongMethod: {
      title: 'Method not allowed',
      happened: 'This address is for the forms of this page',
      wayOut: 'Begin on the start page',
    },
  },
  tooOften: (seconds: number) => ({
    title: 'Too many attempts',
    happened: 'There were too many requests from your address, or for this key, in a short time',
    wayOut: `Wait ${seconds < 90 ? counted(seconds, 'second') : `${Math.ceil(seconds / 60)} minutes`}, then try again`,
  }),
}
