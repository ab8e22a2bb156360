/**
 * Owns reading files in two ways behind one interface: at once, for a disk of this computer, and by threads, for a
 * share that may never answer. Gives the faults of the system as they are; place-reader.ts knows what they mean for a
 * place.
 */
import * as fs from 'node:fs'

/** The part of a file system that is needed, at once or later. */
export interface Disk {
  stat(path: string): Later<fs.Stats>
  /** Returns the entries in the folder's own order. They are read only as far as the caller iterates. */
  entries(folder: string): Later<Iterable<fs.Dirent> | AsyncIterable<fs.Dirent>>
  /** Opens a file. Does not wait for a process at the other end of a FIFO. */
  open(path: string): Later<OpenFile>
}
type Later<T> = T | Promise<T>

export interface OpenFile {
  stat(): Later<fs.Stats>
  /** Bytes that were read; 0 at the end. */
  read(into: Uint8Array, at: number): Later<number>
  close(): Later<void>
}

const READ = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

/** At once: for a disk of this computer, many times as fast. */
export const AT_ONCE: Disk = {
  stat: path => fs.statSync(path),
  entries: folder => fs.readdirSync(folder, { withFileTypes: true }),
  open(path) {
    const file = fs.openSync(path, READ)
    return {
      stat: () => fs.fstatSync(file),
      read: (into, at) => fs.readSync(file, into, at, into.length - at, null),
      close: () => fs.closeSync(file),
    }
  },
}

/** By threads, so that it can be given up. */
export const BY_THREADS: Disk = {
  stat: path => fs.promises.stat(path),
  entries: folder => fs.promises.opendir(folder, { bufferSize: 256 }),
  async open(path) {
    const file = await fs.promises.open(path, READ)
    return {
      stat: () => file.stat(),
      read: async (into, at) => (await file.read(into, at, into.length - at, null)).bytesRead,
      close: () => file.close(),
    }
  },
}
