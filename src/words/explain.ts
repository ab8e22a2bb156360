/**
 * Owns the sentence and the hint of every error code: what happened, and what to do now.
 * House style: lower case, outside values quoted, no full stop, "expected X, got Y".
 * The type of SENTENCES makes a code without a sentence or a hint a compile error.
 */
import type { ErrorCode, ErrorDetails } from '../core/errors.ts'

/** A sentence for a person: what happened (`message`) and what to do about it (`hint`). */
export interface Explanation {
  readonly message: string
  readonly hint: string
}

/** What to do about a fault, by the system's word for it (errno.h). */
const SYSTEM_HINTS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission there: ask the owner, or run the command as an account that has it',
  EPERM: 'the system does not allow it to this account: ask the owner, or run it as another account',
  ELOOP: 'symbolic links lead in a circle there: name the file that they were to lead to',
  ENAMETOOLONG: 'no path can be that long: if it is a text that was pasted, save it in a file and name that',
  ENOTDIR: 'a part of the path is a file and not a folder: look at the spelling',
  EISDIR: 'it is a folder: name a file in it',
  EINVAL: 'no path can have such characters in it: look at the spelling',
  EMFILE: 'too many files are open: close other programs and try again',
  ENFILE: 'too many files are open: close other programs and try again',
  ENOSPC: 'the disk is full: make room on it',
  EDQUOT: 'the quota of this account is used up: make room',
  EROFS: 'the disk is write-protected',
  'not a file': 'it is a pipe, a socket or a device: name a file, or give - to read standard input',
}

type Sentence = (d: ErrorDetails) => readonly [message: string, hint: string]

