/** Owns what the console says about the desk itself: its ledger, its signing keys, its templates and what else changes seldom. */
import { counted } from '../explain/format.ts'

export const CONSOLE_DESK = {
  ledger: {
    title: 'Ledger',
    counts: 'In this ledger',
    log: 'Show the log',
    audit: 'Audit',
    auditHint:
      'It reads every entry and checks the chain of hashes, the state and the seats. A large ledger takes minutes.',
    checkpointFile: 'Also compare it with this checkpoint (optional)',
    auditButton: 'Audit the ledger',
    audited: 'The audit',
    whole: (entries: number) => `Every one of ${entries} entries is as it was written.`,
    met: 'The ledger still has the entries of the checkpoint.',
    problems: 'What is wrong',
    damagedNext:
      'Stop selling and activating with this ledger. Copy its file before anything else is done. Then restore the newest backup with the command "airlatch-vendor ledger restore FILE --replace".',
    checkpoint: 'Checkpoint',
    checkpointHint:
      'A checkpoint is a small signed text that says how far the ledger is. Keep it where nobody can change it: an audit with it shows whether the ledger was cut off, rewritten, or replaced by an old copy.',
    checkpointButton: 'Save a checkpoint',
    deskBackup: 'Backup of the whole desk',
    deskBackupHint: 'One encrypted file with the ledger, the settings and all signing keys.',
    passphrase: 'Passphrase, at least 8 characters',
    again: 'The same again',
    deskBackupButton: 'Save the desk',
    backup: 'Backup of the ledger alone',
    backupHint: 'A copy of the ledger as it is now, audited before you get it.',
    backupButton: 'Save the ledger',
    export: 'Export',
    exportHint: 'Every entry as JSON lines, for an archive or for another database.',
    exportButton: 'Save the entries',
    restored: 'How it is restored',
    restoreDesk: 'On the new computer, in a terminal: `airlatch-vendor desk restore FILE`',
    restoreLedger: 'In a terminal: `airlatch-vendor ledger restore FILE`',
    importLedger: 'Into an empty ledger, in a terminal: `airlatch-vendor ledger import FILE`',
    named: 'The name of the file has the number of entries. Write it down with the head that stands above.',
    clock: 'The clock',
    clockHint:
      'The newest entry has a later time than this computer, so nothing can be recorded. If this computer is right and a wrong clock wrote that entry, continue from the present time.',
    clockButton: 'This computer is right: continue',
    clockAccepted:
      'The desk continues from the present time. Look in the log for what the wrong clock recorded, and correct the start of those activations.',
  },

  signingKeys: {
    title: 'Signing keys',
    lead: 'The newest one that is not retired signs licenses. Earlier ones stay trusted until they are retired.',
    states: { present: 'signs licenses now', earlier: 'earlier, still trusted', retired: 'retired' },
    one: (kid: string) => `Signing key ${kid}`,
    all: 'All signing keys',
    missingKits:
      'these products have no kit with the key that signs now: licenses are refused where an older kit is installed. Make each kit and publish it',
    rotate: 'Create the next signing key',
    rotateOutside:
      'The key that signs now is not in a file of this desk. Create the next one in a terminal, with `airlatch-vendor signing-key rotate` or `airlatch-vendor signing-key add`.',
    afterwards:
      'The new key has the same passphrase, and this console signs with it at once. Back up the desk afterwards, make the kit of each product again, and publish it.',
    rotated: (kid: string) => `The signing key ${kid} is created, and signs licenses from now on.`,
    add: 'A key that an SSH agent or a program of yours keeps is added in a terminal: `airlatch-vendor signing-key add`.',
    passphrase: 'The passphrase is changed in a terminal: `airlatch-vendor passphrase change`.',
    cannotUnlock: (kid: string, why: string) =>
      `signing key ${kid} signs licenses now, and cannot be unlocked here (${why}). The console still signs with the earlier keys: end it with Ctrl-C, and start it again`,
    next: 'What to do now',
    backup: 'Back up the desk: it has a new key file.',
    kits: 'Make the kit of each product again and publish it. New licenses are valid only where it is installed.',
    retireThen: 'When no computer is left with an older kit, the key before this one may be retired:',
    kitsOfRetired:
      'Make the kit of each product again and publish it. Until it arrives, clients still trust the key. Clients that only have kits from before the next key need one that contains both first, so keep your earlier kits.',
    revocations:
      'Publish the revocations of each product again, if there were any: the key may have signed the list.',
    issueAgain:
      'Issue those licenses again. The same requests get licenses signed with the present key, and take no second seat:',
    retire: 'Retire this key',
    retireOne: (kid: string) => `Retire the signing key ${kid}`,
    retireLead:
      'For a key that was stolen, or that no computer needs any more. What it signed before the day stays valid, later licenses do not.',
    from: 'Its signatures end with this day (now when empty)',
    fromHint:
      'A day, or an instant such as 2026-11-22T12:00:00Z. For a stolen key: the first day on which someone else may have had it, or an earlier one.',
    look: 'Show what will happen',
    afterRetiring:
      'Afterwards, make the kit of each product again and publish it, and publish the revocations again.',
    typed: 'id',
    typeIt: (kid: string) => `Type the id of the key to confirm: ${kid}`,
    retired: (kid: string) => `The signing key ${kid} is retired.`,
  },

  personal: {
    merge: 'Merge into another customer',
    mergeOne: (name: string) => `Merge ${name} into another customer`,
    mergeLead:
      'For a customer who was added twice. The other one stays and gets all keys. What that record says stays as it is.',
    other: 'Who stays: a name, a company, an address or an id',
    nobody: 'No other customer was found.',
    mergeFact: (gone: string, stays: string) => `${gone} goes, ${stays} stays.`,
    otherWay: 'Merge them the other way round',
    erase: 'Erase personal data',
    stays: (what: string) => `What stays: ${what}, and all copies elsewhere.`,
    erased: (what: string) => `Erased: ${what}.`,
    allowCodes: 'Take request codes again',
  },

  activations: {
    title: 'Activations',
    none: 'There are no such activations.',
    state: 'Seats',
    states: { active: 'held now', released: 'freed', all: 'both' },
    product: 'Product',
    anyProduct: 'any',
    key: 'Key or its id',
    ends: 'Ends before this day',
    one: (computer: string) => `Computer ${computer}`,
    about: 'About it',
    actions: 'For this computer',
    format: 'license format',
    binding: 'bound to',
    unbound: 'no readings that are known',
    installations: 'installations',
    renew: 'Renew its license',
    renewOf: (computer: string) => `Renew the license of ${computer}`,
    renewLead: 'A new license by the terms that the key has now, without a new request.',
    sign: 'Sign the new license',
    start: 'Correct its start',
    startOf: (computer: string) => `Correct the start of ${computer}`,
    startLead:
      'For a start that a wrong clock recorded. The days of the activation then begin on the right day.',
    rightDay: 'The right day, or an instant such as 2026-11-22T12:00:00Z',
    started: (at: string) => `The activation began ${at}.`,
    clock: 'Save a clock reset',
    clockHint:
      'A clock reset is for a computer whose clock was far ahead once. The customer sets the clock right, and runs "airlatch install FILE" with it on that computer.',
    receiptHint: 'When the computer sent a receipt, hand it over here instead of freeing the seat by hand:',
  },

  templates: {
    title: 'Templates and defaults',
    lead: 'What the form of a new key starts from. What you type there wins over the template, and the template wins over the defaults.',
    templates: 'Templates',
    none: 'There is no template yet.',
    create: 'Create one for:',
    anyProduct: 'any product',
    change: 'Change',
    delete: 'Delete',
    name: 'Name; a template that has it already is replaced',
    customer: 'Customer (an id, such as C-7F3K2-9XWTR)',
    newAny: 'A template for any product',
    newOf: (product: string) => `A template for ${product}`,
    formLead: 'Fields that you leave empty are left to the defaults and to whoever creates the key.',
    saved: (name: string) => `The template "${name}" is saved.`,
    replaced: (name: string) => `The template "${name}" is saved. It replaced the earlier one.`,
    deleteFact: (name: string) =>
      `the template "${name}" cannot be brought back. Keys that were created from it stay as they are`,
    deleteQuestion: 'Delete the template?',
    defaults: 'Defaults',
    noDefaults: 'No defaults are saved. Tick the box in the form of a new key to save what it says.',
    clear: 'Forget the defaults',
    clearFact: 'the saved defaults cannot be brought back. The next key starts from its product alone',
    clearQuestion: 'Forget the defaults?',
    cleared: 'The defaults are cleared.',
  },

  import: {
    title: 'Import keys of another system',
    lead: 'Each line of the list becomes a key. You see first what would be created, and what is wrong with which line.',
    open: 'Import a list',
    csv: 'The list: CSV in UTF-8, as the other system exports it',
    columns: 'Which column is what',
    columnsHint:
      'JSON. Change the names of the columns to those of your list. The folder `samples/import` of Airlatch has more examples.',
    columnsFile: 'Or a file that says it',
    look: 'Show what would be created',
    plan: 'This would be created',
    wrong:
      'some lines are refused, so nothing can be imported. Correct the list or the columns, and hand it over again',
    make: (count: number) => `Create ${counted(count, 'key')}`,
    more: (count: number) => `${counted(count, 'more line')}. Lines that are refused stand first.`,
    other: 'Hand over another list',
    done: (count: number) => `${counted(count, 'key')} created`,
    doneLead: 'Save the old and the new keys side by side: customers who have an old key get the new one.',
    pairs: 'Save the keys for a spreadsheet',
  },

  settings: {
    change: (label: string) => `Change: ${label}`,
    unlimited: 'no limit',
    allowGenericKeys: {
      label: 'Generic keys may be created',
      hint: 'Licenses of a generic key run on any computer. Each one is created with a warning.',
    },
    planActivations: {
      label: 'Most activations of all keys together',
      hint: 'Leave it empty for no limit. A key that would go beyond it is not created or changed.',
    },
    dormant: {
      label: 'The desk is dormant',
      hint: 'While it is, no keys are created or changed. Keys that were sold are still activated.',
    },
  },

  products: {
    releases: 'Releases',
    version: 'VERSION',
    noReleases: 'No release is recorded.',
    addRelease: 'Add the release',
    released: (version: string) => `The release ${version} is recorded.`,
    match: 'Stricter rule for the same computer: K/N, or "default" for more than half of its readings',
    revocations: 'Revocations',
    revocationsLead:
      'A signed list of the licenses that are no longer valid: of freed seats and of revoked keys. Publish it after you freed a seat or revoked a key.',
    saveRevocations: 'Save the list',
    archived: (name: string) => `${name} is archived: no keys are created for it.`,
    reinstated: (name: string) => `${name} is sold again.`,
    archiveHint: 'No keys are created for an archived product. Its keys stay as they are.',
  },

  onBehalf: {
    open: 'Issue a license',
    title: (key: string) => `Issue a license of ${key}`,
    where: 'Where the license goes',
    hint: 'Any text, such as the name of a site. The same text again gets the same license.',
  },
}
