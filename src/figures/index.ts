/** All figure kinds by name. A new kind: one file and one line here. */
import type { FigureKind } from './figure.ts';
import { accuracy } from './accuracy.ts';
import { activations } from './activations.ts';
import { aftermath } from './aftermath.ts';
import { attentionFit } from './attentionFit.ts';
import { attentionMaps } from './attentionMaps.ts';
import { attentionPatterns } from './attentionPatterns.ts';
import { circleAmplitudes } from './circleAmplitudes.ts';
import { embeddingCircles } from './embeddingCircles.ts';
import { embeddingComponents } from './embeddingComponents.ts';
import { embeddingFrequencies } from './embeddingFrequencies.ts';
import { embeddingSpectrum } from './embeddingSpectrum.ts';
import { excludedByFrequency } from './excludedByFrequency.ts';
import { frequencyCount } from './frequencyCount.ts';
import { frequencySpectrum } from './frequencySpectrum.ts';
import { hiddenProgress } from './hiddenProgress.ts';
import { logitComparison } from './logitComparison.ts';
import { logitEnergy } from './logitEnergy.ts';
import { logitFourierMap } from './logitFourierMap.ts';
import { logitSurface } from './logitSurface.ts';
import { loss } from './loss.ts';
import { mistakes } from './mistakes.ts';
import { neuronClusters } from './neuronClusters.ts';
import { lossLandscape } from './lossLandscape.ts';
import { neuronLogitMap } from './neuronLogitMap.ts';
import { neuronMaps } from './neuronMaps.ts';
import { neuronWaves } from './neuronWaves.ts';
import { neurons } from './neurons.ts';
import { neuronSpectra } from './neuronSpectra.ts';
import { pairLoss } from './pairLoss.ts';
import { phaseDiagram } from './phaseDiagram.ts';
import { phases } from './phases.ts';
import { planes } from './planes.ts';
import { progressLosses } from './progressLosses.ts';
import { scaledTime } from './scaledTime.ts';
import { spark } from './spark.ts';
import { speedUpForest } from './speedUpForest.ts';
import { spectrumStrip } from './spectrumStrip.ts';
import { sweepCurves } from './sweepCurves.ts';
import { symmetryPath } from './symmetryPath.ts';
import { timeToGrok } from './timeToGrok.ts';
import { twins } from './twins.ts';
import { trainingOverview } from './trainingOverview.ts';
import { wavetable } from './wavetable.ts';
import { weightEvolution } from './weightEvolution.ts';
import { weightMaps } from './weightMaps.ts';
import { weightNorm } from './weightNorm.ts';
import { weightPath } from './weightPath.ts';

export const figureKinds = {
  accuracy,
  loss,
  'weight-norm': weightNorm,
  'embedding-spectrum': embeddingSpectrum,
  'pair-loss': pairLoss,
  planes,
  'training-overview': trainingOverview,
  'hidden-progress': hiddenProgress,
  phases,
  'embedding-circles': embeddingCircles,
  'progress-losses': progressLosses,
  'excluded-by-frequency': excludedByFrequency,
  'logit-energy': logitEnergy,
  'frequency-count': frequencyCount,
  mistakes,
  'symmetry-path': symmetryPath,
  'circle-amplitudes': circleAmplitudes,
  twins,
  neurons,
  'neuron-logit-map': neuronLogitMap,
  activations,
  'attention-fit': attentionFit,
  'attention-patterns': attentionPatterns,
  'attention-maps': attentionMaps,
  'neuron-maps': neuronMaps,
  'logit-comparison': logitComparison,
  'logit-surface': logitSurface,
  'weight-path': weightPath,
  'embedding-components': embeddingComponents,
  'frequency-spectrum': frequencySpectrum,
  'logit-fourier-map': logitFourierMap,
  'embedding-frequencies': embeddingFrequencies,
  'spectrum-strip': spectrumStrip,
  'neuron-clusters': neuronClusters,
  'neuron-spectra': neuronSpectra,
  'weight-maps': weightMaps,
  'weight-evolution': weightEvolution,
  'loss-landscape': lossLandscape,
  'time-to-grok': timeToGrok,
  'sweep-curves': sweepCurves,
  aftermath,
  'scaled-time': scaledTime,
  wavetable,
  'neuron-waves': neuronWaves,
  'speed-up-forest': speedUpForest,
  'phase-diagram': phaseDiagram,
  spark,
} satisfies Record<string, FigureKind>;

export type FigureKindName = keyof typeof figureKinds;
