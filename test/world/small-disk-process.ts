/**
 * A process with a small disk of its own, on which it runs the vendor's tool: in a mount namespace that nobody else sees
 * and that ends with it. Arguments: the folder that the disk is mounted on, its size in kilobytes. Standard input: a line
 * of JSON for each order; standard output: "ready", or what is lacking, and a line of JSON for each order that is done.
 */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { inProcess } from './world.ts'

export type Order =
  | { readonly do: 'run'; readonly words: readonly string[] }
  /** Leaves so many kilobytes. */
  | { readonly do: 'fill'; readonly leave: number }
  | { readonly do: 'free' }
  | { readonly do: 'protect'; readonly from: boolean }
  /** The names of all that is on the disk. */
  | { readonly do: 'list' }
  | { readonly do: 'read'; readonly path: string }
  | { readonly do: 'make folder'; readonly path: string }
  /** Calls what a module exports by default, with the value; the module stays loaded. */
  | { readonly do: 'call'; readonly module: string; readonly value: unknown }

const [disk = '', kilobytes = ''] = process.argv.slice(2)
const filler = join(disk, 'filler')

function mount(...words: readonly string[]): void {
  execFileSync('mount', words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

function fill(leave: number): void {
  rmSync(filler, { force: true })
  const { bavail, bsize } = statfsSync(disk)
  const file = openSync(filler, 'w')
  try {
    const blocks = Math.max(0, bavail - Math.floor((leave * 1024) / bsize))
    for (let i = 0; i < blocks; i++) writeSync(file, new Uint8Array(bsize))
  } finally {
    closeSync(file)
  }
}

async function carryOut(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'run':
      return inProcess(vendorTool, order.words)
    case 'fill':
      return fill(order.leave)
    case 'free':
      return rmSync(filler, { force: true })
    case 'protect':
      return mount('-o', `remount,${order.from ? 'ro' : 'rw'}`, disk)
    case 'list':
      return readdirSync(disk, { recursive: true, encoding: 'utf8' })
    case 'read':
      return readFileSync(order.path, 'base64')
    case 'make folder':
      return mkdirSync(order.path, { recursive: true })
    case 'call':
      return (await import(order.module)).default(order.value)
  }
}

function say(line: string): void {
  // not writeSync, which may write a part of a long line when nobody reads as fast
  process.stdout.write(`${line}\n`)
}

try {
  mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk)
} catch (error) {
  say(`${(error as Error).message}`.replaceAll('\n', ' '))
  process.exit()
}
say('ready')
for await (const line of createInterface(process.stdin))
  say(JSON.stringify((await carryOut(JSON.parse(line))) ?? null))
