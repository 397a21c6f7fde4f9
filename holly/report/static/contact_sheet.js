// Sort, filter, accept and reject particles; choices.js comes first.
const { columns: COLUMNS, rows: ROWS } = data; // of a sprite, in thumbnails
let shown = [];  // particles in the order they are laid out
let places = [];  // index of each particle in `shown`
let current = 0;
let descending = false;

const number = (value) => value === null ? "–" : String(Number(value.toPrecision(4)));

function place(thumb, particle) {  // show the particle's part of its sprite
  const cell = particle % (COLUMNS * ROWS);
  thumb.className = `thumb sprite${Math.floor(particle / (COLUMNS * ROWS))}`;
  thumb.style.setProperty("--column", cell % COLUMNS);
  thumb.style.setProperty("--row", Math.floor(cell / COLUMNS));
}

const tiles = data.id.map((id, particle) => {
  const tile = document.createElement("button");
  tile.type = "button";
  tile.tabIndex = -1;
  tile.value = particle;
  tile.append(...["span", "b", "i", "small"].map((name) => document.createElement(name)));
  const [thumb, name, , all] = tile.children;
  place(thumb, particle);
  name.textContent = id;
  all.textContent = data.measures.map((m) => `${m.name} ${number(m.values[particle])}`).join("\n");
  return tile;
});

function paint(particle) {
  const tile = tiles[particle];
  tile.setAttribute("aria-pressed", verdicts[particle]);
  tile.className = "tile" + (changed(particle) ? " changed" : "") + (particle === current ? " current" : "");
}

function arrange() {  // sort, filter and lay out
  const measure = data.measures[element("sort").value];
  const filter = document.querySelector("#filter :checked").value;
  const belongs = {
    all: () => true,
    accepted: (particle) => verdicts[particle],
    rejected: (particle) => !verdicts[particle],
    changed,
  }[filter];
  const sign = descending ? -1 : 1;
  const values = measure ? measure.values : data.id.map((_, particle) => particle);
  shown = [...values.keys()].filter(belongs).sort((a, b) => {
    if (values[a] === null || values[b] === null) return (values[a] === null) - (values[b] === null);
    return sign * (values[a] - values[b]) || a - b;
  });
  places = [];
  shown.forEach((particle, at) => { places[particle] = at; });
  for (let particle = 0; particle < count; particle++) {
    const value = measure ? `${number(measure.values[particle])}` : "";
    const tile = tiles[particle];
    tile.children[2].textContent = value;
    tile.setAttribute("aria-label",
      `Particle ${data.id[particle]}` + (measure ? `, ${measure.name} ${value}` : ""));
  }
  element("sheet").replaceChildren(...shown.map((particle) => tiles[particle]));
  element("none").hidden = shown.length > 0;
  element("direction").textContent = descending ? "descending" : "ascending";
  if (shown.length) choose(places[current] === undefined ? shown[0] : current);
  else describe();
}

function choose(particle, focus = false) {  // keys and buttons act on the current particle
  const before = current;
  current = particle;
  tiles[before].tabIndex = -1;
  tiles[current].tabIndex = 0;
  paint(before);
  paint(current);
  if (focus) {
    tiles[current].focus({preventScroll: true});
    tiles[current].scrollIntoView({block: "nearest"});
  }
  describe();
}

function describe() {  // fill the bar at the bottom, and the counts
  tally();
  element("count-all").textContent = count;
  place(document.querySelector("#chosen .thumb"), current);
  element("name").textContent = data.id[current];
  element("verdict").className = verdicts[current] ? "yes" : "no";
  element("verdict").textContent = verdict(current);
  element("details").replaceChildren(...data.measures.map((measure) => {
    const pair = document.createElement("div");
    pair.append(...["dt", "dd"].map((name) => document.createElement(name)));
    pair.children[0].textContent = measure.name;
    pair.children[1].textContent = number(measure.values[current]);
    return pair;
  }));
  element("accept").setAttribute("aria-pressed", verdicts[current]);
  element("reject").setAttribute("aria-pressed", !verdicts[current]);
}

