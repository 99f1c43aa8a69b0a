import type { PlayableScene } from './playable.ts';
import { createRecorder, type Recorder, type RecorderOptions, type Recording, type RecordingFormat } from './recording.ts';

export type Recordings = ReturnType<typeof createRecordings>;

/** The recording under way, and the last one that is done, which can be downloaded for as long as it is kept. */
export function createRecordings() {
  let recorder: Recorder | null = null;
  let last: (Recording & { readonly url: string }) | null = null;
  let numBegun = 0;

  /** Ends the one under way, of which nothing is wanted: a video would go on for as long as the page is open. */
  const discard = (): void => {
    numBegun += 1;
    recorder?.discard();
    recorder = null;
  };
  const forget = (): void => {
    if (last) URL.revokeObjectURL(last.url);
    last = null;
  };

  return {
    /** Of the one under way; null without one. */
    get frames() {
      return recorder && recorder.frames;
    },
    get last() {
      return last;
    },
    /** Begins one with a scene, in place of all others. */
    async start(format: RecordingFormat, options: RecorderOptions, scene: () => PlayableScene): Promise<void> {
      discard();
      forget();
      const begun = numBegun;
      const started = await createRecorder(format, options);
      // meanwhile another was begun, or none is wanted any more
      if (begun !== numBegun) return started.discard();
      recorder = started;
      recorder.add(scene());
    },
    add: (scene: PlayableScene): void => recorder?.add(scene),
    /** @throws Error when there is none under way. */
    async finish(): Promise<Recording> {
      const finished = recorder;
      if (!finished) throw new Error('no recording: expected startRecording before');
      recorder = null;
      const begun = numBegun;
      const recording = await finished.finish();
      // meanwhile another was begun, or none is kept any more
      if (begun !== numBegun) return recording;
      forget();
      last = { ...recording, url: URL.createObjectURL(recording.blob) };
      return recording;
    },
    discard,
    dispose(): void {
      discard();
      forget();
    },
  };
}
