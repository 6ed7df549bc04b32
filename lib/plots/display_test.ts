import assert from "node:assert/strict";
import { displayFigure } from "./display_figure.ts";
import { displayGallery, displayImage } from "./display_image.ts";
import { displayMarkdown } from "./display_markdown.ts";
import { displayTable } from "./display_table.ts";
import { DISPLAY, displayable } from "./displayable.ts";
import { pie } from "./pie.ts";

const image = {
  data: new Uint8Array(48).fill(200),
  width: 4,
  height: 4,
  channels: 3,
} as const;

Deno.test("displayable() uses the symbol that Jupyter looks for", async () => {
  const shown = displayMarkdown("**a**");
  assert.ok(Symbol.for("Jupyter.display") in shown);
  assert.equal((await shown[DISPLAY]())["text/markdown"], "**a**");
});

Deno.test("displayable() refuses outputs above 5 MB", async () => {
  const shown = displayable(() => ({ "text/plain": "a".repeat(5_000_001) }));
  await assert.rejects(shown[DISPLAY](), /at most 5000000 bytes/);
});

Deno.test("displayTable() escapes, aligns, rounds and cuts", async () => {
  const rows = [
    { name: "<b>&", dice: 0.123456, n: 12345 },
    { name: "b", dice: null, n: 1 },
    { name: "c", dice: NaN, n: 1 },
  ];
  const bundle = await displayTable(rows, {
    columns: ["name", { key: "dice", label: "Dice", digits: 3 }, "n"],
    maximumRows: 2,
  })[DISPLAY]();
  const html = bundle["text/html"] ?? "";
  assert.match(html, /text-align:left">&lt;b&gt;&amp;</);
  assert.match(html, /text-align:right">0\.123</);
  assert.match(html, /12,345/);
  assert.match(html, /and 1 more rows/);
  assert.equal(html.match(/<tr>/g)?.length, 4);
  assert.match(bundle["text/plain"], /^name\s+Dice\s+n\n<b>&\s+0\.123/);
});

Deno.test("displayTable() says so where there is nothing to show", async () => {
  const shown = displayTable([], { caption: "Files <left> out" });
  const bundle = await shown[DISPLAY]();
  assert.match(bundle["text/html"] ?? "", />Files &lt;left&gt; out: none</);
  assert.equal(bundle["text/plain"], "Files <left> out: none");
});

Deno.test("displayImage() gives a picture alone, HTML with a caption", async () => {
  const plain = await displayImage(image)[DISPLAY]();
  assert.match(plain["image/jpeg"] ?? "", /^\/9j\//);
  assert.equal(plain["text/html"], undefined);
  const titled = await displayImage(image, { caption: "a <b>" })[DISPLAY]();
  assert.match(titled["text/html"] ?? "", /a &lt;b&gt;<\/figcaption>/);
  assert.match(titled["text/html"] ?? "", /src="data:image\/jpeg;base64,/);
});

Deno.test("displayImage() passes files on and refuses what is none", async () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
  assert.equal((await displayImage(png)[DISPLAY]())["image/png"], "iVBORw==");
  await assert.rejects(
    displayImage(new Uint8Array([1, 2]))[DISPLAY](),
    /must be a PNG or JPEG file/,
  );
});

Deno.test("displayGallery() shows every picture with its escaped title", async () => {
  const mask = { data: new Uint8Array(16).fill(1), width: 4, height: 4 };
  const html = (await displayGallery([
    { picture: image, title: "first", note: "<i>" },
    { picture: mask, title: "second" },
  ])[DISPLAY]())["text/html"] ?? "";
  assert.equal(html.match(/<img /g)?.length, 2);
  assert.match(html, /first<br>.*&lt;i&gt;/);
  assert.match(html, /data:image\/png/);
});

Deno.test("displayFigure() stays interactive, with one warning, where there is no browser", async () => {
  const old = Deno.env.get("SEGBOOK_BROWSER");
  const warn = console.warn;
  const warnings: string[] = [];
  Deno.env.set("SEGBOOK_BROWSER", "/nowhere/chrome");
  console.warn = (text: string) => warnings.push(text);
  try {
    const figure = pie({
      title: "Split",
      of: "images",
      slices: [{ name: "a", value: 1 }],
    });
    const first = await displayFigure(figure)[DISPLAY]();
    await displayFigure(figure)[DISPLAY]();
    assert.ok(first["application/vnd.plotly.v1+json"]);
    assert.equal(first["image/png"], undefined);
    assert.equal(first["text/plain"], "Split");
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /SEGBOOK_BROWSER/);
  } finally {
    console.warn = warn;
    if (old === undefined) Deno.env.delete("SEGBOOK_BROWSER");
    else Deno.env.set("SEGBOOK_BROWSER", old);
  }
});
