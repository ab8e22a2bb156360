/** Owns the flags of `serve`; settings.ts reads them. */
import type { Option } from '../../../src/cli/command.ts'
import { TLS_OPTIONS } from '../../../src/serving/options.ts'

export const SERVE_OPTIONS: Readonly<Record<string, Option>> = {
  host: {
    kind: 'text',
    value: 'ADDRESS',
    describe: 'listen at this address of the computer (default: 127.0.0.1, this computer only)',
  },
  port: { kind: 'whole', value: 'N', describe: 'listen at this port (default: 8080); 0 takes any free one' },
  ...TLS_OPTIONS,
  'insecure-http': {
    kind: 'flag',
    describe:
      'serve without TLS where others can listen in: only the network then protects licenses from strangers',
  },
  address: {
    kind: 'text',
    value: 'URL',
    describe: 'the address that phones open, such as https://activate.example.com, when it is another one',
  },
  contact: {
    kind: 'text',
    value: 'TEXT',
    describe: 'whom customers may ask, below every page: an e-mail address, an https:// address or words',
  },
  'request-menu': {
    kind: 'text',
    value: 'TEXT',
    describe:
      'what customers choose in your program to make a request, such as "Help > Activate", in place of "airlatch request"',
  },
  'install-menu': {
    kind: 'text',
    value: 'TEXT',
    describe: 'the same for the license, in place of "airlatch install"',
  },
  'deactivate-menu': {
    kind: 'text',
    value: 'TEXT',
    describe: 'the same to give a license back, in place of "airlatch deactivate"',
  },
  style: {
    kind: 'text',
    value: 'FILE',
    describe: 'a style sheet of your own, read after that of the pages: your colors and your logo',
  },
  imprint: { kind: 'text', value: 'URL', describe: 'link to your imprint, below every page' },
  'no-receipts': {
    kind: 'flag',
    describe: 'take no deactivation receipts: you free those seats yourself, with "airlatch-vendor release"',
  },
  privacy: { kind: 'text', value: 'URL', describe: 'link to your privacy notice, below every page' },
}