const SENTENCES: Record<ErrorCode, Sentence> = {
  usage: d => [`${d.problem}`, `run "${d.command ?? 'airlatch'} --help" for the flags and an example`],
  'invalid-value': d => [
    `${d.field}: expected ${d.expected}${gotText(d)}`,
    'correct the value and run the command again; nothing was changed',
  ],
  'passphrase-missing': () => [
    'the signing key is protected by a passphrase, and none was given',
    'run the command in a terminal to be asked, set AIRLATCH_PASSPHRASE, or give --passphrase-file FILE',
  ],
  'kit-missing': d => [
    `no kit ${d.product === undefined ? '' : `of product ${quoted(d.product)} `}in ${quoted(d.home)}`,
    'give the kit that the vendor sent with --kit FILE; it is kept after the first request',
  ],
  'home-missing': d => [
    'this account has no home folder, where the files would be kept',
    `name a folder for them with --home DIR${d.variable === undefined ? '' : ` or in ${d.variable}`}`,
  ],
  'terminal-too-narrow': d => [
    `the QR code needs ${d.needed} columns, this terminal has ${d.columns}${afterMaking(d)}`,
    keysMade(d) ?? 'widen the window or make the letters smaller, or write a picture with --qr FILE.png',
  ],
  'confirmation-needed': d =>
    d.act !== undefined
      ? [
          d.asked ? `not ${d.act}: the answer was not yes` : `${d.problem}`,
          d.asked ? 'nothing was changed' : 'nothing was changed; answer yes in a terminal, or say --yes',
        ]
      : d.ends
        ? [
            d.asked ? 'not deactivated: the answer was not yes' : `${d.problem}`,
            d.asked ? 'nothing was changed' : 'nothing was changed; answer yes in a terminal, or say --yes',
          ]
        : d.asked
          ? [
              'not made: the answer was not yes',
              'nothing was done; give it an end with --expires DATE or --duration DAYS',
            ]
          : [
              `${d.problem}`,
              'answer yes in a terminal, or say --yes; better give it an end with --expires DATE or --duration DAYS',
            ],
  'typed-code-missing': d => [
    d.stopped
      ? `stopped before the ${d.code} code was whole`
      : `the ${d.code} code is not whole: ${d.have} of ${d.of} groups were typed`,
    'nothing was changed; run the command again when you have the code, or give it as a file',
  ],

  stopped: d => [`stopped at ${d.at}`, 'nothing was done; run the command again'],

  'terminal-missing': () => [
    'there is no terminal to ask in',
    'without one, carry files: "airlatch request KEY -o request.txt", then "airlatch install FILE" of the answer; or give --page, for a browser on this computer',
  ],
  'browser-missing': d => [
    d.remote
      ? 'this is an SSH session: a browser would open at its other end'
      : 'no desktop to open a browser on: neither DISPLAY nor WAYLAND_DISPLAY is set',
    'leave --page out to be guided in the terminal, or carry files: "airlatch request KEY -o request.txt", then "airlatch install FILE". For a browser elsewhere: --page --no-open, and ssh -L PORT:127.0.0.1:PORT with the port that it prints',
  ],

  'input-empty': d => [
    `${input(d)} is empty`,
    'copy the file again; the medium may have been removed too early',
  ],
  'input-too-large': d => [
    `${input(d)} is larger than ${bytes(d.most)}`,
    `this is no ${d.expected ?? 'request, license or picture of one'}: look whether it is the right file`,
  ],
  'input-not-recognised': d =>
    d.looks === 'one-of-several'
      ? [
          `no help for one message out of these files: ${unreadOnes(d)}`,
          'leave it out, or take the picture again; of several requests "issue" makes several licenses when -o names a folder that exists',
        ]
      : d.expected === undefined
        ? [
            d.looks === 'several'
              ? `none of the files has a message of ours in it: ${unreadOnes(d)}`
              : `${input(d)} is ${d.looks === 'text' ? 'text' : 'data'} without a message of ours in it`,
            'expected a file made by airlatch or airlatch-vendor, text with a line "-----BEGIN AIRLATCH ...", a link with a request, or a picture of its QR code',
          ]
        : [
            `${input(d)} is no ${d.expected}`,
            'look whether it is the right file; "ledger export" makes one of a ledger, "ledger restore" takes a backup back',
          ],
  'input-cut-off': d => [
    `${input(d)} is cut off: it ends after ${counted(d.entries, 'whole entry', 'whole entries')}, without its last line`,
    'copy the file again, or export the ledger again; nothing was imported',
  ],
  'armor-malformed': d => [
    `damaged text: ${d.problem}`,
    'copy everything from the BEGIN line to the END line, one message only, or carry the file itself',
  ],
  'base45-malformed': d => [
    `damaged QR text: ${d.problem}, at character ${d.at}`,
    'scan the code again; when text is pasted, take the armored text (BEGIN ... END) and not the text of the QR code',
  ],
  'link-malformed': d => [
    `damaged link: ${d.problem}`,
    'scan the code again, or copy the whole link; or carry the request as a file or text',
  ],
  'cbor-malformed': d => [
    `damaged message: ${d.problem}, at byte ${d.at}`,
    'the file was cut off or changed on its way: copy it again, or ask for it anew',
  ],
  'cbor-not-deterministic': d => [
    `not a message as Airlatch writes it: ${d.problem}, at byte ${d.at}`,
    'the file was changed or made by another program: ask for it anew',
  ],
  'cbor-over-limit': d => [
    `message over the limit: more than ${d.most} ${d.limit === 'depth' ? 'levels' : d.limit}`,
    'this is no message of ours: look whether it is the right file',
  ],
  'cose-malformed': d => [
    `damaged or foreign message: ${d.problem}`,
    'the file was changed on its way, or made by another program: copy it again, or ask for it anew',
  ],
  'algorithm-unsupported': d => [
    `signed with algorithm ${d.alg}, expected Ed25519 (-19)`,
    'look whether the file comes from this vendor',
  ],
  'signing-key-unknown': d => [
    `signed with the key ${quoted(d.kid)}, which is not trusted here`,
    d.message === 'checkpoint'
      ? 'it is a checkpoint of another vendor: give those that were made of this ledger'
      : 'it comes from another vendor, or the kit is older than the key: ask the vendor for the newest kit',
  ],
  'public-key-invalid': d => [
    `unsound public key: ${d.problem}`,
    'the message was damaged or forged: ask for it anew',
  ],
  'signature-invalid': () => [
    'the signature does not match: at least one bit was changed since it was signed',
    'copy the file again; when it stays so, ask for it anew. A changed message is never accepted',
  ],
  'wrong-message-type': d => [
    `expected a ${d.expected}, got a ${typeof d.got === 'number' ? `message of type ${d.got}` : d.got}`,
    WRONG_TYPE_HINTS[`${d.expected} ${d.got}`] ?? 'look whether it is the right file',
  ],
  'claims-malformed': d => [
    `malformed ${d.message}: ${list(d.problems)}`,
    'it was made by a broken or foreign program: ask for it anew',
  ],
  'license-format-newer': d => [
    `license of format version ${d.got}, this program reads up to ${d.newest}`,
    'update the program, or ask the vendor for a license of the older format',
  ],
  'picture-unsupported': d => [
    d.format === 'unknown' ? 'no picture that is known here' : `${d.format} files are not read`,
    PICTURE_HINTS[`${d.format}`] ?? 'make a PNG or JPEG of it: open it and take a screenshot',
  ],
  'picture-malformed': d => [
    `damaged picture${d.format === undefined ? '' : ` (${d.format})`}${d.problem === undefined ? '' : `: ${d.problem}`}`,
    'copy the picture again, as a binary file, or take a new one',
  ],
  'picture-too-large': d => [
    d.width === undefined
      ? `picture of more than ${bytes(d.most)}`
      : `picture of ${d.width} x ${d.height}, more than 50 megapixels`,
    'crop the picture to the QR code, or take it with a lower resolution',
  ],
  'picture-without-qr': d => [
    d.others ? 'no QR code of Airlatch in the picture, only others' : 'no QR code found in the picture',
    'take it again: the whole code and its white border in the picture, straight, sharp, without glare; or carry the file',
  ],
  'picture-timeout': d => [
    `this picture took too long to read (more than ${counted(d.seconds, 'second', 'seconds')})`,
    'crop it to the QR code and its white border, or take a new picture of the code alone; or carry the file',
  ],
  'picture-with-several-messages': d =>
    d.several
      ? [
          `${d.count} different messages in these files`,
          'give the files of one message at a time: leave those of the others out of the folder',
        ]
      : [`${d.count} different messages in one picture`, 'crop the picture to the one that is meant'],
  'frame-malformed': d => [
    `damaged code, one of several: ${d.problem}`,
    'take the picture again, straight, sharp, without glare; or carry the file',
  ],
  'frames-missing': d => [
    `${d.have} of ${d.need} codes of the message are there`,
    `${missingOnes(d)}; all of them at once, as a folder of pictures or one animated file, are taken in any order${badOnes(d)}`,
  ],
  'message-too-large-for-qr': d => [
    `${bytes(d.bytes)} are too many for ${d.codes === undefined ? 'one QR code' : `${d.codes} QR codes`} of at most ${bytes(d.limitBytes)}${d.codes === undefined ? '' : ' together'}`,
    'carry the file instead: run the command again with -o FILE (the same request gets the same license); or leave out user data and features',
  ],
  'activation-key-malformed': d => [`mistyped activation key: ${keyProblem(d)}`, keyHint(d)],
  'typed-code-malformed': d => typedProblem(d),

  'key-not-found': d => [
    `no activation key ${quoted(d.key)} in this ledger`,
    'look with "key list"; is it the key of another vendor, or another ledger (--home, --ledger)?',
  ],
  'key-proof-invalid': d => [
    `the request knows the id ${quoted(d.key)} but not the activation key${wrongProofsText(d)}`,
    'someone typed a wrong key with this id, or forged the request: make sure of the customer, and ask for a new request',
  ],
  'too-many-wrong-codes': d => [
    `the key ${quoted(d.key)} takes no request codes now: ${d.wrong} wrong ones were received in a row`,
    `ask the customer to send the request itself, as a file or a picture of its QR code: a license for it also ends this. If you know where the wrong codes came from, allow codes with "airlatch-vendor key allow-codes ${d.key}"`,
  ],
  'product-not-found': d => [
    `no product ${quoted(d.product)}; known: ${listOrNone(d.known)}`,
    'correct the id, or make the product with "product create"',
  ],
  'product-exists': d => [
    `product ${quoted(d.product)} exists already`,
    'change it with "product set", or take another id',
  ],
  'vendor-exists': d => [
    `${quoted(d.home)} has a vendor already`,
    'nothing was changed; use another folder (--home) for another vendor',
  ],
  'feature-unknown': d => [
    `the product has no feature ${quoted(d.feature)}; it has: ${listOrNone(d.known)}`,
    'correct the name, or add the feature with "product set"',
  ],
  'feature-missing': d => [
    `the feature ${quoted(d.feature)} is required`,
    `add --feature ${d.feature}=VALUE`,
  ],
  'no-seats-left': d => [
    `${d.activations === 1 ? 'the one seat is' : `all ${d.activations} seats are`} taken: ${holders(d.holders)}`,
    d.stranded === undefined
      ? 'sell the customer more: "key set KEY --activations N", or another key; one that is dead or lost: "activation release ID --reason TEXT"'
      : `the installation that asks has one of them, activation ${d.stranded}, but nothing of the hardware is the same: this may be a copy of its files. If the customer has moved to another computer, answer with "issue --move", which is counted; else sell another seat`,
  ],
  'wrong-product': d => [
    `for product ${quoted(d.got)}, expected ${quoted(d.expected)}`,
    'take the activation key, kit or license of the right product',
  ],
  'wrong-version': d => [
    `version ${quoted(d.version)} is not covered, only version ${d.covered}`,
    'run a covered version, or get a key for the new one or with a maintenance plan',
  ],
  'outside-maintenance': d => [
    `released ${d.released}, but maintenance ended ${d.until}`,
    'versions released until then go on running; renew the maintenance plan for this one',
  ],
  expired: d => [
    `ended ${d.since}${d.until === undefined ? '' : `, and its days of grace ${d.until}`}`,
    d.side === 'vendor'
      ? 'make the term of the key longer ("key set KEY --expires DATE", or --duration DAYS), or give the customer a new key'
      : 'ask the vendor for a new key or a longer term',
  ],
  'generic-not-allowed': d =>
    d.side === 'vendor'
      ? [
          'generic licenses are switched off',
          'a generic license runs on any computer; when that is wanted: settings set allow-generic-keys yes',
        ]
      : [
          'the license is generic, and this program takes licenses bound to a computer only',
          'activate this computer with an activation key, or ask the vendor for a kit that allows generic licenses',
        ],
  'not-generic': d => [
    `the key ${quoted(d.key)} is bound to computers, and a computer ID is only a name for people: the license needs the fingerprint, which the computer's request alone carries`,
    'ask the customer for the request itself, as a file, a picture of its QR code, or its text pasted from the e-mail; or use a generic key',
  ],

  'too-few-readings': d => [
    d.counted === 0
      ? 'the request has no reading that tells its computer from another one'
      : `the request has ${d.kinds} of at least ${d.least} kinds of readings of the computer`,
    'ask for a new request, made with the newest "airlatch" and as administrator; or use a generic key',
  ],
  'readings-of-several-computers': d => [
    `the request has several values of ${list(d.kinds)}, of which a computer has one`,
    '"airlatch" makes no such request: it was forged to activate several computers at once; talk to the customer',
  ],
  'some-refused': d => [
    `${d.refused} of ${d.of} ${d.noun ?? 'request'}s were refused: ${refusedOnes(d.results ?? d.first)}${answeredOnes(d.results)}`,
    d.results === undefined
      ? `the others are answered; the first of these are named here, and all of them in ${d.report === undefined ? 'a report (--report FILE)' : quoted(d.report)}`
      : 'the others are answered; run the command again for the refused ones alone to see why',
  ],

  'key-revoked': d => [
    `the activation key ${quoted(d.key)} was revoked ${d.since}`,
    'no license is issued for it any more; sell the customer another key if this is a mistake',
  ],
  'feature-count-mismatch': d => [
    `${counted(d.names, 'feature name')}, but ${counted(d.values, 'value')}`,
    'give each feature as NAME=VALUE; a flag alone may be given without a value',
  ],
  'affiliate-unknown': d => [
    `no affiliate ${quoted(d.affiliate)}; known: ${listOrNone(d.known)}`,
    'correct the name, or add it with "affiliate add"',
  ],
  'affiliate-exists': d => [`affiliate ${quoted(d.affiliate)} exists already`, 'nothing was changed'],
  'activations-below-used': d => [
    `${d.activations} activations are fewer than the ${d.used} that are in use`,
    `set ${d.used} or more, or have a computer deactivated first`,
  ],
  'floating-in-use': d => [
    `the key is active on ${d.used} computers: it cannot become ${d.floating ? 'floating' : 'node-locked'} now`,
    'have them deactivated first, or sell another key',
  ],
  'plan-activations-exceeded': d => [
    `${d.asked} activations are more than the ${d.left} that are left of the plan's ${d.plan}`,
    `make it at most ${d.left}, or raise the plan with "settings set plan-activations N"`,
  ],
  'plan-activations-used-up': d => [
    `none of the plan's ${d.plan} activations are left`,
    'revoke keys that are not used, or raise the plan with "settings set plan-activations N"',
  ],
  'vendor-dormant': () => [
    'this vendor is dormant: no keys are made or changed',
    'wake it with "settings set dormant false"',
  ],
  'engine-version-too-old': d => [
    `license format ${d.engineVersion} cannot say: ${list(d.needs)}`,
    "leave that out, or take a newer --engine-version when the customer's program reads it",
  ],
  'virtual-machine': d => [
    `runs inside of ${quoted(d.virtual)}, and the license allows no virtual machine or container`,
    'use a physical computer, or get a key that allows virtual machines (--allow-vm yes)',
  ],
  'typed-cannot-carry': d => [
    `a code cannot say ${((d.things ?? []) as readonly string[]).join(', ')}`,
    'ask for the request as a file or a QR code, as "airlatch request KEY -o request.txt" makes it: the license then goes back in the same way; or change the key so that it does without',
  ],
  'request-not-as-said': d => [
    `the request is of ${d.field} ${quoted(d.got)}, expected ${quoted(d.expected)}`,
    'make sure with the customer which computer and which key it is for; or leave --key and --computer-id out',
  ],

  'no-deactivations-left': d =>
    d.side === 'client'
      ? [
          'the vendor allows no deactivation of this license: its seat would not become free',
          'nothing was changed, the license stays valid; to move it to another computer, ask the vendor first',
        ]
      : d.move === true
        ? [
            `the seat of activation ${quoted(d.activation)} would move to this computer, and the key ${quoted(d.key)} has no move left: ${d.used} of ${d.limit} moves and receipts are used`,
            'nothing was recorded; raise the limit with "key set KEY --deactivation-limit N", or free the seat with "activation release ID --reason TEXT"',
          ]
        : [
            `the seats of the key ${quoted(d.key)} may move and be given back ${counted(d.limit, 'time', 'times')}, and did so ${counted(d.used, 'time', 'times')}`,
            'nothing was released, and the license stays dead on that computer; raise the limit with "key set KEY --deactivation-limit N", or free the seat with "activation release ID --reason TEXT"',
          ],
  'receipt-not-of-installation': d => [
    `the receipt is of another installation than the one that has the activation ${quoted(d.activation)}`,
    'the computer made a newer request since, or the receipt is forged: ask for a receipt of the installation in use, or release by hand',
  ],
  'signing-key-in-use': d => [
    `the key ${quoted(d.kid)} signs the licenses now`,
    'make the next one first with "signing-key rotate", then retire this one',
  ],
  'signing-key-not-found': d => [
    `no signing key ${quoted(d.kid)}`,
    '"signing-key list" shows the keys of this vendor',
  ],
  'too-many-revocations': d => [
    `${d.got} activations are revoked or released, and a list holds ${d.most}`,
    'licenses that ended by themselves need no entry: give keys an end, or start a new product with a new kit',
  ],
  'activation-not-found': d =>
    d.installation === undefined
      ? [
          `no activation ${quoted(d.activation)} in this ledger`,
          'look with "activation list": an activation has 16 hexadecimal digits',
        ]
      : [
          `the installation ${quoted(d.installation)} that asks has no activation in this ledger`,
          'ask for a request of the computer that has the license; when its installation is new, issue a license for this request first',
        ],
  'activation-released': d => [
    `the seat of this ${d.byCode ? `computer was released${d.byHand ? ' by hand' : ''}` : 'request was released'} ${d.since}`,
    d.byCode
      ? 'a code says nothing of when it was made. When the computer is to run again, ask the customer for a request as a file or a QR code, which is new: "airlatch request KEY -o request.txt"; it takes a free seat'
      : 'when the computer is to run again, ask the customer for a new request; it takes a free seat',
  ],
  'ledger-not-empty': d => [
    d.restoring
      ? `there is a ledger at ${quoted(d.path)} already`
      : `the ledger ${quoted(d.path)} has entries already`,
    d.restoring
      ? 'nothing was changed; --replace moves it aside, and deletes nothing'
      : 'nothing was changed; take an empty one: another --home or --ledger',
  ],
  'ledger-on-server': d => [
    `the ledger is in a database on a server: ${quoted(d.path)}`,
    d.doing === 'restore'
      ? 'bring the database back with pg_restore, or an export into an empty one with "ledger import"'
      : 'back the database up with pg_dump, or carry its entries with "ledger export"',
  ],
  'executable-unknown': d => [
    d.places === 0
      ? `${quoted(d.path)} is no executable of airlatch: it has no place for a kit`
      : `${quoted(d.path)} is no single executable of airlatch: it has ${d.places} places for a kit`,
    'give an executable of airlatch (not airlatch-vendor) of this version, for one system and processor, unchanged and uncompressed',
  ],
  'executable-has-kit': d => [
    `${quoted(d.path)} has a kit in it already`,
    'take the plain executable of airlatch, as it was before a kit was baked in; nothing was written',
  ],
  'wrong-signing-key': d => [
    `the ledger belongs to the signing key ${quoted(d.got)}, the home has ${quoted(d.expected)}`,
    'put the signing key of that vendor into the home, or take another --home; nothing was imported',
  ],
  'entry-malformed': d => [
    `entry ${d.entry}: ${d.problem}`,
    'the file was cut off or changed: export the ledger again; nothing was imported',
  ],
  'checkpoint-not-met': d => [
    `${d.problem}`,
    'entries were cut off, or an older copy was put back: stop using this ledger, and look for the newest backup',
  ],
  'csv-malformed': d => [
    `line ${d.line}: ${d.problem}`,
    'correct the file, and try again with --dry-run; nothing was imported',
  ],
  'columns-malformed': d => [
    `the column map cannot be used: ${problems(d.problems)}`,
    'correct the map; samples/import/README.md says what may stand in one',
  ],
  'import-refused': d => [
    `${d.refused} of ${counted(d.of, 'line')} cannot be imported: ${firstOnes(d.problems)}`,
    'nothing was imported; --dry-run shows every line. Correct the file, or the column map',
  ],
  'key-imported-already': d => [
    d.key === undefined
      ? `the same old key as in line ${d.line}`
      : `this old key was imported before, as ${quoted(d.key)}`,
    'a key that is imported twice would be sold twice: take the line out',
  ],

  'no-license': d => [
    `no license for ${quoted(d.product)} on this computer${searched(d.searched)}`,
    `make a request with "airlatch request KEY -o request.txt", send it to the vendor, then "airlatch install" the answer${
      list(d.searched) === ''
        ? ''
        : '; or is the share there? a folder is looked through for .license, .lic, .txt and .cbor, .kit and .revocations'
    }`,
  ],
  'wrong-vendor': d => [
    `by vendor ${quoted(d.got)}, expected ${quoted(d.expected)}`,
    'take the license that this vendor sent',
  ],
  'typed-request-missing': d => [
    `no request was made here${d.product === undefined ? '' : ` for ${quoted(d.product)}`}, and a license code is only the answer to one`,
    'make one with "airlatch request KEY --typed" and read its code to the vendor',
  ],
  'typed-license-not-for-this-request': d => [
    `typed right, but it does not answer ${asked(d.requests)}`,
    'have the vendor compare key and computer ID; his own key may be newer than the kit here: install the newest kit first; or read the code of this computer ("airlatch request KEY --typed") to him again, and type what comes back; or take the license as a file or QR code',
  ],
  'wrong-computer': d => [
    d.same === undefined
      ? 'for another computer: neither this one, nor a request that was kept here, is what the license was made for'
      : `for another computer: ${scoreText(d)}${drift(d)}`,
    'install it on the computer that made the request. If this is that computer and its parts changed, make a new request here with "airlatch request KEY": the seat moves to it, and the vendor counts the move. If it only ever asked by code, the vendor has to free the old seat first',
  ],
  'readings-missing': d => [
    `this computer could not be recognised, because too little of it could be read: ${scoreText(d)}${drift(d)}`,
    'try again first: a system that is starting or very busy may not answer in time. If that does not help, run "airlatch computer --components": it shows what could not be read, and why; running as administrator may help, or the license can be asked for again with "airlatch request KEY --every-account"',
  ],
  'kit-not-trusted': d => [
    d.sameVendor
      ? `no key that this computer trusts for product ${quoted(d.product)} of ${quoted(d.vendor)} signed the kit`
      : `this computer trusts another vendor for product ${quoted(d.product)}: ${quoted(d.vendor)}`,
    d.sameVendor
      ? 'the key that signed this kit is not in the kit here, or retired there: install the kits that came in between first, in their order'
      : d.baked
        ? 'its kit is inside of this program, and only a newer one that a key of it signed takes its place'
        : 'take the kit of that vendor, or another folder (--home) for the other one',
  ],

  'wrong-user': d => [
    d.user === undefined
      ? `for ${d.users} named users, and the system does not say who runs the program`
      : `for ${d.users} named users, and ${quoted(d.user)} on ${d.platform} is none of them`,
    'run the program as one of them ("airlatch inspect FILE" lists them), or ask the vendor to add this user',
  ],
  'feature-not-licensed': d => [
    `not licensed: ${list(d.features)}`,
    'ask the vendor for a key with this feature, then make a new request',
  ],
  'no-instances-left': d => [
    `all ${d.limit} instances are running: ${instances(d.holders)}`,
    'end the program in one of these sessions, or ask the vendor for more floating seats',
  ],
  'signing-key-retired': d => [
    `signed on ${d.issued} with the key ${quoted(d.kid)}, which the vendor retired from ${d.from}`,
    d.message === 'checkpoint'
      ? 'a thief of the key could have made it: give one that was made before, or with another key'
      : 'make a new request with "airlatch request KEY" and send it to the vendor: the computer keeps its seat',
  ],
  deactivated: d => [
    `deactivated on this computer on ${d.since}`,
    'putting the file back does not help: send the receipt ("airlatch deactivate --again" shows it) to the vendor, then make a new request with "airlatch request KEY"',
  ],
  'license-revoked': d => [
    `the vendor has revoked this license (activation ${quoted(d.activation)}), as seen here on ${d.since}`,
    'ask the vendor why; when the seat was only moved, make a new request with "airlatch request KEY"',
  ],
  'clock-not-set': d => [
    `the clock says ${d.clock}, before this product's kit was made; the latest known time is ${d.latest}`,
    'set the date and time of this computer; when it forgets them without power, the battery of its clock is empty',
  ],
  'clock-set-back': d => [
    `the clock says ${d.clock}, and ${seenBy(d.by)} ${d.latest}`,
    'set the date and time of this computer right; if they are right and the clock was once ahead, make a request with "airlatch request KEY" and ask the vendor for a clock reset',
  ],
  'clock-was-ahead': d => [
    `the clock says ${d.clock}, and ${seenBy(d.by)} ${d.latest}: it was far ahead once`,
    'if the clock is right now, make a request with "airlatch request KEY", ask the vendor for a clock reset, and "airlatch install" it; else set the clock right',
  ],
  'wrong-installation': d => [
    `made for the installation ${quoted(d.got)}, this one is ${quoted(d.expected)}`,
    'make a new request on this computer with "airlatch request KEY" and send that one to the vendor',
  ],
  'clock-reset-used': d => [
    `a clock reset of ${d.at} or a later one was taken already`,
    'a reset works once; if the clock was ahead again since, ask the vendor for a new one',
  ],
  'clock-still-wrong': d => [
    `the clock says ${d.clock}, and the vendor made this clock reset on ${d.at}`,
    'set the date and time of this computer right first, then install the reset again',
  ],
  'nothing-to-deactivate': d => [
    d.generic
      ? 'the license here is generic: it is bound to no computer and takes no seat'
      : d.why === undefined
        ? `no license of product ${quoted(d.product)} is installed on this computer`
        : `the license here was ${d.why} already on ${d.since}`,
    d.generic
      ? 'nothing was changed; to stop using it, remove its file'
      : d.why === 'deactivated'
        ? 'nothing was changed; "airlatch deactivate --again" shows its receipt'
        : 'nothing was changed; a license that runs from a share is installed first: "airlatch install FILE", then deactivate',
  ],
  'not-deactivated': d => [
    `nothing of product ${quoted(d.product)} was deactivated on this computer`,
    '"airlatch deactivate" without --again deactivates the installed license',
  ],
  'older-than-kept': d => [
    `${d.message} number ${d.got} is older than number ${d.kept}, which this computer has`,
    'nothing was changed; ask the vendor for the newest one',
  ],
  'kit-rolled-back': d => [
    `the kit here is number ${d.got}, and this computer has had number ${d.seen}`,
    'an older kit was put back: give the newest one of the vendor with --kit FILE',
  ],
  'kit-not-built-in': d => [
    `no kit is built into this program, so it trusts the person who supplied its first kit, of ${quoted(d.vendor)}`,
    'ask the vendor for a build with the kit inside; the vendor makes one with "airlatch-vendor bake", or with bakedKit in the program',
  ],
  'license-from-copy': d => [
    `the share does not answer; the copy of its license of ${d.since} counts until ${d.until}`,
    `see whether the share is there: ${list(d.searched)}`,
  ],
  'copy-too-old': d => [
    `the share does not answer, and the copy of its license is of ${d.since}: it counted until ${d.until}`,
    `connect this computer with the share again: ${list(d.searched)}`,
  ],
  'share-unavailable': d => [
    `${quoted(d.path)} does not answer within ${d.seconds} s`,
    'see whether the share is connected ("mount", or "net use"), or install a license on this computer',
  ],
  'in-grace': d => [
    `ended ${d.since}; runs on in its days of grace until ${d.until}`,
    'ask the vendor for a new license before then',
  ],

  'output-exists': d => [
    `${quoted(d.path)} exists already${afterMaking(d)}`,
    keysMade(d) ?? 'nothing was written; choose another name or move that file away',
  ],
  'working-folder-missing': d => [
    `the folder in which this command runs no longer exists, so ${quoted(d.path)} leads nowhere`,
    'change to another folder and run the command again, or give the whole path',
  ],
  // Node puts U+FFFD in the place of bytes that are not UTF-8, and no file is found by that name
  'file-not-found': d =>
    `${d.path}`.includes('\ufffd')
      ? [
          `no file ${quoted(d.path)}: its name has characters of an older encoding, such as Latin-1`,
          'rename the file with plain letters and digits, then run the command again',
        ]
      : [`no file ${quoted(d.path)}`, 'look at the spelling, and whether the medium is mounted'],
  'cannot-read': d => [
    `cannot read ${quoted(d.path)} (${d.system})`,
    SYSTEM_HINTS[`${d.system}`] ?? 'is it a file, and may you read it?',
  ],
  'cannot-write': d => [
    `cannot write ${quoted(d.path)}${d.system === undefined ? '' : ` (${d.system})`}${afterMaking(d)}`,
    keysMade(d) ??
      (d.answered
        ? 'the command itself is done: what it did stands in the lists ("key list", "status", ...)'
        : undefined) ??
      `${SYSTEM_HINTS[`${d.system}`] ?? 'may you write there, is the medium full or write-protected?'}; choose another folder with -o, --home or AIRLATCH_HOME`,
  ],
  'passphrase-wrong': () => [
    'wrong passphrase for the signing key',
    'type it again; there is no way around it',
  ],
  'signing-key-missing': d => [
    `no signing key at ${quoted(d.path)}`,
    'bring it back from the backup; without it no license of this vendor can be signed',
  ],
  'signing-key-damaged': d => [
    `the signing key ${d.path === undefined ? '' : `at ${quoted(d.path)} `}is damaged or is not this vendor's`,
    'bring the file back from the backup',
  ],
  'signer-failed': d => [
    d.signer === 'agent'
      ? `the SSH agent did not sign: ${d.problem}`
      : `the signer program did not sign: ${quoted(d.problem)}`,
    d.signer === 'agent'
      ? 'start the agent, add the key with "ssh-add", and see that SSH_AUTH_SOCK leads to it; "ssh-add -l" lists its keys'
      : 'run the program by hand with the word public-key, and correct what it reports; "signing-key list" shows where each key is kept',
  ],
  'signing-key-too-costly': d => [
    `the signing key at ${quoted(d.path)} has the work factor 2^${d.got}; files up to 2^${d.most} are read`,
    'bring the file back from the backup, or decrypt it with the tool age and encrypt it again with "age -p -a"',
  ],
  'vendor-missing': d => [
    `no vendor in ${quoted(d.path)}`,
    'make one with "airlatch-vendor init --vendor NAME", or point --home to the folder that has it',
  ],
  'ledger-missing': d => [
    `there is a signing key, but no ledger at ${quoted(d.path)}`,
    'bring the ledger back from the backup: it knows every key and activation, and a new one would know none',
  ],
  'ledger-newer': d => [
    `the ledger is of version ${d.got}, this program knows up to ${d.newest}`,
    'update airlatch-vendor; nothing was changed',
  ],
  'ledger-foreign': d => [
    `${quoted(d.path)} is no ledger`,
    'point --ledger or --home to the right file; nothing was changed',
  ],
  'ledger-busy': () => [
    'another process keeps the ledger busy',
    'wait until it is done, then run the command again',
  ],
  'ledger-damaged': d => [
    `the ledger is damaged${d.problem === undefined ? '' : `: ${d.problem}`}`,
    'stop using it, keep a copy, and bring the newest backup back',
  ],
  'ledger-unavailable': d => [
    `the ledger cannot be used${d.problem === undefined ? '' : `: ${d.problem}`}`,
    d.unsettled
      ? 'run the command again when the server is back, after a look whether its change is there'
      : 'is the disk full, read-only or gone, or the server away? nothing was recorded',
  ],
  'ledger-read-only': d => [
    `the ledger${d.path === undefined ? '' : ` ${quoted(d.path)}`} can only be read here${d.older ? ', and is of an older version, which has to be brought up to date first' : ''}`,
    'nothing was recorded; run the command where the ledger can be written, with an account that may write it',
  ],
  'clock-behind-ledger': d => [
    `the clock of this computer shows ${d.clock}, and the newest entry of the ledger is from ${d.newest}`,
    'nothing was recorded; set the date and time of this computer. If they are right and a wrong clock wrote that entry, run "airlatch-vendor ledger accept-clock --reason TEXT"',
  ],
  'clock-beyond-limit': d => [
    `the clock of this computer shows ${d.clock}, which is not between 1970 and the end of 9999`,
    'nothing was recorded; set the date and time of this computer',
  ],
  'installation-not-readable': d => [
    `the installation key at ${quoted(d.path)} can be read by another account only`,
    'run the command as that account, or as an administrator',
  ],
  'state-damaged': d => [
    `the record of this installation at ${quoted(d.path)} is missing, damaged or not its own`,
    'make a new request with "airlatch request KEY", send it to the vendor, and install what comes back: the computer keeps its seat',
  ],
  'installation-damaged': d => [
    `the installation key at ${quoted(d.path)} is damaged`,
    'move the file away and make a new request; the computer keeps its seat',
  ],
  'kit-damaged': d => [
    `the kit kept at ${quoted(d.path)} is damaged`,
    "give the vendor's kit again with --kit FILE; it takes the place of the damaged one",
  ],
  'baked-kit-damaged': () => [
    'the kit inside of this program is damaged',
    'the program was cut off or changed: copy it again from where it came',
  ],
  'computer-unreadable': d => [
    d.several === undefined
      ? `only ${d.kinds} of at least ${d.least} kinds of readings could be read on this computer${notRead(d.missing)}`
      : `several values of ${list(d.several)} were read on this computer, and a computer has only one`,
    d.container === undefined
      ? 'run "airlatch computer --components" to see which and why; running it once as administrator may help'
      : `a container (${d.container}) has no hardware of its own, and running as root does not help. Ask the vendor for a generic license and mount it where the search path of the kit looks; or mount the host's /etc/machine-id, read-only, for a license for that host`,
  ],
  'instances-unavailable': d => [
    `the instances on this computer cannot be counted${d.problem === undefined ? '' : `: ${d.problem}`}`,
    `can every user write in ${quoted(d.path)}? an administrator may remove it while the program does not run`,
  ],
  interrupted: d => [
    `stopped after ${d.done} of ${d.of} requests, all of them answered; the next one is ${quoted(d.next)}`,
    `run the same command again${d.report === undefined ? '' : ', with another file for --report'}: what has been answered is recognised, and takes no second seat`,
  ],
  'page-missing': d => [
    `a file of the pages is not in this installation: ${quoted(d.path)} (${d.system})`,
    'install airlatch again; in a checkout, "npm run pages" makes it. "activate" without --page does not need it',
  ],
  'not-activated': d => [
    d.minutes === undefined
      ? 'stopped before a license was there'
      : `nobody used the page for ${counted(d.minutes, 'minute')}`,
    d.path === undefined
      ? 'the request stays valid: when the answer is there, "airlatch install FILE". The same command again makes another request, which takes no second seat'
      : `the request in ${quoted(d.path)} stays valid: when the answer is there, "airlatch install FILE". To be guided again, leave -o out or name another file: that makes another request, which takes no second seat`,
  ],
  'command-not-started': d => [
    `cannot start ${quoted(d.command)} (${d.system})`,
    'is the name right, and may you run it? give its whole path behind --',
  ],
  'cannot-listen': d => [
    `cannot listen at ${quoted(d.host)}, port ${d.port} (${d.system})`,
    'does another program have this port, and does this computer have that address? ports below 1024 may need an administrator: choose others with --host and --port',
  ],
  'product-ambiguous': d => [
    `several products on this computer: ${list(d.products)}`,
    'say which one with --kit FILE',
  ],

  bug: d => [
    `unexpected error${d.problem === undefined ? '' : `: ${d.problem}`}`,
    'this is a fault of ours: please report it with the command and the output of --version',
  ],
}

