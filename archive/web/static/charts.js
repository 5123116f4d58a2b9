// Draws the tables of /charts as stacked bars, with uPlot. A drawing shows what its table says, and
// nothing else; where this does not run, the tables are there as they were.
(() => {
  "use strict";
  const PRINT = { ink: "#000", soft: "#333", line: "#bbb", paper: "#fff", solid: "#000",
    stripes: "#000", dots: "#000", lines: "#000", cross: "#000" };
  const TOKENS = { ink: "--ink", soft: "--soft", line: "--line", paper: "--paper", solid: "--accent",
    stripes: "--good", dots: "--warn", lines: "--soft", cross: "--bad" };
  const FONT = "12px system-ui, sans-serif";

  function palette(print) {
    if (print) return PRINT;
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]));
  }

  // Each part has a pattern of its own, so that no one needs the colours to tell them apart.
  function fill(look, colours) {
    const size = 8, ratio = window.devicePixelRatio || 1;
    const tile = document.createElement("canvas");
    tile.width = tile.height = size * ratio;
    const pen = tile.getContext("2d");
    pen.scale(ratio, ratio);
    pen.fillStyle = look === "solid" ? colours.solid : colours.paper;
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = pen.fillStyle = colours[look];
    pen.lineWidth = 2.4;
    pen.beginPath();
    const line = (x, y, to, end) => { pen.moveTo(x, y); pen.lineTo(to, end); };
    if (look === "stripes" || look === "cross") for (const at of [-size, 0, size]) line(at - 1, size + 1, at + size + 1, -1);
    if (look === "cross") { pen.lineWidth = 1.2; for (const at of [-size, 0, size]) line(at - 1, -1, at + size + 1, size + 1); }
    if (look === "lines") line(0, size / 2, size, size / 2);
    pen.stroke();
    if (look === "dots") for (const [x, y] of [[2, 2], [6, 6]]) { pen.beginPath(); pen.arc(x, y, 1.5, 0, 7); pen.fill(); }
    return pen.createPattern(tile, "repeat");
  }

  function drawKey(key, colours) {
    const canvas = document.createElement("canvas"), ratio = window.devicePixelRatio || 1;
    canvas.width = 24 * ratio;
    canvas.height = 16 * ratio;
    const pen = canvas.getContext("2d");
    pen.fillStyle = fill(key.classList[1], colours);
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = colours[key.classList[1]];
    pen.lineWidth = 2 * ratio;
    pen.strokeRect(0, 0, canvas.width, canvas.height);
    key.replaceChildren(canvas);
  }

  function read(figure) {
    const table = document.getElementById(`${figure.dataset.chart}-table`);
    const rows = [...table.tBodies[0].rows];
    const looks = [...figure.querySelectorAll(".key")].map((key) => key.classList[1]);
    const values = rows.map((row) => row.dataset.values.split(" ").map(Number));
    // The parts stand on each other: the highest is drawn first, the lower ones over it.
    const sums = looks.map((_, part) => values.map((each) => each.slice(0, part + 1).reduce((a, b) => a + b, 0)));
    return { labels: rows.map((row) => row.dataset.short), looks, sums };
  }

  function draw(figure, print) {
    const place = figure.querySelector(".drawn");
    const { labels, looks, sums } = read(figure);
    const colours = palette(print), width = print ? 640 : place.clientWidth;
    for (const key of figure.querySelectorAll(".key")) drawKey(key, colours);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = FONT;
    const longest = Math.max(...labels.map((each) => pen.measureText(each).width));
    const room = (width - 50) / labels.length;
    const turned = longest + 8 > room;
    // Where even turned ones do not fit, every second, third ... is named.
    const step = turned ? Math.max(1, Math.ceil(15 / room)) : 1;
    const cut = (text) => (text.length > 20 ? `${text.slice(0, 19)}…` : text);
    const top = Math.max(1, ...sums[sums.length - 1]);
    const series = looks.map((look, part) => ({ look, data: sums[part] })).reverse();
    place.replaceChildren();
    new uPlot({
      width, height: 300,
      padding: [12, 8, 0, 0],
      legend: { show: false }, cursor: { show: false }, select: { show: false },
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: [0, top * 1.08] } },
      axes: [
        { stroke: colours.soft, font: FONT, grid: { show: false }, ticks: { show: false },
          splits: () => labels.map((_, at) => at).filter((at) => at % step === 0),
          values: (_, at) => at.map((each) => cut(labels[each])),
          rotate: turned ? -90 : 0, size: turned ? Math.min(longest, 130) + 14 : 28 },
        { stroke: colours.soft, font: FONT, size: 42, grid: { stroke: colours.line, width: 1 }, ticks: { show: false },
          incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6] },
      ],
      series: [{}, ...series.map((each) => ({
        fill: fill(each.look, colours), stroke: colours[each.look], width: 1,
        paths: uPlot.paths.bars({ size: [0.7, 64] }), points: { show: false } }))],
    }, [labels.map((_, at) => at), ...series.map((each) => each.data)], place);
  }

  const figures = [...document.querySelectorAll("figure.chart")];
  const all = (print = false) => figures.forEach((figure) => draw(figure, print));
  all();
  let width = window.innerWidth, waiting = 0;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(all, 120);
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => all());
  window.addEventListener("beforeprint", () => all(true));
  window.addEventListener("afterprint", () => all());
})();
