/** Owns what the vendor's tool says of its HTTP interface and the keys to it. */
import { counted } from '../explain/format.ts'

export const API = {
  couldNot: 'the desk cannot answer at the moment',
  couldNotHint: 'try again in a moment. If it happens every time, tell the vendor',
  bug: 'the desk failed to answer',
  bugHint: 'the vendor finds the reason in the log of the server',
  /** By the code: what callers of this interface do about it. */
  hints: {
    'content-type-wrong': 'send the body as JSON, with this content type',
    'path-not-found': 'the description of all operations is at /openapi.json',
    'body-not-received': 'send the request again',
    'server-stopping': 'try again in a moment',
    'input-too-large': 'send less at a time',
    usage: 'nothing was changed. The members of each operation are in /openapi.json',
    'input-not-recognised': 'send the whole message as it came, as text or as the base64 of its bytes',
    'wrong-message-type': 'nothing was changed. Check that it is the message that this operation takes',
    'typed-code-malformed':
      'send the request code as the customer reads it out. Codes never contain the letter U; O is read as 0, and I and L as 1',
    'no-seats-left':
      'raise "activations" of the key, or free a seat with POST /v1/activations/{id}/release. If the customer moved to another computer, send the request with "move": true, which is counted',
    'no-deactivations-left':
      'raise "deactivationLimit" of the key, or free the seat with POST /v1/activations/{id}/release',
    'nothing-to-renew':
      'the first license of a computer answers its request: POST /v1/activations. PATCH /v1/keys/{key} changes the terms of a key that nobody uses yet',
    'workload-not-allowed':
      'ask for a request of the computer itself. Or set "allowWorkloads" of the key: everyone who uses the same name then runs the program, as often as they like',
    // these have recorded what they say
    'bundle-too-large':
      'the licenses are recorded. POST /v1/activations/{id}/licenses gives them computer by computer',
    'some-refused': 'the others are answered. "details" says which were refused, and why',
    expired: 'extend the term of the key with PATCH /v1/keys/{key}, or give the customer a new key',
    'generic-not-allowed':
      'a generic license runs on any computer. PATCH /v1/settings/allow-generic-keys allows them',
    'virtual-machine': 'ask for a request of a physical computer, or set "allowVm" of the key',
    'activation-released':
      'a code does not contain the time when it was made. Ask the customer for a new request as a file or a picture: it takes a free seat',
    'request-not-as-said':
      'ask the customer which computer and which key it is for, or leave "key" and "computerId" out',
    'feature-missing': 'say a value for it in "feature"',
    'template-of-other-product': 'leave "product" out, or use a template for that product or for any',
    'vendor-dormant': 'PATCH /v1/settings/dormant ends that',
    'import-refused': 'nothing was imported. With "dryRun" the answer has every line',
    'picture-unsupported': 'take the picture again, as JPEG or PNG',
    'key-suspended': 'POST /v1/keys/{key}/reinstate lifts the suspension',
    'key-archived': 'POST /v1/keys/{key}/reinstate brings the key back',
    'product-archived': 'POST /v1/products/{id}/reinstate brings the product back',
  },
  /** By what is wrong with a call: the members that it needs, in place of options. */
  usage: {
    'nothing-to-change': 'nothing to change: no member says anything',
    'product-missing': 'expected "product", as neither "template" nor a saved default names one',
    'request-missing': 'expected "request", or "key" and "computerId" together',
    'key-and-computer': 'expected "key" and "computerId" together, or "request" beside one of them',
    'request-or-activation-missing': 'expected "request" or "activation"',
    'request-and-activation': 'expected either "request" or "activation", and not both',
    'request-twice': 'expected one request, in "request"',
    'move-with-code': '"move" needs a request, because a code does not contain the installation',
    'typed-for-one':
      '"typed" is for one computer, and the key has several. POST /v1/activations/{id}/licenses renews one of them',
  },
  /** By the status, where the usual hint names a command. */
  usualHints: {
    400: 'nothing was changed. Correct the request, and send it again',
    404: 'check the id or the name that you sent',
    409: 'nothing was changed. Check the current state first',
    422: 'nothing was changed. "details" shows what is not valid',
  },
  /** What a code of this kind means; the problem itself has the details. */
  kinds: {
    refused: 'the request was understood, and is refused: "detail" gives the reason, "hint" the next step',
    usage: 'this operation does not accept the request: "detail" describes the problem',
    'could-not':
      'the server cannot do this at the moment. Send the same request again later, with the same Idempotency-Key',
    bug: 'this is an error in the server. The reason is in its log',
  },
  stopping: 'the server is stopping',
  plainHttp: 'plain HTTP: anyone who can listen in on this network sees API keys and activation keys',
  log: {
    withoutDescription:
      '/openapi.json is missing: run "npm run openapi" to make it. All operations work without it',
  },

  key: {
    none: 'no API keys',
    shownOnce: 'the secret is shown only once, and is not stored. Save it where your program can read it',
    never: 'never',
    devices: (most: number) => counted(most, 'device'),
    anyDevices: 'any',
    perMinute: (calls: number) => `${calls} calls a minute`,
    revoked: (name: string) => `revoked: calls with the API key "${name}" are refused from now on`,
    reset: (name: string, devices: number) =>
      devices === 0
        ? `no devices were recorded for the API key "${name}"`
        : `cleared: ${counted(devices, 'device')} of the API key "${name}"`,
  },
}
