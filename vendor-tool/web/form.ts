/** Owns what a form says: its fields by name, from either of the two ways in which browsers send one. */

export interface Form {
  /** A field's text; empty when there is none. */
  text(name: string): string
  /** A chosen file; undefined when none was chosen. */
  file(name: string): Promise<Uint8Array | undefined>
}

const KINDS = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/** Undefined when it is no form. */
export async function parseForm(
  type: string | undefined,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Form | undefined> {
  if (type === undefined || !KINDS.test(type)) return undefined
  try {
    const data = await new Response(bytes, { headers: { 'content-type': type } }).formData()
    return {
      text(name) {
        const value = data.get(name)
        return typeof value === 'string' ? value : ''
      },
      async file(name) {
        const value = data.get(name)
        return value instanceof Blob && value.size > 0 ? new Uint8Array(await value.arrayBuffer()) : undefined
      },
    }
  } catch {
    return undefined
  }
}
