/** Owns a strict reader of the text format of Prometheus, version 0.0.4: whatever it does not describe is refused. */

export interface MetricFamily {
  readonly type: string
  readonly help: string
  readonly samples: ReadonlyMap<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\["\\\\n])*)"'
const SAMPLE = new RegExp(
  `^(${NAME})(?:\\{(${LABEL.replaceAll('(', '(?:').replaceAll('(?:?:', '(?:')}(?:,${LABEL.replaceAll('(', '(?:').replaceAll('(?:?:', '(?:')})*)\\})? (\\S+)$`,
)
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  gauge: [''],
  counter: [''],
  histogram: ['_bucket', '_sum', '_count'],
}

/** By name. Throws for what is not of the format. */
export function parseMetrics(text: string): ReadonlyMap<string, MetricFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const families = new Map<string, { type: string; help: string; samples: Map<string, number> }>()
  let current:
    | [name: string, family: { type: string; help: string; samples: Map<string, number> }]
    | undefined
  for (const line of text.slice(0, -1).split('\n')) {
    const help = new RegExp(`^# HELP (${NAME}) (.+)$`).exec(line)
    if (help !== null) {
      const [, name = '', said = ''] = help
      if (families.has(name)) throw new Error(`${name} comes twice`)
      current = [name, { type: '', help: said, samples: new Map() }]
      families.set(...current)
      continue
    }
    if (current === undefined) throw new Error(`not below a metric: ${line}`)
    const [name, family] = current
    const type = /^# TYPE (\S+) (gauge|counter|histogram)$/.exec(line)
    if (type !== null) {
      if (type[1] !== name || family.type !== '') throw new Error(`a type in the wrong place: ${line}`)
      family.type = type[2] as string
      continue
    }
    const [, own = '', labels = '', value = ''] = SAMPLE.exec(line) ?? []
    if (!(SUFFIXES[family.type] ?? []).some(suffix => own === name + suffix))
      throw new Error(`not of ${name}: ${line}`)
    if (!/^(?:[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[+-]Inf|NaN)$/i.test(value))
      throw new Error(`no number: ${line}`)
    const id = `${own}{${labels}}`
    if (family.samples.has(id)) throw new Error(`${id} comes twice`)
    family.samples.set(id, Number(value))
  }
  for (const [name, { type, samples }] of families)
    if (type === '' || samples.size === 0) throw new Error(`${name} has no type, or no sample`)
  return families
}
