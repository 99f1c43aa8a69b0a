import { drawScene } from './draw-scene.ts';
import type { PlayableScene } from './playable.ts';

export type RecordingFormat = 'gif' | 'webm';

/** What was recorded. */
export interface Recording {
  readonly format: RecordingFormat;
  readonly blob: Blob;
  readonly frames: number;
}

/** A recording under way. */
export interface Recorder {
  readonly frames: number;
  add(scene: PlayableScene): void;
  finish(): Promise<Recording>;
  /** Ends it without a result. */
  discard(): void;
}

export interface RecorderOptions {
  /** In pixels; the height follows from the first scene. */
  readonly width: number;
  /** Frames a second when it is played back. */
  readonly framesPerSecond: number;
  readonly isDark: boolean;
}

/** The type of a WebM file that this browser can record; null where it cannot. */
export function webmType(): string | null {
  if (typeof MediaRecorder === 'undefined') return null;
  return ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'].find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

export async function createRecorder(format: RecordingFormat, options: RecorderOptions): Promise<Recorder> {
  return format === 'gif' ? createGifRecorder(options) : createWebmRecorder(options);
}

function createStage({ width, isDark }: RecorderOptions): { readonly canvas: HTMLCanvasElement; readonly draw: (scene: PlayableScene) => CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = 0;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const draw = (scene: PlayableScene): CanvasRenderingContext2D => {
    // Encoders want even sizes.
    if (canvas.height === 0) canvas.height = 2 * Math.max(1, Math.round((width * scene.height) / scene.width / 2));
    drawScene(context, scene, canvas.width, canvas.height, isDark);
    return context;
  };
  return { canvas, draw };
}

/** Every frame is encoded as it comes, so that none has to be kept. */
async function createGifRecorder(options: RecorderOptions): Promise<Recorder> {
  const { GIFEncoder, applyPalette, quantize } = await import('gifenc');
  const { canvas, draw } = createStage(options);
  const encoder = GIFEncoder();
  const delay = 1000 / options.framesPerSecond;
  let frames = 0;
  return {
    get frames() {
      return frames;
    },
    add(scene) {
      const { data } = draw(scene).getImageData(0, 0, canvas.width, canvas.height);
      const palette = quantize(data, 64);
      encoder.writeFrame(applyPalette(data, palette), canvas.width, canvas.height, { palette, delay });
      frames++;
    },
    async finish() {
      encoder.finish();
      return { format: 'gif', blob: new Blob([encoder.bytes()], { type: 'image/gif' }), frames };
    },
    discard() {
      encoder.reset();
    },
  };
}

/** Records what is shown as long as it is shown. */
async function createWebmRecorder(options: RecorderOptions): Promise<Recorder> {
  const type = webmType();
  if (type === null) throw new Error('this browser records no WebM');
  const { canvas, draw } = createStage(options);
  const chunks: Blob[] = [];
  let recorder: MediaRecorder | null = null;
  let frames = 0;
  const stop = (): void => {
    if (recorder && recorder.state !== 'inactive') recorder.stop();
    for (const track of recorder?.stream.getTracks() ?? []) track.stop();
  };
  return {
    get frames() {
      return frames;
    },
    add(scene) {
      draw(scene);
      frames++;
      if (recorder) return;
      recorder = new MediaRecorder(canvas.captureStream(options.framesPerSecond), { mimeType: type });
      recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data));
      recorder.start();
    },
    async finish() {
      const running = recorder;
      if (running && running.state !== 'inactive') {
        const stopped = new Promise((resolve) => running.addEventListener('stop', resolve, { once: true }));
        stop();
        await stopped;
      }
      return { format: 'webm', blob: new Blob(chunks, { type: 'video/webm' }), frames };
    },
    discard: stop,
  };
}
