/** Owns what the vendor's tool says about customers. */
export const CUSTOMER = {
  none: 'no customers',
  noKeys: 'no keys',
  noActivations: 'no computers',
  /** In the place of a name. */
  erasedName: '(erased)',

  id: 'the id of the customer, such as C-7F3K2',
  name: 'the person you talk to, or what you call the customer',
  options: {
    company: { value: 'NAME', help: 'the company; "" for none' },
    email: { value: 'EMAIL', help: 'the e-mail address; "" for none' },
    telephone: { value: 'NUMBER', help: 'the telephone number; "" for none' },
    reference: { value: 'TEXT', help: 'your own name for them, such as a customer number; "" for none' },
    notes: { value: 'TEXT', help: 'anything else, for your office only; "" for none' },
  },

  stands: (asked: string, id: string) => `${asked} was merged into ${id}`,
  sell: (id: string) => `sell a key to them: "key create --customer ${id}"`,
  issue: (key: string) => `key ${key} has free seats: ask for a request, and answer it with "issue FILE"`,
  renew: (key: string) => `key ${key} has expired: renew it with "key set ${key} --expires DATE"`,
  add: (id: string) => `sell the first key to them: "key create --customer ${id}"`,

  merged: (from: string, into: string, keys: number) =>
    `${from} is merged into ${into}, with ${keys === 1 ? 'its 1 key' : `its ${keys} keys`}`,
  mergedNext: (into: string) => `compare what both records said: "customer show ${into}"`,

  erased: (customers: readonly string[], keys: number) =>
    `all that was said of ${customers.join(', ')}, and the e-mail addresses and comments of ${keys === 1 ? '1 key' : `${keys} keys`}, in every entry`,
}
