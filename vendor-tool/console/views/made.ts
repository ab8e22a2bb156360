/** Owns the page of a license that was made: as a file, a picture, a mail, and a code to read aloud. */
import { pictureOf } from '../../../src/exchange/page-message.ts'
import { spacedOut } from '../../../src/exchange/typed-code.ts'
import { AirlatchError, codeOfIssued, type Issued } from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { facts, link, pathOf, section, table, warning } from '../../../src/web/parts.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { endLines } from '../../commands/issue/one.ts'
import { mailOfLicense, mailOfRenewal } from '../../mail/mails.ts'
import type { MailMessage } from '../../mail/message.ts'
import { mailPart, mailRoutes } from '../mail.ts'
import { notThere } from '../parts.ts'
import { type ConsoleDesk, type MadeLicenses, page, type Route, type ViewAnswer } from '../visit.ts'

/** The address of its page. */
export function keepMade({ made }: ConsoleDesk, one: MadeLicenses): string {
  return pathOf('made', made.keep(one))
}

export const MADE: readonly Route[] = [
  {
    method: 'GET',
    path: '/made/:id',
    async answer(desk, { part }) {
      const one = desk.made.get(part('id'))
      if (one === undefined) return notThere('received')
      return one.issued.length === 1 ? licensePage(desk, part('id'), one) : manyPage(desk, part('id'), one)
    },
  },
  {
    method: 'GET',
    path: '/made/:id/file',
    async answer({ made, signer }, { part }) {
      const all = made.get(part('id'))?.issued ?? []
      const [issued] = all
      if (issued === undefined) return notThere('received')
      const { product, license } = issued
      if (all.length > 1)
        return {
          kind: 'download',
          name: `${product.id}-${license.keyId}.bundle`,
          type: 'application/octet-stream',
          bytes: await signer.bundle(
            product.id,
            all.map(({ message }) => message),
          ),
        }
      return {
        kind: 'download',
        name: `${fileOf(issued)}.license`,
        type: 'application/octet-stream',
        bytes: issued.message,
      }
    },
  },
  ...mailRoutes('/made/:id/mail', async (desk, { part }) => {
    const made = desk.made.get(part('id'))
    if (made === undefined) return undefined
    const section = made.isRenewal ? 'renewals' : 'received'
    return { message: await mailOf(desk, made), section, back: pathOf('made', part('id')) }
  }),
]

/** Of a renewal it says so. */
async function mailOf(
  { vendor, signer }: ConsoleDesk,
  { issued, isRenewal }: MadeLicenses,
): Promise<MailMessage> {
  const [first, ...others] = issued as readonly [Issued, ...Issued[]]
  const { keyId } = first.activation
  return isRenewal
    ? mailOfRenewal({ vendor, signer }, keyId, [first, ...others])
    : mailOfLicense(vendor, keyId, first)
}

async function mailSection(desk: ConsoleDesk, id: string, made: MadeLicenses): Promise<Html> {
  const { mail } = vendorWords().mail.console
  return section(mail, await mailPart(desk.vendor, await mailOf(desk, made), pathOf('made', id, 'mail')))
}

function fileOf({ product, computerId }: Issued): string {
  return `${product.id}-${computerId}`.replace(/[^A-Za-z0-9._-]/g, '_')
}

/** Of a renewal. */
async function manyPage(desk: ConsoleDesk, id: string, made: MadeLicenses): Promise<ViewAnswer> {
  const { issued, warnings } = made
  const { renewals: words } = vendorWords().console
  const headings = (['computer', 'ends'] as const).map(headingFor)
  const rows = issued.map(one => [one.computerId, endLines(one)[0]?.[1]])
  return page(
    'renewals',
    words.done,
    html`${warnings.map(warning)}
<div class="actions"><a class="button primary" href="${pathOf('made', id, 'file')}" download>${words.bundle}</a></div>
<p class="hint">${words.bundleHint}</p>
${table(words.done, headings, rows, words.nobody)}
${await mailSection(desk, id, made)}`,
  )
}

async function licensePage(desk: ConsoleDesk, id: string, made: MadeLicenses): Promise<ViewAnswer> {
  const { issued, warnings } = made
  const words = vendorWords().console.received
  const one = issued[0] as Issued
  const { license, replaced, product, computerId, seat } = one
  const picture = await pictureOf(one.message)
  const key = link(pathOf('keys', license.keyId), license.keyId)
  return page(
    'received',
    words.license,
    html`<p class="ticket"><span class="quiet">${labelFor('computerId')}</span><strong>${computerId}</strong></p>
${warnings.map(warning)}
${facts([
  [labelFor('product'), product.name],
  [labelFor('key'), key],
  [labelFor('seat'), vendorWords().issue.seat[seat]],
  ...endLines({ license, replaced }),
])}
<div class="actions"><a class="button primary" href="${pathOf('made', id, 'file')}" download>${words.download}</a>
${link('/received', words.another)}</div>
<div class="columns">
${await mailSection(desk, id, made)}
${picture && section(words.picture, html`<figure><img class="qr" src="data:${picture.mime};base64,${Buffer.from(picture.bytes).toString('base64')}" alt="${words.picture}"></figure>`)}
</div>
${codeOf(one)}`,
  )
}

/** Nothing, for a license that no code can carry. */
function codeOf(issued: Issued): Html | undefined {
  try {
    const code = codeOfIssued(issued)
    return section(vendorWords().console.received.code, html`<pre>${verbatim(spacedOut(code))}</pre>`)
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'typed-cannot-carry') return undefined
    throw error
  }
}
