/** Owns the parts of a computer that change in the table, and what the new ones are, whatever its system. */

/** A part of a computer that changes, or something that is added to it. */
export type Part =
  | 'adapters'
  | 'disks'
  | 'one disk'
  /** System UUID and serial number, of a board or of a virtual machine. */
  | 'board'
  /** The operating system's install id. */
  | 'system'
  | 'processor'
  | 'microcode'
  /** A BIOS update leaves it blank. */
  | 'board serial'
  | 'dock and VPN'
  | 'second adapter'
  | 'second disk'
  /** Of a container or WSL: what differs at each start. */
  | 'restart'

/** Another serial number, UUID or address of the same maker: the digits of its second half are different. */
export function renewed(text: string): string {
  const half = text.length >> 1
  const digits = text.slice(half).replace(/\d/g, digit => `${(Number(digit) + 3) % 10}`)
  return text.slice(0, half) + digits
}

/** None of the recorded computers has it. */
export const OTHER_PROCESSOR = 'AMD EPYC 9354 32-Core Processor'
