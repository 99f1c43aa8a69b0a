/** What a shape stands for; each has a colour of its own in both themes. */
export type SceneColor = 'surface' | 'line' | 'agent' | 'part' | 'goal' | 'danger' | 'item' | 'text';

/** One shape; lengths in the units of its {@link PlayableScene}. */
export type SceneShape =
  | { readonly kind: 'circle'; readonly x: number; readonly y: number; readonly radius: number; readonly color: SceneColor }
  | {
      readonly kind: 'line'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number; readonly width: number;
      readonly color: SceneColor;
    }
  /** `points`: x0, y0, x1, y1, …; filled and closed. */
  | { readonly kind: 'polygon'; readonly points: readonly number[]; readonly color: SceneColor }
  | { readonly kind: 'rectangle'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly color: SceneColor }
  /** (x, y) is the middle of the text. */
  | { readonly kind: 'text'; readonly x: number; readonly y: number; readonly text: string; readonly size: number; readonly color: SceneColor };

/** Shapes in their order in the box from (0, 0), upper left, to (width, height); what reaches beyond is clipped. As `Scene` of `@cohort-rl/envs`. */
export interface PlayableScene {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly SceneShape[];
}

type Info = { readonly action_mask?: ArrayLike<number | boolean>; readonly [key: string]: unknown };

/** An environment of Gymnasium's shape, one of `@cohort-rl/envs` or of one's own. Without `render` its observation is shown as numbers. */
export interface PlayableEnv {
  reset(options?: { seed?: number }): { readonly observation: unknown; readonly info?: Info };
  step(action: unknown): {
    readonly observation: unknown;
    readonly reward: number;
    readonly terminated: boolean;
    readonly truncated: boolean;
    readonly info?: Info;
  };
  render?(): PlayableScene;
}

/** What a policy does with an observation, and what it thinks of it. */
export interface PolicyDecision {
  /** As the environment's `step` takes it. */
  readonly action: unknown;
  /** One per action of a discrete space. */
  readonly probabilities?: ArrayLike<number> | null;
  /** Of a Gaussian policy, one per number of the action. */
  readonly means?: ArrayLike<number> | null;
  readonly stds?: ArrayLike<number> | null;
  /** Return expected from here on. */
  readonly value?: number | null;
}

export type PlayablePolicy = (observation: unknown, info: Info) => PolicyDecision | Promise<PolicyDecision>;

/** What an agent of `@cohort-rl/ppo-core` has for {@link agentPolicy}. */
export interface PredictingAgent {
  act(observations: Float32Array, options?: { readonly deterministic?: boolean; readonly actionMasks?: Uint8Array }): ArrayLike<number>;
  predict(observations: Float32Array, options?: { readonly actionMasks?: Uint8Array; readonly tasks?: Int32Array }): {
    readonly distribution:
      | { readonly kind: 'categorical'; readonly probabilities: Float32Array }
      | { readonly kind: 'gaussian'; readonly means: Float32Array; readonly stds: Float32Array };
    readonly values: Float32Array | null;
  };
}

/**
 * The policy of an agent, for environments whose observations are flat arrays of numbers.
 * @param deterministic whether the most probable action (the mean) is taken, true by default, or one is drawn.
 * @param task id of the environment's task, for agents with a value normaliser, whose values have a scale for each; default 0.
 */
export function agentPolicy(
  agent: PredictingAgent,
  { deterministic = true, task = 0 }: { readonly deterministic?: boolean; readonly task?: number } = {},
): PlayablePolicy {
  const tasks = Int32Array.of(task);
  return (observation, { action_mask: mask }) => {
    const row = Float32Array.from(observation as ArrayLike<number>);
    const masks = mask ? { actionMasks: Uint8Array.from(mask as ArrayLike<number>, Number) } : {};
    const { distribution, values } = agent.predict(row, { ...masks, tasks });
    const actions = agent.act(row, { deterministic, ...masks });
    const value = values ? values[0]! : null;
    if (distribution.kind === 'categorical') return { action: actions[0], probabilities: distribution.probabilities, value };
    return { action: Float32Array.from(actions), means: distribution.means, stds: distribution.stds, value };
  };
}
