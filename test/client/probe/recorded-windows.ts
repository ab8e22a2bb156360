/**
 * Owns the recorded Windows computers: what the programs of Windows printed there, and what PowerShell told of the same
 * computer. Runs the probe on them, with any of it blocked.
 */
import type { Systeminformation } from 'systeminformation'
import type { ask } from '../../../src/client/probe/ask.ts'
import { askWindows, type WindowsFacts, type WindowsSources } from '../../../src/client/probe/windows.ts'
import type { RunWindows } from '../../../src/client/system/windows.ts'

export interface RecordedWindows extends WindowsSources {
  readonly virtual: string | null
  readonly uuid: Systeminformation.UuidData
  readonly adapters: readonly Systeminformation.NetworkInterfacesData[]
}

/** The computer as PowerShell alone told it; its adapters are those of Win32_NetworkAdapter. */
export function toldByPowerShell(told: RecordedWindows): WindowsFacts {
  const parts = [told.system, told.baseboard]
  return {
    made: parts.map(part => ({ maker: part?.manufacturer, product: part?.model })),
    installId: told.uuid.os,
    systemUuid: told.uuid.hardware,
    boardSerial: told.baseboard?.serial,
    disks: told.disks,
    adapters: told.adapters
      .filter(({ internal }) => !internal)
      .map(({ iface, ifaceName, mac }) => ({ connection: iface, name: ifaceName, address: mac })),
    cpuModel: told.cpuModel,
  }
}

/** What of Windows cannot be run there, or read by this account. */
export type Blocked = 'reg.exe' | 'SMBiosData' | 'getmac.exe' | 'ipconfig.exe' | 'PowerShell'

/** What the probe gets there, and every question that it asked, in alphabetical order. */
export async function askRecorded(
  told: RecordedWindows,
  blocked: readonly Blocked[] = [],
): Promise<{ readonly sources: WindowsSources; readonly asked: readonly string[] }> {
  const asked: string[] = []
  const run: RunWindows = async (program, words) => {
    asked.push([program, ...words].join(' '))
    const text = printedBy(told.printed, program, words)
    if (blocked.some(one => one === program) || text === undefined) throw new Error('blocked')
    // reg.exe then prints to stderr alone
    if (blocked.some(one => words.includes(one))) return ''
    return text
  }
  const answers = blocked.includes('PowerShell') ? SILENT : { ...told, diskLayout: told.disks }
  const systeminformation = new Proxy(answers, {
    get: (all, call: keyof typeof answers) => async () => {
      asked.push(`PowerShell ${call}`)
      return all[call]
    },
  })
  const powerShell = (call: (si: unknown) => Promise<unknown>) => call(systeminformation)
  const sources = await askWindows(run, powerShell as typeof ask)
  return { sources: { ...sources, cpuModel: told.cpuModel }, asked: asked.sort() }
}

/** The answers of `systeminformation` when PowerShell prints nothing. */
const SILENT = {
  system: { manufacturer: '', model: '' },
  uuid: { os: '', hardware: '' },
  baseboard: { manufacturer: '', model: '', serial: '' },
  diskLayout: [],
}

function printedBy(
  printed: WindowsSources['printed'],
  program: string,
  [, key = '']: readonly string[],
): string | undefined {
  if (program === 'getmac.exe') return printed.getmac
  if (program === 'ipconfig.exe') return printed.ipconfig
  if (/Cryptography$/.test(key)) return printed.cryptography
  return /BIOS$/.test(key) ? printed.firmware : printed.smbios
}
