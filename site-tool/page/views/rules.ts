/** Owns the administrator's rules as they are now, in words; they are changed by command. */
import { KEPT_DAYS, ruleNumber, type SiteGroup, type SiteRules } from '../../../src/site/site-rules.ts'
import { type Html, html, withCode } from '../../../src/web/html.ts'
import { facts, section, table } from '../../../src/web/parts.ts'
import { SITE_PAGE } from '../../../src/words/en/site-page.ts'
import { figure } from '../parts.ts'
import type { ProductVisit, SiteAnswer, SiteRoute } from '../visit.ts'

export const RULES: readonly SiteRoute[] = [{ method: 'GET', path: '/rules', answer: rulesPage }]

async function rulesPage({ view: { product } }: ProductVisit): Promise<SiteAnswer> {
  const rules = await product.lending.rules()
  const { groups, deny, allow, reserve, most } = rules
  const say = SITE_PAGE
  const names = Object.entries(groups)
  return {
    kind: 'page',
    at: 'rules',
    title: product.productName,
    content: html`<section class="card stack">${limits(rules)}<p class="hint">${withCode(say.rulesHint)}</p></section>
<div class="columns">
${list(
  say.ruleLists.deny,
  deny.map(({ group }, at) => say.rule(ruleNumber(rules, 'deny', at), say.denied(group))),
  say.noDeny,
)}
${list(say.ruleLists.allow, allow.length === 0 ? [] : [...allow.map(({ group }, at) => say.rule(ruleNumber(rules, 'allow', at), say.allowed(group))), say.allowOnly], say.noAllow)}
${list(
  say.ruleLists.reserve,
  reserve.map(({ group, seats }, at) =>
    say.rule(ruleNumber(rules, 'reserve', at), say.reserved(group, seats)),
  ),
  say.noReserve,
)}
${list(
  say.ruleLists.most,
  most.map(({ group, seats }, at) => say.rule(ruleNumber(rules, 'most', at), say.most(group, seats))),
  say.noMost,
)}
</div>
${section(say.ruleLists.groups, table(say.ruleLists.groups, say.groupHeadings, names.map(groupRow), say.noGroups))}`,
  }
}

function limits({ leaseSeconds, borrowDays, mostBorrowed, keepDays = KEPT_DAYS }: SiteRules): Html {
  const say = SITE_PAGE.ruleFacts
  return facts([
    [say.lease, SITE_PAGE.seconds(leaseSeconds)],
    [say.borrowDays, borrowDays === undefined ? say.asLicense : figure(borrowDays)],
    [say.mostBorrowed, mostBorrowed === undefined ? say.asLicense : figure(mostBorrowed)],
    [say.keepDays, figure(keepDays)],
  ])
}

function list(title: string, sentences: readonly string[], none: string): Html {
  if (sentences.length === 0) return section(title, html`<p class="quiet">${none}</p>`)
  return section(title, html`<ul class="events">${sentences.map(text => html`<li>${text}</li>\n`)}</ul>`)
}

function groupRow([name, { users = [], hosts = [], workloads = [], addresses = [] }]: readonly [
  string,
  SiteGroup,
]) {
  return [name, ...[users, hosts, workloads, addresses].map(names => names.join(', '))]
}