const CHECKPOINT_HINT =
  'a checkpoint is for the vendor: "airlatch-vendor ledger audit --checkpoint FILE" holds the ledger against it'

const WRONG_TYPE_HINTS: Readonly<Record<string, string>> = {
  'license request': 'a request goes to the vendor: carry it there, and install the license that comes back',
  'request license':
    'a license goes to the customer: "airlatch install" it on the computer that made the request',
  'license kit': 'a kit is given with --kit FILE, not installed as a license',
  'request kit': 'a kit goes to the client: "airlatch --kit FILE request KEY"',
  'kit license': 'a license is installed with "airlatch install FILE"; the kit is another file of the vendor',
  'license checkpoint': CHECKPOINT_HINT,
  'request checkpoint': CHECKPOINT_HINT,
  'kit request': 'the kit is the file that the vendor made with "airlatch-vendor kit PRODUCT"',
}

const PHONE_HINT =
  'set the camera to "most compatible" (JPEG) and take the picture again, or take a screenshot of it (PNG)'

const PICTURE_HINTS: Readonly<Record<string, string>> = {
  HEIC: PHONE_HINT,
  AVIF: PHONE_HINT,
  'JPEG XL': PHONE_HINT,
  PDF: 'open it, zoom in on the QR code and take a screenshot (PNG); or ask for the file itself',
  SVG: 'open it in a browser and take a screenshot (PNG); or ask for the file itself',
}

