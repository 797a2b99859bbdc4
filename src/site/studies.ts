/** The order of studies, and of experiments under them, wherever pages list them. Later studies build on earlier ones. */

/** A study and the slugs of its experiments. */
export interface StudyUses {
  readonly id: string;
  readonly title: string;
  /** Those that it is about. */
  readonly listed: readonly string[];
  /** The same, then those that it draws on besides. */
  readonly used: readonly string[];
}

/** The experiments of a study; `study` is undefined for those that none uses. */
export interface Chapter<Experiment> {
  readonly study: StudyUses | undefined;
  readonly experiments: readonly Experiment[];
}

/**
 * An experiment stands under the first study that is about it, or else under the first that draws on it; there in the order
 * in which the study uses them. Chapters without experiments are left out.
 */
export function chaptersOf<Experiment extends { readonly slug: string }>(
  experiments: readonly Experiment[],
  studies: readonly StudyUses[],
): Chapter<Experiment>[] {
  const studyOf = (slug: string): StudyUses | undefined =>
    studies.find(({ listed }) => listed.includes(slug)) ?? studies.find(({ used }) => used.includes(slug));
  const placeIn = (study: StudyUses | undefined, slug: string): number => study?.used.indexOf(slug) ?? 0;
  return [...studies, undefined]
    .map((study) => ({
      study,
      experiments: experiments
        .filter(({ slug }) => studyOf(slug) === study)
        .sort((one, other) => placeIn(study, one.slug) - placeIn(study, other.slug)),
    }))
    .filter((chapter) => chapter.experiments.length > 0);
}

/** What to read after a study: the next one, or after the last the first again. Null where there is no other. */
export function readAfter<Study extends { readonly id: string }>(
  studies: readonly Study[],
  id: string,
): { readonly study: Study; readonly isAgain: boolean } | null {
  const next = studies[studies.findIndex((study) => study.id === id) + 1];
  const study = next ?? studies[0];
  return study && study.id !== id ? { study, isAgain: next === undefined } : null;
}
