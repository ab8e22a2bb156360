/** Owns the sentences about messages that were received: text, links, CBOR, signatures, the wrong kind of message. */

import type { MessageName } from '../../../core/cose/labels.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { counted } from './format.ts'
import { ARMOR, BASE45, CBOR, CBOR_ORDER, COSE, claim, LINK, PUBLIC_KEY } from './problems.ts'

const ASK_AGAIN = 'copy the file again. If that does not help, ask for a new one'

export const MESSAGES = {
  'input-cut-off': d => [
    `${input(d)} is incomplete: it ends after ${counted(d.entries, 'whole entry', 'whole entries')}, without its last line`,
    'nothing was imported. Copy the file again, or export the ledger again',
  ],
  'armor-malformed': d => [
    `the text is damaged: ${ARMOR[d.problem]}`,
    d.problem === 'changed'
      ? 'ask for it again as a file. E-mail and chat programs change texts'
      : 'copy everything from the BEGIN line to the END line. Or use the file itself',
  ],
  'base45-malformed': d => [
    `the QR text is damaged: ${BASE45[d.problem]}, at character ${d.at}`,
    'scan the code again. To paste text, use the text from BEGIN to END, not the content of the QR code',
  ],
  'link-malformed': d => [
    `the link is damaged: ${LINK[d.problem]}`,
    'scan the code again, or copy the whole link. Or send the request as a file or as text',
  ],
  'cbor-malformed': d => [`the message is damaged: ${CBOR[d.problem]}, at byte ${d.at}`, ASK_AGAIN],
  'cbor-not-deterministic': d => [
    `the message is not encoded as Airlatch encodes it: ${CBOR_ORDER[d.problem]}, at byte ${d.at}`,
    'the file was changed or made by another program. Ask for a new one',
  ],
  'cbor-over-limit': d => [
    `the message exceeds a limit: more than ${d.most} ${d.limit === 'depth' ? 'levels' : d.limit}`,
    'this is not an Airlatch message. Check that it is the right file',
  ],
  'cose-malformed': d => [
    `the message is damaged, or it is not from Airlatch: ${COSE[d.problem]}`,
    'copy the file again. If that does not help, ask for a new one',
  ],
  'algorithm-unsupported': d => [
    `the message is signed with algorithm ${d.alg}, expected Ed25519 (-19)`,
    'check that the file comes from this vendor',
  ],
  'signing-key-unknown': d => [
    `the message is signed with the key ${quoted(d.kid)}, which is not trusted here`,
    d.message === 'checkpoint'
      ? 'this checkpoint is from another vendor. Use the checkpoints that were made of this ledger'
      : 'it is from another vendor, or your kit is older than the key. Ask the vendor for the newest kit',
  ],
  'public-key-invalid': d => [
    `the public key in the message is invalid: ${PUBLIC_KEY[d.problem]}`,
    'the message is damaged or forged. Ask for a new one',
  ],
  'signature-invalid': () => [
    'the signature does not match: the message was changed after it was signed',
    `${ASK_AGAIN}. A changed message is never accepted`,
  ],
  'wrong-message-type': d => [
    `expected ${NAMES[d.expected]}, got ${typeof d.got === 'number' ? `a message of type ${d.got}` : NAMES[d.got]}`,
    (WRONG_TYPE_HINTS[`${d.expected} ${d.got}`] ?? 'check that it is the right file').replace('FILE', () =>
      fileOf(d),
    ),
  ],
  'claims-malformed': d => [
    `${NAMES[d.message]} with invalid contents: ${d.problems.map(claim).join(', ')}`,
    'it was made by a faulty program, or not by Airlatch. Ask for a new one',
  ],
  'license-format-newer': d => [
    `the license has format version ${d.got}, but this program reads up to version ${d.newest}`,
    'update the program, or ask the vendor for a license in the older format',
  ],
} satisfies SomeSentences

/** A kind of message with its article. */
const NAMES: Readonly<Record<MessageName | 'message', string>> = {
  request: 'a request',
  license: 'a license',
  kit: 'a kit',
  receipt: 'a deactivation receipt',
  revocations: 'a list of revocations',
  'clock-reset': 'a clock reset',
  checkpoint: 'a checkpoint',
  state: 'a record of the program',
  bundle: 'a bundle of licenses',
  'lease-request': 'a lease request',
  lease: 'a lease',
  'lease-answer': 'an answer of a site server',
  'usage-report': 'a usage report',
  message: 'a message from Airlatch',
}

const CHECKPOINT_HINT =
  'a checkpoint is for the vendor: "airlatch-vendor ledger audit --checkpoint FILE" compares the ledger with it'

const WRONG_TYPE_HINTS: Readonly<Record<string, string>> = {
  'lease-request request':
    'it asks the vendor for a license: send it there. A seat is asked for with "airlatch lease borrow"',
  'lease-request lease-answer':
    'it is an answer already: "airlatch install FILE" takes it, on the computer that made the request',
  'license lease-request':
    'it asks a site server for a seat: its administrator answers it with "airlatch-site lend FILE -o answer.txt"',
  'request lease-request':
    'it asks a site server for a seat: the administrator of the site answers it with "airlatch-site lend FILE"',
  'receipt lease-request':
    'it gives a seat back to a site server: the administrator of the site takes it with "airlatch-site lend FILE"',
  'license usage-report': 'a report goes to the vendor: "airlatch-vendor inspect FILE" reads it there',
  'request usage-report': 'a usage report is read with "airlatch-vendor inspect FILE"',
  'license request': 'a request goes to the vendor. Send it there, and install the license that you get back',
  'request license':
    'a license goes to the customer. Run "airlatch install" on the computer that made the request',
  'license receipt':
    'a receipt goes to the vendor. "airlatch-vendor release FILE", or the page of the vendor, frees the seat with it',
  'license state': 'it stays on the computer that it was made on, and is installed nowhere',
  'license kit': 'install the kit by itself: "airlatch install FILE"',
  'request kit': 'a kit goes to the client: "airlatch --kit FILE request KEY"',
  'kit license':
    'a license is installed with "airlatch install FILE". The kit is another file from the vendor',
  'request receipt':
    'a receipt frees the seat of a computer that was deactivated: "airlatch-vendor release FILE"',
  'receipt request': 'a request is answered with a license: "airlatch-vendor issue FILE"',
  'receipt license':
    'a license goes to the customer. The receipt is what "airlatch deactivate" writes on their computer',
  'request revocations':
    'a list of revocations goes to the customer. Run "airlatch install" on their computers',
  'checkpoint request': 'a request is answered with a license: "airlatch-vendor issue FILE"',
  'request bundle': 'a bundle goes to the customer. Run "airlatch install" on each of their computers',
  'license checkpoint': CHECKPOINT_HINT,
  'request checkpoint': CHECKPOINT_HINT,
  'kit request': 'the kit is the file that the vendor creates with "airlatch-vendor kit PRODUCT"',
}

/** As it can be typed again; a file inside of a package has to be saved first. */
function fileOf({ path }: { readonly path?: string | undefined }): string {
  return path !== undefined && /^[\w./\\:-]+$/.test(path) ? path : 'FILE'
}

function input({ path }: { readonly path?: string | undefined }): string {
  return path === undefined ? 'the input' : quoted(path)
}
