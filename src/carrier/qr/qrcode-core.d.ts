/** What we use of the core of npm `qrcode`; @types/qrcode describes its front door only. */
declare module 'qrcode/lib/core/qrcode.js' {
  interface BitMatrix {
    readonly size: number
    get(row: number, column: number): number | boolean
  }
  export function create(
    segments: readonly { data: string; mode: 'alphanumeric' }[],
    options: { errorCorrectionLevel: 'M' | 'L'; version?: number },
  ): { readonly modules: BitMatrix; readonly version: number }
}
