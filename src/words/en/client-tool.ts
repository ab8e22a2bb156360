/** Owns what the tool `airlatch` says beside errors, in English: answers, questions, and the guided activation. */
import { counted, NOT_READ_BECAUSE } from './explain/format.ts'

const TAKES = 'drag its file or its picture here, paste its text, or type the license code, and press Enter.'

export const CLIENT_TOOL = {
  labels: {
    activation: 'activation',
    deactivated: 'deactivated',
    next: 'next',
    afterwards: 'then',
    aloud: 'aloud',
    size: 'size',
    computerId: 'computer id',
    computer: 'computer',
    noLink: 'no link',
    installed: 'installed',
    made: 'created',
    revoked: 'revoked',
    time: 'time',
    status: 'status',
    from: 'from',
    ends: 'ends',
    platform: 'platform',
    virtual: 'virtual',
    read: 'read',
    notRead: 'not read',
    signedBy: 'signed by',
  },
  activatedHere: (product: string) => `installed: ${product} is activated on this computer`,
  kit: (number: number) => `kit number ${number}`,
  revocations: (number: number) => `list of revocations number ${number}`,
  clockReset: 'clock reset',
  deactivatedBefore: (since: string) =>
    `the license of this key was deactivated here on ${since}. Send its receipt first ("airlatch deactivate --again" writes it again). Until the vendor has it, the answer is the same license, which is no longer valid here`,

  deactivate: {
    allows: (limit: string | undefined) =>
      limit === undefined
        ? 'The vendor frees its seat only while the key has deactivations left'
        : `The key allows ${counted(Number(limit), 'deactivation')}; the vendor can free the seat only while one is left`,
    send: (vendor: string) =>
      `send it to ${vendor}, which frees the seat. "airlatch deactivate --again" writes it again`,
  },

  install: {
    askedCode: (product: string, requests: readonly (readonly [key: string, computer: string])[]) =>
      `the license code of ${product} (${requests.map(([key, computer]) => `key ${key}, computer ID ${computer}`).join('; or ')})`,
    licenseCode: 'the license code',
    activations: (count: number) => counted(count, 'activation'),
    forgotten: (at: string) => `this computer forgets the times after ${at} that it had seen`,
    seeStatus: 'run "airlatch status" to see whether the license is valid now',
    compareKey: (kid: string) => `${kid} (compare it with the vendor)`,
  },

  rolledOut: {
    kit: (kit: string, vendor: string, kid: string, file: string) =>
      `${kit} from ${vendor}, signed by ${kid} (${file})`,
    forOthers: (count: number) =>
      count === 1 ? '1 is for another computer' : `${count} are for other computers`,
    passedOver: (count: number) => `${counted(count, 'file')} ${count === 1 ? 'was' : 'were'} passed over:`,
    notTheBest: 'valid here, but another license is better',
  },

  request: {
    bytes: (count: number) => counted(count, 'byte'),
    readCode: (vendor: string) => `read the code to ${vendor}`,
    typeAnswer: (vendor: string) =>
      `${vendor} reads out a license code. Type it into "airlatch install", without a file`,
    scan: (vendor: string) =>
      `let a phone scan the code, or send it to ${vendor}. Install the answer with "airlatch install FILE"`,
    send: (vendor: string) => `send it to ${vendor}. Install the answer with "airlatch install FILE"`,
    tooLargeForLink: (page: string) => `the request is too large for a code that opens ${page}`,
    linkNeeds: (page: string, version: number, why: string) =>
      `a code that opens ${page} needs version ${version}, but ${why}`,
    versionGiven: (version: number) => `--qr-version is ${version}: leave it out to get a link`,
    tooNarrow: 'this window is too narrow for it: make it wider, or write a picture with --qr FILE.png',
    preview: 'This is a preview: nothing was created or written.',
    previewDiffers:
      'The request itself will have another installation key, proof and signature of the same size.',
  },

  computer: {
    needsKit: 'known only with a kit: use --kit FILE',
    nothing: 'nothing',
    noEvidence: 'no sign of it',
    andInIt: ', and in it ',
    headings: ['KIND', 'READ HERE', 'HASH IN A REQUEST', 'STABLE'] as readonly string[],
    nothingRead: 'nothing was read',
    notCarried: 'not included: a request has at most eight of a kind',
    stable: 'stable',
    notStable: 'Not stable:',
    carries: (virtual: string | undefined) =>
      `A request contains only the hashes${virtual === undefined ? '' : `, and that the computer is virtual ("${virtual}")`}. "airlatch request KEY --explain" lists all of it.`,
    /** Why a reading may change, or disappear, although no part was replaced. */
    cautions: {
      'needs-root': 'read as root or administrator; a program that another user runs cannot read it',
      'set-by-software':
        'chosen by software, not by the manufacturer: it may be set again, and other computers may have the same',
      'set-by-hypervisor':
        'set by the hypervisor: a new virtual machine has another one, and a copy may have the same',
      'of-container': 'belongs to the container: a new container may have another one',
      'of-host':
        'belongs to the host: everything that runs on it has the same, and it differs on another host',
    },
    reasons: NOT_READ_BECAUSE,
  },

  drift: {
    needed: (required: string) => `${required} needed`,
    score: (same: string, counted: number, required: string) =>
      `${same} of ${counted} readings match, ${required} needed`,
    notCounted: 'not counted',
    outcomes: {
      same: 'same',
      partly: 'partly the same',
      changed: 'changed',
      missing: 'missing: this account cannot read it here now',
      new: 'new: the license does not contain it',
    },
    or: ' or ',
    fragile: (kinds: string) => `this license would not survive a change of ${kinds}`,
    fragileHidden:
      'This account cannot read everything that is counted. Run as administrator. Or ask the vendor to free the seat, and request again so that only what every account can read is counted: "airlatch request KEY --every-account" for this account, or "airlatch --machine request KEY" for all users of this computer',
    fragileMove: 'If that changes, create a new request here: the seat moves, and the vendor counts the move',
  },

  instances: {
    headings: ['USER', 'SESSION', 'SINCE'] as readonly string[],
    inUse: (used: number, limit: number) => `${used} of ${counted(limit, 'floating seat')} in use`,
    nobody: 'no session runs the program',
    unlimited: 'the license does not limit the sessions on this computer, so they are not counted',
  },

  status: {
    valid: 'valid',
    inGrace: 'in its grace period',
    never: 'never',
    fromVariable: (path: string) => `${path} (AIRLATCH_LICENSE)`,
    variableUnused: (why: string) => `the license in AIRLATCH_LICENSE is not used: ${why}`,
    notThere: (path: string) => `"${path}" was not found`,
    notBegun: (end: string) =>
      `${end}, if the program started now for the first time: its days have not begun`,
  },

  activate: {
    present: (product: string, end: string | undefined, key: string) =>
      `${product} is already activated here, ${end === undefined ? 'without an end' : `until ${end}`}, with the key ${key}`,
    askAgain: 'Request another license?',
    nothingDone: (fact: string) => `nothing was changed: ${fact}. Use --again to request another license`,
    warning: 'warning',
    installed: (what: string) => `Installed: ${what}. The license has not arrived yet.`,
    activated: (product: string) => `${product} is activated on this computer.`,
    stillToCome: (what: string) => `${what}. The license has not arrived yet.`,
    other: (what: string) => `The page has read something else.\n  ${what}`,
    note: 'Note',
    openFailed: 'No browser could be opened. Open the address above in one.',
    open: (address: string) => `Open this address in a browser: ${address}`,
    opens: (address: string) => `The page opens in your browser: ${address}`,
    forward: (port: number) =>
      `On the computer in front of you, forward the port first: ssh -L ${port}:127.0.0.1:${port} HOST`,
    once: (minutes: number) =>
      `The address works once, in one browser. It ends when the license is installed, or when nobody used it for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. Ctrl-C stops; the request stays valid.`,
    usedAgain: 'another browser or program opened the address again and was refused',
    page: {
      onlyHere: 'This page is available at 127.0.0.1 only.',
      notFound: 'Page not found.',
      notAllowed: 'Method not allowed.',
      onlyPage: 'Only the page itself may send this.',
      used: 'This address was already opened, and it works once. Stop the program in its terminal with Ctrl-C, and start it again.',
      notBytes: ['this is not a message', 'load the page again'] as readonly [string, string],
      busy: ['another message is being installed', 'wait a moment and try again'] as readonly [
        string,
        string,
      ],
      tooLarge: ['this is larger than any message', 'check that it is the right file'] as readonly [
        string,
        string,
      ],
    },
  },

  talk: {
    head: (product: string, vendor: string, computerId: string) =>
      `${product} from ${vendor}, computer ID ${computerId}`,
    found: (path: string) => `Found ${path}`,
    prompt: 'license> ',
    help: [
      'What you can enter here:',
      '  the license as a file or a picture: drag it here, or type its name',
      '  the text of the license, pasted',
      '  the license code: a group, a line or all of it. "clear" begins it again',
      '  "qr" shows the request again, "qr FILE.png" writes it as a picture, "text" shows it as text to copy',
      'Ctrl-C stops.',
    ].join('\n'),
    link: (address: string) => `Hold the camera of a phone in front of the code below: it opens ${address}.`,
    code: (vendor: string) => `Photograph the code below with a phone, and send the picture to ${vendor}.`,
    short: (vendor: string, page: string | undefined) =>
      `Scan the code below with a phone: it shows the request code, to copy. ${page === undefined ? `Send it to ${vendor}.` : `Enter it at ${page}, or send it to ${vendor}.`}`,
    none: (vendor: string) =>
      `Send the request to ${vendor} as a picture, which "qr request.png" writes, or as text.`,
    larger: (columns: number, rows: number) =>
      `This window is too small for a QR code of the whole request. Type "qr request.png" to write it as a picture; or make the window at least ${columns} columns wide and ${rows} rows high, and type "qr".`,
    browser: 'Or stop with Ctrl-C and use "airlatch activate KEY --page": a browser shows it.',
    frames: (page: string) =>
      `"frames" shows it in several codes, one after the other, to the camera of ${page}.`,
    framesBegin: (page: string) =>
      `Hold the camera of ${page} in front of this window until it has read enough codes. Any key ends.`,
    noPage:
      'Several codes in turn are read by the page of a vendor, and the kit names none. Type "qr request.png" to write a picture instead.',
    noRoom: 'This window is too small for that. Type "qr request.png" to write a picture instead.',
    drawn: (path: string) => `The request is in ${path} as a picture. Send it to the vendor.`,
    asText: '"text" shows the request as text.',
    inFile: (path: string) => `It is also in ${path}.`,
    aloud: (vendor: string, code: string) => `Or read this code to ${vendor} over the telephone: ${code}`,
    note: (text: string) => `Note: ${text}.`,
    answer: (watched: string | undefined) =>
      watched === undefined
        ? `The answer is a license. When it arrives, ${TAKES}`
        : `The answer is a license. Put it into ${watched}, where it is found. Or ${TAKES}`,
    stop: 'Ctrl-C stops. The request stays valid: "airlatch install FILE" takes the answer at any time.',
    codesRead: (have: number, need: number) =>
      `${have} of ${need} codes were read. Give the others, in any order.`,
    cleared: 'What you typed of a license code was cleared. Begin again with its first group.',
    nothingTyped: 'Nothing of a license code was typed yet.',
    ignored: (message: string) => `  ignored: ${message}`,
  },
}
