// The report's own script: draws figures when they come into view, all of them on request.
"use strict";
(() => {
  const root = document.documentElement;
  const holders = [...document.querySelectorAll("[data-figure]")];
  const drawings = new Map();

  function figureOf(holder) {
    return JSON.parse(
      document.getElementById(holder.dataset.figure).textContent,
    );
  }

  /** Smaller letters where the screen is narrow. */
  function fitted(layout, width) {
    if (width >= 560 || typeof layout.title !== "object") return layout;
    const { font, subtitle } = layout.title;
    return {
      ...layout,
      title: {
        ...layout.title,
        font: { ...font, size: 14 },
        subtitle: { ...subtitle, font: { ...subtitle?.font, size: 11 } },
      },
      legend: { ...layout.legend, font: { ...layout.legend?.font, size: 11 } },
    };
  }

  function draw(holder) {
    let drawing = drawings.get(holder);
    if (!drawing) {
      const { data, layout, config } = figureOf(holder);
      const live = holder.querySelector(".live");
      drawing = Plotly.newPlot(
        live,
        data,
        fitted(layout, live.clientWidth),
        config,
      ).then(
        () => holder.classList.add("drawn"),
        (error) => {
          // The picture stays in its place.
          console.error("A figure could not be drawn", error);
        },
      );
      drawings.set(holder, drawing);
    }
    return drawing;
  }

  /** Draws all figures; gives their number. */
  async function drawAll() {
    await Promise.all(holders.map(draw));
    return holders.length;
  }

  /** Puts a vector picture into the place of every figure, for print. */
  async function prepareStills(width) {
    for (const holder of holders) {
      const figure = figureOf(holder);
      // What a slider would show one after the other stands side by side on paper.
      const { data, layout } = figure.still ?? figure;
      const height = layout.height ?? 440;
      const still = holder.querySelector(".still");
      still.src = await Plotly.toImage(
        { data, layout: { ...layout, autosize: false } },
        { format: "svg", width, height },
      );
      still.hidden = false;
      still.loading = "eager";
      await still.decode();
    }
    return holders.length;
  }

  /** Shrinks tables that are wider than the page, which would shrink all pages. */
  function fitTables() {
    for (const box of document.querySelectorAll(".scroll")) {
      for (const table of box.querySelectorAll("table")) {
        const share = () => box.clientWidth / table.scrollWidth;
        if (box.clientWidth === 0 || share() >= 1) continue;
        // Rather break long words than print what nobody can read.
        if (share() < 0.65) table.classList.add("tight");
        if (share() < 1) table.style.zoom = String(share());
      }
    }
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "600px 0px" });

  const links = new Map();
  for (const link of document.querySelectorAll("nav.sidebar a")) {
    links.set(link.getAttribute("href").slice(1), link);
  }
  const headings = [...links.keys()].map((id) => document.getElementById(id));
  let scheduled = false;

  const sidebar = document.querySelector("nav.sidebar");

  /** Marks where the reader is, and keeps the mark in view. */
  function markPlace() {
    scheduled = false;
    let current = headings[0];
    for (const heading of headings) {
      if (heading.getBoundingClientRect().top < 140) current = heading;
    }
    for (const [id, link] of links) {
      link.classList.toggle("here", id === current?.id);
    }
    const here = links.get(current?.id);
    if (here) sidebar.scrollTop = here.offsetTop - sidebar.clientHeight / 2;
  }

  addEventListener("scroll", () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(markPlace);
  }, { passive: true });

  root.classList.add("js");
  for (const holder of holders) watcher.observe(holder);
  markPlace();
  globalThis.segbook = { drawAll, prepareStills, fitTables };
})();
