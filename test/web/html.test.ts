import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { html, verbatim } from '../../src/web/html.ts'

describe('a template', () => {
  it('takes whatever is put into it for text', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const made = String(html`<p title="${text}">${text}</p>`)
        expect(made).toMatch(/^<p title="[^"<>]*">[^<>]*<\/p>$/)
      }),
    )
    expect(String(html`${`<script>alert('&"')</script>`}`)).toBe(
      '&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;',
    )
  })

  it('shows what cannot be seen', () => {
    expect(String(html`${'a\u202eb\u0000c\nd\u200be'}`)).toBe('a\\u{202e}b\\u{0}c\\u{a}d\\u{200b}e')
  })

  it('takes templates as they are, and nothing for nothing', () => {
    const items = ['<1>', '2'].map(text => html`<li>${text}</li>`)
    expect(String(html`<ul>${items}${undefined}${false}${0}</ul>`)).toBe(
      '<ul><li>&lt;1&gt;</li><li>2</li>0</ul>',
    )
  })

  it('keeps the lines of what is ours, and escapes it all the same', () => {
    expect(String(html`<pre>${verbatim('a\n</pre>')}</pre>`)).toBe('<pre>a\n&lt;/pre&gt;</pre>')
  })
})