function apply(step, text) {  // a list of [particle, verdict]
  for (const [particle, accepted] of step) verdicts[particle] = accepted;
  step.forEach(([particle]) => paint(particle));
  say(text + remember());
  describe();
}

function decide(particle, accepted) {
  const word = accepted ? "accepted" : "rejected";
  if (verdicts[particle] === accepted) {
    say(`Particle ${data.id[particle]} is already ${word}.`);
    return;
  }
  past.push([[particle, verdicts[particle]]]);
  apply([[particle, accepted]], `Particle ${data.id[particle]} ${word}.`);
}

function undo() {
  const step = past.pop();
  if (!step) return;
  apply(step, step.length > 1 ? `${step.length} choices are restored.`
    : `Undone: particle ${data.id[step[0][0]]} ${step[0][1] ? "accepted" : "rejected"} again.`);
  const particle = step[0][0];
  if (places[particle] === undefined) return;
  choose(particle, element("sheet").contains(document.activeElement));
  tiles[particle].scrollIntoView({block: "nearest"});
}

function reset() {
  const all = [...data.id.keys()].filter(changed);
  past.push(all.map((particle) => [particle, verdicts[particle]]));
  apply(all.map((particle) => [particle, data.accepted[particle]]),
    `${all.length} choices by hand undone.`);
}

function steps(key) {  // by how many particles a key moves
  const columns = getComputedStyle(element("sheet")).gridTemplateColumns.split(" ").length;
  return {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns,
          Home: -count, End: count}[key];
}

element("sheet").addEventListener("click", (event) => {
  const tile = event.target.closest(".tile");
  if (!tile) return;
  const particle = Number(tile.value);
  choose(particle);
  decide(particle, !verdicts[particle]);
});
element("sheet").addEventListener("focusin", (event) => {
  const particle = Number(event.target.value);
  if (particle !== current) choose(particle);
});
element("sheet").addEventListener("keydown", (event) => {
  const move = steps(event.key);
  if (move === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const at = places[current] + move;
  const inside = Math.max(0, Math.min(shown.length - 1, at));
  if (Math.abs(move) === 1 || Math.abs(move) === count || at === inside) choose(shown[inside], true);
});
document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (event.altKey || event.target.closest("select, input[type=range]")) return;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z" && !event.shiftKey) { event.preventDefault(); undo(); }
    return;
  }
  if (key === "u") undo();
  else if (shown.length && key === "a") decide(current, true);
  else if (shown.length && key === "r") decide(current, false);
});
element("accept").addEventListener("click", () => decide(current, true));
element("reject").addEventListener("click", () => decide(current, false));
element("undo").addEventListener("click", undo);
element("reset").addEventListener("click", reset);
element("save").addEventListener("click", () =>
  save("particle,id", (particle) => `${particle},${data.id[particle]}`));
element("sort").addEventListener("change", arrange);
element("direction").addEventListener("click", () => { descending = !descending; arrange(); });
element("filter").addEventListener("change", arrange);
element("size").addEventListener("input", (event) => {
  element("sheet").style.setProperty("--size", `${event.target.value}px`);
});
element("measures").addEventListener("change", (event) => {
  document.body.classList.toggle("measures", event.target.checked);
});

const bars = new ResizeObserver(() => {  // keeps particles that are scrolled into view from lying under a bar
  const [above, below] = ["controls", "chosen"].map((id) =>
    getComputedStyle(element(id)).position === "sticky" ? element(id).offsetHeight : 0);
  document.documentElement.style.scrollPadding = `${above + 8}px 0 ${below + 8}px`;
});
["controls", "chosen"].forEach((id) => bars.observe(element(id)));
element("help").open = innerWidth > 640;
data.measures.forEach((measure, index) => element("sort").add(new Option(measure.name, index)));
recall();
data.id.forEach((_, particle) => paint(particle));
arrange();
