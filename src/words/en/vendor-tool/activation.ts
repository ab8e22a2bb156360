/** Owns what the vendor's tool says about activations: who holds a seat, and who gave one back. */
export const ACTIVATION = {
  /** How a command takes one. */
  argument:
    'the activation, 16 hexadecimal digits, as "activation list" shows it; or the ID of a computer that holds one seat',

  none: 'no activations',
  notYet: 'not activated yet',
  workload: (name: string) =>
    `for the workload "${name}": everyone who uses this name runs the program, so its seat is a name and not a computer`,
  fewReadings: 'few readings, so a copy of this computer would look the same',

  byHand: (reason: unknown) => `by hand: ${reason}`,
  byReceipt: (deactivated: string) => `by receipt, ${deactivated}`,
  byMove: (where: string) => `by move, ${where}`,
  movedTo: (activation: string) => `its seat moved to activation ${activation}`,
  deactivatedThere: (at: string) => `deactivated there ${at}`,
  used: (used: number, limit: bigint | undefined) =>
    limit === undefined ? `${used} (unlimited)` : `${used} of ${limit}`,
  moves: (counted: string, moves: number) =>
    `${counted}, ${moves} of them ${moves === 1 ? 'a move' : 'moves'}`,

  staysValid:
    'its license stays valid on that computer until it ends, or until a list of revocations reaches it. A new request from it takes a free seat',
  issueAgain:
    'issue a license for this computer again. The one that it has stays as it was signed; the next one ends on the right day',
}
