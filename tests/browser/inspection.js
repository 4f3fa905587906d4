// What every page keeps in a real browser. Each function returns its findings as sentences; none means that all is well.

async function rulesOfAxe({ tags, rest, reviewed }) {
  const putBack = takenOut(rest); // axe goes through what it is told to exclude, rule by rule
  const found = await axe.run({
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations", "incomplete"], preload: false, elementRef: true,
  });
  putBack();
  const open = ({ id, nodes, ...rule }) => {
    const left = nodes.filter(({ element }) => !reviewed.some(([rule, where]) => rule === id && element.matches(where)));
    return left.length ? [{ id: `not decided: ${id}`, ...rule, nodes: left }] : [];
  };
  const told = ({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 200)}`;
  return [...found.violations, ...found.incomplete.flatMap(open)].map(told);
}

// Takes elements off the page, if the reader is not in one of them; what comes back puts them there again.
function takenOut(selectors) {
  const gone = [...document.querySelectorAll(selectors.join())].filter((element) => !element.contains(document.activeElement));
  const places = gone.map((element) => {
    const place = document.createComment("");
    element.replaceWith(place);
    return place;
  });
  return () => places.forEach((place, at) => place.replaceWith(gone[at]));
}

// What axe does not look for.
function rulesOfOurs() {
  const found = [];
  const start = (element) => element.outerHTML.slice(0, 120);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  for (const fake of all("[role=button]:not(button), [onclick], :is(div, span, p, li, td)[tabindex='0']"))
    if (!fake.matches(".scroll[aria-label]")) found.push(`a button that is none: ${start(fake)}`);
  for (const name of ["labelledby", "describedby", "controls", "details", "owns", "errormessage"])
    for (const element of all(`[aria-${name}]`))
      for (const id of element.getAttribute(`aria-${name}`).split(/\s+/).filter(Boolean))
        if (!document.getElementById(id)) found.push(`aria-${name} points nowhere: ${start(element)}`);
  if (all("h1").length !== 1) found.push(`${all("h1").length} h1`);
  const levels = all("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.localName[1]));
  levels.slice(levels.indexOf(1) + 1).forEach((level, at) => {
    if (level > levels[levels.indexOf(1) + at] + 1) found.push(`h${level} follows h${levels[levels.indexOf(1) + at]}`);
  });
  for (const table of all("table")) {
    if (!table.caption?.textContent.trim()) found.push(`a table without a caption: ${start(table)}`);
    if (!all("th", table).length || all("th:not([scope])", table).length) found.push(`a table without th or scope: ${start(table)}`);
    if (all("thead td", table).some((cell) => cell.textContent.trim())) found.push(`a heading that is no th: ${start(table)}`);
    // In a log the heads of the columns say it all; a head over several rows names each of them.
    const named = !table.tHead || (all("tbody th", table).length && !all("th[rowspan]", table).length);
    if (named && all("tr:not(:has(th))", table).length) found.push(`a row without a heading: ${start(table)}`);
  }
  for (const chart of all("svg")) {
    if (chart.getAttribute("role") !== "img" && !all("a", chart).length) found.push(`a chart that is no picture: ${start(chart)}`);
    if (!chart.querySelector("title")?.textContent.trim()) found.push(`a chart without a title: ${start(chart)}`);
    const tables = all("table").filter((table) => table.checkVisibility() || table.closest("details"));
    if (!chart.closest("table") && !tables.length) found.push(`a chart without a table: ${start(chart)}`);
  }
  found.push(...faintChartText());
  if (document.getAnimations().length) found.push("something moves although less motion is asked for");
  const help = document.querySelector(".footer-links li:nth-child(3) a")?.pathname;
  const last = document.querySelector(".site-nav li:last-child a")?.pathname;
  if (help !== "/tro-giup" || last !== help) found.push("the help is not in its place");
  return found;
}

// Text of a chart against what was painted under its middle; axe gives up on it.
function faintChartText() {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const found = [];
  for (const chart of document.querySelectorAll("svg")) {
    const painted = []; // so far, the last on top
    for (const part of chart.querySelectorAll("text, rect, circle, path, polygon")) {
      const { fill } = getComputedStyle(part);
      const box = part.getBoundingClientRect();
      if (part.localName !== "text") {
        if (fill.startsWith("rgb(")) painted.push({ box, fill });
        continue;
      }
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const under = painted.findLast(({ box }) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
      const [dark, bright] = [light(fill), light(under?.fill ?? "rgb(255, 255, 255)")].sort();
      if (bright / dark < 4.5) found.push(`contrast ${(bright / dark).toFixed(1)}: ${part.outerHTML.slice(0, 120)}`);
    }
  }
  return found;
}

// What sticks out of the page, what scrolls sideways without being a region that the keyboard reaches, what is cut off.
function sticksOut() {
  const page = document.documentElement;
  const found = page.scrollWidth > page.clientWidth ? [`the page is ${page.scrollWidth} px wide`] : [];
  for (const element of document.querySelectorAll("main *, header *, footer *, .session-warning")) {
    if (element.matches("input, select, textarea") || element.closest(".visually-hidden, .who-role")) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const wide = element.scrollWidth > element.clientWidth + 1;
    const high = element.scrollHeight > element.clientHeight + 1;
    const words = element.outerHTML.slice(0, 80);
    if (wide && ["auto", "scroll"].includes(overflowX) && !(element.tabIndex === 0 && element.getAttribute("aria-label")))
      found.push(`scrolls: ${words}`);
    if ((wide && ["hidden", "clip"].includes(overflowX)) || (high && ["hidden", "clip"].includes(overflowY)))
      found.push(`is cut off: ${words}`);
  }
  return found;
}

// The same when a reader sets the text wider (WCAG 1.4.12).
function sticksOutWhenSpaced() {
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [spaced];
  const found = sticksOut();
  document.adoptedStyleSheets = [];
  return found.map((words) => `with wide spacing ${words}`);
}

// Every control with its place on the page, and whether it has a border.
function controls() {
  return [...document.querySelectorAll("button, .button, input:not([type=hidden]), select, textarea")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden"))
    .map((element) => {
      const box = element.getBoundingClientRect();
      const [left, top] = [Math.round(box.left + scrollX), Math.round(box.top + scrollY)];
      const bordered = element.matches(".button, input:not([type=radio], [type=checkbox], [type=file]), select, textarea");
      return [element.outerHTML.slice(0, 120), bordered, left, top, left + Math.round(box.width), top + Math.round(box.height)];
    });
}

Object.assign(window, { controls, rulesOfAxe, rulesOfOurs, sticksOut, sticksOutWhenSpaced });
