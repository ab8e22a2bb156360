import { expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { OpenedFiles } from '../../../src/client/share/opened-files.ts'
import { MESSAGE_TYPE } from '../../../src/core/cose/labels.ts'
import { signMessage } from '../../../src/core/cose/sign.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { mailWith, zipOf } from '../../world/packing.ts'

const MESSAGE = signMessage(MESSAGE_TYPE.license, Uint8Array.of(0xa0), secretKeyOfPem(newSecretKeyPem()))
const fileOf = (source: string, content: string | Uint8Array) => ({
  source,
  bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
})

test('QG-08: when the time is over no package is opened; what can be read at once is read', async () => {
  const opened = new OpenedFiles(3, AbortSignal.abort())
  const mail = fileOf('/srv/mail.license', mailWith({ 'scope.license': MESSAGE }))
  const raw = fileOf('/srv/raw.license', MESSAGE)
  const damaged = fileOf('/srv/damaged.license', encodeArmor('license', MESSAGE).slice(0, -80))
  for (const file of [mail, raw, damaged]) opened.add(file)
  await opened.all()
  expect(() => opened.messagesIn(mail)).toThrow(
    expect.objectContaining({ code: 'share-unavailable', details: { path: mail.source, seconds: 3 } }),
  )
  expect(opened.messagesIn(raw).messages).toMatchObject([{ message: MESSAGE }])
  expect(opened.messagesIn(damaged).damaged).toMatchObject([{ error: { code: 'armor-malformed' } }])
})

test('QG-08: the time may end within a package, and what follows it is still read', async () => {
  const over = new AbortController()
  const opened = new OpenedFiles(3, over.signal)
  const files = Array.from({ length: 500 }, (_, i) => [`${i}.eml`, mailWith({ 'note.txt': 'hello' })])
  const large = fileOf('/srv/large.license', zipOf(Object.fromEntries(files)))
  const raw = fileOf('/srv/raw.license', MESSAGE)
  for (const file of [large, raw]) opened.add(file)
  setTimeout(() => over.abort())
  await opened.all()
  expect(() => opened.messagesIn(large)).toThrow(expect.objectContaining({ code: 'share-unavailable' }))
  expect(opened.messagesIn(raw).messages).toMatchObject([{ message: MESSAGE }])
})