/** How many numbers or files are named before it is only said how many more there are. */
const MOST_NAMED = 12

function missingOnes({ missing }: ErrorDetails): string {
  const numbers = (missing ?? []) as readonly number[]
  const named = numbers.slice(0, MOST_NAMED).join(', ')
  const more = numbers.length > MOST_NAMED ? ` and ${numbers.length - MOST_NAMED} more` : ''
  return `photograph the others: on a printed sheet these are ${named}${more}; where codes change by themselves, any others`
}

function badOnes(d: ErrorDetails): string {
  return ((d.unread ?? []) as readonly unknown[]).length > 0 ? `; nothing was found in ${unreadOnes(d)}` : ''
}

function unreadOnes({ unread }: ErrorDetails): string {
  const files = (unread ?? []) as readonly { name: string; code: string }[]
  const named = files.slice(0, MOST_NAMED).map(({ name, code }) => `${quoted(name)} (${code})`)
  const more = files.length > MOST_NAMED ? ` and ${files.length - MOST_NAMED} more` : ''
  return `${named.join(', ')}${more}`
}

function refusedOnes(value: unknown): string {
  const all = (value ?? []) as readonly { input: string; error?: { code: string } }[]
  return all
    .flatMap(({ input, error }) => (error === undefined ? [] : [`${quoted(input)} ${error.code}`]))
    .join(', ')
}

