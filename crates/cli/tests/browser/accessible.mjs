// axe-core over the page with a few clusters and matches open. The policy of the page is off for it, since axe itself is no script of
// the page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function accessible(page) {
  await page.evaluate(() => {
    const clusters = [...document.querySelectorAll(".cluster")];
    const isRtl = (cluster) => /[\u0600-\u06ff]/.test(cluster.textContent);
    const opened = [...clusters.slice(0, 3), ...clusters.filter(isRtl).slice(0, 1), ...clusters.slice(-1)];
    for (const cluster of opened) {
      cluster.style.contentVisibility = "visible";
      for (const details of [...cluster.querySelectorAll("details")].slice(0, 3)) details.open = true;
    }
  });
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")) }));
  });
  const told = ({ id, impact, help, nodes }) => `${impact}: ${id}: ${help}: ${nodes.length} × ${nodes.slice(0, 3).join(" | ")}`;
  for (const violation of violations) if (!isGrave(violation)) console.log(`       (${told(violation)})`);
  return violations.filter(isGrave).map(told);
}

const isGrave = ({ impact }) => impact === "serious" || impact === "critical";
