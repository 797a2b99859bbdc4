/** What the explorer shows, as a query: ?runs=47610b71c281,ee689708a731&epoch=4290&scale=linear&difference=1 */

export interface View {
  /** Ids; empty: the default run. */
  readonly runs: readonly string[];
  /** Of the cursor; null: where the first run has 95 % of the test pairs right. */
  readonly epoch: number | null;
  readonly isLinear: boolean;
  readonly isDifference: boolean;
}

export const MOST_RUNS = 4;

/** What is not understood is left out: an address never fails. */
export function parseView(search: string): View {
  const query = new URLSearchParams(search);
  const ids = (query.get('runs') ?? '').split(',').filter((id) => /^[0-9a-f]{12}$/.test(id));
  const epoch = query.get('epoch') ?? '';
  return {
    runs: [...new Set(ids)].slice(0, MOST_RUNS),
    epoch: /^\d{1,9}$/.test(epoch) ? Number(epoch) : null,
    isLinear: query.get('scale') === 'linear',
    isDifference: query.get('difference') === '1',
  };
}

/** The query of a view, with its question mark; empty for the default. */
export function viewQuery({ runs, epoch, isLinear, isDifference }: View): string {
  const parts = [
    runs.length > 0 && `runs=${runs.join(',')}`,
    epoch !== null && `epoch=${epoch}`,
    isLinear && 'scale=linear',
    isDifference && 'difference=1',
  ].filter(Boolean);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}
