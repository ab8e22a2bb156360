/** Owns the English sentences about the HTTP interface: its API keys, and what callers get wrong. */
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { counted } from './format.ts'

export const API = {
  'api-key-not-found': d => [
    `there is no API key ${quoted(d.apiKey)}`,
    '"airlatch-vendor api-key list" shows the names and ids of all API keys',
  ],
  'api-key-exists': d => [
    `there is already an API key ${quoted(d.apiKey)}`,
    'choose another name, or revoke that one first with "airlatch-vendor api-key revoke"',
  ],
  'api-key-refused': d => [
    d.missing ? 'the API key is missing' : 'the API key is not valid',
    'send the whole API key in the header "Authorization: Bearer KEY". If it is lost or revoked, ask the vendor for a new one',
  ],
  'api-key-expired': d => [`the API key was valid until ${d.until}`, 'ask the vendor for a new API key'],
  'scope-missing': d => [
    `the API key does not have the scope ${quoted(d.scope)}`,
    'ask the vendor for an API key with this scope',
  ],
  'too-many-devices': d => [
    `the API key is already in use from ${counted(d.most, 'device')}, which is its limit`,
    'ask the vendor to clear the list of devices with "airlatch-vendor api-key reset"',
  ],
  'json-malformed': d => [JSON_PROBLEMS[d.problem](d.most), 'send one JSON object, in UTF-8'],
  'idempotency-key-reused': () => [
    'another request was sent with this Idempotency-Key',
    'use a new Idempotency-Key for each new request, and the old one only to send the same request again',
  ],
  'idempotency-in-progress': d => [
    'the request with this Idempotency-Key is still being answered',
    `wait ${counted(d.seconds, 'second')}, and send the same request again`,
  ],
  'outcome-unknown': d =>
    d.state === 'begun'
      ? [
          'a request with this Idempotency-Key was started, and it is not known whether it was completed',
          'check whether it took effect. If it did not, send it again with a new Idempotency-Key',
        ]
      : [
          'the request with this Idempotency-Key was completed, and its answer is not stored',
          'look up the result. Do not send it again with a new Idempotency-Key',
        ],
} satisfies SomeSentences

const JSON_PROBLEMS = {
  syntax: () => 'the body is not JSON',
  'not-utf-8': () => 'the body is not UTF-8',
  'not-an-object': () => 'the body is not a JSON object',
  'too-deep': (most = 0) => `the JSON is nested more than ${most} levels deep`,
}
