/** Trains one run in as many sessions as it takes, each going on where the last one saved. */
import { compile } from '../engine/devices.ts';
import { LabError } from '../errors.ts';
import type { RunCache, Progress } from '../store/cache.ts';
import { keyOf } from '../store/key.ts';
import type { Evaluation } from '../training/summary.ts';
import { startClock, thisMachine } from './execution.ts';
import type { Job, JobEffects } from './job.ts';
import { gitState } from './provenance.ts';
import { parametersOf, train } from './train.ts';
import { hasCheckpoints, isCheckpoint } from './wanted.ts';

/** Trains until finished or paused, saving on the way; returns what was saved last. */
export async function trainInSessions(job: Job, cache: RunCache, effects: JobEffects): Promise<Progress> {
  const { spec } = job;
  const saved = await loadSaved(job, cache, (message) => effects.report({ type: 'warning', message }));
  if (saved?.finished) return saved;
  if (saved) effects.report({ type: 'resumed', epoch: saved.epoch });

  const clock = startClock(saved);
  const session = {
    startedAt: saved?.startedAt ?? effects.now().toISOString(),
    sessions: (saved?.sessions ?? 0) + 1,
    device: job.device,
    machine: thisMachine(),
    git: gitState(),
  };
  const firstEpoch = saved?.epoch ?? 0;
  let graphs: Progress['graphs'] = { step: null, evaluation: null };
  let lastSave = performance.now();

  const result = await train(spec, {
    compile: (program) => compile(program, job.device),
    from: saved,
    onCompiled: (compiled) => {
      if (saved?.graphs.step && saved.graphs.step !== compiled.step) throw programChanged(saved, job, cache);
      graphs = compiled;
    },
    onEvaluation: async ({ epoch, rows, state }) => {
      const row = rows.at(-1) as Evaluation;
      const epochsPerSecond = (epoch - firstEpoch) / clock.sessionSeconds();
      effects.report({ type: 'evaluated', row, epochsPerSecond });
      if (isCheckpoint(epoch, job.checkpointEvery)) {
        await cache.saveCheckpoint(epoch, parametersOf(spec, state));
      }
      if (job.keepStates.includes(epoch)) await cache.saveCheckpoint(epoch, state, 'states');
      const pause = effects.shouldPause();
      if (pause || performance.now() - lastSave > job.saveEverySeconds * 1000) {
        await cache.save({ ...session, ...clock.totals(), graphs, epoch, rows, state, finished: null });
        lastSave = performance.now();
      }
      return pause ? 'pause' : 'go on';
    },
  });
  const finished = result.status === 'finished' ? { divergedAt: result.divergedAt } : null;
  const { epoch, rows, state } = result;
  if (finished) await cache.saveCheckpoint(epoch, parametersOf(spec, state));
  const progress = { ...session, ...clock.totals(), graphs, epoch, rows, state, finished };
  await cache.save(progress);
  return progress;
}

/** What an earlier session saved, if training can go on from it. */
async function loadSaved(job: Job, cache: RunCache, warn: (message: string) => void): Promise<Progress | null> {
  const saved = await cache.load(warn);
  if (!saved) return null;
  // Where training is over, its results can be taken anywhere; but a replication is about the device.
  if (saved.device !== job.device && (!saved.finished || job.replicate)) throw deviceChanged(saved, job, cache);
  const { evaluateEvery } = job.spec;
  const trained = { evaluateEvery, epoch: saved.epoch, isFinished: saved.finished !== null };
  if (await hasCheckpoints(job, trained, cache)) return saved;
  await cache.remove();
  warn('an earlier session did not keep all checkpoints that are wanted now; training starts over');
  return null;
}

function deviceChanged(saved: Progress, { device, spec }: Job, cache: RunCache): LabError {
  const { id } = keyOf(spec);
  return new LabError(
    'DeviceChanged',
    `run ${id} was trained on ${saved.device} to epoch ${saved.epoch}; it cannot go on on ${device}`,
    { hint: `Resume it with --device ${saved.device}, or delete ${cache.folder} to start over.`, exitCode: 2 },
  );
}

function programChanged({ epoch }: Progress, { spec }: Job, cache: RunCache): LabError {
  const { id } = keyOf(spec);
  return new LabError(
    'ProgramChanged',
    `run ${id} was trained to epoch ${epoch} by another training program than this code makes of its spec`,
    { hint: `Go on with the code that began it, or delete ${cache.folder} to start over.` },
  );
}
