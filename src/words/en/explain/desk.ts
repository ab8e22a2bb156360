/** Owns the English phrases for what is wrong with a list of keys, and why a signer did not sign. Only the vendor's staff read them. */
import type { ErrorDetails } from '../../../core/errors.ts'
import type { ColumnProblem, CsvProblem, SignerProblem } from '../../../core/problems.ts'
import { quoted } from '../../values.ts'

export function csvProblem(d: CsvProblem): string {
  switch (d.problem) {
    case 'utf-16':
      return 'the file is UTF-16, expected UTF-8: save it as "CSV UTF-8"'
    case 'not-utf-8':
      return 'this is not UTF-8: save the file as "CSV UTF-8"'
    case 'no-lines':
      return 'there are no lines after the headings'
    case 'quote-not-closed':
      return 'a quote is never closed'
    case 'quote-within-cell':
      return 'there is a quote within a cell that does not begin with one'
    case 'text-after-quote':
      return 'there is text after the quote that ends a cell'
    case 'carriage-return':
      return 'there is a carriage return without a line feed'
    case 'cells':
      return `expected ${d.expected} cells, got ${d.got}`
    case 'too-many-lines':
      return `there are more than ${d.most} lines of keys: split the file`
  }
}

export function columnProblem(d: ColumnProblem): string {
  switch (d.problem) {
    case 'not-json':
      return 'expected JSON in UTF-8'
    case 'not-an-object':
      return 'expected an object with the fields of a key'
    case 'separator':
      return 'separator: expected ",", ";" or "\\t"'
    case 'product-missing':
      return 'product: expected {"column": ...} or {"value": ...}'
    case 'old-key-missing':
      return 'old key: expected {"column": ...}, so that the key is found by it'
    case 'source':
      return `${d.entry}: expected an object`
    case 'words':
      return `${d.entry}: expected an object as "words"`
    case 'column-or-value':
      return `${d.entry}: expected either "column" or "value"`
    case 'value':
      return `${d.entry}: expected a text, a number, true or false as "value"`
    case 'format':
      return `${d.entry}: expected a format such as "MM/DD/YYYY"`
    case 'cell-separator':
      return `${d.entry}: expected a separator such as ","`
    case 'unknown-field':
      return `${quoted(d.entry)} is not a field of a key; the fields are: ${d.known.join(', ')}`
    case 'unknown-part':
      return `${d.entry}: ${quoted(d.part)} is unknown; known are: ${d.known.join(', ')}`
    case 'text':
      return `${d.entry}: expected a text as ${quoted(d.part)}${d.word === undefined ? '' : ` of ${quoted(d.word)}`}`
    case 'no-column':
      return `${d.entry}: the list has no column ${quoted(d.column)}; its columns are: ${d.known.join(', ')}`
    case 'two-columns':
      return `${d.entry}: the list has two columns ${quoted(d.column)}`
  }
}

export function signerProblem(d: SignerProblem): string {
  switch (d.problem) {
    case 'no-agent':
      return 'SSH_AUTH_SOCK is not set, so no agent is running'
    case 'closed':
      return 'it ended the connection'
    case 'length':
      return 'its answer has a wrong length'
    case 'ends-early':
      return 'its answer ends early'
    case 'algorithm':
      return 'it signed with another algorithm'
    case 'key-refused':
      return 'it does not have the key, or it refused to sign'
    case 'refused':
      return 'it refused'
    case 'other-signature':
      return 'its signature is not by this key'
    case 'no-answer':
      return `it did not answer within ${d.seconds} seconds`
    case 'not-reached':
      return `it cannot be reached (${d.system})`
    case 'not-started':
      return `it cannot be started (${d.system})`
    case 'printed':
      return `it printed something other than ${d.digits} hexadecimal digits`
    case 'failed':
      return d.said === '' ? `it ended with ${d.exit}` : quoted(d.said)
  }
}

/** A server whose certificate is not trusted, and what to do. */
export function untrusted(
  d: ErrorDetails<'ledger-server-untrusted'>,
): readonly [message: string, hint: string] {
  const certificate = `the certificate of the server ${quoted(d.path)}`
  switch (d.problem) {
    case 'untrusted':
      return [
        `${certificate} is signed by nobody that is trusted here`,
        'ask the administrator of the server for its certificate, or for that of the authority that signed it, as a PEM file. Then add sslrootcert=FILE to the URL. With sslmode=no-verify, any server is believed',
      ]
    case 'other-name':
      return [
        `${certificate} is for another name${d.names === undefined ? '' : `: ${d.names}`}`,
        'use the name in the certificate as the host of the URL. With sslrootcert=FILE and sslmode=verify-ca in the URL, it matters only who signed it',
      ]
    case 'expired':
      return [
        `${certificate} has expired`,
        'check the date of this computer. If it is right, the administrator of the server has to renew the certificate',
      ]
    case 'not-yet-valid':
      return [
        `${certificate} is not valid yet`,
        'check the date of this computer. If it is right, the administrator of the server has to replace the certificate',
      ]
    case 'root-unreadable':
      return [
        `sslrootcert leads to ${quoted(d.file)}, which cannot be used (${d.system})`,
        'correct the path after sslrootcert= in the URL. The file has one or more certificates in PEM, each with a line BEGIN CERTIFICATE',
      ]
  }
}
