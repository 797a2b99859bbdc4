/**
 * Trains one run: step, evaluate, decide. Knows nothing of disks or threads; what to keep and when to pause is
 * the caller's.
 */
import { allocate, type Executable, type Program } from '../engine/program.ts';
import { initialParameters, parameterShapes, type Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { splitTask, type Split } from '../tasks/modular.ts';
import { scheduleAt } from '../training/adamw.ts';
import { evaluationProgram, setupOf, stateSpecs, stepProgram, trainedSpecs } from '../training/programs.ts';
import { initialAuxiliaries, memoryOf, pastName } from '../training/regularizers/index.ts';
import { PROBE_SCHEDULE_SIZE, probeScheduleAt } from '../training/regularizers/probe.ts';
import { isStable, type Evaluation } from '../training/summary.ts';

/** Everything that training needs to go on from an evaluation. */
export interface TrainingState {
  readonly epoch: number;
  /** The curve up to and including `epoch`. */
  readonly rows: readonly Evaluation[];
  /** Parameters and moments. */
  readonly state: Record<string, Float32Array>;
}

export interface TrainOptions {
  readonly compile: (program: Program) => Promise<Executable>;
  /** Go on from here. @default the start */
  readonly from?: TrainingState | null;
  /** Explicit initial weights. @default those of the spec's seed */
  readonly parameters?: Parameters;
  /** Explicit split. @default that of the spec's task and seed */
  readonly split?: Split;
  /** Called once the programs are ready, before the first step. */
  readonly onCompiled?: (graphs: TrainResult['graphs']) => void;
  /** Called after every evaluation; return "pause" to stop there. The state is valid only during the call. */
  readonly onEvaluation?: (now: TrainingState) => Promise<'go on' | 'pause'>;
}

export interface TrainResult extends TrainingState {
  readonly status: 'finished' | 'paused';
  /** Epoch whose training loss was not a finite number; null: none. */
  readonly divergedAt: number | null;
  readonly graphs: { readonly step: string | null; readonly evaluation: string | null };
}

export async function train(spec: RunSpec, options: TrainOptions): Promise<TrainResult> {
  const { compile, from = null, onEvaluation = () => Promise.resolve('go on' as const) } = options;
  const split = options.split ?? splitTask(spec.task, spec.seed);
  const setup = setupOf(spec, split);
  const step = await compile(stepProgram(setup));
  const evaluation = await compile(evaluationProgram(setup));
  const graphs = { step: step.graphDigest, evaluation: evaluation.graphDigest };
  options.onCompiled?.(graphs);

  // Two copies of what is trained: a step reads one and writes the other. Past parameters move on by themselves.
  const whole = allocate(stateSpecs(setup)) as Record<string, Float32Array>;
  const parameters = options.parameters ?? initialParameters(spec.model, spec.task.p, spec.seed);
  const start = from?.state ?? { ...parameters, ...initialAuxiliaries(spec.regularizer, spec.model, spec.seed) };
  for (const [name, values] of Object.entries(start)) whole[name]?.set(values);
  const memory = new ParameterMemory(whole, Object.keys(parameters), memoryOf(spec.regularizer));
  let trained = allocate(trainedSpecs(setup)) as Record<string, Float32Array>;
  let next = allocate(trainedSpecs(setup)) as Record<string, Float32Array>;
  for (const [name, values] of Object.entries(trained)) values.set(whole[name] ?? []);
  const schedule = new Float32Array(3);
  const probeSchedule = new Float32Array(PROBE_SCHEDULE_SIZE);
  const loss = new Float32Array(1);

  const rows = [...(from?.rows ?? [])];
  const evaluate = async (epoch: number): Promise<void> => {
    rows.push(await evaluateOnce(evaluation, trained, split, epoch));
  };
  const result = (status: TrainResult['status'], epoch: number, divergedAt: number | null): TrainResult => {
    return { status, epoch, rows, state: { ...trained, ...memory.tensors }, divergedAt, graphs };
  };

  try {
    for (let epoch = from?.epoch ?? 0; ; epoch++) {
      // Evaluate on schedule, and at the very end of the budget.
      if (epoch % spec.evaluateEvery === 0 || epoch >= spec.epochs) {
        if (epoch !== from?.epoch) await evaluate(epoch);
        if (!Number.isFinite(rows.at(-1)?.trainLoss)) return result('finished', epoch, epoch);
        const isOver = epoch >= spec.epochs || isStable(rows, spec.stop);
        const wish =
          epoch === from?.epoch
            ? 'go on'
            : await onEvaluation({ epoch, rows, state: { ...trained, ...memory.tensors } });
        if (isOver) return result('finished', epoch, null);
        if (wish === 'pause') return result('paused', epoch, null);
      }
      schedule.set(scheduleAt(spec.optimizer, epoch));
      if (spec.regularizer?.name === 'probe@1') probeSchedule.set(probeScheduleAt(spec.regularizer, epoch));
      await step.run({ ...trained, ...memory.oldest, schedule, probeSchedule }, { ...next, loss });
      if (!Number.isFinite(loss[0])) {
        if (rows.at(-1)?.epoch !== epoch) await evaluate(epoch);
        return result('finished', epoch, epoch);
      }
      memory.push(trained);
      [trained, next] = [next, trained];
    }
  } finally {
    await Promise.all([step.dispose(), evaluation.dispose()]);
  }
}

/** The parameters of the last epochs, youngest first: "past/1/…", "past/2/…". */
class ParameterMemory {
  readonly #names: readonly string[];
  /** [age − 1], each name → values. */
  #past: Record<string, Float32Array>[];

  /** @param state holds them, by `pastName`, and goes on to own the memory */
  constructor(state: Record<string, Float32Array>, names: readonly string[], length: number) {
    this.#names = names;
    this.#past = Array.from({ length }, (_, i) =>
      Object.fromEntries(names.map((name) => [name, state[pastName(i + 1, name)] as Float32Array])),
    );
  }

  get tensors(): Record<string, Float32Array> {
    return Object.assign({}, ...this.#past.map((_, i) => this.#ofAge(i + 1))) as Record<string, Float32Array>;
  }

  /** What a step reads of it; nothing where nothing is remembered. */
  get oldest(): Record<string, Float32Array> {
    return this.#past.length > 0 ? this.#ofAge(this.#past.length) : {};
  }

  #ofAge(age: number): Record<string, Float32Array> {
    const past = this.#past[age - 1] ?? {};
    return Object.fromEntries(this.#names.map((name) => [pastName(age, name), past[name] as Float32Array]));
  }

  /** `parameters` are now one epoch old, and the oldest are forgotten. */
  push(parameters: Record<string, Float32Array>): void {
    const oldest = this.#past.pop();
    if (!oldest) return;
    for (const name of this.#names) oldest[name]?.set(parameters[name] as Float32Array);
    this.#past.unshift(oldest);
  }
}

/** Losses, accuracies and weight norm of given parameters on the spec's split. */
export async function evaluateParameters(
  spec: RunSpec,
  parameters: Parameters,
  epoch: number,
  compile: TrainOptions['compile'],
): Promise<Evaluation> {
  const split = splitTask(spec.task, spec.seed);
  const setup = setupOf(spec, split);
  const evaluation = await compile(evaluationProgram(setup));
  try {
    const state = allocate(stateSpecs(setup)) as Record<string, Float32Array>;
    return await evaluateOnce(evaluation, { ...state, ...parameters }, split, epoch);
  } finally {
    await evaluation.dispose();
  }
}

async function evaluateOnce(
  evaluation: Executable,
  state: Record<string, Float32Array>,
  { train: { target: trained }, test: { target: tested } }: Split,
  epoch: number,
): Promise<Evaluation> {
  const outputs = allocate(evaluation.outputs);
  await evaluation.run(state, outputs);
  const value = (name: string): number => outputs[name]?.[0] ?? NaN;
  return {
    epoch,
    trainLoss: value('trainLoss'),
    testLoss: value('testLoss'),
    trainAccuracy: Math.fround(value('trainCorrect') / trained.length),
    testAccuracy: Math.fround(value('testCorrect') / tested.length),
    sumSquaredWeights: value('sumSquaredWeights'),
  };
}

/** The parameters alone, without the optimizer's moments; copies. */
export function parametersOf(spec: RunSpec, state: Record<string, Float32Array>): Parameters {
  const names = Object.keys(parameterShapes(spec.model, spec.task.p));
  return Object.fromEntries(names.map((name) => [name, Float32Array.from(state[name] ?? [])]));
}
