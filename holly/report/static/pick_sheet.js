// Accept and reject picks on the maps of fields; the choices are kept in the browser and saved as CSV.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const element = (id) => document.getElementById(id);
const count = data.id.length;
const verdicts = data.accepted.slice();  // accepted or not, at present
const past = [];  // steps to undo, each a list of [pick, verdict before the step]
const circles = [];  // by pick
document.querySelectorAll("circle").forEach((circle) => { circles[Number(circle.dataset.pick)] = circle; });

const changed = (pick) => verdicts[pick] !== data.accepted[pick];

function described(pick) {
  const why = changed(pick) ? " by hand" : data.reason[pick] ? `: ${data.reason[pick]}` : "";
  return `Pick ${data.id[pick]}, ${data.localisations[pick]} localisations within ${data.radius_nm[pick]} nm, ` +
    (verdicts[pick] ? "accepted" : "rejected") + why;
}

function paint(pick) {
  circles[pick].setAttribute("aria-pressed", verdicts[pick]);
  circles[pick].classList.toggle("changed", changed(pick));
  circles[pick].firstElementChild.textContent = described(pick);
}

function say(text) { element("status").textContent = text; }

function tally() {
  const accepted = verdicts.filter(Boolean).length;
  element("count-accepted").textContent = accepted;
  element("count-rejected").textContent = count - accepted;
  element("count-changed").textContent = verdicts.filter((_, pick) => changed(pick)).length;
  element("undo").disabled = past.length === 0;
  element("reset").disabled = !verdicts.some((_, pick) => changed(pick));
}

function remember() {
  const choices = {};
  for (let i = 0; i < count; i++) if (changed(i)) choices[data.id[i]] = verdicts[i];
  try {
    localStorage.setItem(data.key, JSON.stringify(choices));
    return "";
  } catch {
    return " This browser cannot keep your choices: save the CSV before you leave.";
  }
}

function recall() {
  try {
    const choices = JSON.parse(localStorage.getItem(data.key)) ?? {};
    data.id.forEach((id, pick) => { verdicts[pick] = choices[id] ?? verdicts[pick]; });
    const found = Object.keys(choices).length;
    if (found) say(`${found} choices from an earlier visit are restored.`);
  } catch {
    say("This browser cannot keep your choices: save the CSV before you leave.");
  }
}

function apply(step, text) {  // a list of [pick, verdict]
  for (const [pick, verdict] of step) verdicts[pick] = verdict;
  step.forEach(([pick]) => paint(pick));
  tally();
  say(text() + remember());
}

function toggle(pick) {
  past.push([[pick, verdicts[pick]]]);
  apply([[pick, !verdicts[pick]]], () => `${described(pick)}.`);
}

function undo() {
  const step = past.pop();
  if (step) apply(step, () => "Undone.");
}

function reset() {
  const all = [...data.id.keys()].filter(changed);
  past.push(all.map((pick) => [pick, verdicts[pick]]));
  apply(all.map((pick) => [pick, data.accepted[pick]]), () => `${all.length} choices by hand undone.`);
}

function save() {
  const rows = data.id.map((id, pick) =>
    `${id},${data.x_nm[pick]},${data.y_nm[pick]},${verdicts[pick] ? "True" : "False"}\n`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["id,x_nm,y_nm,accepted\n", ...rows], {type: "text/csv"}));
  link.download = data.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  say(`Saved as ${data.file}.`);
}

element("fields").addEventListener("click", (event) => {
  if (event.target.matches("circle")) toggle(Number(event.target.dataset.pick));
});
element("fields").addEventListener("focusin", (event) => say(`${described(Number(event.target.dataset.pick))}.`));
element("fields").addEventListener("keydown", (event) => {
  if (event.key !== " " && event.key !== "Enter") return;
  event.preventDefault();
  toggle(Number(event.target.dataset.pick));
});
document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (event.altKey || event.metaKey || event.target.closest("input[type=range]")) return;
  if (key === "u" && !event.ctrlKey || key === "z" && event.ctrlKey && !event.shiftKey) { event.preventDefault(); undo(); }
});
element("undo").addEventListener("click", undo);
element("reset").addEventListener("click", reset);
element("save").addEventListener("click", save);
element("rejected").addEventListener("change", (event) => {
  document.body.classList.toggle("accepted-only", !event.target.checked);
});
element("size").addEventListener("input", (event) => {
  element("fields").style.setProperty("--width", `${event.target.value}px`);
});
recall();
data.id.forEach((_, pick) => paint(pick));
tally();
