/** Owns the texts that the pages in a browser have in common, in English: the camera, what went wrong, copying. */
import type { ErrorCode } from '../../core/errors.ts'

const INSTEAD = 'Or do without: choose a picture of the code or the file itself, or paste its text.'

const AGAIN = 'create a new request there and show it to the vendor.'

export interface ProblemWords {
  readonly title: string
  readonly hint: string
}

export const PAGE_PARTS = {
  camera: {
    start: 'Start the camera',
    stop: 'Stop the camera',
    waiting: 'Waiting for the camera …',
    looking: 'Looking for a QR code …',
    advice:
      'Nothing found yet. Fill the frame with the whole code and its white border, hold it still, avoid glare, and make the other screen brighter.',
    picture: 'Picture of the camera',
    choice: 'Camera',
    numbered: (number: number) => `Camera ${number}`,
    troubles: {
      'not-allowed': {
        title: 'The camera is not allowed for this page.',
        hint: `Allow it in the address bar of the browser or in the system settings, and start it again. ${INSTEAD}`,
      },
      none: {
        title: 'No camera was found on this computer.',
        hint: `Connect one and start it again. ${INSTEAD}`,
      },
      'in-use': {
        title: 'The camera shows no picture. Another program may be using it.',
        hint: `Close that program and start the camera again. ${INSTEAD}`,
      },
      'insecure-page': {
        title: 'Browsers do not allow the camera on a page that was loaded over plain HTTP.',
        hint: `Save this page as a file and open that file, or open the page over HTTPS. ${INSTEAD}`,
      },
      ended: {
        title: 'The camera was disconnected.',
        hint: `Connect it and start it again. ${INSTEAD}`,
      },
      failed: {
        title: 'The camera could not be started.',
        hint: `Try another browser. ${INSTEAD}`,
      },
    },
    noneOnDevice: 'No camera was found on this device.',
    insecureOnDevice:
      'Photograph the code with the camera app instead and choose the picture below, or paste the text of the request.',
  },

  codesRead: (have: number, need: number) => `${have} of ${need} codes were read. Show the others.`,
  reading: (name: string) => `Reading ${name} …`,
  theText: 'the text',

  /** Where the hint of an error is about commands or files: what somebody can do who has only this page. */
  hints: {
    'input-empty': 'Copy the file again. The USB stick may have been removed too early.',
    'input-not-recognised':
      'Use the file itself, a picture of its QR code, or its text from the line "-----BEGIN AIRLATCH" to the line "-----END".',
    'input-too-large': 'Check that it is the right file. A photograph of the code is much smaller.',
    'base45-malformed': 'Scan the code again. To paste text, use the text from BEGIN to END.',
    'picture-without-qr':
      'Take it again: hold the camera straight, with the whole code and its white border in view, sharp and without glare. Or use the file or its text.',
    'picture-timeout':
      'Crop it to the QR code and its white border, or take a new picture of the code alone. Or use the file or its text.',
    'message-too-large-for-qr': 'Save it as a file or copy its text, and use that instead.',
    'wrong-computer': `Install it on the computer that made the request. If this is that computer and its parts were changed, ${AGAIN}`,
    'readings-missing': `Try again. If it happens again, run the program as administrator, or ${AGAIN}`,
    'wrong-user': 'Run the program as one of the named users, or ask the vendor to add this user.',
    'generic-not-allowed':
      'Ask the vendor for a license for this computer, or for a kit that allows generic licenses.',
    'signing-key-retired':
      'Create a new request on the computer and show it to the vendor. The computer keeps its seat.',
    'clock-set-back':
      'Correct the date and time of this computer. If they are right, create a new request and ask the vendor for a clock reset.',
    'clock-was-ahead':
      'Correct the date and time of this computer. If they are right now, create a new request and ask the vendor for a clock reset.',
    deactivated: 'Create a new request on the computer and show it to the vendor.',
    'expires-soon': 'Ask the vendor for a renewal before then.',
  } as { readonly [C in ErrorCode]?: string },
  wrongMessage: {
    request: 'This is the request. The vendor answers it with a license: show, drop or paste the answer.',
    license: 'This is the answer. Use it in the step where the license is read.',
    kit: 'A kit tells this page whom to trust. Use it under "What the license is checked against".',
  } as Readonly<Record<string, string>>,
  broken: {
    title: 'This page could not do that.',
    hint: (problem: string) => `Load the page again, or use another browser. (${problem})`,
  },

  copied: 'Copied.',
  cannotCopy: (instead: string) => `This browser does not allow copying; ${instead}.`,
  saveInstead: 'save the file instead',
  pasteText: 'Read the text',
  close: 'Close',
  enlarge: (name: string) => `${name}: show it over the whole window`,
  dropHere: 'Drop it here',

  /** The script of the vendor's page. */
  serve: {
    choose: 'Choose a picture or file',
    photograph: 'Take a photograph',
    foreign: 'This QR code is not an activation request. The program that you want to activate shows one.',
    looking: 'Received. Looking it up …',
    other: {
      title: 'This is from Airlatch, but it is not an activation request.',
      hint: 'Show the code that the computer shows when the program is activated.',
    } as ProblemWords,
    others: {
      license: {
        title: 'This is already a license, not a request.',
        hint: 'Bring it to the computer. The program there reads it.',
      },
    } as Readonly<Record<string, ProblemWords>>,
  },
}
