/** Owns which QR versions are drawn (ISO/IEC 18004: 17 + 4 times the version modules a side); numbers alone. */

/** The largest one: 97 modules a side. Larger symbols are not read reliably from a screen by a phone. */
export const MAX_VERSION = 20

/** The largest one unless another is asked for: a phone reads it from any screen. */
export const USUAL_VERSION = 13

/** The smallest one that frames are drawn in: smaller symbols would carry little more than the header. */
export const LEAST_FRAME_VERSION = 5
