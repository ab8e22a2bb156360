/**
 * Owns what the vendor's page for customers tells them to do on their own computer, in English: by the commands of
 * `airlatch`, or by what the vendor's program has in their place. What stands between backticks is shown as something to
 * type or to choose.
 */

/** What a customer chooses in the vendor's program, such as "Help > Activate"; undefined: a command of `airlatch`. */
export interface HowTo {
  readonly request?: string | undefined
  readonly install?: string | undefined
  readonly deactivate?: string | undefined
}

/** A sentence, and below it what to type or to choose. */
export interface ShownStep {
  readonly how: string
  readonly what: string
}

const LINKED = 'The camera of a phone opens this page by itself if the code contains its address.'

/** `run "airlatch install"`, or `choose "Help > Install" in the program`. */
function doing(command: string, own: string | undefined): string {
  return own === undefined ? `run "${command}"` : `choose "${own}" in the program`
}

function asShown(command: string, own: string | undefined): string {
  return own === undefined ? `run \`${command}\`` : `choose \`${own}\` in the program`
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

export function serveSteps({ request, install, deactivate }: HowTo) {
  return {
    request: {
      how:
        request === undefined
          ? `Run this on the computer, with your activation key. ${LINKED}`
          : `Choose this in the program on the computer. ${LINKED}`,
      what: request ?? 'airlatch request KEY --qr -',
    } as ShownStep,
    /** Undefined: the program shows a code to type in the same place. */
    typed: (request === undefined
      ? {
          how: 'If you have no camera, this shows a code to type here:',
          what: 'airlatch request KEY --typed',
        }
      : undefined) as ShownStep | undefined,
    giveBack: {
      how: `${deactivate === undefined ? 'Run this on' : 'Choose this in the program on'} the computer that no longer needs its seat. Give its deactivation receipt to this page as you would a request. The seat is then free.`,
      what: deactivate ?? 'airlatch deactivate --qr -',
    } as ShownStep,
    install: `On the computer, ${asShown('airlatch install FILE', install)}`,
    typeIn: (lines: number) =>
      `On the computer, ${asShown('airlatch install', install)} and type these ${lines} lines, or have someone read them aloud. Each line is checked as you type it. Capital letters and dashes do not matter. The letters O, I, L and U do not occur.`,
    receiptAgain: `Check that it is the newest receipt of the right computer${deactivate === undefined ? ': "airlatch deactivate --again" writes it again there' : ''}`,

    /** What a customer can do, by the code of the error. */
    ways: {
      'no-seats-left': (vendor, takesReceipts) => {
        const free = `On a computer that no longer needs its seat, ${doing('airlatch deactivate', deactivate)}`
        return takesReceipts
          ? `${free}, and give the receipt to this page. The seat is then free. Or ask ${vendor} for more seats`
          : `${free}, and send the receipt to ${vendor}. Or ask for more seats`
      },
      'activation-released': () =>
        `To create a new request on the computer, ${doing('airlatch request KEY', request)}. Give it to this page as a file or a QR code. It takes a free seat`,
      'typed-cannot-carry': () =>
        `Give the request as a QR code or a file instead: ${doing('airlatch request KEY --qr -', request)} on the computer. The license then comes back the same way`,
      'activation-key': () =>
        `The activation key stays on the computer. ${sentence(doing('airlatch request KEY --typed', request))} there to see the request code that belongs here`,
      'license-code': () =>
        `This is already the answer. On the computer that made the request, ${doing('airlatch install', install)} and type it in`,
    } as Readonly<Record<string, (vendor: string, takesReceipts: boolean) => string>>,
  }
}
