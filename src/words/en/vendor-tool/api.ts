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
