/** Owns what the vendor's tool says about the ledger. */
export const LEDGER = {
  acceptClock: {
    accepted: 'yes',
    notNeeded: 'not needed: the clock agrees with the ledger, nothing was recorded',
    next: 'look for what the wrong clock recorded ("ledger log"); "activation set-start" corrects the start of an activation',
  },
  audit: {
    whole: 'whole',
    allMet: (checkpoints: number) => `${checkpoints}, all met`,
  },
  backup: {
    secret:
      'the backup has whole activation keys and personal data of customers in it: keep it as you keep the ledger',
    signingKeys: (home: string) => `not in the backup: back up each file of a signing key in ${home} as well`,
    next: 'note entries and head in another place than the backup: "ledger restore" shows them again',
  },
  checkpoint: {
    next: 'keep it where nobody can change it; "ledger audit --checkpoint FILE" compares the ledger with it',
  },
  export: {
    secret:
      'the file has whole activation keys and personal data of customers in it: keep it as you keep the ledger',
    next: 'read it into an empty ledger with "ledger import"; the head is the same there',
  },
  import: {
    next: 'compare the head with that of the export, and work with one of the two ledgers only',
  },
  restore: {
    compare: 'compare entries and head with what you noted when you made the backup',
    release: 'release the receipts again that you received after the backup',
    missing:
      'what was sold and activated after the backup is missing: a seat may be given twice, and an issued license may be unknown',
    lost: (entries: number) => `the ledger that was replaced has ${entries} entries more than the backup`,
    noSigningKey: 'there is no signing key in the home folder: restore it from its own backup',
  },
}
