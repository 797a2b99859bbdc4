/** What the experiments have to meet can be said as claims, and turns where the numbers leave the bands. */
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/site/claims/claim.ts';
import { along, judge, published, type Sketch } from './runs.ts';

describe('the acceptance lists of the experiments can be said', () => {
  const good: Sketch = {
    t95: 6350,
    circuit: { neuronsExplained: 0.8, wLResidual: 0.01, logitFve: 0.95, restricted: 1e-6, excluded: 9 },
    keys: [3, 14, 15, 92],
    gini: [0.3, 0.8],
    belowOneNat: [4000, 5500],
  };
  const baseline = [good, { ...good, t95: 4790 }, { ...good, t95: 8130 }];

  test.each([
    'median(tMem.at) in 80..400',
    'median(peakTestLoss.value) in 12..30',
    'median(peakTestLoss.epoch) in 100..2000',
    'median(t95.at) in 4000..12000',
    'all t95.at in 2500..20000',
    'all final.trainAccuracy >= 0.9995',
    'all final.testAccuracy >= 0.9995',
    'all peakSumSquaredWeights.epoch < t95.at',
    'all weightDrop >= 0.25',
    'all keyFrequencies.count in 3..6',
    'median(circuit.wLResidual) < 0.02',
    'median(circuit.logitFve) >= 0.9',
    'median(circuit.neuronsExplained) >= 0.75',
    'all circuit.restricted.all < circuit.full.all',
    'all circuit.excluded.train > chanceLoss',
    'median(progress.lead) >= 300',
    'median(gini.rise) >= 0.25',
    'none have t95.at < 1500',
  ])('baseline: %s', (text) => {
    expect(judge(text, baseline).verdict).toBe('holds');
    expect(judge(text, [{ isMissing: true }, ...baseline.slice(1)]).verdict).not.toBe('fails');
  });

  test('the bands turn where the numbers leave them', () => {
    const bad: Sketch = {
      t95: 1200,
      tMem: 700,
      peak: { epoch: 50, value: 5 },
      heaviest: 2000,
      final: { testAccuracy: 0.98, sumSquaredWeights: 3500 },
      circuit: { neuronsExplained: 0.4, wLResidual: 0.3, logitFve: 0.5, restricted: 1, excluded: 1 },
      keys: [1, 2, 3, 4, 5, 6, 7],
      gini: [0.7, 0.8],
      belowOneNat: [5500, 5500],
    };
    const claims = [
      'median(tMem.at) in 80..400',
      'median(peakTestLoss.value) in 12..30',
      'median(peakTestLoss.epoch) in 100..2000',
      'all t95.at in 2500..20000',
      'all final.testAccuracy >= 0.9995',
      'all peakSumSquaredWeights.epoch < t95.at',
      'all weightDrop >= 0.25',
      'all keyFrequencies.count in 3..6',
      'all circuit.restricted.all < circuit.full.all',
      'all circuit.excluded.train > chanceLoss',
      'median(progress.lead) >= 300',
      'median(gini.rise) >= 0.25',
      'none have t95.at < 1500',
    ];
    for (const text of claims) expect(judge(text, [bad]).verdict, text).toBe('fails');
  });

  const fractions = along('task.fracTrain', {
    0.05: null,
    0.1: null,
    0.2: null,
    0.3: 8350,
    0.4: 1900,
    0.5: 500,
    0.7: 400,
  });
  const equal = [
    [1, 1e-3, 8350],
    [2, 5e-4, 6200],
    [0.5, 2e-3, 5900],
    [2, 1e-3, 3100],
    [1, 2e-3, 2700],
  ].map(([weightDecay = 0, learningRate = 0, t95 = 0]) => ({
    cell: { 'optimizer.weightDecay': weightDecay, 'optimizer.learningRate': learningRate },
    t95,
  }));
  const operations = [1, 2, 3].flatMap((nLayers): Sketch[] => [
    { cell: { 'task.operation': 'a^3+ab', 'model.nLayers': nLayers }, t95: null, maxTestAccuracy: 0.017 },
    { cell: { 'task.operation': 'a*b', 'model.nLayers': nLayers }, t95: 4000, gini: [0.1, 0.9] },
    { cell: { 'task.operation': 'a^2+b^2', 'model.nLayers': nLayers }, t95: 1800, t50: nLayers === 1 ? 450 : 900 },
  ]);

  test.each<[string, Sketch[], Verdict]>([
    ['t95.at decreasing in optimizer.weightDecay', published, 'holds'],
    // −1.24, with an interval of −1.47 to −1.01: eight single runs do not say that it is above −1.4.
    ['slope of t95.at over optimizer.weightDecay in -1.4..-0.8', published, 'undecided'],
    ['slope of t95.at over optimizer.weightDecay in -1.5..-0.8', published, 'holds'],
    ['t95.at decreasing in task.fracTrain', fractions, 'holds'],
    ['t95.at where task.fracTrain=0.2 not within 2 * t95.at where task.fracTrain=0.3', fractions, 'holds'],
    ['t95.at where task.fracTrain=0.2 not within 5 × t95.at where task.fracTrain=0.3', fractions, 'undecided'],
    ['t95.at where task.fracTrain=0.4 not within 2 * t95.at where task.fracTrain=0.3', fractions, 'fails'],
    ['spread(t95.at) where optimizer.weightDecay * optimizer.learningRate = 0.001 <= 1.6', equal, 'holds'],
    ['spread(t95.at) <= 1.6 where optimizer.weightDecay × optimizer.learningRate = 0.002', equal, 'holds'],
    ['spread(t95.at) <= 1.6', equal, 'fails'],
    // 8.35, 6.2, 5.9, 6.2 and 5.4: a factor of 1.55.
    ['spread(t95.decayTime) <= 1.6', equal, 'holds'],
    ['spread(t95.decayTime) <= 1.5', equal, 'fails'],
    ['spread(t95.decayTime) where optimizer.weightDecay * optimizer.learningRate >= 0.0015 <= 1.2', equal, 'holds'],
    ['spread(t95.decayTime) <= 1.6', [...equal.slice(1), { ...equal[0], t95: null }] as Sketch[], 'fails'],
    ['all maxTestAccuracy <= 0.05 where task.operation=a^3+ab, model.nLayers in 1..3', operations, 'holds'],
    ['all gini.final >= 0.85 where task.operation=a*b', operations, 'holds'],
    ['all have grokked where task.operation=a*b', operations, 'holds'],
    ['t50.at where task.operation=a^2+b^2 and model.nLayers=1 < 500', operations, 'holds'],
    ['all t50.at < 500 where task.operation=a^2+b^2', operations, 'fails'],
  ])('sweeps: %s', (text, sketches, verdict) => expect(judge(text, sketches).verdict).toBe(verdict));
});
