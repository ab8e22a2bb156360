/** Owns what the vendor's tool says about a kit that is put into an executable. */
export const BAKE = {
  /** What must be done before each kind is shipped. */
  sign: {
    elf: () => undefined,
    pe: () => 'sign it (signtool): an earlier signature is no longer valid',
    'mach-o': (file: string) =>
      `macOS starts only what is signed; on a Mac: codesign --force --sign - ${file}, or with your own identity`,
    unknown: () => 'sign it if its system asks for that: an earlier signature is no longer valid',
  },
  kit: (sequence: number, kid: string) => `sequence ${sequence}, signed by ${kid}`,
  ship: (product: string) => `ship it with ${product}; it needs no --kit`,
}
