/** Owns what the vendor's tool says in its reports. */
export const REPORT = {
  never: 'never',
  atTheLatest: (end: string) => `${end} at the latest`,
  maintenanceTo: (end: string) => `maintenance ${end}`,

  titles: {
    expiring: 'Licenses that end',
    renewals: 'Renewed, not fetched yet',
    sales: 'Sales',
    seats: 'Seats in use',
    activations: 'Activations',
  },
  during: (title: string, from: string, to: string) => `${title}, ${from} to ${to} (days in UTC)`,
  asOf: (title: string, at: string) => `${title}, ${at}`,
  made: (vendor: string, at: string) => `${vendor}, made ${at}`,

  none: {
    expiring: 'no license, grace or maintenance ends in this period',
    renewals: 'no computer has a renewed license to fetch',
    sales: 'nothing was sold in this period',
    seats: 'no valid keys',
    activations: 'nothing was activated in this period',
  },

  groups: {
    product: 'product',
    customer: 'customer',
    affiliate: 'affiliate',
    month: 'month',
    order: 'order',
  },
  total: 'total',
  format: 'format',
  rows: 'rows',
  /** Orders of a row, the first ones by name. */
  orders: (named: readonly string[], more: number) =>
    `${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}`,

  figures: {
    expiring: {
      computers: 'computers',
      terms: 'licenses that end',
      maintenance: 'maintenance that ends',
      notFetched: 'renewed, not fetched',
    },
    renewals: { computers: 'computers' },
    sales: {
      keys: 'new keys',
      seats: 'with seats',
      added: 'seats added',
      removed: 'seats removed',
      revoked: 'keys revoked',
    },
    seats: { keys: 'keys', seats: 'seats', used: 'in use', free: 'free' },
    activations: { new: 'new', renewed: 'renewed', moved: 'moved', released: 'released' },
  },

  chart: {
    title: (report: string, by: string) => `${report}, by ${by}`,
    /** `largest`: its name and its figure. */
    gist: (title: string, bars: number, largest: string, all: number) =>
      `${title}. Chart of ${bars} bars. The largest is ${largest}. All together: ${all.toLocaleString('en-US')}.`,
    others: (count: number) => `${count.toLocaleString('en-US')} others`,
    series: {
      expiring: { computers: 'computers' },
      renewals: { computers: 'computers' },
      sales: { seats: 'seats of new keys', added: 'seats added' },
      seats: { used: 'in use', free: 'free' },
      activations: { new: 'new', renewed: 'renewed' },
    },
  },

  /** What of a license ends. */
  what: { term: 'license', grace: 'grace', maintenance: 'maintenance' },

  columns: {
    due: 'due',
    daysLeft: 'days left',
    threshold: 'threshold',
    what: 'what ends',
    ends: 'ends',
    graceUntil: 'grace until',
    maintenanceUntil: 'maintenance until',
    renewedTo: 'renewed to',
    computer: 'computer',
    keyId: 'key id',
    product: 'product',
    customer: 'customer',
    orders: 'orders',
  },
} as const
