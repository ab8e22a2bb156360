/** A TypeDoc plugin: adds to each error code what it means for the caller, from src/core/errors.ts. */
import { Comment, Converter, ReflectionKind } from 'typedoc'
import { kindOf } from '../../src/core/errors.ts'

/** Exit codes of the tools. */
const EXITS = { refused: 1, usage: 2, 'could-not': 3, bug: 70 }

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, member) => {
    const isCode = member.kindOf(ReflectionKind.Property) && member.parent?.name === 'DetailsByCode'
    if (!isCode || member.comment !== undefined) return
    const kind = kindOf(member.name)
    member.comment = new Comment([{ kind: 'text', text: `${kind}, exit code ${EXITS[kind]}` }])
  })
}
