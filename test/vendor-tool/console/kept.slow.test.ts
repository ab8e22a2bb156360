/**
 * What is kept of a form that is half typed, in a real browser: over a reload, the way back, in two windows, and
 * behind the end of the session.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingChromium } from '../../pages/chromium.ts'
import { Clerk } from './clerk.ts'

const missing = missingChromium()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)

const TYPED = { Activations: '7', Order: 'PO-9', Expires: '2099-12-31', Comment: 'two\nlines', Generic: 'no' }
const CUSTOMER = { Name: 'Ann', Company: 'Labs', Telephone: '+49 89 1', Notes: 'a\nb' }

describe.skipIf(missing !== undefined)(title('a form that is half typed'), () => {
  let clerk: Clerk
  beforeAll(async () => {
    clerk = await Clerk.atWork()
  })
  afterAll(() => clerk?.close())

  async function typeKey(): Promise<void> {
    await clerk.go('Keys')
    await clerk.press('Create a key', 'Create a key: Scope')
    await clerk.page.getByText('Everything else').click()
    await clerk.fills(TYPED)
  }

  async function stands(fields: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const entries: [string, string][] = []
    for (const label of Object.keys(fields)) {
      const field = clerk.page.locator('main').getByLabel(label, { exact: true })
      entries.push([label, await field.inputValue()])
    }
    return Object.fromEntries(entries)
  }

  test('is as it was after a reload', async () => {
    await typeKey()
    await clerk.page.reload()
    expect(await stands(TYPED)).toEqual(TYPED)
    await clerk.go('Customers')
    await clerk.press('Add a customer', 'Add a customer')
    await clerk.fills(CUSTOMER)
    await clerk.page.reload()
    expect(await stands(CUSTOMER)).toEqual(CUSTOMER)
  })

  test('is as it was after the way to another page and back', async () => {
    await typeKey()
    await clerk.go('Log')
    await clerk.page.goBack()
    await clerk.sees('Create a key: Scope')
    expect(await stands(TYPED)).toEqual(TYPED)
  })

  test('that was sent and refused keeps both: what was sent, and what was typed since', async () => {
    await typeKey()
    await clerk.fills({ Activations: 'many' })
    await clerk.press('Create')
    await clerk.page.getByRole('alert').waitFor()
    expect(await stands(TYPED)).toEqual({ ...TYPED, Activations: 'many' })
    await clerk.fills({ Expires: '2099-12-30' })
    await clerk.page.reload()
    expect(await stands(TYPED)).toEqual({ ...TYPED, Activations: 'many', Expires: '2099-12-30' })
  })

  test('of one kind opens empty the next time, and in another window', async () => {
    await typeKey()
    const other = await clerk.window()
    await other.go('Keys')
    await other.press('Create a key', 'Create a key: Scope')
    expect(await other.page.getByLabel('Activations', { exact: true }).inputValue()).toBe('')
    await other.fills({ Activations: '2', Order: 'of the other window' })
    await other.press('Create', /^Key /)
    expect(await other.said()).toBe('The key is made.')
    await other.page.close()
    // this one has its own, and works on
    expect(await stands(TYPED)).toEqual(TYPED)
    await clerk.press('Create', /^Key /)
    await clerk.go('Keys')
    await clerk.press('Create a key', 'Create a key: Scope')
    expect(await stands({ Activations: '' })).toEqual({ Activations: '' })
  })

  test('a password and the secret of the form are kept nowhere', async () => {
    await typeKey()
    await clerk.page.reload()
    const kept = JSON.stringify(
      await clerk.page.evaluate(() => [history.state, { ...sessionStorage }, { ...localStorage }]),
    )
    expect(kept).toContain('PO-9')
    expect(kept).not.toContain(await clerk.page.locator('input[name="form"]').first().inputValue())
  })

  test('records nothing when the session had ended, and the answer says how to begin again', async () => {
    await typeKey()
    await clerk.page.context().clearCookies()
    const [answer] = await Promise.all([clerk.page.waitForEvent('response'), clerk.press('Create')])
    expect(answer.status()).toBe(403)
    expect(await clerk.page.innerText('body')).toContain('the link in the terminal')
    expect(await clerk.console.desk.vendor.stats()).toMatchObject({ keys: 2 })
  })
})
