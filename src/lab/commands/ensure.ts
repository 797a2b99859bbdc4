/**
 * `ensure`: what `npm run build` does before it renders. Checks what is stored, and trains what is missing if that is
 * cheap. LAB_MODE=frozen writes nothing and fails where a result is missing; --strict fails where any is.
 */
import { LabError } from '../errors.ts';
import { elapsedSeconds } from '../pipeline/forecast.ts';
import { isToDo, type PlanRow } from '../pipeline/plan.ts';
import { enterUnlisted, verifyStore } from '../pipeline/verify.ts';
import { countedText, durationText } from '../reporting/words.ts';
import { RunStore } from '../store/store.ts';
import {
  deviceOf,
  isFrozen,
  ledgerOf,
  planOf,
  secondsOf,
  workersOf,
  type Command,
  type PlannedWork,
} from './command.ts';
import { planTable } from './plan.ts';
import { carryOutRows } from './run.ts';

/** What a build may spend on training: by forecast, and in fact. */
const BUILD_BUDGET = '10m';

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

/** Pages are made from results that match their hashes and the ledger, or not at all. */
async function requireWhole({ paths, records }: PlannedWork): Promise<void> {
  const store = new RunStore(paths.store);
  const ledger = ledgerOf(paths);
  if (!isFrozen()) {
    const entered = await enterUnlisted(store, ledger, new Date(), records);
    if (entered.length > 0) say(`Entered in the ledger: ${entered.join(', ')}`);
  }
  const failures = (await verifyStore(store, ledger)).filter(({ holds }) => !holds);
  if (failures.length === 0) return;
  throw new LabError('StoreDamaged', failures.map(({ finding }) => finding).join('\n'), {
    hint: 'Restore these files from version control. A run of yours that is not in the ledger: npm run lab -- run enters it.',
    exitCode: 3,
  });
}

export const ensure: Command = {
  needsCheckout: true,
  usage: 'ensure [--strict]',
  options: ['strict', 'budget', 'workers', 'device'],
  summary: 'what a build does first: checks what is stored, trains what is missing if that is cheap',
  run: async (call) => {
    const { names, values } = call;
    const plan = await planOf(names, deviceOf(values.device));
    const { rows, paths } = plan;
    const toDo = rows.filter(isToDo);
    say(`${rows.filter(({ state }) => state === 'stored').length} of ${rows.length} runs stored`);
    await requireWhole(plan);
    if (toDo.length === 0) return 0;
    const fatal = values.strict ? toDo : toDo.filter(({ isDue }) => isDue);
    if (isFrozen()) {
      if (fatal.length > 0) throw missing(fatal, 'LAB_MODE=frozen trains nothing');
      say(`${toDo.length} are missing, of experiments in progress; the pages say so.`);
      return 0;
    }
    const workers = workersOf(values.workers, deviceOf(values.device));
    const budgetText = values.budget ?? BUILD_BUDGET;
    const chosen = withinBudget(toDo, secondsOf(budgetText) ?? Infinity, workers);
    const left = toDo.filter((row) => !chosen.includes(row));
    if (left.length > 0) {
      const cost = `about ${durationText(elapsedSeconds(left, workers))}`;
      if (values.strict) throw missing(left, `A build trains for ${budgetText} at most`);
      say(`${left.length} of ${rows.length} runs are left out (in progress, or over ${budgetText}): ${cost}.`);
      say('The pages say so. Train them with: npm run lab -- run');
    }
    if (chosen.length === 0) return 0;
    say(
      `Training what ${chosen.length} of ${rows.length} runs lack, about ${durationText(elapsedSeconds(chosen, workers))}.`,
    );
    // A run that was begun on another device goes on there.
    const limited = { ...call, values: { ...values, budget: budgetText } };
    return carryOutRows(chosen, paths, limited, { keepDevice: true });
  },
};

/** The runs that can be finished in time, the cheapest first. What is in progress is `run`'s: a build does not wait. */
function withinBudget(rows: readonly PlanRow[], budget: number, workers: number): PlanRow[] {
  const order = rows.filter(({ isDue }) => isDue).toSorted((x, y) => x.forecastSeconds - y.forecastSeconds);
  const chosen: PlanRow[] = [];
  for (const row of order) if (elapsedSeconds([...chosen, row], workers) <= budget) chosen.push(row);
  return chosen;
}

const missing = (rows: readonly PlanRow[], why: string): LabError =>
  new LabError('ResultsMissing', `${countedText(rows.length, 'run')} not stored:\n${planTable(rows)}`, {
    hint: `${why}. Train them (npm run lab -- run) and commit public/runs.`,
  });
