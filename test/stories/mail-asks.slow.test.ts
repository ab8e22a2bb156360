/** Sending a mail from a terminal: a person is asked, and only yes sends it. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Mailbox, openMailbox } from '../vendor-tool/mail/smtp.ts'
import { openShop, type Shop } from '../world/shop.ts'
import { inTerminal, missingTerminal } from '../world/terminal.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')
const missing = missingTerminal()
const title = `at a terminal${missing === undefined ? '' : ` (skipped: ${missing})`}`

describe.skipIf(missing !== undefined)(title, () => {
  let shop: Shop
  let box: Mailbox
  beforeAll(async () => {
    shop = await openShop()
    box = await openMailbox({ login: { user: 'desk', password: 'sesame' } })
  })
  afterAll(async () => {
    await box.close()
    shop.remove()
  })

  const typist = (...words: readonly string[]) =>
    inTerminal([process.execPath, MAIN, '--home', shop.at('vendor', 'home'), ...words], {
      folder: shop.at('vendor'),
      env: { AIRLATCH_LANG: 'en' },
    })

  test('the password is asked for and does not show; the mail waits for yes', async () => {
    const where = ['--host', '127.0.0.1', '--port', `${box.port}`, '--security', 'none', '--account', 'desk']
    const setup = typist('mail', 'setup', ...where, '--from', 'licenses@acme.example')
    await setup.until(/password of the mail server:/)
    setup.type('sesame\n')
    expect(await setup.exit).toBe(0)
    expect(setup.screen()).not.toContain('sesame')

    const key = await shop.key('--email', 'ann@customer.example')
    const no = typist('mail', 'key', key, '--send')
    await no.until(/goes to ann@customer\.example, through 127\.0\.0\.1\. Send it\?/)
    no.type('n\n')
    expect(await no.exit).toBe(2)
    expect([no.screen().includes('not sent'), box.received]).toEqual([true, []])

    const yes = typist('mail', 'key', key, '--send')
    await yes.until(/Send it\?/)
    yes.type('y\n')
    expect(await yes.exit).toBe(0)
    expect(box.received.map(({ to }) => to)).toEqual([['ann@customer.example']])
  })
})
