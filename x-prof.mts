import { fork } from 'node:child_process'
import { once } from 'node:events'
import { LoadClient, LoadPoster } from './test/bench/site-clients.ts'
const op = process.argv[2] ?? 'renew'
const c = fork('test/bench/site-process.ts', ['4000'], { execArgv: ['--cpu-prof', '--cpu-prof-dir=/tmp/eng-prof', '--cpu-prof-interval=500'] })
const fig = async () => { c.send('f'); return (await once(c, 'message'))[0] as any }
const f = await fig()
const poster = new LoadPoster(64)
const clients = Array.from({ length: 1000 }, (_, i) => new LoadClient(`c${i}`))
const each = async (operation: any) => {
  const bodies = clients.map(x => x.request(operation))
  const b = await fig(); const s = performance.now()
  let i = 0
  await Promise.all(Array.from({ length: 64 }, async () => { while (i < 1000) { const k = i++; const r = await poster.post(f.lease, bodies[k]!); clients[k]!.keep(r) } }))
  const a = await fig()
  return [((a.cpu - b.cpu)).toFixed(0) + ' µs cpu', (1e6 / (performance.now() - s)).toFixed(0) + '/s']
}
for (let r = 0; r < 6; r++) { console.log('take', ...await each('take')); for (let n = 0; n < 4; n++) console.log(' renew', ...await each('renew')); console.log(' return', ...await each('return')) }
poster.close(); c.disconnect(); await once(c, 'exit')
