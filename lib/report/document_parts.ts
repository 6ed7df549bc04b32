/** A heading that the table of contents lists. */
export interface TocEntry {
  /** Anchor. */
  readonly id: string;
  /** Plain text. */
  readonly text: string;
  /** 2: a notebook or the summary; 3: a part of it. */
  readonly level: number;
}

/** A plotly figure of the document. */
export interface DocumentFigure {
  /** Anchor of its data. */
  readonly id: string;
  /** Data, layout, config. */
  readonly figure: Readonly<Record<string, unknown>>;
}

/** What is gathered while the parts of a document are written. */
export class DocumentParts {
  /** Headings in order. */
  readonly toc: TocEntry[] = [];
  /** Figures in order. */
  readonly figures: DocumentFigure[] = [];
  readonly #ids = new Set<string>();

  /** An anchor made of a text, unlike all others of the document. */
  newId(text: string): string {
    const slug = text.normalize("NFKD").toLowerCase()
      .replace(/[^a-z0-9_]+/g, "-").replace(/^-+|-+$/g, "") || "part";
    let id = slug;
    for (let i = 2; this.#ids.has(id); i++) id = `${slug}-${i}`;
    this.#ids.add(id);
    return id;
  }
}
