/** Owns the sentences about files, folders and the state that the client keeps. */

import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { unreadKinds } from './format.ts'
import { becauseOf } from './problems.ts'

/** What to do about a fault, by the system's word for it (errno.h). */
const SYSTEM_HINTS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission there. Ask the owner, or run the command as an account that has it',
  EPERM: 'the system does not allow this account to do that. Ask the owner, or use another account',
  ELOOP: 'symbolic links form a circle there. Name the file that they should lead to',
  ENOENT: 'the folder does not exist. Create it first',
  ENAMETOOLONG: 'no path can be that long. If you pasted a text, save it in a file and name that file',
  ENOTDIR: 'part of the path is a file, not a folder. Check the spelling',
  EISDIR: 'this is a folder. Name a file in it',
  EINVAL: 'a path cannot have such characters. Check the spelling',
  EMFILE: 'too many files are open. Close other programs and try again',
  ENFILE: 'too many files are open. Close other programs and try again',
  ENOSPC: 'the disk is full. Free some space on it',
  EDQUOT: 'this account has used up its disk quota. Free some space',
  EROFS: 'the disk is write-protected',
  'not a file': 'it is a pipe, a socket or a device. Name a file, or use - to read standard input',
}

export const FILES = {
  'output-exists': d => [
    `${quoted(d.path)} already exists${afterWork(d)}`,
    afterWorkHint(d) ?? 'nothing was written. Choose another name, or move that file away',
  ],
  'working-folder-missing': d => [
    `the folder in which this command runs no longer exists, so ${quoted(d.path)} leads nowhere`,
    'change to another folder and run the command again, or write the whole path',
  ],
  // Node puts U+FFFD in the place of bytes that are not UTF-8, and no file is found by that name
  'file-not-found': d =>
    d.path.includes('\ufffd')
      ? [
          `file ${quoted(d.path)} was not found: its name has characters of an older encoding, such as Latin-1`,
          'rename the file with plain letters and digits, then run the command again',
        ]
      : [
          `file ${quoted(d.path)} was not found`,
          'check the spelling, and whether the USB stick or network drive is connected',
        ],
  'cannot-read': d => [
    `cannot read ${quoted(d.path)}${ofSystem(d)}`,
    SYSTEM_HINTS[`${d.system}`] ?? 'check that it is a file and that you may read it',
  ],
  'cannot-write': d => [
    `cannot write ${d.answered ? 'standard output' : quoted(d.path)}${ofSystem(d)}${afterWork(d)}`,
    afterWorkHint(d) ??
      (d.answered
        ? 'the command itself is done. Its result is recorded: see "key list", "status" and the like'
        : `${SYSTEM_HINTS[`${d.system}`] ?? 'check that you may write there, and that the disk is neither full nor write-protected'}; choose another folder with -o, --home or AIRLATCH_HOME`),
  ],
  'installation-damaged': d => [
    `the installation key at ${quoted(d.path)} is damaged`,
    'move the file away and create a new request. The computer keeps its seat',
  ],
  'installation-not-readable': d => [
    `the installation key at ${quoted(d.path)} can be read by another account only`,
    'run the command as that account, or as an administrator',
  ],
  'state-damaged': d => [
    `the record of this installation at ${quoted(d.path)} is missing, damaged or from another installation`,
    'create a new request with "airlatch request KEY", send it to the vendor, and install the answer. The computer keeps its seat',
  ],
  'kit-damaged': d => [
    `the stored kit at ${quoted(d.path)} is damaged`,
    "pass the vendor's kit again with --kit FILE. It replaces the damaged one",
  ],
  'baked-kit-damaged': () => [
    'the kit inside this program is damaged',
    'the program file was cut off or changed. Copy it again from where you received it',
  ],
  'computer-unreadable': d => {
    const hint =
      'run "airlatch computer --components" to see which and why. Running it once as administrator may help'
    if ('several' in d)
      return [
        `this computer reports several values for ${d.several.join(', ')}, but a computer has only one`,
        hint,
      ]
    return [
      `only ${d.kinds} of at least ${d.least} kinds of readings could be read on this computer${unreadKinds(d.missing)}`,
      d.container === undefined
        ? hint
        : `a container (${d.container}) has no hardware of its own, and running as root does not help. Give it a name of your own ("airlatch request KEY --workload NAME"), if the vendor allows that. Or ask the vendor for a generic license, and name its file in AIRLATCH_LICENSE, or mount it where the search path of the kit looks. Or mount the host's /etc/machine-id, read-only, for a license for that host`,
    ]
  },
  'instances-unavailable': d => [
    `the running instances on this computer cannot be counted${becauseOf(d)}`,
    d.path === undefined
      ? 'try again. If it happens again, restart the computer, or ask its administrator'
      : `check that every user can write to ${quoted(d.path)}. An administrator may delete it while the program is not running`,
  ],
} satisfies SomeSentences

/** ` (EACCES)`; empty where it is not known. */
function ofSystem({ system }: { readonly system?: string | undefined }): string {
  return system === undefined ? '' : ` (${system})`
}

interface AfterWork {
  readonly made?: readonly string[] | undefined
  readonly deactivated?: boolean | undefined
}

/** What was done before its file could not be written: keys were created, a license was deactivated. */
export function afterWork({ made, deactivated }: AfterWork): string {
  if (deactivated) return ', but the license is deactivated'
  if (made === undefined) return ''
  return made.length === 1
    ? ', but the activation key was created'
    : `, but the ${made.length} activation keys were created`
}

export function afterWorkHint({ made, deactivated }: AfterWork): string | undefined {
  if (deactivated) return 'the receipt is not lost: write it with "airlatch deactivate --again -o FILE"'
  if (made === undefined) return undefined
  return 'do not create them again: "key list" finds them, and "key show KEY" with the id shows each whole key'
}
