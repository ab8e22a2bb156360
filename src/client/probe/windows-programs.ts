/**
 * Owns what Windows' own programs tell of the computer: `reg.exe` of the registry, `getmac.exe` of the adapters (those of
 * Win32_NetworkAdapter, so without PowerShell the same ones as with it), `ipconfig.exe` where that has no answer. Node's
 * own list lacks adapters without a cable. Read by position, as their words are translated; letters beyond ASCII come in
 * some code page and decide nothing.
 */
import type { Made } from '../../core/computer/virtual.ts'
import type { RunWindows } from '../system/windows.ts'
import { readSmbios, type Smbios } from './smbios.ts'

/** What each printed; undefined when it could not be run, or was not asked. */
export interface Printed {
  /** The values below SOFTWARE\Microsoft\Cryptography. */
  readonly cryptography: string | undefined
  /** The values below HARDWARE\DESCRIPTION\System\BIOS, which every account may read. */
  readonly firmware: string | undefined
  /** SMBiosData below mssmbios\Data. */
  readonly smbios: string | undefined
  readonly getmac: string | undefined
  readonly ipconfig: string | undefined
}

export type PrintedRegistry = Pick<Printed, 'cryptography' | 'firmware' | 'smbios'>
export type PrintedAdapters = Pick<Printed, 'getmac' | 'ipconfig'>

/** Some hundredths of a second. Never rejects. */
export async function askRegistry(run: RunWindows): Promise<PrintedRegistry> {
  const query = (key: string, ...words: readonly string[]) =>
    run('reg.exe', ['query', `HKLM\\${key}`, ...words, '/reg:64']).catch(() => undefined)
  const [cryptography, firmware, smbios] = await Promise.all([
    query('SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid'),
    query('HARDWARE\\DESCRIPTION\\System\\BIOS'),
    query('SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data', '/v', 'SMBiosData'),
  ])
  return { cryptography, firmware, smbios }
}

/** One or two seconds. Never rejects. */
export async function askAdapters(run: RunWindows): Promise<PrintedAdapters> {
  const getmac = await run('getmac.exe', ['/V', '/FO', 'CSV', '/NH']).catch(() => undefined)
  if (readGetmac(getmac).length > 0) return { getmac, ipconfig: undefined }
  return { getmac, ipconfig: await run('ipconfig.exe', ['/all']).catch(() => undefined) }
}

/** `MachineGuid`, made when Windows was installed. Pure. */
export function installIdIn({ cryptography }: PrintedRegistry): string | undefined {
  return valuesIn(cryptography).get('MachineGuid')
}

/** Pure. */
export function smbiosIn({ smbios }: PrintedRegistry): Smbios | undefined {
  return readSmbios(Buffer.from(valuesIn(smbios).get('SMBiosData') ?? '', 'hex'))
}

/** The makers of system and board. Pure. */
export function madeIn({ firmware }: PrintedRegistry): readonly Made[] {
  const values = valuesIn(firmware)
  return ['System', 'BaseBoard'].map(part => ({
    maker: values.get(`${part}Manufacturer`),
    product: values.get(`${part}${part === 'System' ? 'ProductName' : 'Product'}`),
  }))
}

/** `    name    type    data`, one value a line. */
function valuesIn(text = ''): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^ {4}(\w+) {4}REG_\w+ {4}(.*?)\r?$/gm)
  return new Map([...lines].map(([, name = '', data = '']) => [name, data]))
}

/** An adapter that Windows has a driver for and that has an address. */
export interface Adapter {
  /** What the user calls it, such as `Ethernet 2`; with more words of the system around it where ipconfig told it. */
  readonly connection: string
  /** What its driver calls it. */
  readonly name: string
  readonly address: string
}

/** Undefined when nobody answered. Pure. */
export function adaptersIn({ getmac, ipconfig }: PrintedAdapters): readonly Adapter[] | undefined {
  const told = readGetmac(getmac)
  if (told.length > 0) return told
  return ipconfig ? readIpconfig(ipconfig) : undefined
}

const ADDRESS = '[0-9A-F]{2}(?:-[0-9A-F]{2}){5}'

/** `"connection","name","address","transport"`, one adapter a line; the address of one that is off is a word. */
function readGetmac(text = ''): readonly Adapter[] {
  const lines = text.matchAll(new RegExp(`^"([^"]*)","([^"]*)","(${ADDRESS})"`, 'gim'))
  return [...lines].map(([, connection = '', name = '', address = '']) => ({ connection, name, address }))
}

/** Each has a heading that is not indented and holds the connection, and its name in the line before its address. */
function readIpconfig(text: string): readonly Adapter[] {
  const lines = text.split(/\r?\n/)
  const isAddress = new RegExp(`^\\s.*: (${ADDRESS})\\s*$`, 'i')
  return lines.flatMap((line, i) => {
    const address = isAddress.exec(line)?.[1]
    if (address === undefined) return []
    const connection = lines.slice(0, i).findLast(before => /^\S/.test(before)) ?? ''
    const name = /: (.*)$/.exec(lines[i - 1] ?? '')?.[1] ?? ''
    return [{ connection, name, address }]
  })
}
