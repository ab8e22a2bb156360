/** Owns what the vendor's tool says about a new vendor. */
export const INIT = {
  next: 'back up that folder. Then create a product: "airlatch-vendor product create ID --name NAME"',
  unprotected: 'the signing key is not protected: anyone who can read the file can sign licenses',
}
