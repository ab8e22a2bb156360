/**
 * Owns the sentence and the hint of every error code: what happened, and what to do now.
 * House style: lower case, outside values quoted, no full stop, "expected X, got Y".
 * The type of SENTENCES makes a code without a sentence or a hint a compile error.
 */
import type { ErrorCode, ErrorDetails } from './errors.ts'

/** A sentence for a person: what happened (`message`) and what to do about it (`hint`). */
export interface Explanation {
  readonly message: string
  readonly hint: string
}

type Sentence = (d: ErrorDetails) => readonly [message: string, hint: string]

const SENTENCES: Record<ErrorCode, Sentence> = {
  usage: d => [`${d.problem}`, `run "${d.command ?? 'airlatch'} --help" for the flags and an example`],
  'invalid-value': d => [
    `${d.field}: expected ${d.expected}${d.got === undefined ? '' : `, got ${shown(d.got)}`}`,
    'correct the value and run the command again; nothing was changed',
  ],
  'passphrase-missing': d =>
    d.stopped
      ? ['stopped at the passphrase', 'nothing was done; run the command again']
      : [
          'the signing key is protected by a passphrase, and none was given',
          'run the command in a terminal to be asked, set AIRLATCH_PASSPHRASE, or give --passphrase-file FILE',
        ],
  'kit-missing': d => [
    `no kit ${d.product === undefined ? '' : `of product ${quoted(d.product)} `}in ${quoted(d.home)}`,
    'give the kit that the vendor sent with --kit FILE; it is kept after the first request',
  ],
  'terminal-too-narrow': d => [
    `the QR code needs ${d.needed} columns, this terminal has ${d.columns}`,
    'widen the window or make the letters smaller, or write a picture with --qr FILE.png',
  ],
  'confirmation-needed': d =>
    d.erases
      ? [
          d.asked ? 'not erased: the answer was not yes' : `${d.problem}`,
          d.asked ? 'nothing was done' : 'nothing was erased; answer yes in a terminal, or say --yes',
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

  'input-empty': d => [
    `${input(d)} is empty`,
    'copy the file again; the medium may have been removed too early',
  ],
  'input-too-large': d => [
    `${input(d)} is larger than ${bytes(d.most)}`,
    `this is no ${d.expected ?? 'request, license or picture of one'}: look whether it is the right file`,
  ],
  'input-not-recognised': d =>
    d.expected === undefined
      ? [
          `${input(d)} is ${d.looks === 'text' ? 'text' : 'data'} without a message of ours in it`,
          'expected a file made by airlatch or airlatch-vendor, text with a line "-----BEGIN AIRLATCH ...", or a picture of its QR code',
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
    `signed with algorithm ${d.alg}, expected Ed25519 (-8)`,
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
    d.gaveUp
      ? 'too much in the picture looks like a code: crop it to the QR code and its white border; or carry the file'
      : 'take it again: the whole code and its white border in the picture, straight, sharp, without glare; or carry the file',
  ],
  'picture-with-several-messages': d => [
    `${d.count} different messages in one picture`,
    'crop the picture to the one that is meant',
  ],
  'message-too-large-for-qr': d => [
    `${bytes(d.bytes)} are too many for one QR code of at most ${bytes(d.limitBytes)}`,
    'carry the file instead: run the command again with -o FILE (the same request gets the same license); or leave out user data and features',
  ],
  'activation-key-malformed': d => [`mistyped activation key: ${keyProblem(d)}`, keyHint(d)],

  'key-not-found': d => [
    `no activation key ${quoted(d.key)} in this ledger`,
    'look with "key list"; is it the key of another vendor, or another ledger (--home, --ledger)?',
  ],
  'key-proof-invalid': d => [
    `the request knows the id ${quoted(d.key)} but not the activation key`,
    'someone typed a wrong key with this id, or forged the request: make sure of the customer, and ask for a new request',
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
    `all ${d.activations} seats are taken: ${holders(d.holders)}`,
    'sell the customer more: "key set KEY --activations N", or another key; one that is dead or lost: "activation release ID --reason TEXT"',
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
    'ask the vendor for a new key or a longer term',
  ],
  'generic-not-allowed': d =>
    d.side === 'vendor'
      ? [
          'generic licenses are switched off',
          'a generic license runs on any computer; when that is wanted: settings set allow-generic-keys true',
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
    `the request has ${d.kinds} of at least ${d.least} kinds of readings of the computer`,
    'ask for a new request, made with the newest "airlatch" and as administrator; or use a generic key',
  ],
  'readings-of-several-computers': d => [
    `the request has several values of ${list(d.kinds)}, of which a computer has one`,
    'no program of ours makes such a request: it was forged to activate several computers at once; talk to the customer',
  ],
  'some-refused': d => [
    `${d.refused} of ${d.of} requests were refused: ${refusedOnes(d.results ?? d.first)}${answeredOnes(d.results)}`,
    d.results === undefined
      ? 'the others are answered; the first refused ones are named here, and all of them in a report (--report FILE)'
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
  'request-not-as-said': d => [
    `the request is of ${d.field} ${quoted(d.got)}, expected ${quoted(d.expected)}`,
    'make sure with the customer which computer and which key it is for; or leave --key and --computer-id out',
  ],

  'activation-not-found': d => [
    `no activation ${quoted(d.activation)} in this ledger`,
    'look with "activation list": an activation has 16 hexadecimal digits',
  ],
  'activation-released': d => [
    `the seat of this request was released ${d.since}`,
    'when the computer is to run again, ask the customer for a new request; it takes a free seat',
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
        : '; or is the share there? a folder is looked through for .license, .lic, .txt and .cbor'
    }`,
  ],
  'wrong-vendor': d => [
    `by vendor ${quoted(d.got)}, expected ${quoted(d.expected)}`,
    'take the license that this vendor sent',
  ],
  'wrong-computer': d => [
    `for another computer: ${d.same} of ${d.bound} readings the same, ${d.changed} changed, ${d.missing} not readable; ${d.required} must match`,
    'install it on the computer that made the request; after a change of hardware make a new request here',
  ],
  'kit-not-trusted': d => [
    `this computer trusts another vendor for product ${quoted(d.product)}: ${quoted(d.vendor)}`,
    'take the kit of that vendor, or another folder (--home) for the other one',
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
  'in-grace': d => [
    `ended ${d.since}; runs on in its days of grace until ${d.until}`,
    'ask the vendor for a new license before then',
  ],

  'output-exists': d => [
    `${quoted(d.path)} exists already${afterMaking(d)}`,
    keysMade(d) ?? 'nothing was written; choose another name or move that file away',
  ],
  'file-not-found': d => [
    `no file ${quoted(d.path)}`,
    'look at the spelling, and whether the medium is mounted',
  ],
  'cannot-read': d => [`cannot read ${quoted(d.path)} (${d.system})`, 'is it a file, and may you read it?'],
  'cannot-write': d => [
    `cannot write ${quoted(d.path)} (${d.system})${afterMaking(d)}`,
    keysMade(d) ??
      (d.answered
        ? 'the command itself is done: what it did stands in the lists ("key list", "status", ...)'
        : undefined) ??
      'may you write there, is the medium full or write-protected? choose another folder with -o, --home or AIRLATCH_HOME',
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
  'installation-damaged': d => [
    `the installation key at ${quoted(d.path)} is damaged`,
    'move the file away and make a new request; the computer keeps its seat',
  ],
  'kit-damaged': d => [
    `the kit kept at ${quoted(d.path)} is damaged`,
    "give the vendor's kit again with --kit FILE; it takes the place of the damaged one",
  ],
  'computer-unreadable': d => [
    `only ${d.kinds} of at least ${d.least} kinds of readings could be read on this computer`,
    'run "airlatch computer --components" to see which and why; running it once as administrator may help',
  ],
  'instances-unavailable': d => [
    `the instances on this computer cannot be counted${d.problem === undefined ? '' : `: ${d.problem}`}`,
    `can every user write in ${quoted(d.path)}? an administrator may remove it while the program does not run`,
  ],
  interrupted: d => [
    `stopped after ${d.done} of ${d.of} requests; the next one is ${quoted(d.next)}`,
    'run the same command again: what has been answered is recognised, and takes no second seat',
  ],
  'command-not-started': d => [
    `cannot start ${quoted(d.command)} (${d.system})`,
    'is the name right, and may you run it? give its whole path behind --',
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

/** Keys that were made before their file could not be written. */
function afterMaking({ made }: ErrorDetails): string {
  if (!Array.isArray(made)) return ''
  return `, but the ${made.length === 1 ? 'activation key is' : `${made.length} activation keys are`} made`
}

function keysMade({ made }: ErrorDetails): string | undefined {
  if (!Array.isArray(made)) return undefined
  return 'do not make them again: "key list" finds them, and "key show KEY" with the id shows each one whole'
}

function input(d: ErrorDetails): string {
  return d.path === undefined ? 'the input' : quoted(d.path)
}

function counted(count: unknown, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`
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
