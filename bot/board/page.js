"use strict";
// The page works without this: it only adds printing by a button and a filter by name.
document.querySelectorAll(".scripted").forEach((element) => { element.hidden = false; });
document.getElementById("print")?.addEventListener("click", () => window.print());
const plain = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
document.getElementById("filter")?.addEventListener("input", (event) => {
  const wanted = plain(event.target.value.trim());
  const fits = (element) => plain(element.dataset.name).includes(wanted);
  document.querySelectorAll("tr[data-name]").forEach((row) => { row.hidden = !fits(row); });
  document.querySelectorAll(".tree li").forEach((item) => {
    const inside = [...item.querySelectorAll("li")];
    item.hidden = !(fits(item) || inside.some(fits) || (item.parentElement.closest("li") && fits(item.parentElement.closest("li"))));
    const details = item.querySelector(":scope > details");
    if (details) details.open = wanted !== "" && inside.some(fits);
  });
});
document.getElementById("filter")?.closest("form").addEventListener("keydown", (event) => {
  if (event.target.id === "filter" && event.key === "Enter") event.preventDefault();
});
// Of the months the latest are looked at first, also where the screen is too narrow for all.
document.querySelectorAll(".scroll:has(#t-heat)").forEach((each) => { each.scrollLeft = each.scrollWidth; });
// On paper everything is open.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
