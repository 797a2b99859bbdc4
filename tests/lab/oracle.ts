/** The reference runs by PyTorch in float64 (tests/fixtures), as specs of ours with explicit weights and split. */
import { readFileSync } from 'node:fs';
import type { Parameters } from '../../src/lab/models/parameters.ts';
import { runSpecSchema, type RunSpec } from '../../src/lab/spec.ts';
import { examplesOf, type Split } from '../../src/lab/tasks/modular.ts';

export interface OracleRow {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly trainAcc: number;
  readonly testAcc: number;
}

export interface Oracle {
  readonly spec: RunSpec;
  readonly split: Split;
  readonly initial: Parameters;
  readonly final: Readonly<Record<string, readonly number[]>>;
  readonly curve: readonly OracleRow[];
}

interface OracleFile {
  readonly config: {
    readonly p: number;
    readonly dModel: number;
    readonly nHeads: number;
    readonly dMlp: number;
    readonly nLayers?: number;
    readonly fracTrain: number;
    readonly learningRate: number;
    readonly betas: [number, number];
    readonly weightDecay: number;
    readonly warmup?: number;
    readonly epochs: number;
  };
  readonly init: Record<string, { shape: number[]; data: number[] }>;
  readonly train: [number, number][];
  readonly test: [number, number][];
  readonly curve: OracleRow[];
  readonly final: Record<string, number[]>;
}

export type OracleName = 'one-layer' | 'two-layer-warmup';

export function readOracle(name: OracleName): Oracle {
  const path = new URL(`../fixtures/${name}.json`, import.meta.url);
  const { config, init, train, test, curve, final } = JSON.parse(readFileSync(path, 'utf8')) as OracleFile;
  const { p, fracTrain, dModel, nHeads, dMlp, nLayers = 1, learningRate, betas, weightDecay, warmup = 0 } = config;
  const spec = runSpecSchema.parse({
    task: { p, fracTrain },
    model: { nLayers, dModel, nHeads, dMlp },
    optimizer: { learningRate, betas, weightDecay, warmupEpochs: warmup },
    epochs: config.epochs,
    evaluateEvery: 1,
  });
  return {
    spec,
    split: { train: examplesOf(spec.task, train), test: examplesOf(spec.task, test) },
    initial: Object.fromEntries(Object.entries(init).map(([key, { data }]) => [key, Float32Array.from(data)])),
    curve,
    final,
  };
}
