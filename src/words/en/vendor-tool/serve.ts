/** Owns what the vendor's tool says when it serves the page; the words of the page itself are in ../serve.ts. */
export const SERVE = {
  plainHttp: 'plain HTTP: anyone who can listen in on this network sees requests and licenses',
  stop: (pid: number) => `Ctrl-C, or kill ${pid}: what was begun is finished; a second time: at once`,
  log: {
    withoutScripts: 'without scripts: "npm run pages" builds them; the pages work without',
    warning: (text: string) => `warning: ${text}`,
    tooSlow: 'too slow: the ledger did not answer in time',
  },
}
