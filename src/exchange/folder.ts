/** Owns the files of a folder that a person names instead of a file: those that lie in it and that no system left there. */

import { isLeftBySystem } from '../carrier/intake/system-files.ts'
import { AirlatchError } from '../core/errors.ts'
import { fileNamesIn, isFolder } from '../disk/look.ts'

/** More are not looked at: it is another folder that was meant. */
const MOST_FILES = 1000

/** Their names; undefined when `path` is no folder. Errors: cannot-read, invalid-value (more than 1,000 files). */
export function filesIn(path: string): readonly string[] | undefined {
  if (!isFolder(path)) return undefined
  const names = fileNamesIn(path)
    .filter(name => !isLeftBySystem(name))
    .toSorted()
  if (names.length <= MOST_FILES) return names
  const expected = { is: 'folder', most: MOST_FILES } as const
  throw new AirlatchError('invalid-value', { field: path, expected, got: `${names.length}` })
}
