/** Figures as pages and files use them: which kinds there are, their drawings from the cache, the files they become. */
import { drawCached } from '../figures/cache.ts';
import type { Drawing } from '../figures/figure.ts';
import { figureKinds, type FigureKindName } from '../figures/index.ts';
import { momentsOf } from '../figures/moments.ts';
import { verdictsInPlace } from '../figures/phaseGrid.ts';
import { toPng } from '../figures/raster.ts';
import { drawableSweep } from '../figures/variedParameters.ts';
import { wavesOf } from '../figures/wavetable.ts';
import { NARROW_WIDTH, WIDTHS, type FigureSize } from '../figures/widths.ts';
import { profileOf, type VerdictProfile } from '../lab/statistics/verdictProfile.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { Answer } from './atlas.ts';
import { figureFilePath, href } from './links.ts';
import { unknownName } from './writeupErrors.ts';

export type KindName = FigureKindName;
const SPARK_WIDTH = 240;

export const isKind = (name: string): name is KindName => Object.hasOwn(figureKinds, name);

/** What pages of experiments and of runs show, in this order. */
const ORDER = ['accuracy', 'planes', 'loss', 'progress-losses', 'weight-norm', 'embedding-spectrum', 'pair-loss'];
export const generatedFigures: readonly KindName[] = ORDER.filter(isKind);

/** What pages of sweeps show instead: cells are no seeds, and a median over them would mean nothing. */
export const sweepFigures = [
  'speed-up-forest',
  'activations',
  'time-to-grok',
  'scaled-time',
  'phase-diagram',
  'sweep-curves',
  'aftermath',
] as const satisfies readonly KindName[];
const AS_PIXELS: ReadonlySet<KindName> = new Set<KindName>([...generatedFigures, ...sweepFigures]);

/** Leads of captions nobody wrote, for findings too long to be set in bold. */
const TITLES: Readonly<Record<KindName, string>> = {
  accuracy: 'Accuracy on both splits.',
  loss: 'Loss on both splits.',
  'weight-norm': 'Sum of squared weights.',
  'embedding-spectrum': 'The spectrum of the embedding.',
  'pair-loss': 'The loss of every pair.',
  planes: 'The embedding in the plane of one frequency.',
  'training-overview': 'Training at a glance.',
  'hidden-progress': 'What moves while test accuracy does not.',
  phases: 'Memorization, circuit formation, cleanup.',
  'embedding-circles': 'The embedding in the planes of its key frequencies.',
  'progress-losses': 'Loss with and without the key frequencies.',
  'excluded-by-frequency': 'Training loss without one frequency.',
  'logit-energy': 'The energy of the logits by frequency.',
  'frequency-count': 'How many frequencies share the logits.',
  mistakes: 'By how much wrong answers miss.',
  'symmetry-path': 'Clock or pizza, over training.',
  'circle-amplitudes': 'How strong the waves are by the angle between the numbers.',
  twins: 'Pairs with a twin, and pairs without.',
  activations: 'Hidden activations under a penalty.',
  neurons: 'Neurons explained by one frequency.',
  'neuron-logit-map': 'From neurons to logits.',
  'attention-fit': 'How well one frequency explains each head.',
  'attention-patterns': 'Where each position looks, head by head.',
  'attention-maps': 'The weight of “=” on the first operand.',
  'neuron-maps': 'What single neurons compute.',
  'logit-comparison': 'The logit of the right answer and its restricted part.',
  'logit-surface': 'The logit of the right answer as a landscape.',
  'weight-path': 'The path of the weights.',
  'embedding-components': 'The embedding in its principal components.',
  'frequency-spectrum': 'Which frequencies are key, by three rules.',
  'logit-fourier-map': 'The logits by frequency in both operands.',
  'embedding-frequencies': 'The waves of the embedding.',
  'spectrum-strip': 'The spectrum of the logits at six moments.',
  'neuron-clusters': 'Neurons and their frequencies.',
  'neuron-spectra': 'The spectrum of every neuron.',
  'weight-maps': 'The final embedding and unembedding.',
  'weight-evolution': 'Embedding and unembedding over the run.',
  'loss-landscape': 'The loss around the path of the weights.',
  'time-to-grok': 'When the runs of a sweep generalize.',
  'sweep-curves': 'Accuracy in every cell of a sweep.',
  'scaled-time': 'Epochs on the clock of regularization.',
  aftermath: 'What comes after 99\u202f%.',
  wavetable: 'The embedding as a wavetable.',
  'neuron-waves': 'Neurons as wavetables.',
  'speed-up-forest': 'How many times as soon, pair by pair.',
  'phase-diagram': 'What became of every run.',
  spark: 'Test accuracy.',
};
const LONGEST_LEAD = 150;

