/** The command line: argv in, exit code out. Results on stdout, progress and errors on stderr. */
import { parseArgs, styleText } from 'node:util';
import { bench } from './commands/bench.ts';
import { bundle } from './commands/bundle.ts';
import { asTyped, usageError, type Call, type Command } from './commands/command.ts';
import { ensure } from './commands/ensure.ts';
import { explain } from './commands/explain.ts';
import { importRuns } from './commands/import.ts';
import { measures } from './commands/measures.ts';
import { EVERYWHERE, optionLines, OPTIONS, type OptionValues } from './commands/options.ts';
import { plan } from './commands/plan.ts';
import { run } from './commands/run.ts';
import { gc } from './commands/gc.ts';
import { replicate } from './commands/replicate.ts';
import { list, show } from './commands/show.ts';
import { verify } from './commands/verify.ts';
import { withdraw } from './commands/withdraw.ts';
import { asError, LabError, systemCode } from './errors.ts';
import { thisBundle } from './pipeline/provenance.ts';

const commands: Readonly<Record<string, Command>> = {
  plan,
  run,
  explain,
  list,
  show,
  measures,
  verify,
  replicate,
  withdraw,
  gc,
  ensure,
  bundle,
  import: importRuns,
  bench,
};

const helpOf = ({ usage, summary, options }: Command): string => `npm run lab -- ${usage}
  ${summary}

Options
${optionLines([...options, ...EVERYWHERE])}
`;

const HELP = `Examples
  npm run lab -- plan                            what is stored, what is missing, what it would cost
  npm run lab -- run nanda-baseline              train what is missing of one experiment
  npm run lab -- run --budget 30m --workers 2    train for half an hour, then pause

Commands
${Object.values(commands)
  .filter(({ needsCheckout }) => !(thisBundle && needsCheckout))
  .map(({ usage, summary }) => `  ${usage.padEnd(32)}${summary}`)
  .join('\n')}

Options
${optionLines()}

<command> --help tells more of one command.
`;

async function main(argv: readonly string[]): Promise<number> {
  const { command, call, isHelp } = parse(argv);
  if (command && !isHelp) return command.run(call);
  process.stdout.write(asTyped(command ? helpOf(command) : HELP));
  return 0;
}

/**
 * Options that were typed but did not arrive: npm takes those before "--" as its own, and leaves them in the
 * environment of the script that it runs.
 */
function keptByNpm(argv: readonly string[]): string[] {
  if (process.env['npm_lifecycle_event'] !== 'lab') return [];
  return Object.keys(OPTIONS).filter((name) => {
    const value = process.env[`npm_config_${name.replaceAll('-', '_')}`] ?? '';
    return (
      value !== '' && value !== 'false' && !argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`))
    );
  });
}

/** `command` is null where none is named. */
function parse(argv: readonly string[]): { command: Command | null; call: Call; isHelp: boolean } {
  const kept = keptByNpm(argv);
  if (kept.length > 0) {
    const options = kept.map((name) => `--${name}`).join(' ');
    throw usageError(`npm took ${options} for its own. Write: npm run lab -- ${argv.join(' ')} ${options}`);
  }
  const parsed = parseArgs({ args: [...argv], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    const option = (OPTIONS as Record<string, { type: string } | undefined>)[token.name];
    if (!option) throw usageError(`unknown option ${token.rawName}`, token.name, Object.keys(OPTIONS), '--');
    if (option.type === 'string' && token.value === undefined)
      throw usageError(`option ${token.rawName} needs a value`);
  }
  const [name, ...names] = parsed.positionals;
  const call: Call = { names, values: parsed.values as OptionValues };
  const isHelp = parsed.values.help === true;
  if (name === undefined || name === 'help') return { command: null, call, isHelp };
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw usageError(`unknown command ${name}`, name, Object.keys(commands));
  for (const token of parsed.tokens) {
    if (token.kind !== 'option' || EVERYWHERE.some((option) => option === token.name)) continue;
    const { options } = command;
    if (options.some((option) => option === token.name)) continue;
    const there = options.map((option) => `--${option}`).join(', ') || 'none of its own';
    throw usageError(`${name} does not take ${token.rawName} (its options: ${there})`);
  }
  const { mostNames = Infinity } = command;
  if (names.length > mostNames) {
    throw usageError(`${name} takes ${mostNames === 0 ? 'no name' : 'one name'}, not ${names.join(' ')}`);
  }
  if (thisBundle && command.needsCheckout) {
    throw new LabError('NotInBundle', `a bundle cannot ${name}`, {
      hint: 'Do that in the project that the bundle was made from.',
      exitCode: 2,
    });
  }
  return { command, call, isHelp };
}

// A reader that has seen enough (head, less) closes the pipe: not an error.
process.stdout.on('error', (error) => process.exit(systemCode(error) === 'EPIPE' ? 0 : 1));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { name, message, stack } = asError(error);
  const known = error instanceof LabError ? error : null;
  process.stderr.write(`${styleText('red', name, { stream: process.stderr })}: ${message}\n`);
  if (!known || process.argv.includes('--verbose')) process.stderr.write(`${stack ?? ''}\n`);
  if (known) process.stderr.write(`${asTyped(known.hint)}\n`);
  process.exitCode = known?.exitCode ?? 1;
}
