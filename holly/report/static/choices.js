// Choices by hand on a page of what was accepted or rejected, kept in the browser and saved as CSV.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const element = (id) => document.getElementById(id);
const count = data.id.length;
const verdicts = data.accepted.slice();  // accepted or not, at present
const past = [];  // steps to undo, each a list of [index, verdict before the step]

const changed = (index) => verdicts[index] !== data.accepted[index];

function verdict(index) {  // in words, with the reason
  const why = changed(index) ? " by hand" : data.reason[index] ? `: ${data.reason[index]}` : "";
  return (verdicts[index] ? "accepted" : "rejected") + why;
}

function say(text) { element("status").textContent = text; }

function tally() {
  const accepted = verdicts.filter(Boolean).length;
  const byHand = [...data.id.keys()].filter(changed).length;
  element("count-accepted").textContent = accepted;
  element("count-rejected").textContent = count - accepted;
  element("count-changed").textContent = byHand;
  element("undo").disabled = past.length === 0;
  element("reset").disabled = byHand === 0;
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
    data.id.forEach((id, index) => { verdicts[index] = choices[id] ?? verdicts[index]; });
    const found = Object.keys(choices).length;
    if (found) say(`${found} choices from an earlier visit are restored.`);
  } catch {
    say("This browser cannot keep your choices: save the CSV before you leave.");
  }
}

function save(columns, cells) {  // the columns before `accepted`, and their cells by index
  const rows = data.id.map((_, index) => `${cells(index)},${verdicts[index] ? "True" : "False"}\n`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${columns},accepted\n`, ...rows], {type: "text/csv"}));
  link.download = data.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  say(`Saved as ${data.file}.`);
}
