/** Owns what each figure of the site server's /metrics is, in one sentence, for whoever draws it. */

export const SITE_METRICS = {
  version: 'The version of the server.',
  startedAt: 'When the server started, in seconds since 1970.',
  granted: 'Seats that were newly taken.',
  renewed: 'Leases that were renewed.',
  returned: 'Leases that were given back.',
  denials: 'Reasons of denied requests; one request can have several.',
  lending: 'Whether seats of the product are lent (1) or not (0).',
  seats: 'Seats that the license lends.',
  inUse: 'Seats that are in use, borrowed ones included.',
  borrowed: 'Seats that are borrowed.',
  queue: 'Clients that wait for a seat.',
  places: 'Places of a feature.',
  placesInUse: 'Places of a feature that are in use.',
  placesQueue: 'Clients that wait for places of a feature.',
  licenseEnd: 'When the license ends, in seconds since 1970; missing when it does not end.',
  clockBehind: 'How far the clock of the server is behind its own log.',
  answerTime: 'Time until a request for a lease was answered.',
} as const
