/** What the gallery says of one kind of figure or film, written for someone who sees it for the first time. */
export interface GalleryText {
  readonly title: string;
  /** Its number among the 23 figures that atgugu/grokking_experiments documents; null: it is not one of them. */
  readonly number: number | null;
  /** One line, for the list. */
  readonly line: string;
  /** What is drawn. These four may hold $TeX$ and *emphasis*. */
  readonly shows: string;
  /** How to read it. */
  readonly read: string;
  /** What to look for. */
  readonly watch: string;
  /** What a wrong one looks like, and what would be wrong. */
  readonly wrong: string;
  /** Ids of the glossary's terms that help. */
  readonly terms: readonly string[];
}

/** By the name of the kind. */
export type GalleryTexts = Readonly<Record<string, GalleryText>>;
