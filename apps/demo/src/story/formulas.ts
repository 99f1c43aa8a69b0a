import { mathml, type TemplateResult } from 'lit';
import type { Formula } from './equation.ts';

/** How symbols are written. */
export const notation = {
  advantage: mathml`<mi>A</mi>`,
  normalized: mathml`<mover accent="true"><mi>A</mi><mo>^</mo></mover>`,
  relative: mathml`<msup><mi>A</mi><mo>′</mo></msup>`,
  ratio: mathml`<mi>r</mi>`,
  clipped: mathml`<mover accent="true"><mi>r</mi><mo>¯</mo></mover>`,
  clipRange: mathml`<mi>ε</mi>`,
  objective: mathml`<mi>L</mi>`,
  mean: mathml`<mi>μ</mi>`,
  deviation: mathml`<mi>σ</mi>`,
  groupMean: mathml`<msub><mi>μ</mi><mi>g</mi></msub>`,
  groupDeviation: mathml`<msub><mi>σ</mi><mi>g</mi></msub>`,
  stepWeight: mathml`<mi>w</mi>`,
  groupWeight: mathml`<msub><mi>v</mi><mi>g</mi></msub>`,
  weightSum: mathml`<mrow><munder><mo>∑</mo><mi>h</mi></munder><msub><mi>v</mi><mi>h</mi></msub></mrow>`,
  steps: mathml`<mi>M</mi>`,
  groupSteps: mathml`<msub><mi>n</mi><mi>g</mi></msub>`,
  share: mathml`<mi>p</mi>`,
  othersMean: mathml`<msubsup><mi>μ</mi><mi>g</mi><mtext>others</mtext></msubsup>`,
  scaledMean: mathml`<mover accent="true"><mi>u</mi><mo>¯</mo></mover>`,
  removed: mathml`<mi>ρ</mi>`,
  variance: mathml`<mrow><mi>Var</mi><mo stretchy="false">(</mo><mi>A</mi><mo stretchy="false">)</mo></mrow>`,
  varianceLeft: mathml`<mrow><mi>Var</mi><mo stretchy="false">(</mo><mi>A</mi><mo>−</mo><msub><mi>μ</mi><mi>g</mi></msub><mo stretchy="false">)</mo></mrow>`,
} as const satisfies Readonly<Record<string, TemplateResult>>;

const open = mathml`<mo stretchy="false">(</mo>`;
const close = mathml`<mo stretchy="false">)</mo>`;

/** The clipped objective of one step (Schulman et al. 2017, equation 7), and what is clipped on a line of its own. */
export const clippedObjective: Formula = (place) => mathml`
  <mtable columnalign="left">
    <mtr><mtd>${place('objective')}<mo>=</mo><mi>min</mi>${open}${place('ratio')}<mo>·</mo>${place('normalized')}<mo>,</mo><mspace width="0.3em"/>${place('clipped')}<mo>·</mo>${place('normalized')}${close}</mtd></mtr>
    <mtr><mtd>${place('clipped')}<mo>=</mo><mi>clip</mi>${open}${place('ratio')}<mo>,</mo><mspace width="0.2em"/><mn>1</mn><mo>−</mo>${place('clipRange')}<mo>,</mo><mspace width="0.2em"/><mn>1</mn><mo>+</mo>${place('clipRange')}${close}</mtd></mtr>
  </mtable>`;

/** Which group an episode is in, and what the group weighs in numbers of steps. */
export const groupShare: Formula = (place) => mathml`
  ${place('share')}<mo>=</mo><mfrac>${place('groupSteps')}${place('steps')}</mfrac>`;

const standardized = (result: TemplateResult, advantage: TemplateResult, mean: TemplateResult | null, deviation: TemplateResult | null): TemplateResult => {
  const difference = mean ? mathml`<mrow>${advantage}<mo>−</mo>${mean}</mrow>` : advantage;
  return deviation ? mathml`${result}<mo>=</mo><mfrac>${difference}${deviation}</mfrac>` : mathml`${result}<mo>=</mo>${difference}`;
};

/** PPO's advantages, relative to the whole rollout. */
export const batchNormalization: Formula = (place) => standardized(place('normalized'), place('advantage'), place('mean'), place('deviation'));

/** Advantages with a centre and a scale, of whichever kind; null: none. */
export function relativeAdvantage(center: string | null, scale: string | null): Formula {
  return (place) => standardized(place('relative'), place('advantage'), center === null ? null : place(center), scale === null ? null : place(scale));
}

/** Centre of the batch after the scale of the group: divided first, then centred. */
export const scaledThenCentered: Formula = (place) => mathml`
  ${place('relative')}<mo>=</mo><mfrac>${place('advantage')}${place('groupDeviation')}</mfrac><mo>−</mo>${place('scaledMean')}`;

/** The weight of a step of group g. */
export const stepWeight: Formula = (place) => mathml`
  ${place('stepWeight')}<mo>=</mo><mfrac><mrow>${place('groupWeight')}<mo>·</mo>${place('steps')}</mrow><mrow>${place('groupSteps')}<mo>·</mo>${place('weightSum')}</mrow></mfrac>`;

/** The share of the advantages' variance that lies between groups, and is gone after centring in each. */
export const varianceRemoved: Formula = (place) => mathml`
  ${place('removed')}<mo>=</mo><mn>1</mn><mo>−</mo><mfrac>${place('varianceLeft')}${place('variance')}</mfrac>`;
