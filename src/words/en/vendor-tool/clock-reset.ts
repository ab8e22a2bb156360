/** Owns what the vendor's tool says about a clock reset. */
export const CLOCK_RESET = {
  isOff:
    'the clock of that computer was wrong when it made the request, or the request is old. Set its clock right before the reset is installed there',
  send: 'send it back. The customer sets the clock right and runs "airlatch install FILE" on that computer',
  clocks: (ours: string, theirs: string | undefined) =>
    theirs === undefined
      ? `this computer shows ${ours}`
      : `its clock showed ${theirs} when it made the request; this computer shows ${ours}`,
}
