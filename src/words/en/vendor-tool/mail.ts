/** Owns what the vendor's tool says about mail to customers, also in the console. What customers read is in ../mail-texts.ts. */
export const MAIL = {
  /** Without an address to send it to. */
  noRecipient: 'none: give an address with --to, or in your mail program',
  copyNext: 'copy the text into a mail. Or use --mailto, -o FILE.eml or --send',
  copyNextInText:
    'copy the text into a mail: it has the license. Or use --mailto, or -o FILE.eml and --send, which attach the license as a file',
  copyNextWithFile:
    'the text does not have the license: save the mail with its attachment, -o FILE.eml, or send it with --send',
  linkWithout: (file: string) =>
    `the license is too long for a link: attach the file ${file} to the mail. The file is in the mail that -o FILE.eml saves`,
  draftNext: 'open the file with your mail program, look at it, and send it',
  sent: (to: string, host: string) => `to ${to}, through ${host}`,
  changed: (key: string) =>
    `the terms of key ${key} were changed after this license was issued. To mail a license with the new terms, run "airlatch-vendor renew ${key}" first, then "airlatch-vendor mail renewal ${key}"`,
  askPassword: 'password of the mail server:',
  /** Of a key for which nobody gets a license. */
  ended: (key: string, state: string) => `key ${key} is ${state}: no license is issued for it`,
  generic: (key: string) =>
    `key ${key} is generic: no computer makes a request for it. Issue its license with "airlatch-vendor issue --key ${key} --computer-id ANY", and mail that with "airlatch-vendor mail license"`,
  noServer: 'no mail server: set one up with "airlatch-vendor mail setup"',
  passwordMissing:
    'its password is missing: run "airlatch-vendor mail setup" again. A restored ledger has no passwords',
  security: {
    tls: 'TLS',
    starttls: 'STARTTLS',
    none: 'none: for a server on this computer. Over a network, others can read everything',
  },
  ownAuthorities: 'your own, instead of the usual ones',
  setUpNext: (from: string) => `try it: "airlatch-vendor mail test --to ${from}"`,
  removed: 'removed, with its password',
  nothingToRemove: 'no mail server was set up',
  /** The text of `mail test`. */
  test: {
    subject: 'Airlatch: the mail server works',
    body: (vendor: string) =>
      `This mail was sent by "airlatch-vendor mail test" at ${vendor}.\n\nYour mail server accepted it, so mail to customers can be sent.\n`,
  },
  text: {
    own: 'your own, for all languages',
    forAll: 'this one text is for all languages',
    usual: 'the usual one',
    savedNext: (kind: string) => `look at it: "airlatch-vendor mail text show ${kind}"`,
    reset: 'the usual text is used again',
    unchanged: 'there was no text of your own',
    placeholders: 'placeholders',
  },
  console: {
    mailKey: 'Mail the key',
    mailTitle: (key: string) => `Mail with the key ${key}`,
    mail: 'Mail to the customer',
    to: 'To',
    copy: 'Text to copy',
    text: 'Text',
    open: 'Open in your mail program',
    openWithout: (file: string) =>
      `The license is too long for the link to your mail program. Attach the file ${file} there yourself. The saved message contains it.`,
    tooLong: 'The text is too long for a link to your mail program. Save the message, and open that.',
    save: 'Save as a message',
    saveHint: 'Open the saved message with your mail program. You can change it there before you send it.',
    send: 'Send',
    sendNow: 'Send it now',
    sendTitle: 'Send this mail?',
    sendLead: (host: string) => `It goes through the mail server ${host}, once, when you press the button.`,
    sent: (to: string) => `The mail to ${to} was sent.`,
    noRecipient: 'no e-mail address is recorded',
    secret: 'This mail contains the whole key. Anyone who has the key can activate with it.',
  },
}
