/** Owns what the vendor's tool says when it serves the page; the words of the page itself are in ../serve.ts. */
export const SERVE = {
  plainHttp: 'plain HTTP: anyone who can listen in on this network sees requests and licenses',
  stop: (pid: number) =>
    `Ctrl-C, or kill ${pid}: work in progress is finished first. A second time stops at once`,
  log: {
    withoutScripts: 'without scripts: "npm run pages" builds them; the pages work without',
    warning: (text: string) => `warning: ${text}`,
    proxyIsSilent:
      'warning: the proxy does not name the visitor in X-Forwarded-For, so all visitors share the limits of one. Set that header in the proxy',
    signsNow: (kid: string) => `signing key ${kid} signs from now on: the keys were changed`,
    cannotUnlock: (kid: string, why: string) =>
      `signing key ${kid} cannot be unlocked (${why}), and nothing is signed. Copy its file to the home folder of this server, with the same passphrase as at the start, or start serve again`,
    tooSlow: 'too slow: the ledger did not answer in time',
  },
}
