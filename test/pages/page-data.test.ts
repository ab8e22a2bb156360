/** What the scan page is told: by the block in it, and by its address. */
import { expect, test } from 'vitest'
import { pageData, requestAddress } from '../../pages/scan/page-data.ts'
import { EMPTY_BLOCK, filledPage, NOTHING } from '../../pages/scan/served-page.ts'
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'

const PAGE = `<p>$& $1</p>${EMPTY_BLOCK}<script>1</script>`

function blockOf(html: string): string {
  return /id="airlatch-data">([^<]*)<\/script>/.exec(html)?.[1] as string
}

test('what is put into the page comes out of it, whatever it is', () => {
  const data = { request: '</script><script>alert(1)</script><!--', user: "$' $& \u2028 'a'" }
  const html = filledPage(PAGE, data)
  expect(html.match(/<\/script>/g)).toHaveLength(2)
  expect(html.startsWith('<p>$& $1</p>')).toBe(true)
  expect(pageData(blockOf(html), '')).toEqual(data)
})

test('a page without a block, with two, or with a filled one is left alone', () => {
  for (const page of ['<p></p>', PAGE + EMPTY_BLOCK, filledPage(PAGE, { user: 'anna' })])
    expect(() => filledPage(page, {})).toThrow('one empty block')
})

test('a page may connect only where somebody installs what it reads, and then to its own origin', () => {
  const page = `<meta content="${NOTHING} script-src">${PAGE}`
  expect(filledPage(page, { user: 'anna' })).not.toContain('connect-src')
  expect(filledPage(page, { install: '/token' })).toContain(`"${NOTHING} connect-src 'self'; script-src"`)
  expect(() => filledPage(PAGE, { install: '/token' })).toThrow('its policy')
})

test.each([0, 1, 2, 3, 300])('a request of %i bytes goes by the address', length => {
  const request = Uint8Array.from({ length }, (_, i) => (i * 37 + 251) % 256)
  const address = new URL(requestAddress('file:///tmp/a.html', request))
  const { request: armored } = pageData('{}', address.hash)
  expect(decodeArmor(armored as string)).toEqual(request)
})

test('the address gives a request and nothing else, and none in place of the own one', () => {
  const own = encodeArmor('request', Uint8Array.of(1))
  expect(pageData('{}', '#kit=AAAA&user=anna&install=/x')).toEqual({})
  expect(pageData(JSON.stringify({ request: own }), '#request=AAAA')).toEqual({ request: own })
})
