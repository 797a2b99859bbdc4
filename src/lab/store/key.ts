/** A run's key: SHA-256 of the canonical JSON (RFC 8785) of its spec under a domain tag. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { RunSpec } from '../spec.ts';

const DOMAIN = 'grokking-atlas/run/1';
const ID_LENGTH = 12;
/** What the id of a run looks like. */
export const RUN_ID = /^[0-9a-f]{12}$/;

/**
 * Options added after runs were published, with the default under which those runs were made: dotted path →
 * value. A spec that has the default is keyed as if the option did not exist, so old keys stay.
 */
const LATER_OPTIONS: Readonly<Record<string, unknown>> = { regularizer: null, 'regularizer.error': 'absolute' };

export interface RunKey {
  /** First 12 hex digits of the key: the run's name and permalink. */
  readonly id: string;
  /** The whole SHA-256, hex. */
  readonly key: string;
  /** What was hashed. */
  readonly preimage: string;
}

/** Canonical JSON (RFC 8785): sorted keys, shortest numbers, no white space. @throws TypeError for NaN or infinities. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('canonicalJson: nothing to write');
  return text;
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

export function keyOf(spec: RunSpec, laterOptions = LATER_OPTIONS): RunKey {
  const keyed = structuredClone(spec) as Record<string, unknown>;
  for (const [path, value] of Object.entries(laterOptions)) omitDefault(keyed, path.split('.'), value);
  const preimage = `${DOMAIN}\n${canonicalJson(keyed)}`;
  const key = sha256(preimage);
  return { id: key.slice(0, ID_LENGTH), key, preimage };
}

function omitDefault(object: Record<string, unknown>, [head = '', ...rest]: string[], value: unknown): void {
  if (rest.length > 0) {
    const inner = object[head];
    if (typeof inner === 'object' && inner !== null) omitDefault(inner as Record<string, unknown>, rest, value);
  } else if (head in object && canonicalJson([object[head]]) === canonicalJson([value])) {
    delete object[head];
  }
}
