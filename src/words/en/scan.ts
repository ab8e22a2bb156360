/** Owns the texts of the scan page (pages/scan) in English. */
export const SCAN = {
  /** The name of the other language, in that language, and its tag. */
  otherLanguage: ['de', 'Deutsch'] as readonly [tag: string, name: string],
  title: 'Airlatch: activate without a network',
  /** The texts of page.html, by the attribute data-words. */
  page: {
    heading: 'Activate without a network',
    lead: 'Show the request to a phone, then let this page read the license that the vendor sends back.',
    connection: 'This page has no connection: nothing leaves it.',
    requestTitle: 'Show the request',
    licenseTitle: 'Read the license',
    kitTitle: 'What the license is checked against',
    drop: 'Drop it here',
  },
  staysHere: 'Nothing leaves this computer.',
  phoneCarries: (host: string) =>
    `This page sends nothing by itself: a phone that opens the code takes the request to ${host}.`,
  reading: 'Reading …',
  foreign: 'This QR code is not from Airlatch.',

  request: {
    how: 'Give this page the request that the program made: drop its file here, choose it, or paste its text. The camera of this page can also read it from another screen.',
    choose: 'Choose the request file',
    paste: 'Paste the text of the request',
    text: 'Text of the request',
    showCode: 'Hold a phone in front of this code, or show it to the camera of the vendor’s page.',
    showLink: (host: string) =>
      `Hold the camera of a phone in front of this code. It opens ${host}, the vendor’s page. If the phone shows another address, do not open it.`,
    qr: 'QR code of the request',
    copy: 'Copy as text',
    share: 'Share',
    save: 'Save as a file',
    another: 'Another request',
    next: 'Next: read the license',
    labels: {
      computerId: 'Computer ID',
      product: 'Product',
      key: 'Key',
      made: 'Created',
      sendTo: 'Send it to',
      telephone: 'By telephone',
    },
  },

  license: {
    how: 'Hold the QR code of the license in front of the camera, for example on the screen of the phone.',
    choose: 'Choose a picture or file',
    drop: 'Or drop it anywhere on this page.',
    paste: 'Paste the text of the license',
    pasteOrType: 'Paste the text of the license, or type its code',
    text: 'Text of the license',
  },

  /** What the page knows of a license: a heading, and what it means. */
  standings: {
    valid: [
      'Good for the computer that asked',
      'The vendor signed it, and it was made for the computer of the request that is shown here.',
    ],
    genuine: [
      'Genuine',
      'The vendor signed it. This page has no request, so it cannot check whether the license is for your computer. Installing it checks that.',
    ],
    unchecked: [
      'Read, not checked',
      'Without the vendor’s kit, this page cannot tell a genuine license from a forged one. Installing it checks that.',
    ],
    'not-valid': ['Not good for the computer that asked', 'The vendor signed it, but:'],
  } as Readonly<
    Record<'valid' | 'genuine' | 'unchecked' | 'not-valid', readonly [title: string, text: string]>
  >,
  userNotSeen:
    'It is for named users only. A page cannot see who runs the program. Installing it checks that.',
  result: {
    saveAnyway: 'Save it anyway',
    save: 'Save the license file',
    another: 'Read another',
    thenRun: 'Then, on the computer: ',
    labels: {
      product: 'Product',
      vendor: 'Vendor',
      licensee: 'Licensed to',
      key: 'Key',
      made: 'Created',
      ends: 'Ends',
      runsFor: 'Runs for',
      computers: 'Computers',
      version: 'Version',
      floating: 'Floating seats',
      users: 'Named users',
      features: 'Features',
    },
    days: (days: number) => `${days === 1 ? '1 day' : `${days} days`} from the first run`,
    never: 'never',
    any: 'any',
    one: 'one',
  },

  install: {
    installing: 'Installing …',
    installed: 'Installed',
    close: 'You can close this page.',
    silent: {
      title: 'The program that opened this page does not answer.',
      hint: 'It may have ended. Save the license file and install that, or start the program again.',
    },
  },

  kit: {
    none: 'There is no kit, so this page can read and save a license but not check it. The kit is a file that the vendor sent with the program.',
    choose: 'Choose the kit file',
    of: (vendor: string, product: string) => `The kit from ${vendor} for ${product}.`,
    taken: {
      title: 'This page already has a kit, and keeps the first one that it was given.',
      hint: 'To use another one, load the page again. If the program made this page, its kit is inside: give the newer kit to the program.',
    },
  },
}
