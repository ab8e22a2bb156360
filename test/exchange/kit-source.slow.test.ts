/** A kit as source code in each language whose compiler is here: a program that is built with it prints its bytes. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type KitFormat, kitSource, kitSourceFile } from '../../src/exchange/kit-source.ts'
import { environment } from '../world/environment.ts'
import { HOSTILE_NAMES } from './kit-forms.ts'

/** Of rustup, which finds its compiler by the home of the user. */
const RUSTUP_HOME = join(userInfo().homedir, '.rustup')

interface Toolchain {
  readonly format: KitFormat
  readonly packageName?: string
  /** A command that works where the compiler is. */
  readonly needs: string
  readonly file: string
  /** Prints the bytes of the kit as hexadecimal digits. */
  readonly program: string
  /** Of a shell; WARNINGS of any kind are errors where the compiler can. */
  readonly build: string
  readonly run: string
}

const C_PROGRAM = `#include <stdio.h>
#include "airlatch_kit.h"
int main(void) {
  for (size_t i = 0; i < AIRLATCH_KIT_SIZE; i++) printf("%02x", AIRLATCH_KIT[i]);
  return 0;
}
`
const C_FLAGS = '-Wall -Wextra -Wpedantic -Werror'

const TOOLCHAINS: readonly Toolchain[] = [
  {
    format: 'c',
    needs: 'cc --version',
    file: 'main.c',
    program: C_PROGRAM,
    build: `cc -std=c11 ${C_FLAGS} -Wno-trigraphs main.c -o main`,
    run: './main',
  },
  {
    format: 'c',
    needs: 'c++ --version',
    file: 'main.cpp',
    program: C_PROGRAM,
    build: `c++ -std=c++17 ${C_FLAGS} main.cpp -o main`,
    run: './main',
  },
  {
    format: 'cs',
    needs: 'mcs --version',
    file: 'Main.cs',
    program: `class Program {
  static void Main() { foreach (byte one in AirlatchKit.Bytes) System.Console.Write(one.ToString("x2")); }
}
`,
    build: 'mcs -warnaserror Main.cs AirlatchKit.cs',
    run: 'mono Main.exe',
  },
  {
    format: 'cs',
    packageName: 'Example.Scope',
    needs: 'mcs --version',
    file: 'Main.cs',
    program: `class Program {
  static void Main() {
    foreach (byte one in Example.Scope.AirlatchKit.Bytes) System.Console.Write(one.ToString("x2"));
  }
}
`,
    build: 'mcs -warnaserror Main.cs AirlatchKit.cs',
    run: 'mono Main.exe',
  },
  {
    format: 'java',
    packageName: 'com.example.scope',
    needs: 'javac --version',
    file: 'Main.java',
    program: `package com.example.scope;
class Main {
  public static void main(String[] words) {
    for (byte one : AirlatchKit.bytes()) System.out.printf("%02x", one);
  }
}
`,
    build: 'LC_ALL=C javac -Xlint:all -Werror -d . Main.java AirlatchKit.java',
    run: 'java -cp . com.example.scope.Main',
  },
  {
    format: 'go',
    needs: 'go version',
    file: 'main.go',
    program: `package main

import "fmt"

func main() { fmt.Printf("%x", airlatchKit) }
`,
    // gofmt prints what is not as it would write it
    build:
      'test -z "$(gofmt -l airlatch_kit.go)" && go vet main.go airlatch_kit.go && go build -o main main.go airlatch_kit.go',
    run: './main',
  },
  {
    format: 'py',
    needs: 'python3 --version',
    file: 'main.py',
    program: 'import airlatch_kit\nprint(airlatch_kit.KIT.hex(), end="")\n',
    build: 'true',
    run: 'python3 -W error main.py',
  },
  {
    format: 'rs',
    needs: 'rustc --version',
    file: 'main.rs',
    program: `mod airlatch_kit;

fn main() {
    for one in airlatch_kit::AIRLATCH_KIT {
        print!("{:02x}", one);
    }
}
`,
    build: 'rustc -D warnings main.rs',
    run: './main',
  },
  {
    format: 'pas',
    needs: 'fpc -iV',
    file: 'main.pas',
    program: `program Main;
uses AirlatchKit, SysUtils;
var i: Integer;
begin
  for i := Low(AIRLATCH_KIT) to High(AIRLATCH_KIT) do Write(LowerCase(IntToHex(AIRLATCH_KIT[i], 2)));
end.
`,
    build: 'fpc -v0 -Sew main.pas',
    run: './main',
  },
]

/** As long as a kit may be with all its keys and paths. */
const MESSAGE = Uint8Array.from({ length: 30_000 }, (_, i) => (i * i + (i >> 8)) % 256)

describe.each(TOOLCHAINS)('$format, $file, package $packageName', toolchain => {
  const { format, packageName, needs, file, program, build, run } = toolchain
  const inFolder = (folder: string, command: string) => {
    const env = environment({ GOCACHE: join(folder, 'cache'), RUSTUP_HOME })
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: folder,
      env,
      encoding: 'utf8',
    })
    return { status, out: stdout, err: stderr }
  }
  const isMissing = inFolder(tmpdir(), needs).status !== 0
  const reason = isMissing ? ` (skipped: ${needs} does not work here)` : ''

  test.skipIf(isMissing)(`the compiler takes it, whatever the product is called${reason}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'airlatch-kit-source-'))
    try {
      writeFileSync(join(folder, file), program)
      // what could break out of it in each language; kit-source.test.ts has the text of them all
      for (const productName of [`${HOSTILE_NAMES[0]}`, '\\u000a } */ ??/ evil']) {
        const kit = { productId: 'scope', productName, sequence: 1, madeAt: 0 }
        writeFileSync(
          join(folder, kitSourceFile(format)),
          kitSource(format, { kit, message: MESSAGE, packageName }),
        )
        expect(inFolder(folder, build)).toMatchObject({ status: 0 })
        const hex = Buffer.from(MESSAGE).toString('hex')
        expect(inFolder(folder, run)).toMatchObject({ status: 0, out: hex })
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
