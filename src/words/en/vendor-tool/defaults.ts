/** Owns what the vendor's tool says about the saved defaults. */
export const DEFAULTS = {
  none: 'no defaults: save some with "key create ... --save-defaults"',
  cleared: 'cleared: the next "key create" starts without defaults',
}