/** A caption where none was written: the first sentence of the finding, or the kind's title, to stand out. */
export function leadOf(kind: KindName, finding: string): { lead: string; rest: string } {
  const [first = '', ...others] = finding.split(/(?<=\.) (?=[A-Z])/);
  return first.length <= LONGEST_LEAD ? { lead: first, rest: others.join(' ') } : { lead: TITLES[kind], rest: finding };
}

/** Kinds that show several runs together; the others take the first. */
const OF_SEVERAL_RUNS: readonly KindName[] = [
  'accuracy',
  'frequency-count',
  'loss',
  'mistakes',
  'symmetry-path',
  'circle-amplitudes',
  'twins',
  'weight-norm',
  'training-overview',
  'hidden-progress',
  'phases',
  'activations',
  'attention-fit',
  'time-to-grok',
  'sweep-curves',
  'scaled-time',
  'aftermath',
  'speed-up-forest',
  'phase-diagram',
  'spark',
];

export const isOfSeveralRuns = (kind: KindName): boolean => OF_SEVERAL_RUNS.includes(kind);

/** What of an answer a figure of this kind shows. */
export const shownBy = (kind: KindName, answer: Answer): Answer =>
  !isOfSeveralRuns(kind) && answer.planned > 1 ? { ...answer, runs: answer.runs.slice(0, 1), planned: 1 } : answer;

/** @throws WriteupError naming the nearest kind. */
export function kindNamed(name: string, where: string): KindName {
  if (isKind(name)) return name;
  throw unknownName({ where, what: 'kind of figure', name, known: Object.keys(figureKinds) });
}

/** What a kind is drawn from, as the end of "It needs …". */
export const neededBy = (kind: KindName): string => figureKinds[kind].needs;

export const canDraw = (kind: KindName, runs: readonly RunResults[]): boolean =>
  runs.length > 0 && figureKinds[kind].canDraw(runs);

interface PairOptions {
  /** Id of the figure on its page. */
  readonly id: string;
  readonly size: FigureSize;
}

/** The figure for wide and for narrow columns. */
export async function drawPair(
  kind: KindName,
  runs: readonly RunResults[],
  { id, size }: PairOptions,
): Promise<{ wide: Drawing; narrow: Drawing }> {
  const [wide, narrow] = await Promise.all([
    drawCached(kind, runs, { id, width: WIDTHS[size], theme: 'page' }),
    drawCached(kind, runs, { id: `${id}-narrow`, width: NARROW_WIDTH, theme: 'page' }),
  ]);
  return { wide, narrow };
}

/** The small curve in a list of studies. */
export const drawSpark = (runs: readonly RunResults[], id: string): Promise<Drawing> =>
  drawCached('spark', runs, { id, width: SPARK_WIDTH, theme: 'page' });

/** One figure as one file: what an endpoint is asked for. */
export interface FigureFile {
  readonly name: string;
  readonly kind: KindName;
  readonly extension: 'svg' | 'csv' | 'png';
  readonly runs: readonly RunResults[];
}

/** What every kind comes as; pixels, which take longest, only of the kinds that pages of runs and experiments show. */
const extensionsOf = (kind: KindName): FigureFile['extension'][] =>
  AS_PIXELS.has(kind) ? ['csv', 'svg', 'png'] : ['csv', 'svg'];

