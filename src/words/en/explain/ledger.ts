/** Owns the sentences about the ledger and the vendor's signing keys. Only the vendor's staff read them. */

import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { signerProblem, untrusted } from './desk.ts'

export const LEDGER = {
  'passphrase-missing': d => [
    {
      key: 'the signing key is protected by a passphrase, and none was given',
      backup: 'the backup is protected by a passphrase, and none was given',
      new: 'the new passphrase of the signing key was not given',
    }[d.of ?? 'key'],
    d.of === 'new'
      ? 'run the command in a terminal to be asked, set AIRLATCH_NEW_PASSPHRASE, or use --new-passphrase-file FILE'
      : 'run the command in a terminal to be asked, set AIRLATCH_PASSPHRASE, or use --passphrase-file FILE',
  ],
  'passphrase-wrong': d => [
    `the passphrase of the ${d.of ?? 'signing key'}${d.path === undefined ? '' : ` at ${quoted(d.path)}`} is wrong`,
    'type it again, or correct the file that has it. There is no way around it',
  ],
  'signing-key-missing': d => [
    `there is no signing key at ${quoted(d.path)}`,
    'restore it from the backup. Without it, no license of this vendor can be signed',
  ],
  'signing-key-damaged': d => [
    `the signing key ${d.path === undefined ? '' : `at ${quoted(d.path)} `}is damaged, or it is not this vendor's`,
    'restore the file from the backup',
  ],
  'signer-failed': d => [
    `the ${d.signer === 'agent' ? 'SSH agent' : 'signer program'} did not sign: ${signerProblem(d)}`,
    d.signer === 'agent'
      ? 'start the agent, add the key with "ssh-add", and check that SSH_AUTH_SOCK leads to it. "ssh-add -l" lists its keys'
      : 'run the program by hand with the word public-key, and correct what it reports. "signing-key list" shows where each key is kept',
  ],
  'signing-key-too-costly': d => [
    `the signing key at ${quoted(d.path)} has the work factor 2^${d.got}, but only files up to 2^${d.most} are read`,
    'restore the file from the backup, or decrypt it with the tool age and encrypt it again with "age -p -a"',
  ],
  'signing-key-in-use': d => [
    `the key ${quoted(d.kid)} signs the licenses now`,
    'create the next one first with "signing-key rotate", then retire this one',
  ],
  'signing-key-not-found': d => [
    `there is no signing key ${quoted(d.kid)}`,
    'run "signing-key list" to see the keys of this vendor',
  ],
  'wrong-signing-key': d => [
    `the ledger belongs to the signing key ${quoted(d.got)}, but the home folder has ${d.expected === undefined ? 'none' : quoted(d.expected)}`,
    'nothing was imported. Put the signing key of that vendor into the home folder, or use another --home',
  ],
  'vendor-exists': d => [
    `${quoted(d.home)} already has a vendor`,
    'nothing was changed. Use another folder (--home) for another vendor',
  ],
  'vendor-missing': d => [
    `there is no vendor${d.path === undefined ? '' : ` in ${quoted(d.path)}`}`,
    'create one with "airlatch-vendor init --vendor NAME", or point --home to the folder that has it',
  ],
  'vendor-dormant': () => [
    'this vendor is dormant, so keys cannot be created or changed',
    'to end that, run "settings set dormant false"',
  ],
  'ledger-missing': d => [
    `there is a signing key, but no ledger at ${quoted(d.path)}`,
    'restore the ledger from the backup. It has every key and activation; a new one would have none',
  ],
  'ledger-newer': d => [
    `the ledger has version ${d.got}, but this program reads up to version ${d.newest}`,
    'nothing was changed. Update airlatch-vendor',
  ],
  'ledger-foreign': d => [
    `${quoted(d.path)} is not a ledger`,
    'nothing was changed. Point --ledger or --home to the right file',
  ],
  'ledger-busy': () => [
    'another process keeps the ledger busy',
    'wait until it is done, then run the command again',
  ],
  'ledger-damaged': d => [
    d.lost === undefined
      ? `the ledger is damaged${d.problem === undefined ? '' : `: ${d.problem}`}`
      : `the server has lost entry ${d.lost} of the ledger, which it had recorded`,
    d.lost === undefined
      ? 'stop using it, keep a copy, and restore the newest backup'
      : 'nothing more was recorded. A standby that did not have it has taken over, or a backup was restored. Run "ledger audit --checkpoint FILE", record again what is missing, and restart this program',
  ],
  'ledger-unavailable': d => [
    `the ledger cannot be used${d.problem === undefined ? '' : `: ${d.problem}`}`,
    d.unsettled
      ? 'when the server is back, check whether the change was recorded, then run the command again'
      : 'nothing was recorded. Check that the disk is not full, read-only or removed, and that the server is running',
  ],
  'ledger-read-only': d => [
    `the ledger${d.path === undefined ? '' : ` ${quoted(d.path)}`} is read-only here${d.older ? ', and it has an older version that must be updated first' : ''}`,
    'nothing was recorded. Run the command where the ledger can be written, with an account that may write it',
  ],
  'ledger-server-untrusted': d => untrusted(d),
  'ledger-not-empty': d =>
    d.restoring
      ? [
          `there is already a ledger at ${quoted(d.path)}`,
          'nothing was changed. --replace moves it aside and deletes nothing',
        ]
      : [
          `the ledger ${quoted(d.path)} already has entries`,
          'nothing was changed. Use an empty one: another --home or --ledger',
        ],
  'desk-not-empty': d => [
    `the folder ${quoted(d.path)} has signing keys that are not those of the backup: ${d.files.map(quoted).join(', ')}`,
    'nothing was changed. Choose an empty folder with --home DIR',
  ],
  'desk-backup-damaged': d => [
    `the backup ${quoted(d.path)} was changed or cut off`,
    'nothing of it was used. Copy it again from where it is kept, or take another backup',
  ],
  'desk-backup-newer': d => [
    `the backup ${quoted(d.path)} has version ${d.got}, but this program reads up to version ${d.newest}`,
    'nothing was changed. Update airlatch-vendor',
  ],
  'ledger-on-server': d => [
    `the ledger is in a database on a server: ${quoted(d.path)}`,
    d.doing === 'restore'
      ? 'restore the database with pg_restore, or import an export into an empty one with "ledger import"'
      : 'back the database up with pg_dump, or copy its entries with "ledger export"',
  ],
  'clock-behind-ledger': d => [
    `the clock of this computer shows ${d.clock}, but the newest entry of the ledger is from ${d.newest}`,
    'nothing was recorded. Correct the date and time of this computer. If they are right and a wrong clock wrote that entry, run "airlatch-vendor ledger accept-clock --reason TEXT"',
  ],
  'clock-beyond-limit': d => [
    `the clock of this computer shows ${d.clock}, which is not between 1970 and the end of 9999`,
    'nothing was recorded. Correct the date and time of this computer',
  ],
  'entry-malformed': d => [
    `entry ${d.entry}: ${d.problem}`,
    'nothing was imported. The file is incomplete or was changed: export the ledger again',
  ],
  'checkpoint-not-met': d => [
    d.problem,
    'entries were removed, or an older copy was put back. Stop using this ledger, and find the newest backup',
  ],
  'executable-unknown': d => [
    d.places === 0
      ? `${quoted(d.path)} is not an executable of airlatch: it has no place for a kit`
      : `${quoted(d.path)} is not a single executable of airlatch: it has ${d.places} places for a kit`,
    'use an executable of airlatch (not airlatch-vendor) of this version, for one system and processor, unchanged and uncompressed',
  ],
  'executable-has-kit': d => [
    `${quoted(d.path)} already contains a kit`,
    'nothing was written. Use the plain executable of airlatch, from before a kit was added',
  ],
  'cannot-listen': d => [
    `cannot listen at ${quoted(d.host)}, port ${d.port} (${d.system})`,
    'check that no other program uses this port, and that this computer has that address. Ports below 1024 may need an administrator. Choose others with --host and --port',
  ],
} satisfies SomeSentences
