/** Owns why a site server lends no seat, each reason of an answer (SPEC.md 17.2) in a few words. */
export const DENIAL_REASONS: Readonly<Record<string, string>> = {
  'no-seats-left': 'no seat is free',
  'no-place-in-pool': 'a feature that was requested has no place left',
  'wrong-user': 'the license does not name this user',
  'virtual-machine': 'the license allows no virtual machines',
  'borrowing-not-allowed': 'no seat may be borrowed',
  'too-many-borrowed': 'too many seats are borrowed already',
  'denied-by-rule': 'a rule of the license or of the administrator does not allow it',
  'lease-unknown': 'the server does not know this lease',
  'lease-superseded': 'a newer lease was signed for this client',
  recalled: 'the administrator took the seat back',
  'server-expired': 'the license of the server is not valid here and now',
  'server-clock-wrong': "the server's clock is wrong",
}
