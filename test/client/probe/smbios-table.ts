/** Owns tables of SMBIOS (DMTF DSP0134) for tests, in the form that the registry of Windows keeps them. */

/** A structure: what stands after its header of four bytes, and its texts. */
export function structure(type: number, fields: readonly number[], texts: readonly string[] = []): Buffer {
  const ends = texts.length === 0 ? '\0\0' : `${texts.join('\0')}\0\0`
  return Buffer.concat([Buffer.from([type, 4 + fields.length, 0, 0, ...fields]), Buffer.from(ends, 'latin1')])
}

/** The value in the registry. `length`: what its header says of the structures, if it is to be wrong. */
export function value(structures: readonly Buffer[], length?: number): Buffer {
  const table = Buffer.concat(structures)
  const header = Buffer.from([0, 3, 4, 0, 0, 0, 0, 0])
  header.writeUInt32LE(length ?? table.length, 4)
  return Buffer.concat([header, table])
}
