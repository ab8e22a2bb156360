/** Owns what the commands say that erase personal data: what stays, and what became of the bytes. */
import { fieldOf, NOTES } from '../src/core/terms/fields.ts'
import type { ErasedBytes } from '../src/vendor/door.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'

const NOTED = NOTES.filter(name => !fieldOf(name).note?.personal).map(name => fieldOf(name).column)

/** What is said of a key and is no personal data, or cannot be erased. */
export const ERASURE_STAYS = vendorWords().key.erasePersonal.stays(NOTED)

export function erasureWarnings(bytes: ErasedBytes): readonly string[] {
  switch (bytes) {
    case 'gone':
      return []
    case 'left':
      return [vendorWords().key.erasePersonal.left]
    case 'on-server':
      return [vendorWords().key.erasePersonal.onServer]
  }
}