function answeredOnes(value: unknown): string {
  const all = (value ?? []) as readonly { input: string; output?: string }[]
  const answered = all.flatMap(({ input, output }) =>
    output === undefined ? [] : [`${quoted(input)} -> ${quoted(output)}`],
  )
  return answered.length === 0 ? '' : `; answered: ${answered.join(', ')}`
}

function keyProblem(d: ErrorDetails): string {
  if (d.problem === 'length') return `expected ${d.expected} letters and digits, got ${d.got}`
  const group = `group ${d.group}${d.text === undefined ? '' : ` ${quoted(d.text)}`}`
  if (d.problem === 'character') return `${quoted(d.character)} in ${group} is no letter or digit of a key`
  return `${group} has a wrong or swapped character`
}

function keyHint(d: ErrorDetails): string {
  if (d.problem === 'length')
    return 'a key is six groups of five, such as "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"'
  if (d.problem === 'character') return 'keys have no letter U; O and 0, I, L and 1 are read as the same'
  return 'compare that group with the key that you got'
}

/** Of a typed code: which line and which group, as it is said to whom types it. */
function typedProblem(d: ErrorDetails): readonly [message: string, hint: string] {
  const code = d.code === 'request' ? 'request code' : 'license code'
  const line = d.line === undefined ? `the ${code}` : `line ${d.line}`
  const groups = (d.groups ?? []) as readonly number[]
  const compare = `compare ${groups.length === 1 ? 'that group' : 'them'} with what was said or written; if ${groups.length === 1 ? 'it is' : 'they are'} right, the whole line`
  switch (d.problem) {
    case 'length':
      if (d.got === 0) return [`${line} is missing`, `ask for it, and type all of the ${code}`]
      return groups.length === 0
        ? [
            `${line} has ${counted(d.got, 'character')}, expected ${d.expected}`,
            'each group has five characters: look for one that was left out, or typed twice',
          ]
        : [
            `${line}: ${groupsIn(groups, 'and')} ${groups.length === 1 ? 'is' : 'are'} not five characters long`,
            'each group has five characters: look for one that was left out, or typed twice',
          ]
    case 'character':
      return [
        `${line}, ${groupsIn(groups, 'and')}: ${quoted(d.character)} is no character of a code`,
        'codes have digits and letters, and no letter U; O and 0, I, L and 1 are read as the same',
      ]
    case 'part':
      return [
        `${d.got === 1 ? 'one group' : `${d.got} groups`} of a ${code}, and no whole line`,
        'type the whole line of six groups (the last line has two), or all lines',
      ]
    case 'other-line':
      return [
        `this is line ${d.found}, expected ${line}`,
        'each line says its own number: type the lines in their order',
      ]
    case 'activation-key':
      return [
        `this is an activation key, expected a ${code}`,
        'a key stays with the customer; "airlatch request KEY --typed" on that computer says the request code',
      ]
    case 'request-code':
      return [
        'this is a request code, expected a license code',
        'the vendor makes the license code from it, with "airlatch-vendor issue --typed"',
      ]
    case 'license-code':
      return [
        'this is a license code, expected a request code',
        'the customer types it into "airlatch install" on the computer that asked',
      ]
    case 'version':
      return [
        `this ${code} was made by a newer Airlatch`,
        'update this program, or carry the file or the QR code instead',
      ]
    case 'content':
      return [
        `every character fits, but this is no ${code}`,
        'make sure that all of it is of the same code, and ask for it anew',
      ]
    case 'too-long':
      return [
        `a text of ${counted(d.got, 'character')} is no ${code}`,
        'give the code alone, without the text around it',
      ]
  }
  if (groups.length === 0)
    return [
      `${line} is mistyped in more than one place`,
      'compare the whole line with what was said or written, group by group',
    ]
  // the check is sure of one wrong character or two swapped ones; more of them look like one elsewhere
  return [`${line}: ${groupsIn(groups, 'or')} looks mistyped`, compare]
}

