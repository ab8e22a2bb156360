/** Owns making the backup of a whole desk: its ledger, on whichever engine, and its signing keys, in one encrypted file. */

import { join } from 'node:path'
import { AirlatchError } from '../../core/errors.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { assertNew } from '../../disk/files.ts'
import { readOwn } from '../../disk/read.ts'
import type { Passphrase } from '../custody/age.ts'
import { outsideFiles } from '../custody/outside-key.ts'
import { readKeyFile, requirePassphrase, signingKeyFiles } from '../custody/signing-key.ts'
import { exportLedger } from '../ledger/export.ts'
import type { ExportEnd } from '../ledger/export-lines.ts'
import type { Ledger, Tell } from '../ledger/ledger.ts'
import { DeskFile, type DeskHead, deskBytes, type KeyFile } from './desk-file.ts'

const MOST_NOTE_BYTES = 16_384

export interface DeskBackup extends ExportEnd {
  /** The names of the files of signing keys in it. */
  readonly keyFiles: readonly string[]
}

/**
 * Writes a new file, whole or not at all, while others work with the ledger; it is read again before it gets its name.
 * `progress` is told of entries, each twice. Errors: output-exists, cannot-write, signing-key-missing,
 * signing-key-damaged, passphrase-missing, those of exportLedger.
 */
export async function backupDesk(
  ledger: Ledger,
  { home, path, passphrase: from, now }: { home: string; path: string; passphrase: Passphrase; now: number },
  progress?: Tell,
): Promise<DeskBackup> {
  assertNew(path)
  const passphrase = typeof from === 'string' ? from : await from()
  requirePassphrase(passphrase)
  const vendor = await ledger.vendor()
  if (vendor === undefined) throw new AirlatchError('vendor-missing', { path: home })
  const { name, publicKey } = vendor
  const head: DeskHead = { vendor: name, publicKey, madeAt: formatInstant(now), keys: keysOf(home) }
  const tell: Tell = (done, of) => progress?.(done, 2 * of)
  const end = await exportLedger(ledger, path, now, tell, {
    wrap: lines => deskBytes(head, lines, passphrase),
    async check(file) {
      const desk = await DeskFile.open(file, passphrase)
      await desk.check((done, of) => progress?.(of + done, 2 * of))
    },
  })
  return { ...end, keyFiles: head.keys.map(({ file }) => file) }
}

function keysOf(home: string): readonly KeyFile[] {
  const files = signingKeyFiles(home).map(file => ({ file, text: readKeyFile(home, file) }))
  const notes = outsideFiles(home).map(file => ({ file, text: noteIn(join(home, file)) }))
  return [...files, ...notes]
}

function noteIn(path: string): string {
  const bytes = readOwn(path, MOST_NOTE_BYTES)
  if (bytes === undefined) throw new AirlatchError('signing-key-missing', { path })
  return new TextDecoder().decode(bytes)
}
