/**
 * Owns the evidence, in the files of Linux, of a container: which engine mounted the root directory and the files that
 * every engine puts into a container, what its manager says of itself, and its control group.
 * Refuses what a physical computer may have as well: a /.dockerenv in an image that was written to a disk, containers
 * that run beside this process, an overlay as the root of a live or read-only system, the sandbox of a desktop program.
 */

import { CONTAINERS, type Container } from '../../core/computer/virtual.ts'
import { readSmall, textIn } from './small-file.ts'

/** The container that this process runs in, and the place of its install id. */
export interface Contained {
  readonly container: Container
  /** Whether /etc/machine-id came with the container's image, so that every copy of the image has it. */
  readonly idOfImage: boolean
}

/** Engines that make a container from an image each time anew; the others keep one, as a computer keeps its disk. */
const OF_IMAGES: readonly Container[] = ['gvisor', 'kubernetes', 'docker', 'podman', 'containerd']

/** What engines leave among the mounts of a container, and computers may have too. */
const TRACES = /- overlay |lxcfs| \/etc\/(hosts|hostname|resolv\.conf) |secrets\/kubernetes\.io|containerenv/

/**
 * The container that this process runs in, undefined without evidence. Never throws.
 * @param version the text of /proc/version
 * @param isVirtual whether it is known to be in a virtual machine: then a container is looked for only where its engine
 *   or its manager has left a trace, so that a start in a plain virtual machine does not wait for it
 */
export function containerOnLinux(root: string, version: string, isVirtual = false): Contained | undefined {
  const table = textIn(`${root}/proc/self/mountinfo`, MOUNTS)
  if (isVirtual && !TRACES.test(table) && !isGvisor(version) && !hasManager(root)) return undefined
  const mounts = mountsIn(table)
  const container = named(root, version, mounts)
  if (container === undefined) return undefined
  // a file that is mounted there was lent by the host
  const isLent = mounts.some(({ at }) => at === '/etc/machine-id')
  return { container, idOfImage: OF_IMAGES.includes(container) && !isLent }
}

function named(root: string, version: string, mounts: readonly Mount[]): Container | undefined {
  const found = [
    isGvisor(version) ? 'gvisor' : undefined,
    ...mounts.map(byMount),
    byMarker(root, mounts),
    byManager(textIn(`${root}/run/systemd/container`)),
    byManager(ofFirstProcess(root)),
    byControlGroup(textIn(`${root}/proc/1/cgroup`)),
    byControlGroup(textIn(`${root}/proc/self/cgroup`)),
  ]
  return CONTAINERS.find(name => found.includes(name))
}

/** gVisor answers for every kernel, whatever its release, with the day that it was made to imitate. */
function isGvisor(version: string): boolean {
  return /-gvisor\b|#1 SMP Sun Jan 10 15:06:54 PST 2016$/.test(version)
}

interface Mount {
  /** Where it comes from, within its file system. */
  readonly from: string
  readonly at: string
  readonly type: string
  readonly options: string
}

/** Bytes; a computer that runs hundreds of containers has more, and its own root and /etc are among the first. */
const MOUNTS = 32_768

/** Lines of proc_pid_mountinfo(5): `36 35 98:0 /from /at rw,noatime master:1 - ext3 /dev/root rw,errors=continue`. */
function mountsIn(table: string): Mount[] {
  return table.split('\n').map(line => {
    const [fields = '', system = ''] = line.split(' - ')
    const [, , , from = '', at = ''] = fields.split(' ')
    const [type = '', , options = ''] = system.split(' ')
    return { from, at, type, options }
  })
}

/** Docker, Podman, containerd and CRI-O mount them, to keep the container's names apart from its image. */
const NAMES = /^\/etc\/(hosts|hostname|resolv\.conf)$/

function byMount({ from, at, type, options }: Mount): Container | undefined {
  if (/^(\/var)?\/run\/secrets\/kubernetes\.io(\/|$)/.test(at)) return 'kubernetes'
  if (at.startsWith('/proc/') && type === 'fuse.lxcfs') return 'lxc'
  if (at === '/' && type === 'overlay') return engineOf(options)
  return NAMES.test(at) ? engineOf(from) : undefined
}

/** The folders that engines keep layers and names in; the place of the first folder is a setting. */
function engineOf(path: string): Container | undefined {
  if (/\/kubelet\/pods\//.test(path)) return 'kubernetes'
  if (/\/overlay-containers\/[0-9a-f]{64}\/|\/containers\/storage\/overlay\//.test(path)) return 'podman'
  if (/\/io\.containerd\./.test(path)) return 'containerd'
  if (/\/containers\/[0-9a-f]{64}\/|\/overlay2\/(l\/[0-9A-Z]{26}|[0-9a-f]{64})\b/.test(path)) return 'docker'
  return undefined
}

/** The files by which an engine marks a container, if they are more than what was left of an image's making. */
function byMarker(root: string, mounts: readonly Mount[]): Container | undefined {
  const isMounted = (at: RegExp) => mounts.some(mount => at.test(mount.at))
  if ('raw' in readSmall(`${root}/.dockerenv`) && isMounted(NAMES)) return 'docker'
  if (isMounted(/^\/run\/\.containerenv$/)) return 'podman'
  return 'raw' in readSmall(`${root}/run/.containerenv`) && isMounted(NAMES) ? 'podman' : undefined
}

/** What managers call themselves (systemd's Container Interface); others are a container of another name. */
const MANAGERS: Readonly<Record<string, Container>> = {
  docker: 'docker',
  podman: 'podman',
  lxc: 'lxc',
  'lxc-libvirt': 'lxc',
  'systemd-nspawn': 'systemd-nspawn',
  kubernetes: 'kubernetes',
}

/**
 * They put a desktop program, or a folder, on a physical computer behind a wall of its own; WSL calls its distributions
 * containers, and is found by its kernel.
 */
const SANDBOXES = ['wsl', 'flatpak', 'snap', 'bubblewrap', 'bwrap', 'pressure-vessel', 'firejail', 'proot']

/** systemd, which runs in most containers of LXC and of systemd-nspawn, says it there. */
function hasManager(root: string): boolean {
  return textIn(`${root}/run/systemd/container`) !== ''
}

function byManager(name: string): Container | undefined {
  if (name === '' || SANDBOXES.includes(name)) return undefined
  return Object.hasOwn(MANAGERS, name) ? MANAGERS[name] : 'container'
}

/** The word `container` that a manager gives to the first process: its own, and readable for its own user alone. */
function ofFirstProcess(root: string): string {
  const words = textIn(`${root}/proc/1/environ`).split('\u0000')
  return words.find(word => word.startsWith('container='))?.slice('container='.length) ?? ''
}

/** With the whole id, as a service may be called "docker-registry". Since version 2 most containers see "/" only. */
function byControlGroup(text: string): Container | undefined {
  if (/\/kubepods(\.slice)?\//.test(text)) return 'kubernetes'
  if (/:\/lxc(\/|\.payload[./])/.test(text)) return 'lxc'
  if (/\/libpod-[0-9a-f]{64}\b/.test(text)) return 'podman'
  if (/\/cri-containerd-[0-9a-f]{64}\b/.test(text)) return 'containerd'
  return /\/docker[-/][0-9a-f]{64}\b/.test(text) ? 'docker' : undefined
}