/** `group 3`, `group 3 or 4`, `group 2, 3 or 4`; `groups 2 and 5`. */
function groupsIn(groups: readonly number[], word: 'and' | 'or'): string {
  const last = groups.at(-1)
  const before = groups.slice(0, -1).join(', ')
  if (before === '') return `group ${last}`
  return `${word === 'and' ? 'groups' : 'group'} ${before} ${word} ${last}`
}

function holders(value: unknown): string {
  const all = (value ?? []) as readonly { computer: string; since: string }[]
  const shownOnes = all.slice(0, 5).map(({ computer, since }) => `${quoted(computer)} since ${since}`)
  return all.length > 5 ? `${shownOnes.join(', ')} and ${all.length - 5} more` : shownOnes.join(', ')
}

function searched(value: unknown): string {
  const paths = (value ?? []) as readonly string[]
  return paths.length === 0 ? '' : `, nor at ${paths.map(quoted).join(', ')}`
}

function instances(value: unknown): string {
  const all = (value ?? []) as readonly { user: string; session: string }[]
  const shownOnes = all.slice(0, 5).map(({ user, session }) => `${quoted(user)} in session ${session}`)
  return all.length > 5 ? `${shownOnes.join(', ')} and ${all.length - 5} more` : shownOnes.join(', ')
}

