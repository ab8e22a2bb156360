/** Owns what the vendor's tool says of its HTTP interface and the keys to it. */
export const API = {
  couldNot: 'the desk cannot answer now',
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
    409: 'nothing was changed. Look at the present state first',
    422: 'nothing was changed. "details" says what does not fit',
  },
  /** What a code of this kind means; the problem itself has the details. */
  kinds: {
    refused: 'the request was understood, and the answer is no: "detail" says why, and "hint" what to do',
    usage: 'the request is not one that this operation takes: "detail" says what is wrong with it',
    'could-not':
      'the server could not do it now. Send the same request again later, with the same Idempotency-Key',
    bug: 'this is a fault of the server. Its log has the reason',
  },
  stopping: 'the server is stopping',
  plainHttp: 'plain HTTP: anyone who can listen in on this network sees API keys and activation keys',
  log: {
    withoutDescription: 'without /openapi.json: "npm run openapi" writes it; all operations work without',
  },

  key: {
    none: 'no API keys',
    shownOnce: 'it is shown only now, and kept nowhere. Store it where your program finds it',
    never: 'never',
    devices: (most: number) => (most === 1 ? '1 device' : `${most} devices`),
    anyDevices: 'any',
    perMinute: (calls: number) => `${calls} calls a minute`,
    revoked: (name: string) => `revoked: no call with the API key "${name}" is answered from now on`,
    wasRevoked: (name: string) => `the API key "${name}" was revoked before`,
    reset: (name: string, devices: number) =>
      devices === 0
        ? `no devices were recorded for the API key "${name}"`
        : `forgot ${devices} ${devices === 1 ? 'device' : 'devices'} of the API key "${name}"`,
  },
}
