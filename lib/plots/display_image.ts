import { Buffer } from "node:buffer";
import { type Displayable, displayable } from "./displayable.ts";
import { escapeHtml } from "./escape_html.ts";
import { dataUrl, type Picture, pictureFile } from "./picture_url.ts";

/** How a picture is shown. */
export interface ImageOptions {
  /** A line below it. */
  readonly caption?: string;
  /** Longest side it is shrunk to, pixels; not applied to files. @default {1200} */
  readonly maximumSide?: number;
}

/** One picture of a gallery. */
export interface GalleryItem {
  /** Pixels or a file. */
  readonly picture: Picture;
  /** The line below it. */
  readonly title: string;
  /** A second, softer line. */
  readonly note?: string;
}

/** How a gallery is shown. */
export interface GalleryOptions {
  /** A line above it. */
  readonly caption?: string;
  /** Pictures a row where the page is wide enough. @default {4} */
  readonly columns?: number;
  /** Longest side the pictures are shrunk to, pixels; not applied to files. @default {480} */
  readonly maximumSide?: number;
}

const FIGURE_STYLE = "margin:0;min-width:0";
/** Upright pictures among wide ones must not tear the grid apart. */
const IMAGE_STYLE =
  "width:100%;height:auto;max-height:300px;object-fit:contain;object-position:left top;display:block";
const TITLE_STYLE = "font-size:12px;line-height:1.35;margin-top:4px";

/**
 * Shows one picture.
 *
 * @param picture Pixels, or the bytes of a PNG or JPEG file.
 * @param options Caption and size.
 * @returns The last expression of a cell.
 *
 * @example
 * ```ts
 * import { displayImage } from "./display_image.ts";
 *
 * displayImage({ data: new Uint8Array(12), width: 2, height: 2, channels: 3 }, { caption: "black" });
 * ```
 */
export function displayImage(
  picture: Picture,
  options: ImageOptions = {},
): Displayable {
  return displayable(async () => {
    const file = await pictureFile(picture, options.maximumSide ?? 1200);
    const { caption } = options;
    // Viewers prefer HTML to pictures: it is only made where there is more to show than the picture.
    if (caption === undefined) {
      const base64 = Buffer.from(file.bytes).toString("base64");
      return file.type === "image/png"
        ? { "image/png": base64, "text/plain": "picture" }
        : { "image/jpeg": base64, "text/plain": "picture" };
    }
    const text = escapeHtml(caption);
    return {
      "text/html": `<figure class="segbook-image" style="margin:0"><img src="${
        dataUrl(file)
      }" alt="${text}" style="max-width:100%;height:auto;display:block"><figcaption style="${TITLE_STYLE}">${text}</figcaption></figure>`,
      "text/plain": caption,
    };
  });
}

/**
 * Pictures with titles in a grid, as HTML with the pictures inside; see {@linkcode displayGallery}.
 *
 * @example
 * ```ts
 * import { galleryHtml } from "./display_image.ts";
 *
 * const black = { data: new Uint8Array(4), width: 2, height: 2 };
 * const html = await galleryHtml([{ picture: black, title: "<empty>" }]);
 * if (!html.includes("&lt;empty&gt;")) throw new Error();
 * ```
 */
export async function galleryHtml(
  items: readonly GalleryItem[],
  options: GalleryOptions = {},
): Promise<string> {
  const { caption, columns = 4, maximumSide = 480 } = options;
  const cells = await Promise.all(items.map(async (item) => {
    const url = dataUrl(await pictureFile(item.picture, maximumSide));
    const title = escapeHtml(item.title);
    const note = item.note
      ? `<br><span style="opacity:.7">${escapeHtml(item.note)}</span>`
      : "";
    return `<figure style="${FIGURE_STYLE}"><img src="${url}" alt="${title}" style="${IMAGE_STYLE}"><figcaption style="${TITLE_STYLE}">${title}${note}</figcaption></figure>`;
  }));
  // As many columns as asked for on a wide page, fewer where they would become narrower than 130 px.
  const width = `max(130px,calc(${100 / columns}% - 12px))`;
  const grid =
    `display:grid;grid-template-columns:repeat(auto-fill,minmax(${width},1fr));gap:12px;max-width:1100px`;
  const line = caption
    ? `<div style="margin-bottom:8px;font-weight:600">${
      escapeHtml(caption)
    }</div>`
    : "";
  return `<div class="segbook-gallery">${line}<div style="${grid}">${
    cells.join("\n")
  }</div></div>`;
}

/**
 * Shows pictures with titles in a grid.
 *
 * @param items The pictures, row by row.
 * @param options Columns, caption, size.
 * @returns The last expression of a cell; its display fails where the pictures exceed 5 MB.
 *
 * @example
 * ```ts
 * import { displayGallery } from "./display_image.ts";
 *
 * const black = { data: new Uint8Array(4), width: 2, height: 2 };
 * displayGallery([{ picture: black, title: "image 1" }], { columns: 3 });
 * ```
 */
export function displayGallery(
  items: readonly GalleryItem[],
  options: GalleryOptions = {},
): Displayable {
  return displayable(async () => ({
    "text/html": await galleryHtml(items, options),
    "text/plain": items.map((item) => item.title).join(", "),
  }));
}
