"use strict";
for (const block of document.querySelectorAll("pre.copy")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  block.append(button);
}
const looks = [...document.querySelectorAll("#stages ~ .stage tr[data-state]")];
const order = ["finding", "waived", "passed", "not known", "left out", "not applicable"];
const states = order.filter((state) => looks.some((row) => row.dataset.state === state));
const bar = document.querySelector(".filter");
for (const state of states.length > 1 ? ["all", ...states] : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = state;
  button.setAttribute("aria-pressed", String(state === "all"));
  button.addEventListener("click", () => {
    for (const other of bar.children) other.setAttribute("aria-pressed", String(other === button));
    for (const row of looks) row.hidden = state !== "all" && row.dataset.state !== state;
  });
  bar.append(button);
  bar.hidden = false;
}
