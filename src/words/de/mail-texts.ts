/** Owns the same texts in German, which customers get by mail unless the vendor has texts of their own. */
import type { MAIL_WORDS as ENGLISH, MailTexts } from '../en/mail-texts.ts'

const CLOSING = `Aktivierungsschlüssel: {key-id}
Gültig bis: {expires}
Ihre Bestellung: {order}

Wenn Sie Hilfe brauchen, wenden Sie sich an {contact}.

Mit freundlichen Grüßen
{vendor}
`

/** How a license is installed from a mail that has it in its text alone. */
const FROM_TEXT = `So installieren Sie sie:

1. Speichern Sie diese ganze Mail als Datei, und kopieren Sie diese, zum Beispiel mit einem USB-Stick.
2. Öffnen Sie dort ein Terminal, und geben Sie diesen Befehl ein:

     {tool} install DATEI

   Statt DATEI schreiben Sie den Namen der gespeicherten Datei.
`

export const MAIL_TEXTS: MailTexts = {
  key: {
    subject: 'Ihr Aktivierungsschlüssel für {product}',
    body: `{greeting}

dies ist Ihr Aktivierungsschlüssel für {product}:

  {key}

Halten Sie den Schlüssel geheim. Wer ihn hat, kann damit {product} aktivieren.

So aktivieren Sie einen Computer. Er braucht kein Internet.

1. Installieren Sie {product} auf dem Computer.
2. Öffnen Sie dort ein Terminal, und geben Sie diesen Befehl ein:

     {tool} request {key} -o request.txt

3. Antworten Sie auf diese Mail, und hängen Sie die Datei request.txt an. Das geht von jedem anderen Computer.
   Oder öffnen Sie {page} und geben Sie die Datei dort ab.
4. Sie bekommen eine Lizenzdatei. Kopieren Sie sie auf den Computer, und geben Sie dort diesen Befehl ein:

     {tool} install DATEI

   Statt DATEI schreiben Sie den Namen der Lizenzdatei.

Computer, die gleichzeitig aktiv sein können: {seats}
Gültig bis: {expires}
Ihre Bestellung: {order}

Wenn Sie Hilfe brauchen, wenden Sie sich an {contact}.

Mit freundlichen Grüßen
{vendor}
`,
  },
  license: {
    subject: 'Ihre Lizenz für {product} auf dem Computer {computer}',
    body: `{greeting}

hier ist die Lizenz für {product} auf dem Computer {computer}. Sie ist die angehängte Datei {file}.

So installieren Sie sie:

1. Kopieren Sie die angehängte Datei auf diesen Computer, zum Beispiel mit einem USB-Stick. Wenn Sie keinen
   Anhang sehen, speichern Sie diese ganze Mail als Datei und kopieren Sie diese.
2. Öffnen Sie dort ein Terminal, und geben Sie diesen Befehl ein:

     {tool} install {file}

   Wenn die Datei anders heißt oder in einem anderen Ordner liegt, schreiben Sie das statt {file}.

${CLOSING}
{license}
`,
    alone: `{greeting}

hier ist die Lizenz für {product} auf dem Computer {computer}. Sie steht am Ende dieser Mail.

${FROM_TEXT}
${CLOSING}
{license}
`,
  },
  renewal: {
    subject: 'Ihre verlängerte Lizenz für {product}',
    body: `{greeting}

Ihre Lizenz für {product} wurde verlängert, für so viele Computer: {computers}.
Die angehängte Datei {file} ist für alle. Jeder Computer nimmt sich seine eigene Lizenz heraus.

So installieren Sie sie:

1. Kopieren Sie die angehängte Datei auf jeden Computer, zum Beispiel mit einem USB-Stick. Wenn Sie keinen
   Anhang sehen, speichern Sie diese ganze Mail als Datei und kopieren Sie diese.
2. Öffnen Sie auf jedem Computer ein Terminal, und geben Sie diesen Befehl ein:

     {tool} install {file}

   Wenn die Datei anders heißt oder in einem anderen Ordner liegt, schreiben Sie das statt {file}.

Eine neue Anfrage müssen Sie nicht schicken.

${CLOSING}
{license}
`,
    alone: `{greeting}

Ihre Lizenz für {product} wurde verlängert, für so viele Computer: {computers}.
Das Ende dieser Mail ist für alle. Jeder Computer nimmt sich seine eigene Lizenz heraus.

${FROM_TEXT}
Eine neue Anfrage müssen Sie nicht schicken.

${CLOSING}
{license}
`,
  },
}

/** What is said of an end. */
export const MAIL_WORDS: typeof ENGLISH = {
  greeting: name => (name === undefined ? 'Guten Tag,' : `Guten Tag ${name},`),
  days: (days, from) => {
    const since = {
      creation: 'dem Tag, an dem der Schlüssel erstellt wurde',
      activation: 'der Aktivierung',
      'first-run': 'dem ersten Start des Programms',
    }
    return `${days === 1 ? '1 Tag' : `${days} Tage`} nach ${since[from]}`
  },
  earlier: (date, days) => `${date}, oder ${days}, je nachdem, was früher ist`,
}
