/** Owns what the vendor's tool says about a new vendor. */
export const INIT = {
  /** Beside a passphrase. */
  passphrase:
    'nobody can recover or replace a lost passphrase, and without it no license can be signed: write it down, and keep it apart from this computer',
  next: 'keep it safe: "airlatch-vendor desk backup FILE" puts all of it into one encrypted file. Then create a product: "airlatch-vendor product create ID --name NAME"',
  unprotected: 'the signing key is not protected: anyone who can read the file can sign licenses',
}
