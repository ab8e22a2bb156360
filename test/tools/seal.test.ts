/** Proves how names of variables are taken out of a Node binary, on made-up ones that hold each form of them. */
import { describe, expect, test } from 'vitest'
import { ORDINARY, SEALED, sealVariables } from '../../tools/executable/seal.ts'

function sealed(text: string): string {
  return sealVariables(Buffer.from(text, 'latin1')).toString('latin1')
}

describe('a name is sealed', () => {
  test.each([
    ['a string of C', 'x\0NODE_DEBUG\0y', 'x\0\0ODE_DEBUG\0y'],
    ['the end of a longer string of C', '--x is not for NODE_OPTIONS\0', '--x is not for \0ODE_OPTIONS\0'],
    ['a wide string', wide('?NODE_DEBUG\0'), wide('?\0ODE_DEBUG\0')],
    ['a string that V8 compiled', 'a\x0a\0\0\0NODE_DEBUGz', 'a\x0a\0\0\0\0ODE_DEBUGz'],
    ['a string in JavaScript', "f('NODE_DEBUG')", "f('\0ODE_DEBUG')"],
    ['a property', 'process.env.NODE_DEBUG;', "process.env['\0ODE_DE'];"],
    ['a name that begins with another one', 'env.NODE_DEBUG_NATIVE)', "env['\0ODE_DEBUG_NAT'])"],
  ])('in %s', (_form, before, after) => {
    expect(sealed(before)).toBe(after)
  })

  test('as JavaScript that asks for the empty name', () => {
    const env = new Proxy({}, { get: (_target, name) => String(name).split('\0')[0] })
    for (const name of SEALED)
      expect(new Function('env', `return ${sealed(`env.${name}`)}`)(env), name).toBe('')
  })
})

test('nothing else changes', () => {
  for (const text of [
    'see NODE_DEBUG in the manual',
    'OPENSSL_ia32cap_P\0',
    'xNODE_DEBUG\0',
    "'NODE_DEBUG_ENABLED'",
    '{ NODE_UNIQUE_ID: 1 }',
    'env.HOME',
  ])
    expect(sealed(text)).toBe(text)
})

test('a binary that reads a variable which nobody has looked at is refused', () => {
  expect(() => sealed('process.env.NODE_NEW_DOOR')).toThrow(
    'Node reads variables that are neither sealed nor ordinary: NODE_NEW_DOOR',
  )
  expect(() => sealed("\n  ['NODE_NEW_DOOR', { helpText: 'x' }")).toThrow('NODE_NEW_DOOR')
})

test('no variable is both sealed and ordinary, and each is listed once', () => {
  const all = [...SEALED, ...ORDINARY]
  expect(new Set(all).size).toBe(all.length)
})

function wide(text: string): string {
  return Buffer.from(text, 'utf16le').toString('latin1')
}
