/**
 * Owns which parts of a message a frame is the XOR of (SPEC.md section 10.1). A frame of a number below the count of
 * parts is that part alone; any other is a repair frame, of about half of the parts. The number alone decides, so that
 * nothing is sent for it: 32-bit arithmetic that every language has. The mixing must not be linear over GF(2), as a
 * plain xorshift is: more than 32 parts could then never be told apart.
 */

/** Bit i % 32 of word i / 32, counted from the lowest, says whether part i is in the frame. At least one is. */
export function coefficientsOf(number: number, parts: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(parts / 32))
  if (number < parts) return withPart(words, number)
  const seed = mix(number)
  for (let i = 0; i < words.length; i++) words[i] = mix((seed + Math.imul(i + 1, GOLDEN)) >>> 0)
  const last = words.length - 1
  if (parts % 32 !== 0) words[last] = (words[last] as number) & (2 ** (parts % 32) - 1)
  return words.some(word => word !== 0) ? words : withPart(words, number % parts)
}

function withPart(words: Uint32Array, part: number): Uint32Array {
  words[part >> 5] = 1 << (part & 31)
  return words
}

/** 2^32 divided by the golden ratio. */
const GOLDEN = 0x9e3779b9

/** The finalizer of MurmurHash3 (32 bits): each bit of the answer depends on each bit of the value. */
function mix(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}
