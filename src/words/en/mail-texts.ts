/**
 * Owns the texts that customers get by mail unless the vendor has texts of their own. Their administrator reads them, and may
 * never have activated anything. What stands in braces is filled in (docs/guides/mail.md).
 */
const CLOSING = `Activation key: {key-id}
Valid until: {expires}
Your order: {order}

If you need help, contact {contact}.

Kind regards
{vendor}
`

/** How a license is installed from a mail that has it in its text alone. */
const FROM_TEXT = `How to install it:

1. Save this whole mail as a file, and copy that, for example on a USB stick.
2. Open a terminal there, and run this command:

     {tool} install FILE

   In place of FILE, write the name of the saved file.
`

/** By the kind of mail. */
export interface MailTexts {
  readonly key: OneText
  readonly license: OneText
  readonly renewal: OneText
}

interface OneText {
  readonly subject: string
  readonly body: string
  /** The body of a mail without the attached file: a link and a copied text have none. */
  readonly alone?: string
}

export const MAIL_TEXTS: MailTexts = {
  key: {
    subject: 'Your activation key for {product}',
    body: `{greeting}

This is your activation key for {product}:

  {key}

Keep this key private. Anyone who has it can use it to activate {product}.

How to activate a computer. It does not need the internet.

1. Install {product} on the computer.
2. Open a terminal on the computer, and run this command:

     {tool} request {key} -o request.txt

3. Reply to this mail, and attach the file request.txt. You can send it from any other computer.
   Or open {page} and hand in the file there.
4. You get a license file. Copy it to the computer, and run this command:

     {tool} install FILE

   In place of FILE, write the name of the license file.

Computers that can be active at the same time: {seats}
Valid until: {expires}
Your order: {order}

If you need help, contact {contact}.

Kind regards
{vendor}
`,
  },
  license: {
    subject: 'Your license for {product} on computer {computer}',
    body: `{greeting}

Here is the license for {product} on computer {computer}. It is the attached file {file}.

How to install it:

1. Copy the attached file to that computer, for example on a USB stick. If you see no attachment, save this
   whole mail as a file and copy that.
2. Open a terminal on that computer, and run this command:

     {tool} install {file}

   If the file has another name or is in another folder, write its name and folder in place of {file}.

${CLOSING}
{license}
`,
    alone: `{greeting}

Here is the license for {product} on computer {computer}. It is at the end of this mail.

${FROM_TEXT}
${CLOSING}
{license}
`,
  },
  renewal: {
    subject: 'Your renewed license for {product}',
    body: `{greeting}

Your license for {product} was renewed for this number of computers: {computers}.
The attached file {file} is for all of them. Each computer takes its own license from it.

How to install it:

1. Copy the attached file to each computer, for example on a USB stick. If you see no attachment, save this
   whole mail as a file and copy that.
2. Open a terminal on each computer, and run this command:

     {tool} install {file}

   If the file has another name or is in another folder, write its name and folder in place of {file}.

You do not need to send a new request.

${CLOSING}
{license}
`,
    alone: `{greeting}

Your license for {product} was renewed for this number of computers: {computers}.
The end of this mail is for all of them. Each computer takes its own license from it.

${FROM_TEXT}
You do not need to send a new request.

${CLOSING}
{license}
`,
  },
}

/** What is said of an end. */
export const MAIL_WORDS = {
  /** The first line of a mail; undefined: nobody is named. */
  greeting: (name: string | undefined) => (name === undefined ? 'Hello,' : `Hello ${name},`),
  /** Of a number of days, and what they begin at. */
  days: (days: number, from: 'creation' | 'activation' | 'first-run') => {
    const since = {
      creation: 'the day on which the key was created',
      activation: 'the activation',
      'first-run': 'the first run of the program',
    }
    return `${days === 1 ? '1 day' : `${days} days`} after ${since[from]}`
  },
  earlier: (date: string, days: string) => `${date}, or ${days}, whichever is earlier`,
}