/** What was done before its file could not be written: keys that were made, a license that was deactivated. */
function afterMaking({ made, deactivated }: ErrorDetails): string {
  if (deactivated) return ', but the license is deactivated'
  if (!Array.isArray(made)) return ''
  return `, but the ${made.length === 1 ? 'activation key is' : `${made.length} activation keys are`} made`
}

function keysMade({ made, deactivated }: ErrorDetails): string | undefined {
  if (deactivated) return 'its receipt is not lost: "airlatch deactivate --again -o FILE" writes it'
  if (!Array.isArray(made)) return undefined
  return 'do not make them again: "key list" finds them, and "key show KEY" with the id shows each one whole'
}

/** Which readings are not the same any more, and which cannot be seen. */
function drift(d: ErrorDetails): string {
  const all = (d.readings ?? []) as readonly ReadingDetail[]
  const of = (outcome: string) =>
    all.filter(one => one.counts && one.outcome === outcome).map(({ kind }) => kind)
  const parts = [
    ['changed', of('changed')],
    ['changed in part', of('partly')],
    ['read before, not readable now', noLongerRead(all)],
  ] as const
  const copy = d.fault === 'copy' ? ', but this is a copy of that virtual machine' : ''
  const texts = parts.flatMap(([word, kinds]) =>
    kinds.length === 0 ? [] : [`; ${word}: ${kinds.join(', ')}`],
  )
  return `${copy}${texts.join('')}`
}

