/** The parser of CDDL takes RFC 8610's own examples, and nothing that is not CDDL. */
import { expect, test } from 'vitest'
import { cddlMatcher } from './cddl.ts'
import { parseCddl } from './cddl-grammar.ts'

test.each([
  // RFC 8610, sections 2.1, 2.2, 3.1 to 3.10
  'person = {(\n age: int,\n name: tstr,\n employer: tstr,\n)}',
  'person = {\n identity,\n employer: tstr,\n}\n\nidentity = (\n age: int,\n name: tstr,\n)',
  'attire = "bow tie" / "necktie" / "Internet attire"\nprotocol = 6 / 17',
  'address = { delivery }\ndelivery = (\nstreet: tstr, ? number: uint, city //\npo-box: uint, city //\nper-pickup: true )\ncity = (\nname: tstr, zip-code: uint\n)',
  'device-address = byte\nmax-byte = 255\nbyte = 0..max-byte ; inclusive range\nfirst-non-byte = 256\nbyte1 = 0...first-non-byte ; byte1 is equivalent to byte\n',
  'terminal-color = &basecolors\nbasecolors = (\n black: 0, red: 1, green: 2,\n)\nextended-color = &(\n basecolors,\n orange: 8,\n)',
  'my_breakfast = #6.55799(breakfast)\nbreakfast = cereal / porridge\ncereal = #6.998(tstr)\nporridge = #6.999([liquid, solid])\nliquid = milk / water\nmilk = 0\nwater = #6.1000(nil)\nsolid = tstr',
  'apartment = {\n kitchen: size,\n * bedroom => size,\n}\nsize = float\nbedroom = text .regexp "Bedroom [0-9]+"',
  'square-roots = {* x => y}\nx = int\ny = float\ntostring = {* mynumber => tstr}\nmynumber = int / float',
  'extensible-map-example = {\n ? "optional-key" ^ => int,\n * tstr => any\n}',
  'messages = message<"reboot", "now"> / message<"sleep", 1..100>\nmessage<t, v> = {type: t, value: v}',
  'full-address = [[+ label], ip4, ip6]\nip4 = bstr .size 4\nlabel = bstr .size (1..63)',
  "t = ( [ 2*3 h'00ff', + b64'AA==', ? -1.5e3 ] )\nu = ~t / #0.25 / # ; comment\n",
])('takes %j', text => {
  expect(parseCddl(text).size).toBeGreaterThan(0)
})

test.each([
  ['', 'nothing'],
  ['a = ', 'no type'],
  ['a = { 1 => ', 'a map that is cut off'],
  ['a = { 1 => 2', 'no end of a map'],
  ['a = 01', 'a number with a zero in front'],
  ['a = "x', 'a text without its end'],
  ['a = 1..', 'a range without its end'],
  ['a = b .size', 'an operator without its argument'],
  ['a = 1 b', 'two types side by side'],
  ['1 = a', 'a number as a name'],
  ['a- = 1', 'a name that ends with a dash'],
  ['a\t= 1', 'a tab, which is no white space of CDDL'],
  ['a = 1\na = 2', 'a rule twice'],
])('refuses %j: %s', text => {
  expect(() => parseCddl(text)).toThrow()
})

test('the matcher refuses what it does not know, and does not let it pass', () => {
  for (const schema of [
    'a = #',
    'a = 1...2',
    "a = h'00'",
    'a = 1.5',
    'a = ~b\nb = [1]',
    'a = { 1 => 2 // 3 => 4 }',
    'a = b',
  ])
    expect(() => cddlMatcher(schema)('a', 1), schema).toThrow()
})
