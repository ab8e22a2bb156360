/**
 * Owns a kit as a source file of a programming language: its bytes as a constant, so that the kit is inside the program and
 * not in a file beside it, which others could replace.
 *
 *     static const unsigned char AIRLATCH_KIT[] = {
 *       0xd2, 0x84, ...
 *     };
 *
 * What the ledger says goes into comments alone, and there only as letters that end a comment in no language.
 */
import { AirlatchError } from '../core/errors.ts'
import type { Kit } from '../core/message/kit.ts'
import { formatDay } from '../core/terms/term.ts'
import { vendorWords } from '../words/vendor-tool.ts'

/** By the value of --format. */
export const KIT_FORMATS = ['c', 'cs', 'java', 'go', 'py', 'rs', 'pas'] as const
export type KitFormat = (typeof KIT_FORMATS)[number]

/** What a kit says of itself, and its message. */
export interface KitToWrite {
  readonly kit: Pick<Kit, 'productId' | 'productName' | 'sequence' | 'madeAt'>
  readonly message: Uint8Array
  /** The package or namespace that the source is in; undefined: the language's usual one. */
  readonly packageName?: string | undefined
}

interface Language {
  /** The name of the file, unless another is given. Java and Pascal find sources by it. */
  readonly file: string
  readonly comment: (lines: readonly string[]) => string
  readonly source: (message: Uint8Array, packageName: string | undefined) => string
  /** Of a package or namespace; missing: the language has none that is named inside the file. */
  readonly packageName?: RegExp
}

const NAME = '[A-Za-z_][A-Za-z0-9_]*'
const DOTTED_NAME = new RegExp(`^${NAME}(?:\\.${NAME})*$`)
/** Characters of the product's name in a comment, and of a package: the line stays within 100. */
const MOST_NAME = 40
const MOST_PACKAGE = 80
const BYTES_IN_LINE = 12
const TEXT_IN_LINE = 76

const LANGUAGES: Readonly<Record<KitFormat, Language>> = {
  c: {
    file: 'airlatch_kit.h',
    comment: lines => `/*\n${lines.map(line => ` * ${line}`).join('\n')}\n */`,
    source: message => `#ifndef AIRLATCH_KIT_H
#define AIRLATCH_KIT_H
static const unsigned char AIRLATCH_KIT[] = {
${numbers(message, '  ', '0x')}
};
#define AIRLATCH_KIT_SIZE (sizeof AIRLATCH_KIT)
#endif`,
  },
  cs: {
    file: 'AirlatchKit.cs',
    comment: eachLine('//'),
    packageName: DOTTED_NAME,
    source: (message, packageName) =>
      inNamespace(
        packageName,
        `internal static class AirlatchKit
{
    public static readonly byte[] Bytes =
    {
${numbers(message, '        ', '0x')}
    };
}`,
      ),
  },
  java: {
    file: 'AirlatchKit.java',
    comment: eachLine('//'),
    packageName: DOTTED_NAME,
    // numbers would be code, of which a method may have 64 kB; one constant text may have no more than that either
    source: (
      message,
      packageName,
    ) => `${packageName === undefined ? '' : `package ${packageName};\n\n`}final class AirlatchKit {
    private static final String[] BASE64 = {
${texts(Buffer.from(message).toString('base64'), '        ')
  .map(text => `${text},`)
  .join('\n')}
    };

    private AirlatchKit() {}

    static byte[] bytes() {
        return java.util.Base64.getDecoder().decode(String.join("", BASE64));
    }
}`,
  },
  go: {
    file: 'airlatch_kit.go',
    comment: eachLine('//'),
    packageName: new RegExp(`^${NAME}$`),
    source: (message, packageName) => `package ${packageName ?? 'main'}

var airlatchKit = []byte{
${numbers(message, '\t', '0x')},
}`,
  },
  py: {
    file: 'airlatch_kit.py',
    comment: eachLine('#'),
    source: message => `KIT = bytes.fromhex(
${texts(Buffer.from(message).toString('hex'), '    ').join('\n')}
)`,
  },
  rs: {
    file: 'airlatch_kit.rs',
    comment: eachLine('//'),
    source: message => `#[rustfmt::skip]
pub const AIRLATCH_KIT: &[u8] = &[
${numbers(message, '    ', '0x')},
];`,
  },
  pas: {
    file: 'AirlatchKit.pas',
    comment: eachLine('//'),
    source: message => `unit AirlatchKit;

interface

{$J-}
const
  AIRLATCH_KIT: array[0..${message.length - 1}] of Byte = (
${numbers(message, '    ', '$')}
  );

implementation

end.`,
  },
}

/** The name of the file, where no other is given. */
export function kitSourceFile(format: KitFormat): string {
  return LANGUAGES[format].file
}

/** Call it before any work is done. Error: invalid-value (a package name where the language has none, or that is none). */
export function checkPackageName(format: KitFormat | undefined, packageName: string | undefined): void {
  if (packageName === undefined) return
  const field = '--package'
  const form = format === undefined ? undefined : LANGUAGES[format].packageName
  if (form === undefined) {
    const expected = { is: 'with-option', option: '--format cs, java or go' } as const
    throw new AirlatchError('invalid-value', { field, expected })
  }
  if (packageName.length > MOST_PACKAGE || !form.test(packageName))
    throw new AirlatchError('invalid-value', { field, expected: { is: 'package-name' }, got: packageName })
}

/** The whole file. Its lines have at most 100 characters, all of them ASCII. */
export function kitSource(format: KitFormat, { kit, message, packageName }: KitToWrite): string {
  const { comment, source } = LANGUAGES[format]
  // Go and linters know the first line; Python takes an encoding out of the first two, so no name is in them
  const say = vendorWords().kit.source
  const about = comment([
    say.generated,
    say.isPublic,
    say.product(plain(kit.productId), plain(kit.productName)),
    say.kit(kit.sequence, formatDay(kit.madeAt), message.length),
  ])
  return `${about}\n${format === 'go' ? '\n' : ''}${source(message, packageName)}\n`
}

/**
 * A name as a comment may have it. Compilers differ in what ends a comment or is a command within one: a star with a
 * slash, a brace, a backslash (also as a trigraph, and in Java as part of a code for any character), every kind of line
 * end, a word with a colon in Python. So only letters, digits and a few more stay.
 */
function plain(name: string): string {
  const letters = name.normalize('NFKD').replace(/\p{Mark}/gu, '')
  const kept = letters.replace(/[^A-Za-z0-9 ._,()-]/gu, '_')
  return kept.length > MOST_NAME ? `${kept.slice(0, MOST_NAME)}...` : kept
}

function eachLine(mark: string): Language['comment'] {
  return lines => lines.map(line => `${mark} ${line}`).join('\n')
}

function inNamespace(name: string | undefined, source: string): string {
  if (name === undefined) return source
  return `namespace ${name}\n{\n${source.replace(/^(?=.)/gm, '    ')}\n}`
}

/** `0xd2, 0x84,` and so on, without a comma after the last one. */
function numbers(message: Uint8Array, indent: string, mark: string): string {
  const all = Array.from(message, byte => `${mark}${byte.toString(16).padStart(2, '0')}`)
  const lines = all.flatMap((_, i) =>
    i % BYTES_IN_LINE === 0 ? [`${indent}${all.slice(i, i + BYTES_IN_LINE).join(', ')}`] : [],
  )
  return lines.join(',\n')
}

function texts(text: string, indent: string): readonly string[] {
  return (text.match(new RegExp(`.{1,${TEXT_IN_LINE}}`, 'g')) ?? []).map(part => `${indent}"${part}"`)
}