function noLongerRead(all: readonly ReadingDetail[]): readonly string[] {
  return all.filter(({ counts, outcome }) => counts && outcome === 'missing').map(withReason)
}

interface MissingDetail {
  readonly kind: string
  readonly why?: string
}

type ReadingDetail = MissingDetail & { readonly outcome: string; readonly counts: boolean }

/** `; not readable: disk-serial (reading failed or took too long)`; empty without any. */
function notRead(missing: unknown): string {
  const all = (missing ?? []) as readonly MissingDetail[]
  return all.length === 0 ? '' : `; not readable: ${all.map(withReason).join(', ')}`
}

function withReason({ kind, why }: MissingDetail): string {
  const reason = why === undefined ? undefined : NOT_READ_BECAUSE[why]
  return reason === undefined ? kind : `${kind} (${reason})`
}

/** By the reasons of computer.ts. */
const NOT_READ_BECAUSE: Readonly<Record<string, string>> = {
  'needs-root': 'only an administrator can read it',
  'could-not': 'reading failed or took too long',
  'of-image': 'it is that of the container image',
  'not-usable': 'the manufacturer left a placeholder',
  'not-present': 'not found',
}

/** `1.5 of 3 readings the same, more than half needed`. */
function scoreText(d: ErrorDetails): string {
  const required = d.required as { readonly k: number; readonly n: number } | undefined
  const needed = required === undefined ? 'more than half' : `${required.k} of ${required.n}`
  return `${Math.round(Number(d.same) * 100) / 100} of ${d.counted} readings the same, ${needed} needed`
}

function input(d: ErrorDetails): string {
  return d.path === undefined ? 'the input' : quoted(d.path)
}

function counted(count: unknown, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`
}

/** `; this key has had 3 wrong codes and 1 wrong request`. */
function wrongProofsText({ wrongCodes = 0, wrongRequests = 0 }: ErrorDetails): string {
  const codes = wrongCodes === 0 ? [] : [counted(wrongCodes, 'wrong code')]
  const requests = wrongRequests === 0 ? [] : [counted(wrongRequests, 'wrong request')]
  const had = [...codes, ...requests]
  return had.length === 0 ? '' : `; this key has had ${had.join(' and ')}`
}

function problems(values: unknown): string {
  return Array.isArray(values) ? values.slice(0, 5).join('; ') : ''
}

function firstOnes(value: unknown): string {
  const all = (value ?? []) as readonly {
    line: number
    column?: string
    code: ErrorCode
    details: ErrorDetails
  }[]
  return problems(
    all.map(({ line, column, code, details }) => {
      const where = column === undefined ? '' : `, column ${quoted(column)}`
      return `line ${line}${where}: ${explain(code, details).message}`
    }),
  )
}

/** Of a text that is refused for its size the number, and for one character that character alone. */
function gotText({ got, limit, character, at }: ErrorDetails): string {
  if (character !== undefined) return `, got ${character} as character ${at}`
  if (got === undefined) return ''
  return `, got ${limit === 'bytes' || limit === 'characters' ? `${got} ${limit}` : shown(got)}`
}

function quoted(value: unknown): string {
  return `"${value}"`
}

function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : `${value}`
}

function list(values: unknown): string {
  // whoever explains an error must not make another one
  return Array.isArray(values) ? values.join(', ') : ''
}

/** The requests that a license code could have answered. */
function asked(requests: unknown): string {
  const all = Array.isArray(requests) ? (requests as readonly ErrorDetails[]) : []
  const names = all.map(one => `of key ${quoted(one.key)} and computer ${quoted(one.computer)}`)
  return `${names.length > 1 ? 'the requests' : 'the last request'} of this computer, ${names.join(', or ')}`
}

function listOrNone(values: unknown): string {
  return list(values) || 'none'
}

function bytes(value: unknown): string {
  return `${String(value).replace(/\B(?=(\d{3})+$)/g, ',')} bytes`
}

/** The sentence and the hint of an error. Outside values stand in them as they came: escape before a terminal. */
export function explain(code: ErrorCode, details: ErrorDetails = {}): Explanation {
  const [message, hint] = SENTENCES[code](details)
  return { message, hint }
}

const SEEN_BY: Readonly<Record<string, string>> = {
  record: 'this program has run here at',
  files: 'files of this system are of',
  license: 'the license was made at',
  kit: 'the kit was made at',
}

function seenBy(by: unknown): string {
  return SEEN_BY[`${by}`] ?? 'the latest known time is'
}
