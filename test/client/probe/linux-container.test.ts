import { describe, expect, test } from 'vitest'
import { containerOnLinux } from '../../../src/client/probe/linux-container.ts'
import { recorded, type Tree, without, withTree } from './tree.ts'

const ID = '0123456789abcdef'.repeat(4)

function of(files: Tree['files'], version = ''): string | undefined {
  return withTree({ files }, root => containerOnLinux(root, version)?.container)
}

/** Lines of /proc/self/mountinfo: where from, where to, file system, its options. */
function mounts(...lines: readonly (readonly [from: string, at: string, type?: string, options?: string])[]) {
  const text = lines.map(
    ([from, at, type = 'ext4', options = 'rw'], i) =>
      `${i + 30} 27 259:2 ${from} ${at} rw,relatime shared:${i} master:${i} - ${type} /dev/sda2 ${options}\n`,
  )
  return { 'proc/self/mountinfo': text.join('') }
}

describe.skipIf(process.platform === 'win32')('a container', () => {
  test.each<[string, string]>([
    ['Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016', 'gvisor'],
    ['Linux version 4.19.0-gvisor #1 SMP Sun Jan 10 15:06:54 PST 2016', 'gvisor'],
  ])('of gVisor is known by its kernel: %s', (version, word) => {
    expect(of({}, version)).toBe(word)
    expect(of(recorded('linux/docker').files, version)).toBe(word)
  })

  test.each<[options: string, word: string | undefined]>([
    [`rw,lowerdir=/var/lib/docker/overlay2/l/${'A1'.repeat(13)}:/x,upperdir=/y`, 'docker'],
    [`rw,lowerdir=/mnt/big/overlay2/${ID}/diff`, 'docker'],
    ['rw,lowerdir=/home/ada/.local/share/containers/storage/overlay/l/ABC', 'podman'],
    ['rw,lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/3/fs', 'containerd'],
    ['rw,lowerdir=/filesystem.squashfs,upperdir=/cow/upper,workdir=/cow/work', undefined], // a live system
    ['ro,lowerdir+=/run/ostree/.private/cfsroot-lower,datadir+=/sysroot/ostree/repo/objects', undefined],
    ['rw,lowerdir=/rom,upperdir=/overlay/upper,workdir=/overlay/work', undefined], // a router
  ])('has its root from the layers of an engine: %s', (options, word) => {
    expect(of(mounts(['/', '/', 'overlay', options]))).toBe(word)
    expect(of(mounts(['/', `/var/lib/docker/overlay2/${ID}/merged`, 'overlay', options]))).toBeUndefined()
  })

  test.each<[from: string, at: string, word: string | undefined]>([
    [`/var/lib/docker/containers/${ID}/hostname`, '/etc/hostname', 'docker'],
    [`/@/data/engine/containers/${ID}/resolv.conf`, '/etc/resolv.conf', 'docker'],
    [`/containers/overlay-containers/${ID}/userdata/hosts`, '/etc/hosts', 'podman'],
    ['/var/lib/kubelet/pods/1b2c/etc-hosts', '/etc/hosts', 'kubernetes'],
    [`/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${ID}/hosts`, '/etc/hosts', 'containerd'],
    ['/', '/run/secrets/kubernetes.io/serviceaccount', 'kubernetes'],
    ['/', '/var/run/secrets/kubernetes.io/serviceaccount', 'kubernetes'],
    ['/etc/hosts', '/etc/hosts', undefined],
    ['/systemd/resolve/stub-resolv.conf', '/etc/resolv.conf', undefined],
    [`/var/lib/docker/containers/${ID}/mounts/shm`, `/var/lib/docker/containers/${ID}/mounts/shm`, undefined],
    [
      '/var/lib/kubelet/pods/1b2c/volumes/kubernetes.io~empty-dir/x',
      '/var/lib/kubelet/pods/1b2c/volumes',
      undefined,
    ],
  ])('has files of its engine: %s at %s is %s', (from, at, word) => {
    expect(of(mounts(['/', '/'], [from, at]))).toBe(word)
  })

  test('under LXC sees /proc through lxcfs; its host has lxcfs elsewhere', () => {
    expect(of(mounts(['/proc/cpuinfo', '/proc/cpuinfo', 'fuse.lxcfs']))).toBe('lxc')
    expect(of(mounts(['/', '/var/lib/lxcfs', 'fuse.lxcfs']))).toBeUndefined()
  })

  test('a marker that an image left on a disk is no evidence, with a mount of an engine’s kind it is', () => {
    const marks = { '.dockerenv': '', 'run/.containerenv': '' }
    expect(of(marks)).toBeUndefined()
    expect(of({ ...marks, ...mounts(['/', '/']) })).toBeUndefined()
    expect(of({ '.dockerenv': '', ...mounts(['/x/hosts', '/etc/hosts']) })).toBe('docker')
    expect(of({ 'run/.containerenv': '', ...mounts(['/x/hosts', '/etc/hosts']) })).toBe('podman')
    expect(of(mounts(['/x/.containerenv', '/run/.containerenv']))).toBe('podman')
  })

  test.each<[name: string, word: string | undefined]>([
    ['docker', 'docker'],
    ['podman', 'podman'],
    ['lxc', 'lxc'],
    ['lxc-libvirt', 'lxc'],
    ['systemd-nspawn', 'systemd-nspawn'],
    ['oci', 'container'],
    ['constructor', 'container'],
    ['X'.repeat(100), 'container'],
    ['flatpak', undefined],
    ['pressure-vessel', undefined],
    ['', undefined],
  ])('is what its manager calls itself: "%s" is %s', (name, word) => {
    expect(of({ 'run/systemd/container': `${name}\n` })).toBe(word)
    expect(of({ 'proc/1/environ': `HOME=/\0container=${name}\0TERM=linux\0` })).toBe(word)
    expect(of({ 'proc/1/environ': `HOME=/\0mycontainer=${name}\0` })).toBeUndefined()
  })

  test.each<[path: string, word: string | undefined]>([
    [`/docker/${ID}`, 'docker'],
    [`/system.slice/docker-${ID}.scope`, 'docker'],
    [`/machine.slice/libpod-${ID}.scope`, 'podman'],
    [`/system.slice/cri-containerd-${ID}.scope`, 'containerd'],
    [`/kubepods/burstable/pod1b2c/${ID}`, 'kubernetes'],
    [`/kubepods.slice/kubepods-pod1b2c.slice/cri-containerd-${ID}.scope`, 'kubernetes'],
    ['/lxc/web', 'lxc'],
    ['/lxc.payload.web/init.scope', 'lxc'],
    ['/lxc.monitor.web', undefined],
    ['/', undefined],
    ['/init.scope', undefined],
    ['/system.slice/docker.service', undefined],
    ['/system.slice/docker-registry.service', undefined],
    ['/system.slice/containerd.service', undefined],
    ['/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.acme.Viewer.scope', undefined],
  ])('is in a control group of its engine: %s is %s', (path, word) => {
    for (const process of ['1', 'self']) {
      expect(of({ [`proc/${process}/cgroup`]: `0::${path}\n` })).toBe(word)
      expect(of({ [`proc/${process}/cgroup`]: `12:pids:${path}\n11:memory:${path}\n` })).toBe(word)
    }
  })

  test('the orchestrator comes before the engine, whatever is seen first', () => {
    const docker = `/var/lib/docker/containers/${ID}/hostname`
    expect(of(mounts([docker, '/etc/hostname'], ['/', '/run/secrets/kubernetes.io/serviceaccount']))).toBe(
      'kubernetes',
    )
    expect(of({ 'run/systemd/container': 'oci\n', 'proc/self/cgroup': `0::/docker/${ID}\n` })).toBe('docker')
  })

  test('is found by each of several signs alone', () => {
    const docker = recorded('linux/docker')
    expect(of(without(docker, /dockerenv/).files)).toBe('docker')
    const files = { ...docker.files, ...mounts(['/x/hosts', '/etc/hosts']) }
    expect(of(files)).toBe('docker')
    const lxc = recorded('linux/lxc')
    expect(of(without(lxc, /mountinfo|environ/).files)).toBe('lxc')
    expect(of(without(lxc, /systemd|environ/).files)).toBe('lxc')
    expect(of(without(lxc, /mountinfo|systemd/).files)).toBe('lxc')
  })

  test('mounts beyond the first page are seen', () => {
    const many = Array.from({ length: 100 }, (_, i) => [`/data/${i}`, `/srv/${i}`] as const)
    expect(of(mounts(['/', '/'], ...many, [`/containers/${ID}/hosts`, '/etc/hosts']))).toBe('docker')
  })

  test('lines that are none say nothing', () => {
    for (const text of ['', '\n\n', 'a b c', '1 2 3 4 / / - overlay', ' - ', 'x'.repeat(50_000)])
      expect(
        of({ 'proc/self/mountinfo': text, 'proc/self/cgroup': text, 'proc/1/environ': text }),
      ).toBeUndefined()
  })
})

describe.skipIf(process.platform === 'win32')('in a virtual machine', () => {
  const inside = (files: Tree['files']) =>
    withTree({ files }, root => containerOnLinux(root, '', true)?.container)

  test.each(['docker', 'kubernetes', 'podman', 'lxc'])('%s is found as well', name => {
    expect(inside(recorded(`linux/${name}`).files)).toBe(name)
  })

  test('a plain one is in no container, and one that runs containers is not inside of them', () => {
    expect(inside(recorded('linux/kvm').files)).toBeUndefined()
    const merged = `/var/lib/docker/overlay2/${ID}/merged`
    const options = `rw,lowerdir=/var/lib/docker/overlay2/l/${'A1'.repeat(13)}:/x,upperdir=/y`
    expect(inside(mounts(['/', '/'], ['/', merged, 'overlay', options]))).toBeUndefined()
  })
})
