/**
 * `ensure`: what `npm run build` does before it renders. Trains what is missing if that is cheap; with
 * LAB_MODE=frozen it trains nothing and fails with the list of what is missing.
 */
import { LabError } from '../errors.ts';
import type { PlanRow } from '../pipeline/plan.ts';
import { verifyFiles } from '../pipeline/verify.ts';
import { RunStore } from '../store/store.ts';
import { deviceOf, durationText, planOf, secondsOf, workersOf, type Command } from './command.ts';
import { planTable } from './plan.ts';
import { carryOutRows } from './run.ts';

/** Forecast seconds, over all workers, that a build may spend on training. */
const BUILD_BUDGET_SECONDS = 600;

/** What a build waits for: a run takes one worker from end to end. */
function elapsedSeconds(rows: readonly PlanRow[], workers: number): number {
  const total = rows.reduce((sum, row) => sum + row.forecastSeconds, 0);
  return Math.max(total / Math.min(workers, rows.length), ...rows.map((row) => row.forecastSeconds));
}

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

/** Pages are made from results that match their hashes, or not at all. */
async function requireWhole(store: RunStore): Promise<void> {
  const damaged = (await verifyFiles(store)).filter(({ holds }) => !holds);
  if (damaged.length === 0) return;
  throw new LabError('StoreDamaged', damaged.map(({ finding }) => finding).join('\n'), {
    hint: 'Restore these runs from version control, or delete their folders in public/runs and train them again.',
    exitCode: 3,
  });
}

export const ensure: Command = {
  usage: 'ensure [experiment…]',
  summary: 'what a build does first: trains what is missing if that takes under 10 minutes',
  run: async (call) => {
    const { names, values } = call;
    const { rows, paths } = await planOf(names, deviceOf(values.device));
    const missing = rows.filter(({ state }) => state !== 'stored');
    say(`${rows.length - missing.length} of ${rows.length} runs stored`);
    await requireWhole(new RunStore(paths.store));
    if (missing.length === 0) return 0;
    if (process.env['LAB_MODE'] === 'frozen') {
      throw new LabError('ResultsMissing', `${missing.length} runs are not stored:\n${planTable(missing)}`, {
        hint: 'LAB_MODE=frozen trains nothing: train them (npm run lab -- run) and commit public/runs.',
      });
    }
    const budget = secondsOf(values.budget) ?? BUILD_BUDGET_SECONDS;
    const seconds = elapsedSeconds(missing, workersOf(values.workers));
    if (seconds > budget) {
      say(`${missing.length} are missing, about ${durationText(seconds)}; a build may train ${durationText(budget)}.`);
      say('The pages are built without them and say so. Train them with: npm run lab -- run');
      return 0;
    }
    say(`Training ${missing.length} missing runs, about ${durationText(seconds)}.`);
    return carryOutRows(missing, paths, call);
  },
};
