/**
 * Owns the file that the browser is started with. What a program is started with, every account of the computer can see,
 * and the link of the console works for whoever comes first. So the browser is given a file that only its owner can read,
 * and finds the link in it. It lies in the account's own folder, in plain sight: browsers that run shut in (snap, flatpak)
 * read no hidden folder and no other one.
 */
import { randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { discard, writeNew } from '../../../src/disk/files.ts'
import { html } from '../../../src/web/html.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'

export interface LinkFile {
  /** `file:///…` */
  readonly address: string
  /** Once the link was used, or is of no use any more. */
  remove(): void
}

/** Errors: cannot-write. */
export function linkFile(link: string, folder = homedir()): LinkFile {
  const path = join(folder, `airlatch-console-${randomBytes(6).toString('hex')}.html`)
  const { opening } = vendorWords().console
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${link}"><title>${opening}</title></head>
<body><p><a href="${link}">${opening}</a></p></body></html>
`
  writeNew(path, String(document), true)
  return { address: pathToFileURL(path).href, remove: () => discard(path) }
}
