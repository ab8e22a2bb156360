/** What new keys start from, in the console: templates and the saved defaults. */
import { expect, test } from 'vitest'
import { said } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()

const NEW = '/templates/new?product=scope'

test('a template is saved with the fields of its product, and a key begins with it', async () => {
  const { vendor } = console.desk
  await vendor.changeProduct('scope', {
    features: [
      { name: 'export', type: 'flag' },
      { name: 'users', type: 'integer', required: true },
    ],
  })
  const form = await console.get(NEW)
  // a template may leave out what every key must have
  expect(form.text).not.toMatch(/id="feature\.users"[^>]*required/)
  const wrong = await console.send(form, NEW, {
    name: 'trial "x"',
    duration: 'long',
    'feature.export': 'yes',
  })
  expect([wrong.status, wrong.text.includes('value="long"')]).toEqual([400, true])
  const saved = await console.send(wrong, NEW, { duration: '30', durationFrom: 'first-run' })
  expect(said(saved)).toContain('is saved')
  expect(await vendor.template('trial "x"')).toMatchObject({
    productId: 'scope',
    duration: { days: 30, from: 'first-run' },
    features: new Map([['export', true]]),
  })
  const key = await console.get(`/keys/new?product=scope&template=${encodeURIComponent('trial "x"')}`)
  expect(key.text).toMatch(/id="duration" name="duration" value="30"/)
})

test('one is changed, which replaces it, and deleted after a page that says what happens', async () => {
  const { vendor } = console.desk
  await vendor.saveTemplate({ name: 'a/b?c', activations: 3, expiresAt: 'never' })
  const form = await console.get(`/templates/change?name=${encodeURIComponent('a/b?c')}`)
  expect(form.text).toContain('value="a/b?c"')
  const changed = await console.send(form, '/templates/new', { activations: '5' })
  expect(said(changed)).toContain('replaced the earlier one')
  expect(await vendor.template('a/b?c')).toMatchObject({ activations: 5, expiresAt: 'never' })
  const path = `/templates/delete?name=${encodeURIComponent('a/b?c')}`
  const sure = await console.get(path)
  expect(sure.text).toContain('Keys that were created from it stay as they are')
  expect(await vendor.templates()).toHaveLength(1)
  await console.send(sure, path)
  expect(await vendor.templates()).toEqual([])
})

test('QC-34 defaults are saved with a key, shown, loaded by the next form, and cleared (QC-35)', async () => {
  const { vendor } = console.desk
  const action = '/keys/new?product=scope'
  await console.send(await console.get(action), action, {
    activations: '7',
    graceDays: '3',
    email: 'ann@lab.example',
    saveDefaults: 'yes',
  })
  const page = await console.get('/templates')
  expect(page.text).toContain('ann@lab.example')
  const next = await console.get(action)
  expect(next.text).toMatch(/name="activations" value="7"/)
  expect(next.text).toMatch(/name="graceDays" value="3"/)
  const path = '/templates/defaults/clear'
  const sure = await console.get(path)
  expect(await vendor.defaults()).toBeDefined()
  expect(said(await console.send(sure, path))).toBe('The defaults are cleared.')
  expect(await vendor.defaults()).toBeUndefined()
  expect((await console.get(action)).text).not.toMatch(/name="activations" value="7"/)
})

test('each setting says what it does; generic keys are warned of where they are allowed and made (QG-17)', async () => {
  const { vendor } = console.desk
  const desk = await console.get('/desk')
  expect(desk.text.match(/-hint">[A-Z]/g)?.length).toBeGreaterThanOrEqual(3)
  expect(desk.text).not.toContain('anyone who has the file can run the program')
  const form = new URLSearchParams({ name: 'allow-generic-keys', value: 'yes' })
  const allowed = await console.post('/desk/setting', {
    ...Object.fromEntries(form),
    form: secretIn(desk.text),
  })
  expect(allowed.text).toContain('anyone who has the file can run the program')
  const action = '/keys/new?product=scope'
  const ending = { generic: 'yes', expiresAt: '2099-12-31' }
  const made = await console.send(await console.get(action), action, ending)
  expect(said(made)).toContain('bound to neither a customer nor a computer')
  // a file says nothing: it is asked about before
  const asked = await console.send(await console.get(action), action, { ...ending, count: '2', csv: 'yes' })
  expect([asked.status, (await vendor.stats()).keys]).toEqual([400, 1])
  const file = await console.send(asked, action, { csv: 'yes' })
  expect(file.headers.get('content-type')).toContain('text/csv')
  expect((await vendor.stats()).keys).toBe(3)
})

test('a setting is a choice or a number, and no number is no limit', async () => {
  const { vendor } = console.desk
  const set = async (value: string) => {
    const { text } = await console.get('/desk')
    return console.post('/desk/setting', { form: secretIn(text), name: 'plan-activations', value })
  }
  expect((await console.get('/desk')).text).toMatch(/type="number"[^>]* value="" placeholder="no limit"/)
  expect((await set('12')).text).toMatch(/type="number"[^>]* value="12"/)
  expect((await vendor.settings()).planActivations).toBe(12)
  await set('')
  expect((await vendor.settings()).planActivations).toBe('unlimited')
  expect((await set('-1')).status).toBe(400)
})

function secretIn(text: string): string {
  return /name="form" value="([^"]*)"/.exec(text)?.[1] ?? ''
}
