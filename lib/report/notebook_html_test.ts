import assert from "node:assert/strict";
import { DocumentParts } from "./document_parts.ts";
import type { CellOutput, Notebook } from "./notebook.ts";
import { notebookHtml, notebookTitle } from "./notebook_html.ts";
import { outputHtml } from "./output_html.ts";
import { passiveHtml } from "./passive_html.ts";
import { plainText } from "./plain_text.ts";

function render(source: string): { html: string; parts: DocumentParts } {
  const parts = new DocumentParts();
  const notebook: Notebook = {
    name: "01_eda",
    cells: [{ kind: "markdown", source, attachments: {} }],
  };
  const notebooks = new Map([["02_folds.ipynb", "nb-02"]]);
  return { html: notebookHtml(notebook, "nb-01", notebooks, parts), parts };
}

function show(output: CellOutput): string {
  const parts = new DocumentParts();
  return outputHtml(output, { prefix: "nb", notebooks: new Map(), parts });
}

const display = (data: Record<string, unknown>): CellOutput => ({
  kind: "display",
  data,
});

Deno.test("notebookHtml() lowers headings, gives each an anchor of its own, and lists them", () => {
  const { html, parts } = render(
    "# T *x*\n\n## A & `b`\n\ntext\n\n## A & `b`\n\n#### deep",
  );
  assert.match(html, /<h2>T <em>x<\/em><\/h2>/);
  assert.match(html, /<h3 id="nb-01-a-b">A &amp; <code>b<\/code><\/h3>/);
  assert.match(html, /<h3 id="nb-01-a-b-2">/);
  assert.deepEqual(parts.toc, [
    { id: "nb-01", text: "T x", level: 2 },
    { id: "nb-01-a-b", text: "A & b", level: 3 },
    { id: "nb-01-a-b-2", text: "A & b", level: 3 },
  ]);
});

Deno.test("notebookHtml() turns links between notebooks into anchors and drops those that do not travel", () => {
  const { html } = render(
    "[next](./02_folds.ipynb) [web](https://example.org/?a=1&b=2) [file](../data/README.md) [bad](javascript:alert(1)) ![far](http://example.org/a.png)",
  );
  assert.match(html, /<a href="#nb-02">next<\/a>/);
  assert.match(
    html,
    /<a href="https:\/\/example.org\/\?a=1&amp;b=2" rel="noopener">web<\/a>/,
  );
  assert.match(html, / file bad far/);
  assert.doesNotMatch(html, /README|javascript|<img/);
});

Deno.test("notebookHtml() keeps honest HTML in text and nothing that runs", () => {
  const { html } = render(
    "a<br>b <script>evil()</script> <b onclick=evil()>c</b>",
  );
  assert.match(html, /a<br>b/);
  assert.match(html, /<b>c<\/b>/);
  assert.doesNotMatch(html, /<script|onclick/);
});

Deno.test("notebookTitle() falls back on the file's name", () => {
  assert.equal(
    notebookTitle({ name: "05_threshold_search", cells: [] }),
    "Threshold search",
  );
});

Deno.test("outputHtml() prefers the figure to HTML, HTML to pictures, pictures to text", () => {
  const all = {
    "text/plain": "plain",
    "image/png": "AAAA",
    "text/html": "<i>html</i>",
    "application/vnd.plotly.v1+json": { data: [], layout: {} },
  };
  assert.match(
    show(display(all)),
    /data-figure="figure-1"[^>]*>.*src="data:image\/png;base64,AAAA"/,
  );
  const { ["application/vnd.plotly.v1+json"]: _, ...noFigure } = all;
  assert.match(show(display(noFigure)), /<i>html<\/i>/);
  const { ["text/html"]: __, ...picture } = noFigure;
  assert.match(show(display(picture)), /<img class="picture" alt="plain"/);
  assert.match(
    show(display({ "text/plain": "a < b" })),
    /<pre class="result">a &lt; b/,
  );
  assert.equal(show(display({ "text/plain": "undefined" })), "");
});

Deno.test("outputHtml() shortens the numbers of data frames and nothing else", () => {
  const html =
    "<td>0.0150033582</td><td>1234.5678912</td><td>1.25</td><b>0.0150033582</b>";
  assert.match(
    show(display({ "text/html": html })),
    /<td>0\.0150034<\/td><td>1234\.57<\/td><td>1\.25<\/td><b>0\.0150033582<\/b>/,
  );
});

Deno.test("outputHtml() folds long text and shows short text", () => {
  const stream = (text: string): CellOutput => ({
    kind: "stream",
    name: "stdout",
    text,
  });
  assert.match(show(stream("a\nb\n")), /^<pre class="stream">a\nb<\/pre>$/);
  assert.match(
    show(stream("x\n".repeat(40))),
    /^<details class="long"><summary>Printed text, 40 lines/,
  );
  assert.equal(show(stream("\n")), "");
});

Deno.test("outputHtml() shows errors with their place, without colours", () => {
  const html = show({
    kind: "error",
    name: "RangeError",
    message: "a < b",
    traceback: "\u001b[31mRangeError\u001b[0m\n  at x",
  });
  assert.match(html, /class="error"><strong>RangeError: a &lt; b/);
  assert.match(html, /RangeError\n {2}at x/);
});

Deno.test("plainText() shows the last state of overwritten lines", () => {
  assert.equal(plainText("10 %\r20 %\r\nnext\r"), "20 %\nnext");
  assert.equal(plainText("\u001b[1;32mok\u001b[0m\u001b[2K"), "ok");
});

Deno.test("passiveHtml() leaves tables and pictures alone", () => {
  const table =
    `<style>td { color: red }</style><table class="a"><tr><td>1</td></tr></table><img src="data:image/png;base64,AA">`;
  assert.equal(passiveHtml(table), table);
  assert.equal(
    passiveHtml(`<img src=http://a/b.png alt="a">`),
    `<img alt="a">`,
  );
  assert.equal(passiveHtml(`<a href="javascript:x()">a</a>`), `<a>a</a>`);
  assert.equal(passiveHtml("<SCRIPT src=x></SCRIPT >a"), "a");
});
