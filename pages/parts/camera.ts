/**
 * Owns the camera of a page: asking for it, the picture in a video element, single pictures out of it, and why there is
 * none. Knows no QR code and no page.
 */

/**
 * Why there is no picture: the person or the system said no; there is none; another program has it; the page came over
 * plain HTTP, where browsers give no camera; it was unplugged or taken away; anything else.
 */
export type CameraTrouble = 'not-allowed' | 'none' | 'in-use' | 'insecure-page' | 'ended' | 'failed'

export interface OpenCamera {
  readonly kind: 'open'
  /** Which of the cameras it is, for a list to choose from. */
  readonly deviceId: string | undefined
  /** Whether the person sees himself in it, or may: then the picture is shown as a mirror does. */
  readonly mirrored: boolean
  stop(): void
}

/** In pixels: a code at arm's length is then large enough. Cameras give what is nearest. */
const WIDTH = 1920
const HEIGHT = 1080

/**
 * Opens a camera, one at the back of a phone if there is a choice, and shows it in `video`.
 * `onEnd` is called once when it is taken away later.
 */
export async function openCamera(
  video: HTMLVideoElement,
  onEnd: () => void,
  deviceId?: string,
): Promise<OpenCamera | { readonly kind: CameraTrouble }> {
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (devices?.getUserMedia === undefined) return { kind: isSecureContext ? 'failed' : 'insecure-page' }
  const which =
    deviceId === undefined ? { facingMode: { ideal: 'environment' } } : { deviceId: { exact: deviceId } }
  let stream: MediaStream
  try {
    stream = await devices.getUserMedia({
      audio: false,
      video: { ...which, width: { ideal: WIDTH }, height: { ideal: HEIGHT } },
    })
  } catch (error) {
    return { kind: troubleOf(error) }
  }
  const [track] = stream.getVideoTracks()
  const stop = () => {
    for (const one of stream.getTracks()) one.stop()
    video.srcObject = null
  }
  // stop() above does not cause this event
  track?.addEventListener('ended', onEnd, { once: true })
  video.srcObject = stream
  try {
    await video.play()
  } catch {
    stop()
    return { kind: 'failed' }
  }
  const settings = track?.getSettings()
  return {
    kind: 'open',
    deviceId: settings?.deviceId,
    mirrored: settings?.facingMode !== 'environment',
    stop,
  }
}

/** The cameras to choose from. Browsers tell their names only once one was allowed. */
export async function listCameras(): Promise<readonly MediaDeviceInfo[]> {
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  return all.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
}

/** Resolves when the video shows its next picture; in a page that is not seen, when it is seen again. */
export function nextPicture(video: HTMLVideoElement): Promise<void> {
  return new Promise(resolve => {
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(() => resolve())
    else requestAnimationFrame(() => resolve())
  })
}

/** Takes single pictures out of a video; undefined while there is none in it. */
export function pictureTaker(video: HTMLVideoElement): () => ImageData | undefined {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false })
  return () => {
    const { videoWidth: width, videoHeight: height } = video
    if (context === null || width === 0 || height === 0) return undefined
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
    }
    context.drawImage(video, 0, 0)
    return context.getImageData(0, 0, width, height)
  }
}

/** By the names of the Media Capture specification, section "getUserMedia". */
function troubleOf(error: unknown): CameraTrouble {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'not-allowed'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none'
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use'
    default:
      return 'failed'
  }
}
