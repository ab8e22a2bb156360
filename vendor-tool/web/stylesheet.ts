/** Owns how the pages look: one column on a phone, readable at arm's length, light or dark as the person has it. */

export const STYLESHEET = `
:root {
  color-scheme: light dark;
  --ground: #f5f3ee;
  --sheet: #fffefb;
  --ink: #1b1d21;
  --soft: #5d6068;
  --line: #dcd8cd;
  --accent: #0d5c63;
  --on-accent: #ffffff;
  --good: #1f6b3a;
  --bad: #a3271b;
  --mark: #e9f1ef;
  --warn: #fbe9e6;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14161a;
    --sheet: #1c1f25;
    --ink: #edebe5;
    --soft: #a6a9b1;
    --line: #343841;
    --accent: #6cc7c4;
    --on-accent: #08262a;
    --good: #7fd09a;
    --bad: #ff9d8f;
    --mark: #1f2d30;
  --warn: #3a1d19;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto;
  max-width: 46rem;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  padding: 0 max(1.25rem, env(safe-area-inset-right)) env(safe-area-inset-bottom) max(1.25rem, env(safe-area-inset-left));
  background: var(--ground);
  color: var(--ink);
  font: 1.0625rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif;
  overflow-wrap: anywhere;
}
header {
  display: flex;
  justify-content: space-between;
  align-items: baseline;
  gap: 1rem;
  padding: 1.1rem 0;
  border-bottom: 1px solid var(--line);
  color: var(--soft);
  font-size: .9375rem;
}
header a { color: var(--ink); font-weight: 650; text-decoration: none; }
header span { white-space: nowrap; }
main { flex: 1; padding: 1.75rem 0 2rem; }
footer { padding: 1.1rem 0 1.5rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
footer p { margin: .25rem 0; }
h1 { margin: 0 0 .75rem; font-size: clamp(1.75rem, 1.4rem + 1.8vw, 2.375rem); line-height: 1.15; letter-spacing: -.015em; font-weight: 700; text-wrap: balance; }
h2 { margin: 0 0 .35rem; font-size: 1.125rem; line-height: 1.3; }
p { margin: 0 0 1rem; }
a { color: var(--accent); text-underline-offset: .2em; }
code { font-family: var(--mono); font-size: .92em; }
h1 + .sides, h1 + .card { margin-top: 1.25rem; }
pre { margin: .5rem 0 1rem; padding: .8rem 1rem; background: var(--mark); border-radius: .6rem; overflow-x: auto; }
.lead { font-size: 1.1875rem; line-height: 1.45; color: var(--soft); margin-bottom: 1.5rem; }
.eyebrow { margin: 0 0 .4rem; font-size: .875rem; font-weight: 650; letter-spacing: .02em; color: var(--accent); }
.eyebrow.done { color: var(--good); }
.eyebrow.done::before { content: '✓ '; }
.eyebrow.no { color: var(--bad); }
.small { font-size: .9375rem; color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.card { margin: 0 0 1.25rem; padding: 1.25rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .9rem; }
.card p:last-child { margin-bottom: 0; }
.hint { margin-top: 2rem; color: var(--soft); }
.hint h2 { color: var(--ink); }
.ticket {
  display: flex;
  flex-direction: column;
  gap: .15rem;
  margin: 1rem 0 .75rem;
  padding: 1rem 1.25rem;
  background: var(--sheet);
  border: 1px solid var(--line);
  border-left: .35rem solid var(--accent);
  border-radius: .6rem;
}
.ticket span { color: var(--soft); font-size: .875rem; }
.ticket strong { font: 600 clamp(1.3rem, 1rem + 2.6vw, 1.75rem)/1.3 var(--mono); letter-spacing: .01em; }
.facts { margin: 1.25rem 0 1.5rem; border-top: 1px solid var(--line); }
.facts div { display: grid; grid-template-columns: minmax(6.5rem, 11rem) minmax(60%, 1fr); gap: .25rem 1rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; unicode-bidi: isolate; }
label { display: block; margin-bottom: .35rem; font-size: .9375rem; font-weight: 600; }
input[type='file'], textarea {
  display: block;
  width: 100%;
  margin-bottom: .9rem;
  padding: .7rem .8rem;
  color: inherit;
  background: var(--ground);
  border: 1px solid var(--line);
  border-radius: .6rem;
  font: inherit;
}
/* smaller letters make a phone enlarge the page */
textarea { font: 1rem/1.5 var(--mono); resize: vertical; white-space: pre-wrap; }
input[type='file']:has(+ [hidden]) { margin-bottom: 0; }
input[type='file']::file-selector-button {
  margin-right: .9rem;
  padding: .45rem .9rem;
  color: var(--ink);
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: .45rem;
  font: inherit;
}
button, .button {
  display: block;
  width: 100%;
  min-height: 3.25rem;
  padding: .75rem 1.25rem;
  color: var(--on-accent);
  background: var(--accent);
  border: 1px solid var(--accent);
  border-radius: .75rem;
  font: inherit;
  font-weight: 650;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
button.quiet { color: var(--accent); background: transparent; }
button:hover, .button:hover { filter: brightness(1.08); }
:focus-visible { outline: .2rem solid var(--accent); outline-offset: .2rem; }
.act { margin: 1.5rem 0; }
.act > a:not(.button) { display: block; margin-top: .9rem; text-align: center; }
details { margin: 1rem 0; }
summary { cursor: pointer; color: var(--accent); padding: .4rem 0; }
.checks, .steps { margin: .5rem 0 1rem; padding: 0; list-style: none; }
.checks li { position: relative; padding: .35rem 0 .35rem 1.9rem; }
.checks bdi { color: var(--soft); }
.checks li > span:first-child { position: absolute; left: 0; font-weight: 700; }
.checks .pass > span:first-child { color: var(--good); }
.checks .refuse > span:first-child, .checks .refuse strong { color: var(--bad); }
.steps code { display: block; margin-top: .2rem; }
.steps { counter-reset: step; margin-bottom: 1.25rem; }
.steps li { position: relative; counter-increment: step; padding: .2rem 0 .6rem 2.25rem; }
.steps li::before {
  content: counter(step);
  position: absolute;
  left: 0;
  top: .25rem;
  width: 1.5rem;
  height: 1.5rem;
  border: 1px solid var(--line);
  border-radius: 50%;
  background: var(--sheet);
  font-size: .875rem;
  line-height: 1.45rem;
  text-align: center;
}
figure { margin: 0 0 1.25rem; padding: .5rem; background: #fff; border: 1px solid var(--line); border-radius: .9rem; }
.code { display: block; width: 100%; height: auto; }
figure + section form { margin-bottom: .75rem; }
textarea.armor { margin-top: .5rem; font-size: .875rem; white-space: pre; overflow-x: auto; overflow-wrap: normal; }
.lines { margin: 1rem 0; padding: 0; list-style: none; counter-reset: line; }
.lines li { display: grid; grid-template-columns: 2rem minmax(0, 1fr); align-items: baseline; counter-increment: line; padding: .5rem 0; border-top: 1px solid var(--line); }
.lines li::before { content: counter(line); color: var(--soft); font-weight: 650; }
.lines code { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; font-size: 1.25rem; letter-spacing: .06em; overflow-wrap: normal; }
.copy { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; }
.copy [role='status'] { color: var(--soft); font-size: .9375rem; }
.copy [role='status']:empty { display: none; }
button.plain { color: var(--accent); background: transparent; }
.outcome { scroll-margin-top: 1rem; }
.outcome > :last-child:not(:empty) { margin-bottom: 1.25rem; }
.said { font-weight: 600; }
.said:empty { display: none; }
.notice { margin: 0 0 1rem; padding: 1rem 1.1rem; background: var(--warn); border-left: .35rem solid var(--bad); border-radius: .6rem; }
.notice p { margin: 0; }
.notice-title { margin-bottom: .25rem !important; font-weight: 700; }
.camera { display: grid; gap: .75rem; }
.camera > :empty { display: none; }
.camera .notice, .camera .said { margin: 0; }
/* what is said stands above the picture, where it is seen on a small screen too */
.camera > .said { order: 1; }
.camera > .stage { order: 2; }
.camera > :nth-child(n + 4) { order: 3; }
.stage { position: relative; overflow: hidden; border-radius: .75rem; background: #000; aspect-ratio: 4 / 3; scroll-margin: 8rem 0 1rem; }
.stage video { display: block; width: 100%; height: 100%; object-fit: cover; }
.stage.mirrored video { transform: scaleX(-1); }
.aim { position: absolute; inset: 0; margin: auto; height: 76%; aspect-ratio: 1; border: 3px solid #fff; border-radius: .75rem; filter: drop-shadow(0 0 2px #000); pointer-events: none; }
.camera-choice { font-weight: 400; color: var(--soft); }
select { max-width: 100%; min-height: 2.75rem; padding: .25rem .5rem; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: .45rem; font: inherit; }
.drop-here { display: none; }
.dropping .drop-here { display: grid; position: fixed; inset: .75rem; place-items: center; border: 4px dashed var(--accent); border-radius: 1.25rem; background: var(--ground); opacity: .95; font-size: 1.5rem; font-weight: 700; pointer-events: none; }
@media (min-width: 44rem) {
  .lines code { font-size: 1.4rem; }
  .camera > button { justify-self: start; }
  .stage { max-width: 34rem; }
  main { padding-top: 2.75rem; }
  button, .button { width: auto; min-width: 15rem; }
  .act { display: flex; align-items: center; gap: 1.5rem; }
  .act > a:not(.button) { margin: 0; }
  .sides { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); gap: 2rem; align-items: start; }
  .sides figure { margin: 0; }
}
@media print {
  body { background: #fff; color: #000; max-width: none; }
  form, details, footer { display: none; }
}
`
