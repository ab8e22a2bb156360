/** Owns the page that asks for the administrator's password. */
import { html } from '../../../src/web/html.ts'
import { SITE_PAGE } from '../../../src/words/en/site-page.ts'
import type { SitePageAnswer } from '../visit.ts'

export const SIGN_IN_PATH = '/sign-in'

/** `problem`: why the last try was none. */
export function signInPage(isReadable: boolean, status: number, problem?: string): SitePageAnswer {
  const say = SITE_PAGE.signIn
  return {
    kind: 'page',
    title: say.title,
    status,
    content: html`<p class="lead">${say.lead}</p>
${isReadable && html`<p class="notice open">${say.readable}</p>`}${problem !== undefined && html`<p class="notice problem" role="alert">${problem}</p>`}
<form method="post" action="${SIGN_IN_PATH}" class="stack sign-in">
<input type="text" name="username" value="administrator" autocomplete="username" hidden>
<div class="field"><label for="password">${say.password}</label><input id="password" name="password" type="password" required autocomplete="current-password" maxlength="1000"></div>
<button type="submit" class="primary">${say.button}</button>
</form>`,
  }
}
