/** Owns the page of the mail that brings a customer their key; those of licenses are with the licenses (made.ts). */
import { html } from '../../../src/web/html.ts'
import { link, pathOf, warning } from '../../../src/web/parts.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { keyMailWarnings, mailOfKey } from '../../mail/mails.ts'
import { mailPart, mailRoutes } from '../mail.ts'
import { page, type Route } from '../visit.ts'

export const MAIL: readonly Route[] = [
  {
    method: 'GET',
    path: '/keys/:id/mail',
    async answer({ vendor }, { part }) {
      const listed = await vendor.listedKey(part('id'))
      const { id } = listed.key
      const words = vendorWords().mail.console
      const here = pathOf('keys', id)
      return page(
        'keys',
        words.mailTitle(id),
        html`${[words.secret, ...keyMailWarnings(listed)].map(warning)}
<div class="card stack">${await mailPart(vendor, await mailOfKey(vendor, id), `${here}/mail`)}</div>
<p>${link(here, vendorWords().console.back)}</p>`,
      )
    },
  },
  ...mailRoutes('/keys/:id/mail', async ({ vendor }, { part }) => {
    const { id } = await vendor.key(part('id'))
    return { message: await mailOfKey(vendor, id), section: 'keys', back: pathOf('keys', id) }
  }),
]
