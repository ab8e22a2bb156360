/** Owns what the vendor's tool says about a clock reset. */
export const CLOCK_RESET = {
  isOff:
    'the clock of that computer was not right when it asked, or the request is old: its clock must be right before the reset is installed',
  send: 'send it back; the customer sets the clock right, and runs "airlatch install FILE" on that computer',
  clocks: (ours: string, theirs: string | undefined) =>
    theirs === undefined
      ? `ours shows ${ours}`
      : `its clock showed ${theirs} when it made the request, ours shows ${ours}`,
}