/** The files of the kinds that are drawn from these runs: of one run all, of several those that show them together. */
export const figureFiles = (runs: readonly RunResults[]): FigureFile[] =>
  Object.keys(figureKinds)
    .filter(isKind)
    .filter((kind) => kind !== 'spark' && (runs.length === 1 || AS_PIXELS.has(kind) || isOfSeveralRuns(kind)))
    .filter((kind) => canDraw(kind, runs))
    .flatMap((kind) =>
      extensionsOf(kind).map((extension) => ({ name: `${kind}.${extension}`, kind, extension, runs })),
    );

/** Width and height of a PNG, from its header. */
export function pngSize(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * Addresses of the files of a figure: of its run, or of all runs of its experiment. None where it shows some of them: the
 * files of the experiment would show others.
 */
export function figurePaths(kind: KindName, { runs, planned, experiment }: Answer): Record<string, string> {
  const isWhole = experiment && planned > 1;
  if (isWhole && planned < experiment.runs.length) return {};
  const source = isWhole ? { experiment: experiment.slug } : { run: runs[0]?.record.id ?? '' };
  return Object.fromEntries(
    extensionsOf(kind).map((extension) => [
      extension === 'csv' ? 'data' : extension,
      figureFilePath(source, kind, extension),
    ]),
  );
}

/** Width in px of the smaller of the two drawings a small picture is made from. */
const SMALL_WIDTH = 480;
/** Colours of a small picture: enough for the ramps, a third of the bytes. */
const SMALL_COLOURS = 128;
/** Width over height of the place where a small picture stands. */
const SMALL_ASPECT = 1.6;

/** A figure as a small picture: drawn at the width whose shape fits its place best. */
export async function smallPicture(kind: KindName, runs: readonly RunResults[]): Promise<Uint8Array> {
  const drawings = await Promise.all(
    [SMALL_WIDTH, WIDTHS.body].map((width) => drawCached(kind, runs, { id: kind, width, theme: 'raster' })),
  );
  const misfit = ({ width, height }: Drawing): number => Math.abs(Math.log(width / height / SMALL_ASPECT));
  const [best] = drawings.sort((x, y) => misfit(x) - misfit(y));
  return best ? toPng(best.svg, (SMALL_WIDTH / best.width) * 1.25, SMALL_COLOURS) : new Uint8Array();
}

const CONTENT_TYPES = { csv: 'text/csv; charset=utf-8', svg: 'image/svg+xml', png: 'image/png' } as const;

/** Draws a file with fixed colours, as wide as the body of a page. */
export async function figureResponse({ kind, extension, runs }: FigureFile): Promise<Response> {
  const drawing = await drawCached(kind, runs, { id: kind, width: WIDTHS.body, theme: 'raster' });
  const body = extension === 'png' ? await toPng(drawing.svg) : drawing[extension];
  return new Response(body as BodyInit, { headers: { 'content-type': CONTENT_TYPES[extension] } });
}

/** For the figure "planes": where the frames between its pictures are, and the epoch of each picture. */
export function filmOf(kind: KindName, [run]: readonly RunResults[]): Record<`data-${string}`, string> {
  if (kind !== 'planes' || !run?.planes) return {};
  const epochs = momentsOf(run, run.planes.epochs).map(({ epoch }) => epoch);
  return { 'data-planes': href(`/runs/${run.record.id}/planes.bin`), 'data-stills': JSON.stringify(epochs) };
}

/** For the figure "wavetable": where the frames between its waveforms are, and the epoch of each. */
export function scopeOf(kind: KindName, [run]: readonly RunResults[]): { frames: string; epochs: number[] } | null {
  if (kind !== 'wavetable' || !run?.planes) return null;
  const epochs = wavesOf(run, run.planes).map(({ epoch }) => epoch);
  return { frames: href(`/runs/${run.record.id}/planes.bin`), epochs };
}

/** Evaluations in a row that a fifth more or less of ten can be. */
const COUNTS = [8, 9, 10, 11, 12];

/** For the figure "phase-diagram": what the verdict of each run is at any thresholds, in the order of the drawing. */
export function profilesOf(kind: KindName, runs: readonly RunResults[]): VerdictProfile[] | null {
  const sweep = kind === 'phase-diagram' ? drawableSweep(runs) : null;
  return sweep && verdictsInPlace(sweep).map(({ run }) => profileOf(run.rows, COUNTS));
}
