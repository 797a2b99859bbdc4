export { EVENT_SCHEMA, eventSchema, type LabEvent } from './events.ts';
export { jsonReporter } from './json.ts';
export { plainReporter } from './plain.ts';
export type { Reporter, Work } from './reporter.ts';
export { terminalReporter } from './terminal.ts';
