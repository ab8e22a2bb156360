/** The Rust crate: it does what every binding does, without any other crate. */
import { spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { environment } from '../world/environment.ts'
import { followGuide } from './guide.ts'
import type { Installed } from './installed.ts'
import { behavesLikeAll, kitOf, type Language } from './languages.ts'
import { NATIVE } from './make.ts'

/** Where rustup, if Rust is by rustup, keeps its compilers: the home of the tests is empty. */
const RUSTUP_HOME = join(userInfo().homedir, '.rustup')
const hasCargo = spawnSync('cargo', ['--version'], { env: environment({ RUSTUP_HOME }) }).status === 0

const RUST: Language = {
  name: 'Rust',
  missing: hasCargo ? undefined : 'needs cargo',
  files: ['samples/licensed.rs', 'test/show.rs'],
  kit: kitOf('rs'),
  build: `cat > Cargo.toml <<END
[package]
name = "licensed"
version = "1.0.0"
edition = "2021"
[dependencies]
airlatch = { path = "${join(NATIVE, 'rust')}" }
[[bin]]
name = "licensed"
path = "licensed.rs"
[[bin]]
name = "show"
path = "show.rs"
END
    export RUSTUP_HOME='${RUSTUP_HOME}' CARGO_HOME="$PWD/cargo" RUSTFLAGS='-D warnings'
    cargo build --quiet --offline`,
  licensed: ['target/debug/licensed'],
  show: ['target/debug/show'],
}

behavesLikeAll(RUST, programs => {
  test('the library is a part of the program', () => {
    expect(programs().installed.run('ldd', ['target/debug/licensed']).out).not.toContain('libairlatch')
  })

  test('the guide native-rust.md works as it says', () => {
    const { installed } = programs()
    const run: Installed['run'] = (command, args) => installed.run(command, args, { RUSTUP_HOME })
    followGuide('native-rust.md', { ...installed, run })
  })
})
