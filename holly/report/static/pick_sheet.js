// Accept and reject picks on the maps of fields; choices.js comes first.
const circles = [];  // by pick
document.querySelectorAll("circle").forEach((circle) => { circles[Number(circle.dataset.pick)] = circle; });

function described(pick) {
  return `Pick ${data.id[pick]}, ${data.localisations[pick]} localisations within ${data.radius_nm[pick]} nm, ` +
    verdict(pick);
}

function paint(pick) {
  circles[pick].setAttribute("aria-pressed", verdicts[pick]);
  circles[pick].classList.toggle("changed", changed(pick));
  circles[pick].firstElementChild.textContent = described(pick);
}

function apply(step, text) {  // a list of [pick, verdict]
  for (const [pick, accepted] of step) verdicts[pick] = accepted;
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
element("save").addEventListener("click", () =>
  save("id,x_nm,y_nm", (pick) => `${data.id[pick]},${data.x_nm[pick]},${data.y_nm[pick]}`));
element("rejected").addEventListener("change", (event) => {
  document.body.classList.toggle("accepted-only", !event.target.checked);
});
element("size").addEventListener("input", (event) => {
  element("fields").style.setProperty("--width", `${event.target.value}px`);
});
recall();
data.id.forEach((_, pick) => paint(pick));
tally();
