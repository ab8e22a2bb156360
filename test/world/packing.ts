/** Owns packages for tests: a ZIP, a tar and mails, written by hand or by the library's other half, byte by byte the same. */
import { type Zippable, zipSync } from 'fflate'

const utf8 = (text: string) => new TextEncoder().encode(text)

export function zipOf(files: Readonly<Record<string, Uint8Array | string>>): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(([name, file]) => [
    name,
    typeof file === 'string' ? utf8(file) : file,
  ])
  return new Uint8Array(zipSync(Object.fromEntries(entries) as Zippable, { mtime: new Date(2026, 10, 1) }))
}

/** A tar of plain files (POSIX ustar). */
export function tarOf(files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  const blocks = Object.entries(files).flatMap(([name, file]) => {
    const header = new Uint8Array(512)
    const put = (text: string, at: number) => header.set(utf8(text), at)
    put(name, 0)
    put(`${file.length.toString(8).padStart(11, '0')}\0`, 124)
    put('0', 156)
    put('ustar\x0000', 257)
    return [header, file, new Uint8Array((512 - (file.length % 512)) % 512)]
  })
  return Uint8Array.from([...blocks, new Uint8Array(1024)].flatMap(block => [...block]))
}

/** The headers of a mail from a program of many. */
const HEAD = [
  'Return-Path: <admin@customer.example>',
  'Received: from mail.customer.example (mail.customer.example [192.0.2.7])',
  '\tby mx.vendor.example; Tue, 1 Dec 2026 10:00:00 +0000',
  'From: =?utf-8?Q?J=C3=BCrgen?= <admin@customer.example>',
  'To: licensing@vendor.example',
  'Subject: Activation',
  'Message-ID: <1@customer.example>',
  'MIME-Version: 1.0',
]

/** A mail with one body. */
export function mailOf(type: string, encoding: string, body: string): string {
  return [...HEAD, `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, '', body, ''].join(
    '\r\n',
  )
}

/** A mail with a short text and files, in base64. */
export function mailWith(
  files: Readonly<Record<string, Uint8Array | string>>,
  text = 'Please activate.',
): string {
  const parts = Object.entries(files).map(([name, file]) =>
    [
      `Content-Type: application/octet-stream; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      base64Lines(typeof file === 'string' ? utf8(file) : file),
    ].join('\r\n'),
  )
  const all = [`Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`, ...parts]
  return [
    ...HEAD,
    'Content-Type: multipart/mixed; boundary="=_b0undary"',
    '',
    'This is a multi-part message in MIME format.',
    ...all.flatMap(part => ['--=_b0undary', part]),
    '--=_b0undary--',
    '',
  ].join('\r\n')
}

export function base64Lines(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
}

/** As a mail program writes a text with signs of its own (RFC 2045 section 6.7). */
export function quotedPrintable(text: string): string {
  return text
    .replaceAll('=', '=3D')
    .split('\n')
    .flatMap(line => line.match(/.{1,70}/g)?.join('=\r\n') ?? [''])
    .join('\r\n')
}
